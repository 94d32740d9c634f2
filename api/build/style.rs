//! Style sheets as the policy of the pages wants them.

/// Leaves out the fonts that a sheet carries within itself: the icons of a video player, which no page shows. Their
/// `data:` address is what the policy forbids, and browsers look at it on every page.
pub fn without_data_fonts(sheet: Vec<u8>) -> Vec<u8> {
    let Ok(sheet) = String::from_utf8(sheet) else {
        panic!("a style sheet that is not UTF-8");
    };
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet.as_str();
    while let Some(begin) = rest.find(FACE) {
        let (before, face) = rest.split_at(begin);
        let end = face.find('}').map_or(face.len(), |end| end + 1);
        let (face, after) = face.split_at(end);
        kept.push_str(before);
        if !face.contains("url(data:") {
            kept.push_str(face);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept.into_bytes()
}

const FACE: &str = "@font-face";
