//! A font: how wide text is in it, and what of a text it can write.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use schema::names::fold;
use ttf_parser::Face as Parsed;

/// Stands for a letter that the font does not have.
const UNKNOWN: char = '?';

/// A font.
pub struct Face {
    pub font: Font,
    parsed: Parsed<'static>,
    em: f32,
}

impl Face {
    /// Nothing if the bytes are no font.
    pub fn of(bytes: &'static [u8]) -> Option<Self> {
        let parsed = Parsed::parse(bytes, 0).ok()?;
        Some(Self {
            font: Font::new(bytes.into(), 0)?,
            em: f32::from(parsed.units_per_em()),
            parsed,
        })
    }

    /// The text as this font can write it: a letter with a mark that it lacks without the mark, and what it lacks
    /// altogether as a question mark, so that nothing vanishes unseen.
    pub fn writable(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        for letter in text.chars() {
            if letter.is_whitespace() || letter.is_control() {
                written.push(' ');
            } else if self.has(letter) {
                written.push(letter);
            } else {
                let bare = bare(letter);
                let fits = !bare.is_empty() && bare.chars().all(|one| self.has(one));
                written.push_str(if fits { &bare } else { "?" });
            }
        }
        debug_assert!(self.has(UNKNOWN));
        written
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.glyph(letter).1).sum::<f32>() * size
    }

    /// What draws a text.
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        text.char_indices()
            .map(|(at, letter)| {
                let (id, advance) = self.glyph(letter);
                let range = at..at + letter.len_utf8();
                KrillaGlyph::new(
                    GlyphId::new(u32::from(id)),
                    advance,
                    0.0,
                    0.0,
                    0.0,
                    range,
                    None,
                )
            })
            .collect()
    }

    fn has(&self, letter: char) -> bool {
        self.parsed.glyph_index(letter).is_some()
    }

    /// Its number, and its width in ems.
    fn glyph(&self, letter: char) -> (u16, f32) {
        let id = self
            .parsed
            .glyph_index(letter)
            .or_else(|| self.parsed.glyph_index(UNKNOWN))
            .unwrap_or_default();
        let advance = self.parsed.glyph_hor_advance(id).unwrap_or_default();
        (id.0, f32::from(advance) / self.em)
    }
}

/// A letter without its marks.
fn bare(letter: char) -> String {
    let folded = fold(&letter.to_string());
    if letter.is_lowercase() {
        folded.to_lowercase()
    } else {
        folded
    }
}
