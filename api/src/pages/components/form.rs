//! Fields that are sent together.

use askama::Template;

use super::{Choices, Field, FileField, Select, TextArea, Tone};
use crate::pages::{Markup, Page};

/// A form. What is wrong with its fields is listed above them too, with a way to each.
#[derive(Debug, Clone, Template)]
#[template(path = "components/form.html")]
pub struct Form {
    action: String,
    /// The token of a form that changes something; none in one that only asks.
    csrf: Option<Markup>,
    /// Files travel in another way.
    has_file: bool,
    parts: Vec<Markup>,
    faults: Vec<Fault>,
    button: String,
    tone: Tone,
    others: Vec<Other>,
    cancel: Option<String>,
}

/// A further button.
#[derive(Debug, Clone)]
struct Other {
    name: &'static str,
    value: &'static str,
    label: String,
    tone: Tone,
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
            csrf: Some(page.csrf_field()),
            ..Self::get(action, button)
        }
    }

    /// The question before something that cannot be taken back: `text` says what will happen, the button repeats the
    /// verb, `cancel` is where "Annulla" leads.
    pub fn confirm(
        page: &Page,
        action: impl Into<String>,
        text: &str,
        button: impl Into<String>,
        cancel: impl Into<String>,
    ) -> Self {
        #[derive(Template)]
        #[template(
            source = r#"<div class="alert alert-warning"><p>{{ text }}</p></div>"#,
            ext = "html"
        )]
        struct Warning<'a> {
            text: &'a str,
        }
        Self::post(page, action, button)
            .part(&Warning { text })
            .cancel(cancel)
            .tone(Tone::Danger)
    }

    /// A form that only asks: a filter, a period. What is typed becomes part of the address, so nothing personal.
    pub fn get(action: impl Into<String>, button: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            csrf: None,
            has_file: false,
            parts: Vec::new(),
            faults: Vec::new(),
            button: button.into(),
            tone: Tone::Info,
            others: Vec::new(),
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

    /// A file to be chosen. The form's address must read it with `Form::read_with_files` of the session.
    #[must_use]
    pub fn upload(mut self, field: &FileField) -> Self {
        self.has_file = true;
        self.faults.extend(field.fault());
        self.part(field)
    }

    /// Something between the fields: a table with boxes to tick, a text.
    #[must_use]
    pub fn part(mut self, part: &impl Template) -> Self {
        self.parts.push(Markup::of(part));
        self
    }

    /// Fields that few need, behind a summary.
    #[must_use]
    pub fn details(mut self, summary: &str, open: bool, fields: impl FnOnce(Self) -> Self) -> Self {
        #[derive(Template)]
        #[template(
            source = r#"<details class="hub-details"{% if open %} open{% endif %}><summary>{{ summary }}</summary>{% for part in parts %}{{ part }}{% endfor %}</details>"#,
            ext = "html"
        )]
        struct Details<'a> {
            summary: &'a str,
            open: bool,
            parts: Vec<Markup>,
        }
        let inner = fields(Self::get("", ""));
        self.faults.extend(inner.faults);
        self.part(&Details {
            summary,
            open,
            parts: inner.parts,
        })
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

    /// A second button that sends the same fields, and its own name and value: "Scarta" beside "Approva".
    #[must_use]
    pub fn or(mut self, name: &'static str, value: &'static str, label: &str, tone: Tone) -> Self {
        self.others.push(Other {
            name,
            value,
            label: label.to_owned(),
            tone,
        });
        self
    }

    /// Another colour of the button.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
