//! Addresses in words.

use schema::codes::AddressKind;

use super::value::Address;
use super::words::{Parts, comune_words, state_words};

impl Address {
    pub(super) fn write(&self, parts: &mut Parts) {
        let kind = AddressKind::from_code(&self.kind).map(AddressKind::label);
        parts.coded("tipo", "Tipo", &self.kind, kind);
        parts.comune("comune", "Comune", &self.comune);
        parts.coded(
            "strada",
            "Strada",
            &self.street_code,
            Some(self.street.as_str()).filter(|name| !name.is_empty()),
        );
        if !self.street_code.is_empty() {
            let number = self.number.to_string();
            let text = if self.number == 0 { "SNC" } else { &number };
            parts.coded("civico", "Numero civico", &number, Some(text));
        }
        parts.text("esponente", "Esponente", &self.exponent);
        parts.text("scala", "Scala", &self.staircase);
        parts.text("interno", "Interno", &self.interior);
        parts.text("cap", "CAP", &self.postal_code);
        parts.text("sezione", "Sezione di censimento", &self.section);
        parts.text(
            "indirizzoEstero",
            "Indirizzo all'estero",
            &self.foreign_address,
        );
        parts.push(
            "statoEstero",
            "Stato",
            &self.foreign_state,
            state_words(&self.foreign_state),
        );
        if let Some((latitude, longitude)) = self.coordinates {
            parts.text("latitudine", "Latitudine", &degrees(latitude));
            parts.text("longitudine", "Longitudine", &degrees(longitude));
        }
    }

    /// `VIA EMILIA 12/A, scala B, interno 3, 41121 MODENA`.
    pub fn words(&self) -> String {
        if !self.foreign_address.is_empty() || !self.foreign_state.is_empty() {
            let state = state_words(&self.foreign_state);
            let parts = [self.foreign_address.as_str(), state.as_str()];
            return parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
        }
        let street = if self.street.is_empty() {
            &self.street_code
        } else {
            &self.street
        };
        let mut text = street.clone();
        if !text.is_empty() {
            text.push(' ');
            match self.number {
                0 => text.push_str("SNC"),
                number => text.push_str(&number.to_string()),
            }
            if !self.exponent.is_empty() {
                text = format!("{text}/{}", self.exponent);
            }
        }
        for (label, part) in [("scala", &self.staircase), ("interno", &self.interior)] {
            if !part.is_empty() {
                text = format!("{text}, {label} {part}");
            }
        }
        if !self.comune.is_empty() {
            let comune = comune_words(&self.comune);
            let town = format!("{} {comune}", self.postal_code);
            let comma = if text.is_empty() { "" } else { ", " };
            text = format!("{text}{comma}{}", town.trim());
        }
        text
    }
}

/// Degrees × 1,000,000 as decimal degrees.
pub fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let whole = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", whole / 1_000_000, whole % 1_000_000)
}
