//! Rows for tests.

use chrono::NaiveDateTime;

use crate::monitoring::source::Seen;

/// A moment of UTC.
pub fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap()
}

/// An ordinary answer; each moment is a request of its own.
pub fn seen(at: NaiveDateTime, user_id: i64) -> Seen {
    Seen {
        seq: 0,
        at,
        request_id: format!("{user_id}-{at}"),
        act: "RISPOSTA".to_owned(),
        service: "VERIFICA".to_owned(),
        entity_id: 1,
        office_id: 1,
        user_id,
        role: "STANDARD".to_owned(),
        comune: "036023".to_owned(),
        subject: "CSSSLL03P56D617B".to_owned(),
        person_id: 1,
        outcome: "residenza=S".to_owned(),
    }
}
