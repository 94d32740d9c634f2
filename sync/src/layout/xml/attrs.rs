//! The attributes of one element, looked up by name without allocating.

use std::borrow::Cow;

use quick_xml::events::attributes::Attributes;

use super::super::{MAX_FIELD, SupplyError};
use crate::anomaly::AnomalyCode;

/// Most attributes of one element; the layout's largest has nineteen.
const MOST: usize = 24;

/// The attributes of one element.
pub struct Attrs<'e> {
    pairs: [(&'e str, &'e str); MOST],
    count: usize,
    /// One bit for each attribute that was asked for.
    used: u32,
}

impl<'e> Attrs<'e> {
    /// No attributes yet.
    pub const fn new() -> Self {
        Self {
            pairs: [("", ""); MOST],
            count: 0,
            used: 0,
        }
    }

    /// Takes the attributes apart.
    ///
    /// # Errors
    /// Not well-formed, an attribute twice, a field beyond the limit, an entity of one's own.
    pub fn read(&mut self, mut attributes: Attributes<'e>, line: i64) -> Result<(), SupplyError> {
        for attribute in attributes.with_checks(false) {
            let wrong = |value: &str| SupplyError::new(AnomalyCode::NotWellFormed, line, "", value);
            let attribute = attribute.map_err(|e| wrong(&e.to_string()))?;
            let name = attribute.key.into_inner();
            let Cow::Borrowed(value) = attribute.value else {
                return Err(wrong(name));
            };
            if value.len() > MAX_FIELD {
                return Err(SupplyError::new(
                    AnomalyCode::FieldTooLarge,
                    line,
                    name,
                    value,
                ));
            }
            if memchr::memchr2(b'<', b'&', value.as_bytes()).is_some() {
                if value.contains('<') {
                    return Err(wrong(name));
                }
                if unescape(value).is_none() {
                    return Err(SupplyError::new(
                        AnomalyCode::EntityDeclared,
                        line,
                        name,
                        value,
                    ));
                }
            }
            if self.list().any(|(other, _)| other == name) {
                return Err(wrong(name));
            }
            let Some(slot) = self.pairs.get_mut(self.count) else {
                return Err(SupplyError::new(
                    AnomalyCode::FieldTooLarge,
                    line,
                    name,
                    value,
                ));
            };
            *slot = (name, value);
            self.count += 1;
        }
        Ok(())
    }

    /// The value of an attribute, `None` if it is not there.
    pub fn find(&mut self, name: &str) -> Option<Cow<'e, str>> {
        let place = self.list().position(|(other, _)| other == name)?;
        self.used |= 1 << place;
        let (_, value) = *self.pairs.get(place)?;
        Some(plain(value))
    }

    /// The value of an attribute, empty if it is not there.
    pub fn get(&mut self, name: &str) -> Cow<'e, str> {
        self.find(name).unwrap_or_default()
    }

    /// The attributes that nobody asked for.
    pub fn unused(&self) -> impl Iterator<Item = (&'e str, &'e str)> {
        let used = self.used;
        let listed = self.list().enumerate();
        listed
            .filter(move |(place, _)| used & (1 << place) == 0)
            .map(|(_, pair)| pair)
    }

    fn list(&self) -> impl Iterator<Item = (&'e str, &'e str)> {
        self.pairs.iter().take(self.count).copied()
    }
}

/// The value with references resolved and white space normalised (XML 1.0, section 3.3.3).
fn plain(value: &str) -> Cow<'_, str> {
    if value
        .bytes()
        .any(|b| matches!(b, b'&' | b'\n' | b'\r' | b'\t'))
    {
        Cow::Owned(unescape(value).unwrap_or_default())
    } else {
        Cow::Borrowed(value)
    }
}

/// Resolves character references and the five entities that XML itself defines; `None` for any other.
/// Written line ends and tabs are spaces; those given as references stay, and the field's check refuses them.
fn unescape(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut pieces = value.split('&');
    let white = |c| {
        if matches!(c, '\n' | '\r' | '\t') {
            ' '
        } else {
            c
        }
    };
    out.extend(pieces.next()?.chars().map(white));
    for piece in pieces {
        let (reference, rest) = piece.split_once(';')?;
        out.push(resolve(reference)?);
        out.extend(rest.chars().map(white));
    }
    Some(out)
}

/// The character that a reference (without `&` and `;`) stands for.
pub fn resolve(reference: &str) -> Option<char> {
    Some(match reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = reference.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            // `from_str_radix` would take a sign.
            if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                return None;
            }
            char::from_u32(u32::from_str_radix(digits, radix).ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_and_entities_refused() {
        assert_eq!(
            unescape("a&amp;b&#232;&#xE8;\n&lt;").as_deref(),
            Some("a&bèè <")
        );
        for wrong in [
            "&io;",
            "&",
            "&amp",
            "&#;",
            "&#x110000;",
            "&#+65;",
            "&#xD800;",
        ] {
            assert_eq!(unescape(wrong), None, "{wrong}");
        }
    }
}
