//! A file that is chosen.

use askama::Template;

use super::Fault;

/// An input that takes one file; put it into a form with [`Form::upload`](super::Form::upload).
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/file.html")]
pub struct FileField {
    name: String,
    label: String,
    accept: &'static str,
    optional: bool,
    help: Option<String>,
    error: Option<String>,
}

impl FileField {
    /// The id of the field is `campo-` and its name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            accept: "",
            optional: false,
            help: None,
            error: None,
        }
    }

    /// What the browser offers first: endings and media types, separated by commas. The server takes anything.
    #[must_use]
    pub const fn accept(mut self, kinds: &'static str) -> Self {
        self.accept = kinds;
        self
    }

    /// May be left out.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// What to know before choosing.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong with what was chosen. Browsers choose no file again by themselves.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        self.error.as_ref().map(|text| Fault {
            id: format!("campo-{}", self.name),
            label: self.label.clone(),
            text: text.clone(),
        })
    }
}
