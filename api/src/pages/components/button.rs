//! An action that one press performs.

use askama::Template;

use super::Tone;
use crate::pages::{Markup, Page};

/// A form that is only a button: what a row of a table offers. Not within another form: there, boxes are ticked
/// ([`Cell::Check`](super::Cell::Check)) and sent with the form's own buttons.
#[derive(Debug, Clone, Template)]
#[template(path = "components/post_button.html")]
pub struct PostButton {
    action: String,
    csrf: Markup,
    hidden: Vec<(&'static str, String)>,
    label: String,
    about: String,
    tone: Tone,
}

impl PostButton {
    /// `about` tells the button from the same one in other rows, for whoever hears the page: the name of the row.
    pub fn new(
        page: &Page,
        action: impl Into<String>,
        label: impl Into<String>,
        about: impl Into<String>,
    ) -> Self {
        Self {
            action: action.into(),
            csrf: page.csrf_field(),
            hidden: Vec::new(),
            label: label.into(),
            about: about.into(),
            tone: Tone::Info,
        }
    }

    /// A value sent with it.
    #[must_use]
    pub fn hidden(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// Another colour.
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}
