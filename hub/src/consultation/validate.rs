//! What has no answer is refused by the name of its field, and what must be granted by name.

use chrono::NaiveDateTime;
use schema::codes::{ConsultationField, ConsultationKind};
use schema::date::Day;

use super::request::{
    About, AskedStreet, ConsultationRequest, FIRST_DAY, KnownAt, MAX_PAGE, MAX_PERIOD,
};
use crate::check::{Invalid, MAX_COMUNI, MAX_REASON, SubjectRef};

fn refuse<T>(field: &'static str, text: &'static str) -> Result<T, Invalid> {
    Err(Invalid { field, text })
}

fn a_day(field: &'static str, day: Day, today: Day) -> Result<(), Invalid> {
    if day.to_naive().is_none() || day < FIRST_DAY {
        return refuse(
            field,
            "Il giorno non può essere anteriore al 1° gennaio 1850.",
        );
    }
    if day > today {
        return refuse(field, "Il giorno non può essere successivo a oggi.");
    }
    Ok(())
}

fn istat(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}

impl ConsultationRequest {
    /// Refuses what has no answer.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn validate(&self, today: Day, now: NaiveDateTime) -> Result<(), Invalid> {
        let stated = |text: &str| !text.trim().is_empty() && text.chars().count() <= MAX_REASON;
        if !stated(&self.purpose) {
            return refuse(
                "finalita",
                "Indicare la finalità, al massimo 500 caratteri.",
            );
        }
        if !stated(&self.case_reference) {
            let text = "Indicare il riferimento della pratica, al massimo 500 caratteri.";
            return refuse("riferimentoPratica", text);
        }
        if let Some(comuni) = &self.comuni
            && (comuni.is_empty()
                || comuni.len() > MAX_COMUNI
                || !comuni.iter().all(|code| istat(code)))
        {
            return refuse(
                "comuni",
                "Indicare da 1 a 100 codici ISTAT di Comune, 6 cifre.",
            );
        }
        self.validate_times(today, now)?;
        match (self.kind, &self.about) {
            (ConsultationKind::Events, About::Events { .. })
            | (ConsultationKind::Dwelling, About::Address(_)) => self.validate_about(today),
            (ConsultationKind::Events, _) => {
                refuse("periodo", "Per gli eventi servono il Comune e il periodo.")
            }
            (_, About::Person(_) | About::Found(_)) => self.validate_about(today),
            (ConsultationKind::Dwelling, _) => {
                refuse("indirizzo", "Serve il soggetto, oppure l'indirizzo.")
            }
            _ => refuse("soggetto", "Serve il soggetto."),
        }
    }

    fn validate_times(&self, today: Day, now: NaiveDateTime) -> Result<(), Invalid> {
        let timeless = matches!(
            self.kind,
            ConsultationKind::History | ConsultationKind::Events
        );
        if let Some(day) = self.reference_day {
            a_day("dataRiferimento", day, today)?;
            if timeless && day != today {
                let text = "Questo tipo di consultazione non si riferisce a un solo giorno.";
                return refuse("dataRiferimento", text);
            }
        }
        match self.known_at {
            Some(KnownAt::Number(number)) if number < 0 => {
                refuse("notoAl", "Il numero di giornale non può essere negativo.")?;
            }
            Some(KnownAt::Moment(moment)) if moment > now => {
                refuse("conosciutoAl", "L'istante indicato non è ancora venuto.")?;
            }
            _ => {}
        }
        if let Some(day) = self.compared_with {
            a_day("confrontoCon", day, today)?;
            if timeless {
                let text = "Questo tipo di consultazione non si confronta tra due date.";
                return refuse("confrontoCon", text);
            }
            if day == self.reference_day.unwrap_or(today) {
                let text = "Le due date da confrontare devono essere diverse.";
                return refuse("confrontoCon", text);
            }
        }
        Ok(())
    }

    fn validate_about(&self, today: Day) -> Result<(), Invalid> {
        match &self.about {
            About::Person(SubjectRef::CodiceFiscale(code))
                if code.is_empty() || code.len() > 16 =>
            {
                refuse("soggetto", "Il codice fiscale non è valido.")
            }
            About::Person(SubjectRef::AnprId(code)) if code.is_empty() || code.len() > 9 => {
                refuse("soggetto", "L'identificativo ANPR non è valido.")
            }
            About::Address(address) => {
                let empty = match &address.street {
                    AskedStreet::Code(code) => code.trim().is_empty(),
                    AskedStreet::Named(_, name) => name.trim().is_empty(),
                };
                if !istat(&address.comune) {
                    return refuse("indirizzo.comune", "Codice ISTAT del Comune, 6 cifre.");
                }
                if empty {
                    return refuse("indirizzo.denominazione", "Serve la strada.");
                }
                if !(0..=99_999).contains(&address.number) {
                    return refuse("indirizzo.civico", "Numero civico, da 0 (SNC) a 99999.");
                }
                Ok(())
            }
            About::Events {
                comune,
                from,
                to,
                page,
            } => {
                if !istat(comune) {
                    return refuse("periodo.comune", "Codice ISTAT del Comune, 6 cifre.");
                }
                a_day("periodo.dal", *from, today)?;
                a_day("periodo.al", *to, today)?;
                if from > to {
                    return refuse("periodo.al", "Il periodo finisce prima di cominciare.");
                }
                if from.days_until(*to).is_none_or(|days| days >= MAX_PERIOD) {
                    return refuse("periodo.al", "Il periodo può durare al massimo 366 giorni.");
                }
                if !(1..=MAX_PAGE).contains(page) {
                    return refuse("periodo.pagina", "Pagina, da 1 a 10000.");
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What must be granted by name for it to be answered.
    pub fn demands(&self, today: Day) -> Vec<ConsultationField> {
        let mut fields = Vec::new();
        if self.compared_with.is_some() {
            fields.push(ConsultationField::Comparison);
        }
        if self.reference_day.is_some_and(|day| day != today) {
            fields.push(ConsultationField::ReferenceDay);
        }
        if self.known_at.is_some() {
            fields.push(ConsultationField::KnownAt);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(2026_11_21);

    fn now() -> NaiveDateTime {
        TODAY.to_naive().unwrap().and_hms_opt(12, 0, 0).unwrap()
    }

    fn request(kind: ConsultationKind) -> ConsultationRequest {
        ConsultationRequest {
            kind,
            about: About::Person(SubjectRef::CodiceFiscale("RSSMRA70A01F257L".to_owned())),
            reference_day: None,
            known_at: None,
            compared_with: None,
            purpose: "Istruttoria".to_owned(),
            case_reference: "1/2026".to_owned(),
            comuni: None,
            declared: String::new(),
        }
    }

    fn fault(request: &ConsultationRequest) -> Option<&'static str> {
        request
            .validate(TODAY, now())
            .err()
            .map(|wrong| wrong.field)
    }

    #[test]
    fn what_has_no_answer_is_refused_by_the_name_of_its_field() {
        let family = || request(ConsultationKind::Family);
        assert_eq!(fault(&family()), None);
        let day = |day| ConsultationRequest {
            reference_day: Some(Day(day)),
            ..family()
        };
        assert_eq!(fault(&day(1849_12_31)), Some("dataRiferimento"));
        assert_eq!(fault(&day(2026_11_22)), Some("dataRiferimento"));
        assert_eq!(fault(&day(2020_02_30)), Some("dataRiferimento"));
        assert_eq!(fault(&day(1850_01_01)), None);
        let known = |known| ConsultationRequest {
            known_at: Some(known),
            ..family()
        };
        assert_eq!(fault(&known(KnownAt::Number(-1))), Some("notoAl"));
        let ahead = now() + chrono::Duration::seconds(1);
        assert_eq!(fault(&known(KnownAt::Moment(ahead))), Some("conosciutoAl"));
        let compared = ConsultationRequest {
            compared_with: Some(TODAY),
            ..family()
        };
        assert_eq!(fault(&compared), Some("confrontoCon"));
        let purposeless = ConsultationRequest {
            purpose: " ".to_owned(),
            ..family()
        };
        assert_eq!(fault(&purposeless), Some("finalita"));
        let history = ConsultationRequest {
            reference_day: Some(Day(2020_01_01)),
            ..request(ConsultationKind::History)
        };
        assert_eq!(fault(&history), Some("dataRiferimento"));
        assert_eq!(fault(&request(ConsultationKind::Events)), Some("periodo"));
    }

    #[test]
    fn periods_do_not_contradict_themselves() {
        let events = |from, to, page| ConsultationRequest {
            about: About::Events {
                comune: "036023".to_owned(),
                from: Day(from),
                to: Day(to),
                page,
            },
            ..request(ConsultationKind::Events)
        };
        assert_eq!(fault(&events(2025_01_01, 2025_12_31, 1)), None);
        assert_eq!(
            fault(&events(2025_12_31, 2025_01_01, 1)),
            Some("periodo.al")
        );
        assert_eq!(
            fault(&events(2024_01_01, 2025_12_31, 1)),
            Some("periodo.al")
        );
        assert_eq!(
            fault(&events(2026_12_01, 2026_12_31, 1)),
            Some("periodo.dal")
        );
        assert_eq!(
            fault(&events(2025_01_01, 2025_12_31, 0)),
            Some("periodo.pagina")
        );
        let person = ConsultationRequest {
            kind: ConsultationKind::Family,
            ..events(2025_01_01, 2025_12_31, 1)
        };
        assert_eq!(fault(&person), Some("soggetto"));
    }
}
