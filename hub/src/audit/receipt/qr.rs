//! A receipt as a QR code, for paper.

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

/// What the code holds: the address at which the hub says whether it is genuine, with number and control code, and,
/// behind `#`, which no browser sends on, the receipt itself. Neither names anybody. Without an address the receipt alone.
pub fn qr_text(hub: &str, index: i64, code: &str, compact: &str) -> String {
    let hub = hub.trim_end_matches('/');
    if hub.is_empty() {
        compact.to_owned()
    } else {
        format!("{hub}/ricevute/verifica?numero={index}&codice={code}#{compact}")
    }
}

/// The code as squares: how many there are in a row, and whether each is dark, row by row.
pub fn qr_squares(text: &str) -> Option<(usize, Vec<bool>)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let dark = code.to_colors().into_iter();
    Some((
        code.width(),
        dark.map(|colour| colour == Color::Dark).collect(),
    ))
}

/// The code as SVG; nothing if the text is longer than a code can be.
pub fn qr_svg(text: &str) -> Option<String> {
    // A receipt fills a large code already: the lowest level keeps its squares as large as they can be.
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let mut image = code.render::<svg::Color<'_>>();
    Some(image.min_dimensions(320, 320).build())
}
