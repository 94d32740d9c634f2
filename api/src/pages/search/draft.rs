//! A search as it is being filled in: what was typed, and what it comes to.

use hub::identity::WorkingCase;
use hub::search::{
    AddressWish, BirthWish, Criteria, Invalid, PlaceWish, Search, SheetWish, Standing,
};
use schema::codes::Sex;
use schema::date::Day;

use super::names;
use crate::pages::typed::{Typed, sentence};
use crate::session::Form;

/// Everything that the form sends, in its order.
pub const INPUTS: [&str; 27] = [
    "cognome",
    "nome",
    "nascita",
    "codiceFiscale",
    "via",
    "civico",
    "comuneVia",
    "momento",
    "data",
    "sesso",
    "nascitaFino",
    "etaDa",
    "etaFino",
    "luogoNascita",
    "idAnpr",
    "documento",
    "civicoFino",
    "esponente",
    "scheda",
    "tipoScheda",
    "comuneScheda",
    "comune",
    "cittadinanza",
    "statoCivile",
    "posizione",
    "finalita",
    "pratica",
];
/// Those that few searches need.
pub const SELDOM: [&str; 16] = [
    "sesso",
    "nascitaFino",
    "etaDa",
    "etaFino",
    "luogoNascita",
    "idAnpr",
    "documento",
    "civicoFino",
    "esponente",
    "scheda",
    "tipoScheda",
    "comuneScheda",
    "comune",
    "cittadinanza",
    "statoCivile",
    "posizione",
];
/// Hits on a page.
pub const SHOWN: u32 = 20;
/// Names and addresses of any time count.
pub const EVER: &str = "sempre";

/// A search that is being filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft(pub Typed);

impl Draft {
    /// An empty one, for today and what is worked on.
    pub fn new(today: &str, case: Option<WorkingCase>) -> Self {
        let mut typed = Typed::default();
        typed.put("data", today);
        if let Some(case) = case {
            typed.put("finalita", &case.purpose);
            typed.put("pratica", &case.reference);
        }
        Self(typed)
    }

    /// What a form sent.
    pub fn of(form: &Form) -> Self {
        Self(Typed::of(form, &INPUTS))
    }

    /// True if something is typed into one of those that few searches need, or wrong with it.
    pub fn uses_seldom(&self) -> bool {
        SELDOM
            .iter()
            .any(|name| !self.0.get(name).is_empty() || self.0.fault(name).is_some())
    }

    /// Notes what the service refuses.
    pub fn refuse(&mut self, invalid: &[Invalid]) {
        for one in invalid {
            let text = sentence(&one.message);
            match names::input(one.field) {
                Some(input) => self.0.wrong(input, &text),
                None => self.0.others.push(text),
            }
        }
    }

    /// The search that it makes; what cannot be read at all is noted as a fault.
    pub fn search(&mut self, after: u32) -> Search {
        let ever = self.0.get("momento") == EVER;
        let criteria = Criteria {
            surname: self.0.text("cognome"),
            names: self.0.text("nome"),
            names_ever: ever,
            sex: Sex::from_code(self.0.get("sesso")),
            birth: self.birth(),
            birth_place: self.0.text("luogoNascita").map(|name| PlaceWish {
                code: None,
                name: Some(name),
            }),
            codice_fiscale: self.0.text("codiceFiscale"),
            id_anpr: self.0.text("idAnpr"),
            document: self.0.text("documento"),
            address: self.address(),
            address_ever: ever,
            comune: self.0.comune("comune"),
            sheet: self.0.text("scheda").map(|code| SheetWish {
                comune: self.0.comune("comuneScheda"),
                kind: self.0.text("tipoScheda"),
                code,
            }),
            citizenship: self.0.text("cittadinanza"),
            marital_status: self.0.text("statoCivile"),
            standing: Standing::from_code(self.0.get("posizione")),
        };
        Search {
            reference_day: self.0.day("data"),
            criteria,
            comuni: None,
            purpose: self.0.get("finalita").to_owned(),
            case_reference: self.0.get("pratica").to_owned(),
            after,
            limit: SHOWN,
        }
    }

