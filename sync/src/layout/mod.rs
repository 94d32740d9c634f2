//! The layouts in which supplies come: the hub's own XML and ISTAT's LAC. Readers stream: their memory does
//! not grow with the file, but for LAC by a few bytes for each individual and family (its duplicates and family
//! sizes can be told only at the end).

mod check;
mod count;
mod encoding;
mod guard;
mod identifiers;
mod inflate;
pub mod lac;
mod places;
mod record_check;
mod subjects;
pub mod xml;

use std::io::{self, BufRead, BufReader};

use inflate::Inflated;

pub use count::{TotalsCounter, TotalsGap};
pub use lac::LacValues;
pub use subjects::{parse_subjects, subject_names};

use crate::anomaly::AnomalyCode;
use crate::record::{Anomaly, Format, Parsed, SupplyHeader};

/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 8;
/// Longest field, in bytes.
pub const MAX_FIELD: usize = 4 << 10;
/// Longest record, in bytes.
pub const MAX_RECORD: usize = 256 << 10;
/// Most facts of one record.
pub const MAX_FACTS: usize = 2_000;
/// Most bytes of a refused record that are kept.
pub const MAX_RAW: usize = 64 << 10;

/// What is known of a supply before its file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The layout.
    pub format: Format,
    /// LAC: the header, which comes beside the file. XML: not used, the file carries its own.
    pub header: Option<SupplyHeader>,
    /// LAC: how the Comune writes its values.
    pub lac_values: LacValues,
}

/// A source of records.
pub trait SupplyReader {
    /// The header.
    fn header(&self) -> &SupplyHeader;

    /// The next thing found, in the order of the file; `None` at its proper end. After an error, always `None`.
    fn next(&mut self) -> Option<Result<Parsed, SupplyError>>;

    /// The record that [`next`](Self::next) gave last, as it came, at most [`MAX_RAW`] bytes, undecodable bytes as
    /// U+FFFD: for a record that turns out to be wrong only beside others.
    fn raw(&mut self) -> String;
}

/// The supply as a whole cannot be read, or not read on: nothing of it may be applied.
#[derive(Debug, thiserror::Error)]
#[error("{} at line {}: {} {}", anomaly.code, anomaly.line, anomaly.field, anomaly.value)]
pub struct SupplyError {
    /// What is wrong, for the report.
    pub anomaly: Anomaly,
    /// The failure of the input, if that was the cause.
    pub source: Option<io::Error>,
}

impl SupplyError {
    pub(crate) fn new(code: AnomalyCode, line: i64, field: &str, value: &str) -> Self {
        Self {
            anomaly: Anomaly::new(code, line, "", field, value),
            source: None,
        }
    }

    /// An error of the input: a compressed file that ends early is truncated, anything else unreadable.
    pub(crate) fn input(line: i64, error: io::Error) -> Self {
        let code = if error.kind() == io::ErrorKind::UnexpectedEof {
            AnomalyCode::Truncated
        } else {
            AnomalyCode::Unreadable
        };
        Self {
            anomaly: Anomaly::new(code, line, "", "", &error.to_string()),
            source: Some(error),
        }
    }
}

/// Opens a supply, plain or gzip (told by its first bytes), and reads its header.
///
/// # Errors
/// The input cannot be read, or its header is not one of the layout ([`SupplyError`] says what).
pub fn open(
    mut input: Box<dyn BufRead + Send>,
    expect: &Expected,
) -> Result<Box<dyn SupplyReader + Send>, SupplyError> {
    let gzip = encoding::is_gzip(&mut input).map_err(|e| SupplyError::input(0, e))?;
    let input: Box<dyn BufRead + Send> = if gzip {
        Box::new(BufReader::with_capacity(128 << 10, Inflated::new(input)))
    } else {
        input
    };
    Ok(match expect.format {
        Format::Xml => Box::new(xml::XmlReader::open(input)?),
        Format::Lac => {
            let header = expect
                .header
                .clone()
                .ok_or_else(|| SupplyError::new(AnomalyCode::HeaderInvalid, 0, "testata", ""))?;
            Box::new(lac::LacReader::open(input, header, &expect.lac_values)?)
        }
    })
}
