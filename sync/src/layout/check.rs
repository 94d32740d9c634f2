//! The checks of single fields, the same for every layout. Each returns what may be stored and notes what is
//! wrong; an error refuses the record once it is whole, so that the Comune learns of all of them at once.

use schema::date::{Day, UncertainDate, Validity};

use super::guard::UNDECODABLE;
use crate::anomaly::AnomalyCode;
use crate::record::Anomaly;

/// Most anomalies noted for one record: beyond, more of them help nobody.
const MAX_ANOMALIES: usize = 100;

/// Notes the anomalies of the record being read.
#[derive(Debug)]
pub struct Checker {
    /// Line noted with each anomaly.
    pub line: i64,
    /// Path noted with each anomaly.
    pub path: &'static str,
    extracted_on: Day,
    latest: Day,
    anomalies: Vec<Anomaly>,
}

impl Checker {
    pub fn new(extracted_on: Day) -> Self {
        Self {
            line: 0,
            path: "",
            extracted_on,
            // A day of grace: what happens on the day of extraction holds from that day, and ends on the next.
            latest: extracted_on.add_days(1),
            anomalies: Vec::new(),
        }
    }

    /// Notes an anomaly.
    pub fn note(&mut self, code: AnomalyCode, field: &str, value: &str) {
        if self.anomalies.len() < MAX_ANOMALIES {
            self.anomalies
                .push(Anomaly::new(code, self.line, self.path, field, value));
        } else if code.severity() == crate::record::Severity::Error && !self.refuses() {
            // The error must not drown in warnings.
            self.anomalies.pop();
            self.anomalies
                .push(Anomaly::new(code, self.line, self.path, field, value));
        }
    }

    /// True if what was noted refuses the record.
    pub fn refuses(&self) -> bool {
        self.anomalies.iter().any(Anomaly::is_error)
    }

    /// Hands out what was noted and begins anew.
    pub fn take(&mut self) -> Vec<Anomaly> {
        std::mem::take(&mut self.anomalies)
    }

    /// A text without spaces around it, of at most `longest` characters.
    pub fn text(&mut self, field: &str, value: &str, longest: usize) -> String {
        let value = value.trim();
        if value.bytes().any(|b| b < b' ' || b == 0x7f || b == 0xc2)
            && value.contains(char::is_control)
        {
            let code = if value.as_bytes().contains(&UNDECODABLE) {
                AnomalyCode::EncodingInvalid
            } else {
                AnomalyCode::ControlCharacters
            };
            self.note(code, field, value);
        }
        if value.len() > longest && value.chars().count() > longest {
            self.note(AnomalyCode::TooLong, field, value);
        }
        value.to_owned()
    }

    /// A mandatory text.
    pub fn required(&mut self, field: &str, value: &str, longest: usize) -> String {
        let value = self.text(field, value, longest);
        if value.is_empty() {
            self.note(AnomalyCode::FieldMissing, field, "");
        }
        value
    }

    /// An identifier of numbers and letters: upper case, without spaces.
    pub fn compact(&mut self, field: &str, value: &str, longest: usize) -> String {
        let mut value = self.text(field, value, longest);
        if value.bytes().any(|b| b == b' ' || b.is_ascii_lowercase()) {
            value.retain(|c| c != ' ');
            value.make_ascii_uppercase();
        }
        value
    }

    /// A code, possibly empty; one that the list does not hold refuses the record.
    pub fn code(&mut self, field: &str, value: &str, known: impl Fn(&str) -> bool) -> String {
        let value = value.trim_ascii();
        if !value.is_empty() && !known(value) {
            self.note(AnomalyCode::CodeUnknown, field, value);
        }
        value.to_owned()
    }

    /// A mandatory code.
    pub fn required_code(
        &mut self,
        field: &str,
        value: &str,
        known: impl Fn(&str) -> bool,
    ) -> String {
        let value = self.code(field, value, known);
        if value.is_empty() {
            self.note(AnomalyCode::FieldMissing, field, "");
        }
        value
    }

    /// A code on which no answer depends: left empty, with a warning, if the list does not hold it.
    pub fn minor_code(&mut self, field: &str, value: &str, known: impl Fn(&str) -> bool) -> String {
        let value = value.trim_ascii();
        if value.is_empty() || known(value) {
            return value.to_owned();
        }
        self.note(AnomalyCode::CodeIgnored, field, value);
        String::new()
    }

    /// A number between two limits; the lower one if nothing is said.
    pub fn number(
        &mut self,
        field: &str,
        value: &str,
        limits: std::ops::RangeInclusive<i32>,
    ) -> i32 {
        let value = value.trim_ascii();
        if value.is_empty() {
            return *limits.start();
        }
        match value.parse() {
            Ok(number) if limits.contains(&number) => number,
            _ => {
                self.note(AnomalyCode::NumberInvalid, field, value);
                *limits.start()
            }
        }
    }

