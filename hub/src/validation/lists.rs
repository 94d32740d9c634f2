//! The lists that columns of a part hold, separated by commas.

use schema::tables::ValidationPartRow;

/// Places from 0 of what is asked.
pub(super) fn write_places(places: &[usize]) -> String {
    let texts: Vec<String> = places.iter().map(usize::to_string).collect();
    texts.join(",")
}

/// The places that a part holds.
pub(super) fn places(part: &ValidationPartRow) -> Vec<usize> {
    let texts = part.declarations.split(',');
    texts.filter_map(|text| text.trim().parse().ok()).collect()
}

/// The Comuni for whose residents a part is decided.
pub(super) fn covered(part: &ValidationPartRow) -> Vec<String> {
    let texts = part.covers.split(',').map(str::trim);
    texts
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}
