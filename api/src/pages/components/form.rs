//! Fields that are sent together.

use askama::Template;

use super::{Choices, Field, Select, TextArea, Tone};
use crate::pages::page::csrf_field;
use crate::pages::{Markup, Page};

/// A form. What is wrong with its fields is listed above them too, with a way to each.
#[derive(Debug, Clone, Template)]
#[template(path = "components/form.html")]
pub struct Form {
    action: String,
    /// The token of a form that changes something; none in one that only asks.
    csrf: Option<Markup>,
    parts: Vec<Markup>,
    faults: Vec<Fault>,
    button: String,
    tone: Tone,
    cancel: Option<String>,
}

/// A field that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Why.
    pub text: String,
}

/// What a form asks for.
pub trait Asked: Template {
    /// What is wrong with it.
    fn fault(&self) -> Option<Fault>;
}

macro_rules! asked {
    ($($Part:ident, $label:ident, $first:literal;)+) => { $(
        impl Asked for $Part {
            fn fault(&self) -> Option<Fault> {
                self.error.as_ref().map(|text| Fault {
                    id: format!(concat!("campo-{}", $first), self.name),
                    label: self.$label.clone(),
                    text: text.clone(),
                })
            }
        }
    )+ };
}

asked! {
    Field, label, "";
    TextArea, label, "";
    Select, label, "";
    Choices, legend, "-1";
}

impl Form {
    /// A form that changes something; the button says what.
    pub fn post(page: &Page, action: impl Into<String>, button: impl Into<String>) -> Self {
        Self {
            csrf: Some(csrf_field(&page.visitor.csrf)),
            ..Self::get(action, button)
        }
    }

    /// A form that only asks: a filter, a period. What is typed becomes part of the address, so nothing personal.
    pub fn get(action: impl Into<String>, button: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            csrf: None,
            parts: Vec::new(),
            faults: Vec::new(),
            button: button.into(),
            tone: Tone::Info,
            cancel: None,
        }
    }

    /// One more field.
    #[must_use]
    pub fn field(mut self, field: &impl Asked) -> Self {
        self.faults.extend(field.fault());
        self.parts.push(Markup::of(field));
        self
    }

    /// Something between the fields: a table with boxes to tick, a text.
    #[must_use]
    pub fn part(mut self, part: &impl Template) -> Self {
        self.parts.push(Markup::of(part));
        self
    }

    /// A value sent with it, which nobody sees.
    #[must_use]
    pub fn hidden(self, name: &str, value: &str) -> Self {
        #[derive(Template)]
        #[template(
            source = r#"<input type="hidden" name="{{ name }}" value="{{ value }}">"#,
            ext = "html"
        )]
        struct Hidden<'a> {
            name: &'a str,
            value: &'a str,
        }
        self.part(&Hidden { name, value })
    }

    /// Where "Annulla" leads.
    #[must_use]
    pub fn cancel(mut self, href: impl Into<String>) -> Self {
        self.cancel = Some(href.into());
        self
    }

    /// Another colour of the button.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