    /// `1`, `true`, `S` or `0`, `false`, `N`; nothing said is no.
    pub fn flag(&mut self, field: &str, value: &str) -> bool {
        match value.trim_ascii() {
            "" | "0" | "false" | "N" => false,
            "1" | "true" | "S" => true,
            other => {
                self.note(AnomalyCode::CodeUnknown, field, other);
                false
            }
        }
    }

    /// A date in the forms of [`UncertainDate::parse`] that had come by the day of extraction; `None` if empty
    /// or wrong.
    pub fn past(&mut self, field: &str, value: &str) -> Option<UncertainDate> {
        let date = self.date(field, value)?;
        self.not_future(field, value, date).then_some(date)
    }

    /// A date in the forms of [`UncertainDate::parse`]; `None` if empty or wrong.
    pub fn date(&mut self, field: &str, value: &str) -> Option<UncertainDate> {
        let value = value.trim_ascii();
        if value.is_empty() {
            return None;
        }
        let date = UncertainDate::parse(value).filter(|date| !date.is_open());
        if date.is_none() {
            self.note(AnomalyCode::DateInvalid, field, value);
        }
        date
    }

    /// Notes a date that had not come by the day of extraction.
    pub fn not_future(&mut self, field: &str, value: &str, date: UncertainDate) -> bool {
        if date.first > self.latest {
            self.note(AnomalyCode::DateInFuture, field, value);
            return false;
        }
        true
    }

    /// From beginning and end as written. No beginning: not after the day of extraction; `..`: always.
    /// Only what `ends_later` (documents, procedures) may end after the extraction.
    pub fn validity(&mut self, from: (&str, &str), to: (&str, &str), ends_later: bool) -> Validity {
        let begins = if from.1.trim() == ALWAYS {
            UncertainDate::exact(Day::MIN)
        } else {
            self.past(from.0, from.1)
                .unwrap_or(UncertainDate::not_after(self.extracted_on))
        };
        let ends = if ends_later {
            self.date(to.0, to.1)
        } else {
            self.past(to.0, to.1)
        }
        .unwrap_or(UncertainDate::OPEN);
        if ends.last < begins.first {
            self.note(AnomalyCode::EndBeforeBeginning, to.0, to.1);
        }
        Validity::between(begins, ends)
    }
}

/// How a beginning beyond memory is written.
pub const ALWAYS: &str = "..";

#[cfg(test)]
mod tests {
    use super::*;

    fn checker() -> Checker {
        Checker::new(Day(2023_01_01))
    }

    fn codes(check: &mut Checker) -> Vec<String> {
        check.take().into_iter().map(|a| a.code).collect()
    }

    #[test]
    fn texts_are_trimmed_and_hold_no_control_characters() {
        let mut check = checker();
        assert_eq!(check.text("cognome", "  D'Angelò ", 10), "D'Angelò");
        assert!(codes(&mut check).is_empty());
        for (value, code) in [
            ("A\u{1}B", "E108"),
            ("A\u{85}B", "E108"),
            ("A\u{1a}B", "E109"),
            ("ABCDEFGHIJK", "E110"),
        ] {
            check.text("cognome", value, 10);
            assert_eq!(codes(&mut check), [code], "{value:?}");
        }
    }

    #[test]
    fn dates_have_come_and_ends_follow_beginnings() {
        let mut check = checker();
        for (from, to, later, code) in [
            ("1990-02-30", "", false, Some("E102")),
            ("2023-01-02", "", false, None),
            ("2023-01-03", "", false, Some("E103")),
            ("2000-05", "2000-04-30", false, Some("E104")),
            ("2000-05", "2000", false, None),
            ("2020", "2030-01-01", true, None),
            ("2020", "2030-01-01", false, Some("E103")),
            ("..", "..", false, Some("E102")),
            ("..", "", false, None),
            ("", "", false, None),
        ] {
            check.validity(("dal", from), ("al", to), later);
            assert_eq!(
                codes(&mut check).first().map(String::as_str),
                code,
                "{from} {to}"
            );
        }
    }

    #[test]
    fn an_error_is_noted_even_behind_many_warnings() {
        let mut check = checker();
        for _ in 0..1000 {
            check.note(AnomalyCode::CodeIgnored, "x", "y");
        }
        check.note(AnomalyCode::DateInvalid, "x", "y");
        assert!(check.refuses());
        assert_eq!(check.take().len(), MAX_ANOMALIES);
    }
}
