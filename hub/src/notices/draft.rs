//! A notice that somebody wants to publish.

use chrono::{DateTime, NaiveDateTime, Utc};
use schema::date::Day;
use schema::italian_time::{day_of, start_of};

use super::Audience;
use crate::mail::{one_line, plain_text};

/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 120;
/// Longest text, in characters.
pub const LONGEST_BODY: usize = 4_000;
/// Most days for which a notice stands.
pub const LONGEST_VALIDITY: i64 = 366;

/// A notice as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// To whom.
    pub audience: Audience,
    /// One line.
    pub title: String,
    /// Plain text.
    pub body: String,
    /// First day on which it is shown, as Italian calendars count; `None`: at once.
    pub valid_from: Option<Day>,
    /// Last day on which it is shown.
    pub valid_to: Day,
}

/// What is wrong with a field of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// The field, as the API calls it.
    pub field: &'static str,
    /// Stable code.
    pub code: &'static str,
    /// In Italian.
    pub text: &'static str,
}

/// A draft that can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fit {
    pub title: String,
    pub body: String,
    pub valid_from: NaiveDateTime,
    pub valid_to: NaiveDateTime,
}

impl Draft {
    /// What is published of it, or all that is wrong with it.
    pub(super) fn fit(&self, now: DateTime<Utc>) -> Result<Fit, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut note = |field, code, text| wrong.push(Wrong { field, code, text });
        let title = one_line(&self.title);
        if title.is_empty() {
            note("titolo", "ASSENTE", "il titolo è obbligatorio");
        } else if self.title.trim().chars().count() > LONGEST_TITLE {
            note("titolo", "TROPPO_LUNGO", "al massimo 120 caratteri");
        }
        let body = plain_text(&self.body).trim().to_owned();
        if body.is_empty() {
            note("testo", "ASSENTE", "il testo è obbligatorio");
        } else if body.chars().count() > LONGEST_BODY {
            note("testo", "TROPPO_LUNGO", "al massimo 4.000 caratteri");
        }
        let today = day_of(now);
        let first = self.valid_from.unwrap_or(today);
        if first < today {
            note("validoDal", "NON_VALIDO", "il giorno è già passato");
        }
        if first.to_naive().is_none() {
            note("validoDal", "NON_VALIDO", "non è un giorno del calendario");
        }
        if self.valid_to.to_naive().is_none() {
            note("validoAl", "NON_VALIDO", "non è un giorno del calendario");
        } else if self.valid_to < first {
            note("validoAl", "NON_VALIDO", "viene prima del primo giorno");
        } else if self.valid_to > first.add_days(LONGEST_VALIDITY) {
            note(
                "validoAl",
                "NON_VALIDO",
                "un avviso vale al massimo un anno",
            );
        }
        let bounds = [start_of(first), start_of(self.valid_to.add_days(1))];
        match bounds {
            [Some(from), Some(to)] if wrong.is_empty() => Ok(Fit {
                title,
                body,
                valid_from: from.max(now).naive_utc(),
                valid_to: to.naive_utc(),
            }),
            _ => Err(wrong),
        }
    }
}
