//! What is known of one thing.

use askama::Template;

use super::Badge;
use crate::pages::Markup;

/// Names and values, one below the other.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/facts.html")]
pub struct Facts {
    facts: Vec<(String, Markup)>,
}

#[derive(Template)]
#[template(source = "{{ text }}", ext = "html")]
struct Text<'a> {
    text: &'a str,
}

#[derive(Template)]
#[template(source = "<code>{{ code }}</code>", ext = "html")]
struct Code<'a> {
    code: &'a str,
}

impl Facts {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more; without a value it says so.
    #[must_use]
    pub fn fact(self, name: &str, value: &str) -> Self {
        let text = if value.is_empty() { "–" } else { value };
        self.push(name, &Text { text })
    }

    /// A code, a digest, a key: each character counts.
    #[must_use]
    pub fn code(self, name: &str, code: &str) -> Self {
        self.push(name, &Code { code })
    }

    /// A state.
    #[must_use]
    pub fn badge(self, name: &str, badge: &Badge) -> Self {
        self.push(name, badge)
    }

    fn push(mut self, name: &str, value: &impl Template) -> Self {
        self.facts.push((name.to_owned(), Markup::of(value)));
        self
    }
}
