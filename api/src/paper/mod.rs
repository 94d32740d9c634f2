//! What is given out on paper: one model, shown as a page to be printed (`pages::paper`) and written as a PDF.

mod code;
pub mod consultation;
mod face;
mod lay;
mod pdf;
mod table;

use chrono::NaiveDateTime;

pub use pdf::{PaperError, pdf};

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub title: String,
    /// What it is not: stands on every page.
    pub mark: String,
    /// Its name in few words, at the foot of every page.
    pub foot: String,
    /// When it was made, UTC.
    pub at: NaiveDateTime,
    /// The content, in order.
    pub blocks: Vec<Block>,
    /// Codes by which it can be verified.
    pub code: Option<Code>,
}

/// A part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// Rows and columns.
    Table {
        /// What it shows.
        caption: String,
        /// Headings.
        columns: Vec<String>,
        /// As many cells in each as there are columns; the first names the row.
        rows: Vec<Vec<String>>,
    },
}

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What it holds.
    pub text: String,
    /// What it is, for who does not see it.
    pub alternative: String,
    /// What stands beside it.
    pub caption: String,
}