    /// A date, a stretch of days, or ages on the day.
    fn birth(&mut self) -> Option<BirthWish> {
        let first = self.0.date("nascita");
        let last = self.0.date("nascitaFino");
        let ages = (self.0.number("etaDa"), self.0.number("etaFino"));
        if let (None, None) = ages {
            return match (first, last) {
                (None, None) => None,
                (Some(on), None) => Some(BirthWish::On(on)),
                (first, Some(last)) => {
                    let first = first.map_or(Day(1800_01_01), |date| date.first);
                    Some(BirthWish::Between(first, last.last))
                }
            };
        }
        if first.is_some() || last.is_some() {
            self.0.wrong("etaDa", "Indicare la nascita oppure l'età.");
            return None;
        }
        let on = self.0.day("data")?;
        let (least, most) = ages;
        let (least, most) = (least.unwrap_or(0), most.or(least).unwrap_or(130));
        Some(BirthWish::Aged(least, most, on))
    }

    fn address(&mut self) -> Option<AddressWish> {
        let wish = AddressWish {
            comune: self.0.comune("comuneVia"),
            street_type: None,
            street: self.0.text("via"),
            number: self.0.number("civico"),
            number_to: self.0.number("civicoFino"),
            exponent: self.0.text("esponente"),
        };
        (wish != AddressWish::default()).then_some(wish)
    }
}

#[cfg(test)]
mod tests {
    use schema::date::UncertainDate;

    use super::*;

    fn draft(typed: &[(&'static str, &str)]) -> Draft {
        let mut draft = Draft::default();
        for (name, value) in typed {
            draft.0.put(name, value);
        }
        draft
    }

    fn birth(typed: &[(&'static str, &str)]) -> (Option<BirthWish>, bool) {
        let mut draft = draft(typed);
        let birth = draft.search(0).criteria.birth;
        (birth, draft.0.is_sound())
    }

    #[test]
    fn a_birth_is_a_date_a_stretch_or_an_age() {
        let on = |text: &str| Some(BirthWish::On(UncertainDate::parse(text).unwrap()));
        assert_eq!(
            birth(&[("nascita", "17/05/1970")]),
            (on("1970-05-17"), true)
        );
        assert_eq!(birth(&[("nascita", "05/1970")]), (on("1970-05"), true));
        assert_eq!(birth(&[("nascita", "1970")]), (on("1970"), true));
        let between = BirthWish::Between(Day(1970_01_01), Day(1972_06_30));
        assert_eq!(
            birth(&[("nascita", "1970"), ("nascitaFino", "06/1972")]),
            (Some(between), true)
        );
        let aged = BirthWish::Aged(30, 40, Day(2020_01_01));
        assert_eq!(
            birth(&[("etaDa", "30"), ("etaFino", "40"), ("data", "01/01/2020")]),
            (Some(aged), true)
        );
        for wrong in [
            [("nascita", "31/02/1970"), ("data", "01/01/2020")],
            [("nascita", "ieri"), ("data", "01/01/2020")],
            [("etaDa", "trenta"), ("data", "01/01/2020")],
            [("etaDa", "30"), ("data", "domani")],
            [("etaDa", "30"), ("nascita", "1970")],
        ] {
            assert!(!birth(&wrong).1, "{wrong:?}");
        }
    }

    #[test]
    fn a_moment_counts_for_names_and_addresses() {
        for (momento, ever) in [("", false), ("data", false), (EVER, true)] {
            let criteria = draft(&[("cognome", "Rossi"), ("momento", momento)])
                .search(0)
                .criteria;
            assert_eq!((criteria.names_ever, criteria.address_ever), (ever, ever));
        }
    }

    #[test]
    fn what_is_refused_is_said_beside_its_input() {
        let refusal = |field| Invalid {
            field,
            code: "NON_VALIDO",
            message: "non va".to_owned(),
        };
        let mut draft = draft(&[]);
        draft.refuse(&[
            refusal("indirizzo.denominazione"),
            refusal("criteri"),
            refusal("scheda.numero"),
        ]);
        assert_eq!(draft.0.fault("via").as_deref(), Some("Non va."));
        assert_eq!(draft.0.others, ["Non va."]);
        assert!(draft.uses_seldom() && !draft.0.is_sound());
    }

    #[test]
    fn every_input_is_one() {
        assert!(SELDOM.iter().all(|name| INPUTS.contains(name)));
        let fields = [
            "nascita",
            "nascita.eta",
            "indirizzo.denominazione",
            "cognome",
            "comune",
            "comuni",
            "finalita",
            "pratica",
        ];
        assert!(
            fields
                .iter()
                .filter_map(|f| names::input(f))
                .all(|i| INPUTS.contains(&i) || i == "comuni")
        );
    }
}
