//! The state of something, in one or two words.

use askama::Template;

/// What a colour says; the words say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    Neutral,
    /// To be known.
    Info,
    /// As it should be.
    Success,
    /// To be looked at.
    Warning,
    /// Wrong, or over.
    Danger,
}

impl Tone {
    /// The name in the classes of Bootstrap Italia.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "secondary",
            Self::Info => "primary",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    /// The name for messages, where blue is "info".
    pub const fn alert_class(self) -> &'static str {
        match self {
            Self::Neutral | Self::Info => "info",
            _ => self.class(),
        }
    }
}

/// A small label.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    source = r#"<span class="badge bg-{{ tone.class() }}">{{ text }}</span>"#,
    ext = "html"
)]
pub struct Badge {
    /// The state.
    pub text: String,
    /// How it looks.
    pub tone: Tone,
}

impl Badge {
    /// A label.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}
