//! What is typed in.

use askama::Template;

/// A field with its label, its help and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    pub(super) name: String,
    pub(super) label: String,
    kind: &'static str,
    value: String,
    optional: bool,
    help: Option<String>,
    pub(super) error: Option<String>,
    autocomplete: Option<&'static str>,
    input_mode: Option<&'static str>,
    length: Option<u32>,
    narrow: bool,
    focus: bool,
}

impl Field {
    /// A line of text. The id of the field is `campo-` and its name.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind: "text",
            value: String::new(),
            optional: false,
            help: None,
            error: None,
            autocomplete: None,
            input_mode: None,
            length: None,
            narrow: false,
            focus: false,
        }
    }

    /// A secret. Whatever was typed before is not shown again.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::text(name, label).kind("password")
    }

    /// A day, `AAAA-MM-GG` as browsers send it.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::text(name, label).kind("date").narrow()
    }

    /// An address of mail.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::text(name, label).kind("email").autocomplete("email")
    }

    /// A whole number.
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        // A type of its own would let a turn of the mouse's wheel change it.
        Self::text(name, label).input_mode("numeric").narrow()
    }

    /// A few digits, such as a one-time code.
    pub fn code(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::text(name, label).narrow()
    }

    const fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    const fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }

    /// Where whoever opens the page begins to type; at most one in a page that is for nothing else.
    #[must_use]
    pub const fn focus(mut self) -> Self {
        self.focus = true;
        self
    }

    /// What was typed before.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// May be left empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// What to know before typing.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong with what was typed.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// What the browser may fill in, by the names of the HTML standard; `off` for what is another person's.
    #[must_use]
    pub const fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Which keys a telephone shows.
    #[must_use]
    pub const fn input_mode(mut self, mode: &'static str) -> Self {
        self.input_mode = Some(mode);
        self
    }

    /// Characters at most.
    #[must_use]
    pub const fn length(mut self, length: u32) -> Self {
        self.length = Some(length);
        self
    }

    fn shown_value(&self) -> &str {
        if self.kind == "password" {
            ""
        } else {
            &self.value
        }
    }
}

/// A longer text.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/text_area.html")]
pub struct TextArea {
    pub(super) name: String,
    pub(super) label: String,
    value: String,
    optional: bool,
    help: Option<String>,
    pub(super) error: Option<String>,
    length: u32,
}

impl TextArea {
    /// At most so many characters.
    pub fn new(name: impl Into<String>, label: impl Into<String>, length: u32) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            value: String::new(),
            optional: false,
            help: None,
            error: None,
            length,
        }
    }

    /// What was typed before.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// May be left empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// What to know before typing.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong with what was typed.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }
}
