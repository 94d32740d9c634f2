//! What is wrong with fields, gathered; and the checks that all texts share.

use unicode_normalization::UnicodeNormalization;

use super::LONGEST;
use super::check::Invalid;
use crate::search::terms::Name;

/// The faults found so far.
pub(super) struct Faults(pub(super) Vec<Invalid>);

impl Faults {
    pub(super) fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.coded(field, "NON_VALIDO", message);
    }

    pub(super) fn missing(&mut self, field: &'static str, message: impl Into<String>) {
        self.coded(field, "ASSENTE", message);
    }

    fn coded(&mut self, field: &'static str, code: &'static str, message: impl Into<String>) {
        self.0.push(Invalid {
            field,
            code,
            message: message.into(),
        });
    }

    /// A text that the trace keeps as it stands, and that must be there.
    pub(super) fn required(&mut self, field: &'static str, text: &str, longest: usize) {
        let readable = self.length(field, text, longest) && self.printable(field, text);
        if readable && text.trim().is_empty() {
            self.missing(field, "il campo è obbligatorio");
        }
    }

    pub(super) fn length(&mut self, field: &'static str, text: &str, longest: usize) -> bool {
        let fits = text.chars().count() <= longest;
        if !fits {
            let message = format!("al massimo {longest} caratteri");
            self.coded(field, "TROPPO_LUNGO", message);
        }
        fits
    }

    /// The text, composed and trimmed, if it is one that people type.
    pub(super) fn text(&mut self, field: &'static str, text: &str) -> Option<String> {
        // Counted before anything is done with it.
        if !self.length(field, text, LONGEST) || !self.printable(field, text) {
            return None;
        }
        if text.contains(['*', '?', '%']) {
            self.add(field, "i caratteri jolly non sono ammessi");
            return None;
        }
        let composed: String = text.nfc().collect();
        let trimmed = composed.trim();
        if trimmed.is_empty() {
            self.missing(field, "è vuoto");
            return None;
        }
        Some(trimmed.to_owned())
    }

    fn printable(&mut self, field: &'static str, text: &str) -> bool {
        let bad = text.chars().find(|c| unprintable(*c));
        if let Some(bad) = bad {
            let code = u32::from(bad);
            self.add(
                field,
                format!("contiene un carattere non ammesso (U+{code:04X})"),
            );
        }
        bad.is_none()
    }

    pub(super) fn name(&mut self, field: &'static str, text: Option<&str>) -> Option<Name> {
        let text = self.text(field, text?)?;
        let name = Name::typed(&text);
        if !text.chars().any(char::is_alphabetic) || name.is_empty() {
            self.add(field, "non contiene lettere");
            return None;
        }
        Some(name)
    }

    pub(super) fn comune(&mut self, field: &'static str, code: Option<&str>) -> Option<u32> {
        let code = code?;
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            self.add(field, "non è un codice ISTAT di sei cifre");
            return None;
        }
        code.parse().ok()
    }
}

/// Characters that nobody types: controls, and marks that turn the direction of text or join and part it unseen.
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}')
}
