//! JSON in one form only (RFC 8785): what is hashed or signed must not depend on who wrote it.

use serde_json::Value;

/// Writes a value: keys in order, no space. Numbers are whole here: nothing that is hashed has others.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (at, (name, field)) in fields.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(name, out);
                out.push(':');
                write(field, out);
            }
            out.push('}');
        }
    }
}

/// Writes a text between quotes; only what must be escaped is.
pub(super) fn write_text(text: &str, out: &mut String) {
    use std::fmt::Write;
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0a => "\\n",
            0x0c => "\\f",
            0x0d => "\\r",
            0..0x20 => "",
            _ => continue,
        };
        // Escaped bytes are whole characters, so that both ends are character boundaries.
        out.push_str(text.get(plain..at).unwrap_or_default());
        if short.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(short);
        }
        plain = at + 1;
    }
    out.push_str(text.get(plain..).unwrap_or_default());
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_stand_in_order_and_texts_are_escaped_as_little_as_possible() {
        let value = json!({
            "b": [1, true, null], "a": "è \"\\\u{8}\t\n\u{c}\r\u{1}\u{7f}/", "€": -5, "\u{1F600}": {}, "A": {"z": 1, "y": []}
        });
        assert_eq!(
            canonical(&value),
            "{\"A\":{\"y\":[],\"z\":1},\"a\":\"è \\\"\\\\\\b\\t\\n\\f\\r\\u0001\u{7f}/\",\"b\":[1,true,null],\"€\":-5,\"\u{1F600}\":{}}"
        );
    }

    proptest::proptest! {
        #[test]
        fn it_reads_as_what_was_written(text: String) {
            let value = json!({ "t": text });
            proptest::prop_assert_eq!(serde_json::from_str::<Value>(&canonical(&value)).unwrap(), value);
        }
    }
}
