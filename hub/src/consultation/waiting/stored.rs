//! Consultations as the workflow keeps them: what was asked, and of what was answered no more than the number under which
//! it can be opened. No sheet lies among the requests.

use schema::codes::{ConsultationField, ConsultationKind};
use schema::date::Day;
use serde::{Deserialize, Serialize};

use crate::access::FieldSet;
use crate::consultation::granted::Granted;
use crate::consultation::request::ConsultationRequest;

/// The request as kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    richiesta: ConsultationRequest,
    /// By agreement, the fields that it granted at the asking.
    campi: Vec<(i64, String)>,
}

/// A request that waits, or waited.
pub(in crate::consultation) struct Stored {
    /// As it was asked. It names a day only if that was another than the day of the asking.
    pub request: ConsultationRequest,
    shown: Vec<(i64, Granted)>,
}

impl Stored {
    /// What the Comune that decides under that agreement was told would be shown: its approval opens no more. Of the Comuni
    /// that decide nothing (0), whatever the right opens.
    pub fn shown_under(&self, agreement_id: i64) -> Granted {
        if agreement_id == 0 {
            return Granted::all();
        }
        let of = self.shown.iter().find(|(id, _)| *id == agreement_id);
        of.map_or(Granted::NONE, |(_, shown)| *shown)
    }
}

pub(super) fn write_request(
    request: &ConsultationRequest,
    today: Day,
    shown: &[(i64, Granted)],
) -> Result<String, serde_json::Error> {
    let mut request = request.clone();
    // Asked for today it asked for no other day, whenever it is answered.
    request.reference_day = request.reference_day.filter(|day| *day != today);
    let names = |granted: Granted| {
        let names: Vec<&str> = granted.iter().map(ConsultationField::code).collect();
        names.join(",")
    };
    serde_json::to_string(&Kept {
        richiesta: request,
        campi: shown.iter().map(|(id, one)| (*id, names(*one))).collect(),
    })
}

/// A request that was kept; `None` if it was removed, or is of another service.
pub(in crate::consultation) fn read_request(payload: &str) -> Option<Stored> {
    let kept: Kept = serde_json::from_str(payload).ok()?;
    let kind = kept.richiesta.kind;
    let granted = |names: &str| FieldSet::parse(kind, names).sheet(kind).collect();
    Some(Stored {
        shown: kept
            .campi
            .iter()
            .map(|(id, names)| (*id, granted(names)))
            .collect(),
        request: kept.richiesta,
    })
}

/// A consultation that was made for a request that waited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// What was asked for.
    #[serde(rename = "consultazione")]
    pub kind: ConsultationKind,
    /// What came of it: a code of [`Outcome`](crate::consultation::Outcome).
    #[serde(rename = "esito")]
    pub outcome: String,
    /// Its number, by which it is opened.
    #[serde(rename = "numero")]
    pub number: i64,
}

impl Made {
    /// True if there is a sheet to be opened.
    pub fn is_shown(&self) -> bool {
        matches!(self.outcome.as_str(), "MOSTRATA" | "CONFRONTATA")
    }
}

/// Consultations as kept.
pub(super) fn write_made(made: &[Made]) -> String {
    // A list of texts and numbers has nothing that could fail.
    serde_json::to_string(made).unwrap_or_default()
}

/// Consultations that were kept, by part; `None` if there are none, they were removed, or it is another service's answer.
pub fn read_made(text: &str) -> Option<Vec<Made>> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consultation::request::{About, KnownAt};

    #[test]
    fn a_request_is_read_back_and_today_is_no_other_day() {
        let today = Day(2026_11_21);
        let request = ConsultationRequest {
            kind: ConsultationKind::Family,
            about: About::Found(7),
            reference_day: Some(today),
            known_at: Some(KnownAt::Number(3)),
            compared_with: Some(Day(2020_01_01)),
            purpose: "Istruttoria".to_owned(),
            case_reference: "1/2026".to_owned(),
            comuni: Some(vec!["036023".to_owned()]),
            declared: "ab".to_owned(),
        };
        let shown = Granted::NONE.with(ConsultationField::Kinship);
        let stored = read_request(&write_request(&request, today, &[(5, shown)]).unwrap()).unwrap();
        assert_eq!(stored.request.reference_day, None);
        assert_eq!(
            ConsultationRequest {
                reference_day: Some(today),
                ..stored.request.clone()
            },
            request
        );
        assert_eq!(stored.shown_under(5), shown);
        assert_eq!(stored.shown_under(6), Granted::NONE);
        assert_eq!(stored.shown_under(0), Granted::all());
        let other = ConsultationRequest {
            reference_day: Some(Day(2020_01_01)),
            ..request
        };
        let stored = read_request(&write_request(&other, today, &[]).unwrap()).unwrap();
        assert_eq!(stored.request, other);
        assert!(read_request("").is_none());
    }

    #[test]
    fn what_was_made_is_read_back_and_checks_are_not_mistaken_for_it() {
        let made = vec![Made {
            kind: ConsultationKind::Individual,
            outcome: "NON_TROVATA".to_owned(),
            number: 12,
        }];
        assert_eq!(read_made(&write_made(&made)), Some(made.clone()));
        assert!(!made[0].is_shown());
        assert_eq!(read_made(r#"[{"tipo":"residenza","esito":"S"}]"#), None);
        assert!(crate::check_service::read_answers(&write_made(&made)).is_none());
        assert_eq!(read_made(""), None);
    }
}
