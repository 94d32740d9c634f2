//! One or several out of a list.

use askama::Template;

/// Something to be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Chosen already.
    pub chosen: bool,
    /// Shown, not to be chosen.
    pub disabled: bool,
}

impl Choice {
    /// Something to be chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            chosen,
            disabled: false,
        }
    }

    /// Shown, not to be chosen: a right that the agreement does not give.
    #[must_use]
    pub const fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

/// Boxes to tick (several), or buttons of which one is on, under one legend.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/choices.html")]
pub struct Choices {
    pub(super) name: String,
    pub(super) legend: String,
    choices: Vec<Choice>,
    several: bool,
    help: Option<String>,
    pub(super) error: Option<String>,
}

impl Choices {
    /// Several may be chosen; each is sent under the same name.
    pub fn several(
        name: impl Into<String>,
        legend: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self {
            name: name.into(),
            legend: legend.into(),
            choices,
            several: true,
            help: None,
            error: None,
        }
    }

    /// One may be chosen.
    pub fn one(name: impl Into<String>, legend: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self {
            several: false,
            ..Self::several(name, legend, choices)
        }
    }

    /// What to know before choosing.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong with what was chosen.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    fn kind(&self) -> &'static str {
        if self.several { "checkbox" } else { "radio" }
    }
}

/// One out of a list that opens.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/select.html")]
pub struct Select {
    pub(super) name: String,
    pub(super) label: String,
    choices: Vec<Choice>,
    optional: bool,
    help: Option<String>,
    pub(super) error: Option<String>,
}

impl Select {
    /// A list. To begin with nothing chosen, put a choice with an empty value first.
    pub fn new(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            choices,
            optional: false,
            help: None,
            error: None,
        }
    }

    /// May be left empty.
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

    /// What is wrong with what was chosen.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }
}
