//! What of the visible trace is asked for.

use chrono::NaiveDateTime;
use schema::codes::ActKind;
use schema::date::Day;

use super::{MonitoringError, PersonCode};
use crate::access::Kind;
use schema::italian_time;

/// What of the visible trace is asked for; nothing given: all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// First day, on Italian clocks.
    pub from: Option<Day>,
    /// Last day, included.
    pub to: Option<Day>,
    /// Done by this user.
    pub user_id: Option<i64>,
    /// Done in this office.
    pub office_id: Option<i64>,
    /// Done for this entity.
    pub entity_id: Option<i64>,
    /// Of this service, as the trace writes it.
    pub service: Option<String>,
    /// Of one of these sorts; none: of any.
    pub acts: Vec<ActKind>,
    /// Of this kind of declaration or consultation.
    pub kind: Option<Kind>,
    /// With this outcome: `S`, `N`, `A`, or the first word of another.
    pub outcome: Option<String>,
    /// Of this case. Free text of the offices, so treated like a person.
    pub case_reference: Option<String>,
    /// About this person. Never part of an address, a log or the record of the look.
    pub subject: Option<PersonCode>,
}

impl Filter {
    /// The period in UTC, the end excluded.
    ///
    /// # Errors
    /// [`MonitoringError::Period`] if a day is not of the calendar or the last before the first.
    pub fn period(
        &self,
    ) -> Result<(Option<NaiveDateTime>, Option<NaiveDateTime>), MonitoringError> {
        let wrong = MonitoringError::Period("ci vogliono giorni del calendario");
        let begin = |day: Option<Day>| match day {
            None => Ok(None),
            Some(day) => italian_time::start_of(day)
                .map(|at| Some(at.naive_utc()))
                .ok_or(()),
        };
        let (Ok(from), Ok(to)) = (begin(self.from), begin(self.to.map(|day| day.add_days(1))))
        else {
            return Err(wrong);
        };
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(MonitoringError::Period("il primo giorno segue l'ultimo"));
        }
        Ok((from, to))
    }

    /// Whether nothing is asked that could name a person.
    pub(super) fn asks_about_nobody(&self) -> bool {
        self.subject.is_none() && self.case_reference.is_none()
    }

    /// Narrows it to the register of accesses: sign-ins and refusals. False if it asks for other acts only.
    pub(super) fn narrow(&mut self) -> bool {
        let accesses = [ActKind::SignIn, ActKind::Refusal];
        if self.acts.is_empty() {
            self.acts = accesses.to_vec();
        }
        self.acts.retain(|act| accesses.contains(act));
        !self.acts.is_empty()
    }

    /// The same as the record of the look keeps it: no value that could be personal.
    pub fn described(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut say = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                parts.push(format!("{name}={value}"));
            }
        };
        say("dal", self.from.map(Day::iso));
        say("al", self.to.map(Day::iso));
        say("utente", self.user_id.map(|id| id.to_string()));
        say("ufficio", self.office_id.map(|id| id.to_string()));
        say("ente", self.entity_id.map(|id| id.to_string()));
        say("servizio", self.service.clone());
        let acts: Vec<&str> = self.acts.iter().map(|act| act.code()).collect();
        say("atto", Some(acts.join("+")).filter(|acts| !acts.is_empty()));
        say("tipo", self.kind.map(|kind| kind.code().to_owned()));
        say("esito", self.outcome.clone());
        say(
            "pratica",
            self.case_reference.as_ref().map(|_| "*".to_owned()),
        );
        say("soggetto", self.subject.as_ref().map(|_| "*".to_owned()));
        parts.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_keeps_what_was_asked_but_nobodys_data() {
        let filter = Filter {
            from: Some(Day(2026_11_01)),
            user_id: Some(7),
            acts: vec![ActKind::SignIn, ActKind::Refusal],
            case_reference: Some("2026/1 Rossi".to_owned()),
            subject: Some(PersonCode::CodiceFiscale("CSSSLL03P56D617B".to_owned())),
            ..Filter::default()
        };
        assert_eq!(
            filter.described(),
            "dal=2026-11-01,utente=7,atto=ACCESSO+RIFIUTO,pratica=*,soggetto=*"
        );
        let shown = format!("{:?}", filter.subject);
        assert!(!shown.contains("CSSSLL"), "{shown}");
        assert_eq!(Filter::default().described(), "");
    }

    #[test]
    fn a_period_is_of_whole_italian_days() {
        let period = |from: i32, to: i32| {
            Filter {
                from: Some(Day(from)),
                to: Some(Day(to)),
                ..Filter::default()
            }
            .period()
        };
        let (from, to) = period(2026_11_21, 2026_11_21).unwrap();
        assert_eq!(from.unwrap().to_string(), "2026-11-20 23:00:00");
        assert_eq!(to.unwrap().to_string(), "2026-11-21 23:00:00");
        assert!(period(2026_11_22, 2026_11_21).is_err());
        assert!(period(2026_02_30, 2026_03_01).is_err());
        assert_eq!(Filter::default().period().unwrap(), (None, None));
    }
}
