//! What happened, said at the top of a page.

use super::components::Tone;

/// A message above the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it looks, and how urgently it is read out.
    pub tone: Tone,
    /// One or two sentences.
    pub text: String,
}

impl Flash {
    /// It was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self::new(Tone::Success, text)
    }

    /// To be known.
    pub fn info(text: impl Into<String>) -> Self {
        Self::new(Tone::Info, text)
    }

    /// To be looked at.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(Tone::Warning, text)
    }

    /// It was not done.
    pub fn danger(text: impl Into<String>) -> Self {
        Self::new(Tone::Danger, text)
    }

    fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
        }
    }

    /// The role for whoever hears the page: failures interrupt, the rest waits.
    pub const fn role(&self) -> &'static str {
        match self.tone {
            Tone::Danger => "alert",
            _ => "status",
        }
    }
}
