//! A request in words, for the people who decide about it or asked it.

use schema::date::Day;

/// What stands under one heading: label and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineGroup {
    /// The heading.
    pub title: String,
    /// Labels and values, in order; none where the heading says it all.
    pub rows: Vec<(&'static str, String)>,
}

/// A request in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// About whom, or about what.
    pub subject: OutlineGroup,
    /// What is asked: each declaration to be checked, or the consultation.
    pub asked: Vec<OutlineGroup>,
}

/// A part that a Comune is to decide, as far as putting it into words depends on it.
#[derive(Clone, Copy, Debug)]
pub struct ToDecide<'a> {
    /// The agreement under which it would be answered.
    pub agreement_id: i64,
    /// The Comuni for whose residents it would be.
    pub covers: &'a [String],
    /// Day to which the question refers.
    pub reference_day: Day,
}
