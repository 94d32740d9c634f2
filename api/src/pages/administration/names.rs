//! What is shown instead of a code or a number.

use schema::comuni::by_istat;
use schema::date::Day;

use crate::pages::text;

/// The name of a Comune and its code; empty for none.
pub fn comune(code: &str) -> String {
    if code.is_empty() {
        return String::new();
    }
    // The name that it has, or last had.
    let name = by_istat(code, Day(9999_12_30)).map(|comune| comune.name);
    match name {
        Some(name) => format!("{name} ({code})"),
        None => code.to_owned(),
    }
}

/// Who registered an office.
pub fn registrar(code: &str) -> String {
    if code.is_empty() {
        "Provincia".to_owned()
    } else {
        comune(code)
    }
}

/// The last day of what ends before that one; empty if it is open.
pub fn last_day(valid_to: i32) -> String {
    if valid_to >= Day::MAX.0 {
        String::new()
    } else {
        text::day(Day(valid_to).add_days(-1))
    }
}

/// The same as a browser wants it in a field.
pub fn last_day_iso(valid_to: i32) -> String {
    if valid_to >= Day::MAX.0 {
        String::new()
    } else {
        Day(valid_to).add_days(-1).iso()
    }
}

/// What an entity is.
pub fn entity_kind(kind: &str) -> &'static str {
    match kind {
        "COMUNE" => "Comune",
        "PROVINCIA" => "Provincia",
        _ => "Agenzia o altro ente",
    }
}
