//! A consultation as it is being filled in.

use hub::check::SubjectRef;
use hub::consultation::{About, AskedAddress, AskedStreet, ConsultationRequest, KnownAt};
use schema::codes::ConsultationKind;
use schema::date::Day;
use schema::italian_time::start_of;

use crate::pages::checks::istat;
use crate::pages::typed::Typed;
use crate::session::Form;

/// What the forms send.
const INPUTS: [&str; 20] = [
    "tipo",
    "riferimento",
    "finalita",
    "pratica",
    "codiceFiscale",
    "idAnpr",
    "comune",
    "via",
    "civico",
    "esponente",
    "scala",
    "interno",
    "dal",
    "al",
    "pagina",
    "data",
    "conosciutoAl",
    "confronto",
    "comuni",
    "di",
];

/// A consultation that is being filled in.
#[derive(Debug, Clone, Default)]
pub struct Draft(pub Typed);

impl Draft {
    /// What a form sent.
    pub fn of(form: &Form) -> Self {
        Self(Typed::of(form, &INPUTS))
    }

    /// What is asked for.
    pub fn kind(&self) -> Option<ConsultationKind> {
        ConsultationKind::from_code(self.0.get("tipo"))
    }

    /// The request that it makes, of the person referred to if there is one; nothing if something is wrong, which is
    /// noted.
    pub fn request(&mut self, referred: Option<i64>, today: Day) -> Option<ConsultationRequest> {
        let Some(kind) = self.kind() else {
            self.0.wrong("tipo", "Scegliere che cosa consultare.");
            return None;
        };
        let about = match referred {
            Some(person) => About::Found(person),
            None => self.about(kind)?,
        };
        let reference_day = self.0.day("data").filter(|day| *day != today);
        let request = ConsultationRequest {
            kind,
            about,
            reference_day,
            known_at: self.known_at(today),
            compared_with: self.0.day("confronto"),
            purpose: self.0.get("finalita").to_owned(),
            case_reference: self.0.get("pratica").to_owned(),
            comuni: self.comuni(),
            declared: String::new(),
        };
        self.0.is_sound().then_some(request)
    }

    fn about(&mut self, kind: ConsultationKind) -> Option<About> {
        if kind == ConsultationKind::Events {
            let (from, to) = (self.day("dal"), self.day("al"));
            return Some(About::Events {
                comune: self.0.comune("comune").unwrap_or_default(),
                from: from?,
                to: to?,
                page: self.0.number("pagina").unwrap_or(1),
            });
        }
        if kind == ConsultationKind::Dwelling {
            return Some(About::Address(AskedAddress {
                comune: self.0.comune("comune").unwrap_or_default(),
                street: AskedStreet::Named(None, self.0.get("via").to_owned()),
                number: self.0.number("civico").unwrap_or(0),
                exponent: self.0.text("esponente"),
                staircase: self.0.text("scala"),
                interior: self.0.text("interno"),
            }));
        }
        let upper = |text: &str| text.to_uppercase();
        let (code, id) = (
            upper(self.0.get("codiceFiscale")),
            upper(self.0.get("idAnpr")),
        );
        match (code.is_empty(), id.is_empty()) {
            (true, true) => {
                self.0.wrong(
                    "codiceFiscale",
                    "Indicare il codice fiscale, oppure l'identificativo ANPR.",
                );
                None
            }
            (true, false) => Some(About::Person(SubjectRef::AnprId(id))),
            (false, true) => Some(About::Person(SubjectRef::CodiceFiscale(code))),
            (false, false) => {
                self.0.wrong(
                    "idAnpr",
                    "Indicare il codice fiscale oppure l'identificativo ANPR, non entrambi.",
                );
                None
            }
        }
    }

    /// The only Comuni to be asked, if any are named.
    fn comuni(&self) -> Option<Vec<String>> {
        let typed = self.0.get("comuni").split(',').map(str::trim);
        let comuni: Vec<String> = typed.filter(|one| !one.is_empty()).map(istat).collect();
        (!comuni.is_empty()).then_some(comuni)
    }

    fn day(&mut self, name: &'static str) -> Option<Day> {
        let day = self.0.day(name);
        if day.is_none() {
            self.0.wrong(name, "Indicare un giorno, GG/MM/AAAA.");
        }
        day
    }

    /// The end of a day by the clocks of Italy; of today, which has not ended, what is known now.
    fn known_at(&mut self, today: Day) -> Option<KnownAt> {
        let day = self.0.day("conosciutoAl")?;
        if day > today {
            self.0
                .wrong("conosciutoAl", "Indicare un giorno non successivo a oggi.");
        }
        if day >= today {
            return None;
        }
        start_of(day.add_days(1)).map(|end| KnownAt::Moment(end.naive_utc()))
    }
}
