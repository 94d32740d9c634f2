//! JSON in, with errors that tell line and column in Italian.

use serde::de::DeserializeOwned;

use crate::problem::{FieldProblem, Problem, ProblemCode};

/// Reads a JSON body.
///
/// # Errors
/// 400 with line and column if it is no JSON; 422 naming the field if it is, but not of this shape.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        use serde_json::error::Category;
        let place = format!("riga {}, colonna {}", error.line(), error.column());
        match error.classify() {
            Category::Data => shape(&error.to_string(), &place),
            Category::Eof => Problem::new(
                ProblemCode::Malformed,
                format!("Il JSON finisce prima del previsto ({place})."),
            ),
            Category::Syntax | Category::Io => Problem::new(
                ProblemCode::Malformed,
                format!("Il corpo non è JSON valido ({place})."),
            ),
        }
    })
}

/// The same from a value already read.
pub fn parse_value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Problem> {
    serde_json::from_value(value).map_err(|error| shape(&error.to_string(), ""))
}

/// Serde's messages in Italian. Only names of fields are taken over, never values: they could be personal.
fn shape(message: &str, place: &str) -> Problem {
    let (name, code, text) = if let Some(rest) = message.strip_prefix("unknown field ") {
        (quoted(rest), "NON_PREVISTO", "il campo non è previsto qui")
    } else if let Some(rest) = message.strip_prefix("missing field ") {
        (quoted(rest), "ASSENTE", "il campo è obbligatorio")
    } else if let Some(rest) = message.strip_prefix("duplicate field ") {
        (quoted(rest), "NON_VALIDO", "il campo è ripetuto")
    } else if message.starts_with("unknown variant ") {
        ("tipo", "NON_VALIDO", "il valore non è tra quelli ammessi")
    } else {
        (
            "",
            "NON_VALIDO",
            "il valore è di un tipo diverso da quello previsto",
        )
    };
    let mut detail = text.to_owned();
    if !name.is_empty() {
        detail = format!("{name}: {detail}");
    }
    if !place.is_empty() {
        detail = format!("{detail} ({place})");
    }
    Problem {
        fields: vec![FieldProblem {
            field: name.to_owned(),
            code,
            text: text.to_owned(),
        }],
        ..Problem::new(ProblemCode::Fields, detail)
    }
}

fn quoted(text: &str) -> &str {
    let name = text.split('`').nth(1).unwrap_or_default();
    // A name as the caller wrote it: short and plain, or not repeated at all.
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.len() <= 40 && name.chars().all(plain) {
        name
    } else {
        ""
    }
}
