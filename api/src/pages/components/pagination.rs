//! From one page of a list to the next.

use askama::Template;

/// The links before and after. What they carry is the list's own (a number, a key); filters are repeated in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/pagination.html")]
pub struct Pagination {
    /// What is listed, to tell this navigation from others: `Utenti`.
    pub about: String,
    /// Where one is: `Da 21 a 40 di 312`.
    pub position: String,
    /// The page before; none on the first.
    pub previous: Option<String>,
    /// The page after; none on the last.
    pub next: Option<String>,
}
