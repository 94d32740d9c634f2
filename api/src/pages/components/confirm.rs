//! The question before something that cannot be taken back.

use askama::Template;

use super::{Field, TextArea, Tone};
use crate::pages::Markup;
use crate::pages::page::csrf_field;

/// A form that says what will happen and asks for a yes.
#[derive(Debug, Clone, Template)]
#[template(path = "components/confirm.html")]
pub struct Confirm {
    action: String,
    csrf: Markup,
    text: String,
    button: String,
    cancel: String,
    tone: Tone,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Markup>,
}

impl Confirm {
    /// `text` says what will happen, `button` repeats the verb, `cancel` is where "Annulla" leads.
    pub fn new(
        action: impl Into<String>,
        csrf: &str,
        text: impl Into<String>,
        button: impl Into<String>,
        cancel: impl Into<String>,
    ) -> Self {
        Self {
            action: action.into(),
            csrf: csrf_field(csrf),
            text: text.into(),
            button: button.into(),
            cancel: cancel.into(),
            tone: Tone::Danger,
            hidden: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// A value sent with it.
    #[must_use]
    pub fn hidden(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// Something to fill in.
    #[must_use]
    pub fn field(mut self, field: &Field) -> Self {
        self.fields.push(Markup::of(field));
        self
    }

    /// A reason, or another longer text.
    #[must_use]
    pub fn text_area(mut self, area: &TextArea) -> Self {
        self.fields.push(Markup::of(area));
        self
    }

    /// Another colour of the button.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
