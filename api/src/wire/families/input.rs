//! The inputs of a list: a fiscal code a line, as NDJSON or CSV.

use hub::massive::RowProblem;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::wire::massive::cells;
use crate::wire::{Fields, parse_value};

/// Un codice fiscale dell'elenco.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RigaNucleo)]
struct InputBody {
    #[serde(rename = "codiceFiscale")]
    code: String,
}

fn wrong(text: &str) -> RowProblem {
    RowProblem {
        code: "RIGA_NON_VALIDA",
        text: format!("codiceFiscale: {text}"),
    }
}

/// A fiscal code as typed: capitals and blanks do not matter. Whether it is anybody's is the register's business.
fn code(text: &str) -> Result<String, RowProblem> {
    if text.trim().is_empty() {
        return Err(wrong("il campo è obbligatorio"));
    }
    let mut fields = Fields::default();
    fields
        .codice_fiscale("codiceFiscale", Some(text.to_owned()))
        .ok_or_else(|| wrong("16 lettere e cifre, oppure 11 cifre"))
}

/// A line of NDJSON: `{"codiceFiscale": "…"}`, or the code alone as a text.
pub fn read_json(line: &[u8]) -> Result<String, RowProblem> {
    let value: serde_json::Value = serde_json::from_slice(line)
        .map_err(|_| RowProblem::unreadable("la riga non è JSON in UTF-8"))?;
    if let serde_json::Value::String(text) = &value {
        return code(text);
    }
    let body: InputBody = parse_value(value)
        .map_err(|_| wrong("serve un oggetto con il solo campo codiceFiscale"))?;
    code(&body.code)
}

/// The column in which the codes of a CSV list stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    place: usize,
    delimiter: u8,
}

impl Column {
    /// Of the first line: the column that it names, and whether the line is such a head; without a head the first.
    pub fn of(line: &[u8]) -> (Self, bool) {
        let delimiter = match (line.contains(&b';'), line.contains(&b'\t')) {
            (true, _) => b';',
            (false, true) => b'\t',
            (false, false) => b',',
        };
        let text = String::from_utf8_lossy(line.strip_prefix(BOM).unwrap_or(line));
        let names = cells(text.as_bytes(), delimiter).unwrap_or_default();
        let named = names.iter().position(|name| {
            let name = name.trim().trim_matches('"').to_lowercase();
            ["codicefiscale", "codice_fiscale", "codice fiscale", "cf"].contains(&name.as_str())
        });
        let column = Self {
            place: named.unwrap_or(0),
            delimiter,
        };
        (column, named.is_some())
    }

    /// The code of a line.
    pub fn read(self, line: &[u8]) -> Result<String, RowProblem> {
        let line = line.strip_prefix(BOM).unwrap_or(line);
        if line.contains(&0) {
            return Err(RowProblem::unreadable(
                "la riga contiene un carattere nullo: il testo deve essere in UTF-8",
            ));
        }
        let cells = cells(line, self.delimiter)?;
        let cell = cells.get(self.place).map_or("", String::as_str);
        code(cell.trim().trim_matches('"'))
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests {
    use super::*;

    const CF: &str = "RSSMRA70A01F257L";

    #[test]
    fn a_code_is_read_however_it_is_listed() {
        assert_eq!(read_json(format!("\"{CF}\"").as_bytes()).unwrap(), CF);
        let object = format!("{{\"codiceFiscale\":\" {} \"}}", CF.to_lowercase());
        assert_eq!(read_json(object.as_bytes()).unwrap(), CF);
        for head in [
            "codiceFiscale",
            "cognome;CODICE FISCALE",
            "\"cf\",nome",
            "\u{feff}cf",
        ] {
            assert!(Column::of(head.as_bytes()).1, "{head}");
        }
        let (column, head) = Column::of(CF.as_bytes());
        assert!(!head);
        assert_eq!(column.read(CF.as_bytes()).unwrap(), CF);
        let (column, _) = Column::of(b"cognome;cf");
        assert_eq!(
            column.read(format!("ROSSI;\"{CF}\"").as_bytes()).unwrap(),
            CF
        );
        // A cell of a sheet may hold what separates cells.
        let (column, _) = Column::of(b"\"via, numero\",cf");
        let line = format!("\"VIA ROMA, 3\",{CF}");
        assert_eq!(column.read(line.as_bytes()).unwrap(), CF);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let (column, _) = Column::of(b"cf");
        for (line, code) in [
            (&b"ROSSI"[..], "RIGA_NON_VALIDA"),
            (b"RSSMRA70A01F25", "RIGA_NON_VALIDA"),
            (b"\xff\xfeR\0S\0", "RIGA_NON_LEGGIBILE"),
            (b"R\0S\0S\0", "RIGA_NON_LEGGIBILE"),
            (b"RSSMRA\rBNC", "RIGA_NON_LEGGIBILE"),
            (b";", "RIGA_NON_VALIDA"),
        ] {
            assert_eq!(column.read(line).unwrap_err().code, code, "{line:?}");
        }
        for line in [
            "",
            "{}",
            "[]",
            "1",
            "{\"cf\":\"x\"}",
            "{\"codiceFiscale\":1}",
        ] {
            assert!(read_json(line.as_bytes()).is_err(), "{line}");
        }
    }
}
