//! Rows and columns.

use std::borrow::Cow;

use askama::Template;

use super::{Badge, Pagination, PostButton};
use crate::pages::{Markup, text};

/// A table, to be seen and to be downloaded.
#[derive(Debug, Clone, Template)]
#[template(path = "components/table.html")]
pub struct Table {
    id: Cow<'static, str>,
    caption: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    empty: String,
    download: Option<String>,
    pagination: Option<Pagination>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Heading.
    pub label: String,
    /// Holds numbers, which stand at the right.
    pub number: bool,
    /// Holds what can be done; no part of the CSV.
    pub actions: bool,
}

impl Column {
    /// A column of text.
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            number: false,
            actions: false,
        }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            number: true,
            ..Self::text(label)
        }
    }

    /// A column of buttons and links.
    pub fn actions(label: impl Into<String>) -> Self {
        Self {
            actions: true,
            ..Self::text(label)
        }
    }
}

/// What stands in a row.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number.
    Number(i64),
    /// A code, a digest, a key: each character counts.
    Code(String),
    /// A link and its words.
    Link(String, String),
    /// A state.
    Badge(Badge),
    /// A box to tick, for what is done to several rows at once: name, value, and the words for whoever hears the page.
    Check(&'static str, String, String),
    /// What can be done.
    Actions(Vec<Markup>),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A link.
    pub fn link(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Link(href.into(), text.into())
    }

    /// Buttons.
    pub fn buttons(buttons: &[PostButton]) -> Self {
        Self::Actions(buttons.iter().map(Markup::of).collect())
    }

    /// A box to tick names no row.
    const fn is_heading(&self) -> bool {
        !matches!(self, Self::Check(..))
    }

    const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    fn figure(&self) -> String {
        match self {
            Self::Number(number) => text::count(*number),
            _ => String::new(),
        }
    }
}

impl Table {
    /// A table without rows. `id` is unique in its page.
    pub fn new(
        id: impl Into<Cow<'static, str>>,
        caption: impl Into<String>,
        columns: Vec<Column>,
    ) -> Self {
        Self {
            id: id.into(),
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            empty: "Nessun elemento.".to_owned(),
            download: None,
            pagination: None,
        }
    }

    /// One more row, a cell for each column; the first cell is the row's heading.
    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// All rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// What is said when there is no row.
    #[must_use]
    pub fn empty(mut self, text: impl Into<String>) -> Self {
        self.empty = text.into();
        self
    }

    /// With a link to the whole list as CSV.
    #[must_use]
    pub fn download(mut self, href: impl Into<String>) -> Self {
        self.download = Some(href.into());
        self
    }

    /// With links to the rows before and after.
    #[must_use]
    pub fn pagination(mut self, pagination: Pagination) -> Self {
        self.pagination = Some(pagination);
        self
    }
}
