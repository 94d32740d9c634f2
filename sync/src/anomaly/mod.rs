//! What can be wrong with a supply: stable codes, their severity, and what they mean to the office that
//! receives them. `docs/supply-formats.md` holds the same catalogue; a test compares the two.

mod catalogue;

pub use catalogue::AnomalyCode;

use crate::record::{Anomaly, Severity};

/// Longest value quoted in an anomaly, in characters.
pub const QUOTED: usize = 200;

impl Anomaly {
    /// An anomaly of the catalogue. What comes from the file is cut to [`QUOTED`] characters and rid of control
    /// characters: names of unknown elements no less than values, for no database need store them.
    pub fn new(code: AnomalyCode, line: i64, path: &str, field: &str, value: &str) -> Self {
        Self {
            code: code.code().to_owned(),
            severity: code.severity(),
            line,
            path: quoted(path),
            field: quoted(field),
            value: quoted(value),
        }
    }

    /// True if it refuses the record or holds the supply.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// What the code means, in Italian; empty for a code that the catalogue does not hold.
    pub fn text(&self) -> &'static str {
        AnomalyCode::from_code(&self.code).map_or("", AnomalyCode::text)
    }
}

/// At most [`QUOTED`] characters, control characters as U+FFFD.
pub(crate) fn quoted(text: &str) -> String {
    text.chars()
        .take(QUOTED)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
