//! A QR code, drawn as squares.

use hub::audit::receipt::qr_squares;
use krilla::geom::{Path, PathBuilder, Rect};

/// The light border that readers need, in squares.
const BORDER: usize = 4;

/// The dark squares of a code of that size, its upper left corner at a place. Nothing if the text is too long for one.
pub fn squares(text: &str, left: f32, top: f32, size: f32) -> Option<Path> {
    let (width, dark) = qr_squares(text)?;
    let side = size / (width + 2 * BORDER) as f32;
    let mut path = PathBuilder::new();
    for (place, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let at = |square: usize| (square + BORDER) as f32 * side;
        let (x, y) = (left + at(place % width), top + at(place / width));
        path.push_rect(Rect::from_xywh(x, y, side, side)?);
    }
    path.finish()
}
