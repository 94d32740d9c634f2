//! Rows of a stream of checks, as NDJSON or CSV.

use hub::check::CheckRequest;
use hub::massive::{RowAnswer, RowProblem};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::answer::{AnswerBody, OutcomeBody};
use super::check::CheckBody;
use super::{parse_json, parse_value};
use crate::problem::Problem;

/// Valori per le righe che non li hanno.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowDefaults {
    /// Giorno di riferimento, `AAAA-MM-GG`.
    #[serde(rename = "dataRiferimento", default)]
    pub reference_day: Option<String>,
    /// Numero di giornale.
    #[serde(rename = "notoAl", default)]
    pub known_at: Option<i64>,
    /// Finalità.
    #[serde(rename = "finalita", default)]
    pub purpose: Option<String>,
    /// Riferimento della pratica.
    #[serde(rename = "riferimentoPratica", default)]
    pub case_reference: Option<String>,
}

impl RowDefaults {
    fn complete(&self, mut body: CheckBody) -> Result<CheckRequest, RowProblem> {
        let fill = |value: &mut Option<String>, default: &Option<String>| {
            if value.is_none() {
                value.clone_from(default);
            }
        };
        fill(&mut body.reference_day, &self.reference_day);
        fill(&mut body.purpose, &self.purpose);
        fill(&mut body.case_reference, &self.case_reference);
        body.known_at = body.known_at.or(self.known_at);
        body.read().map_err(|problem| row_problem(&problem))
    }

    /// A row of NDJSON: one request.
    pub fn read_json(&self, line: &[u8]) -> Result<CheckRequest, RowProblem> {
        let body = parse_json(line).map_err(|problem| row_problem(&problem))?;
        self.complete(body)
    }
}

/// Fields of a wrong row that are told; more are only counted, so that a row of many small errors does not get an
/// answer many times its own length.
const FIELDS_TOLD: usize = 5;

/// What is wrong with a row, in one text.
fn row_problem(problem: &Problem) -> RowProblem {
    if problem.fields.is_empty() {
        return RowProblem::unreadable(problem.detail.clone());
    }
    let mut told: Vec<String> = problem
        .fields
        .iter()
        .take(FIELDS_TOLD)
        .map(|field| format!("{}: {}", field.field, field.text))
        .collect();
    match problem.fields.len().saturating_sub(FIELDS_TOLD) {
        0 => {}
        1 => told.push("e un altro campo".to_owned()),
        more => told.push(format!("e altri {more} campi")),
    }
    RowProblem {
        code: "RIGA_NON_VALIDA",
        text: told.join("; "),
    }
}

/// The head of a CSV stream: where each column's value goes.
///
/// A column is named by its path in the request: `soggetto.codiceFiscale`, `dataRiferimento`, `finalita`; paths
/// that do not begin with a field of the request belong to the one declaration of the row: `tipo`, `comune`,
/// `coniuge.cognome`, `componenti.0.persona.codiceFiscale`.
#[derive(Debug, Clone)]
pub struct CsvHead {
    columns: Vec<Vec<String>>,
    delimiter: u8,
}

/// Most columns: far more than any request has.
const MOST_COLUMNS: usize = 500;
/// Most parts of a path. The longest of a request, `dichiarazioni.0.componenti.0.persona.luogoNascita.codice`, has
/// seven; a row is built and dropped by recursion, so a path without end would overrun the stack.
const DEEPEST: usize = 8;
/// Most bytes of a column's name: it is told back where it is wrong.
const LONGEST_NAME: usize = 100;

impl CsvHead {
    /// Reads the first line; the delimiter is `;` if it stands there, else `,`.
    ///
    /// # Errors
    /// The line has no columns that could be a request's.
    pub fn read(line: &[u8]) -> Result<Self, RowProblem> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let delimiter = if line.contains(&b';') { b';' } else { b',' };
        let names = cells(line, delimiter)?;
        let unfit = |name: &String| name.trim().is_empty() || name.len() > LONGEST_NAME;
        if names.len() > MOST_COLUMNS || names.iter().any(unfit) {
            return Err(RowProblem::unreadable(
                "l'intestazione CSV ha colonne senza nome o con un nome troppo lungo, o troppe colonne",
            ));
        }
        let columns: Vec<Vec<String>> = names
            .iter()
            .map(|name| {
                let name = name.trim();
                let path = match name.split('.').next() {
                    Some(
                        "soggetto" | "dataRiferimento" | "notoAl" | "finalita"
                        | "riferimentoPratica" | "dichiarazioni",
                    ) => name.to_owned(),
                    _ => format!("dichiarazioni.0.{name}"),
                };
                path.split('.').map(str::to_owned).collect()
            })
            .collect();
        if columns.iter().any(|path| path.len() > DEEPEST) {
            return Err(RowProblem::unreadable(
                "l'intestazione CSV ha un percorso più profondo di una richiesta",
            ));
        }
        Ok(Self { columns, delimiter })
    }

    /// Reads a row; an empty cell is a field not given.
    pub fn read_row(
        &self,
        line: &[u8],
        defaults: &RowDefaults,
    ) -> Result<CheckRequest, RowProblem> {
        let cells = cells(line, self.delimiter)?;
        if cells.len() != self.columns.len() {
            return Err(RowProblem::unreadable(format!(
                "{} valori invece di {}",
                cells.len(),
                self.columns.len()
            )));
        }
        let mut request = Value::Object(Map::new());
        for (path, cell) in self.columns.iter().zip(cells) {
            if !cell.is_empty() {
                put(&mut request, path, cell).ok_or_else(|| {
                    RowProblem::unreadable(format!("colonna {} fuori posto", path.join(".")))
                })?;
            }
        }
        let body = parse_value(request).map_err(|problem| row_problem(&problem))?;
        defaults.complete(body)
    }
}

/// The cells of a line.
pub(super) fn cells(line: &[u8], delimiter: u8) -> Result<Vec<String>, RowProblem> {
    // To the CSV reader a carriage return alone ends a record: whatever follows it in the line would be lost.
    if line.contains(&b'\r') {
        return Err(RowProblem::unreadable(
            "la riga contiene un ritorno a capo: le righe si separano con LF o CR LF",
        ));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(line.len().max(1))
        .from_reader(line);
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => Ok(record.iter().map(str::to_owned).collect()),
        Ok(false) => Ok(Vec::new()),
        Err(_) => Err(RowProblem::unreadable("la riga non è CSV in UTF-8")),
    }
}

/// Puts a value where the path leads; `None` if something else stands in the way.
fn put(place: &mut Value, path: &[String], text: String) -> Option<()> {
    let (first, rest) = path.split_first()?;
    let next = match place {
        Value::Object(map) => map.entry(first.clone()).or_insert(Value::Null),
        Value::Array(list) => {
            let index: usize = first.parse().ok()?;
            if index == list.len() {
                list.push(Value::Null);
            }
            list.get_mut(index)?
        }
        _ => return None,
    };
    let Some(second) = rest.first() else {
        *next = match (first.as_str(), text.as_str()) {
            ("notoAl", number) => Value::from(number.parse::<i64>().ok()?),
            ("parziale", "true" | "S") => Value::Bool(true),
            ("parziale", "false" | "N") => Value::Bool(false),
            _ => Value::String(text),
        };
        return Some(());
    };
    if next.is_null() {
        *next = if second.bytes().all(|b| b.is_ascii_digit()) {
            Value::Array(Vec::new())
        } else {
            Value::Object(Map::new())
        };
    }
    put(next, rest, text)
}

/// Ciò che è accaduto di una riga.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EsitoRiga)]
pub struct RowBody {
    /// Numero della riga, da 1; in CSV non si conta l'intestazione, le righe vuote non si contano.
    #[serde(rename = "riga")]
    pub number: u64,
    /// Giorno al quale si riferisce la risposta.
    #[serde(rename = "dataRiferimento", skip_serializing_if = "Option::is_none")]
    pub reference_day: Option<String>,
    /// Numero di giornale.
    #[serde(rename = "notoAl", skip_serializing_if = "Option::is_none")]
    pub known_at: Option<i64>,
    /// Indice della risposta nel registro delle operazioni: con esso si chiede la ricevuta, `/v1/ricevute/{indice}`.
    #[serde(rename = "indiceRegistro", skip_serializing_if = "Option::is_none")]
    pub log_index: Option<i64>,
    /// Gli esiti.
    #[serde(rename = "esiti", skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<OutcomeBody>,
    /// Perché la riga non ha una risposta.
    #[serde(rename = "errore", skip_serializing_if = "Option::is_none")]
    pub problem: Option<RowProblemBody>,
}

/// Perché una riga non ha una risposta.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErroreRiga)]
pub struct RowProblemBody {
    /// Codice stabile.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// Spiegazione.
    #[serde(rename = "testo")]
    pub text: String,
}

impl From<RowAnswer> for RowBody {
    fn from(row: RowAnswer) -> Self {
        match row.result {
            Ok(answer) => {
                let answer = AnswerBody::new(answer, None);
                Self {
                    number: row.number,
                    reference_day: Some(answer.reference_day),
                    known_at: Some(answer.known_at),
                    log_index: Some(answer.log_index),
                    outcomes: answer.outcomes,
                    problem: None,
                }
            }
            Err(problem) => Self::failed(row.number, problem.code, problem.text),
        }
    }
}

impl RowBody {
    /// A row without an answer.
    pub fn failed(number: u64, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            number,
            reference_day: None,
            known_at: None,
            log_index: None,
            outcomes: Vec::new(),
            problem: Some(RowProblemBody {
                code,
                text: text.into(),
            }),
        }
    }

    /// One line of NDJSON.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        // Nothing in the row can fail to be written; a row must not vanish all the same.
        if serde_json::to_writer(&mut *out, self).is_err() {
            out.extend_from_slice(format!("{{\"riga\":{}}}", self.number).as_bytes());
        }
        out.push(b'\n');
    }

    /// A line of CSV for each outcome, or one for the error:
    /// `riga;tipo;esito;motivo;testo;dataRiferimento;notoAl;indiceRegistro`.
    pub fn write_csv(&self, out: &mut Vec<u8>) {
        let number = self.number.to_string();
        let day = self.reference_day.clone().unwrap_or_default();
        let known_at = self.known_at.map(|n| n.to_string()).unwrap_or_default();
        let index = self.log_index.map(|n| n.to_string()).unwrap_or_default();
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        // Writing to memory does not fail.
        for outcome in &self.outcomes {
            let (code, text) = outcome
                .reason
                .as_ref()
                .map_or(("", ""), |reason| (reason.code, reason.text));
            let _ = writer.write_record([
                &number,
                outcome.kind,
                outcome.outcome,
                code,
                text,
                &day,
                &known_at,
                &index,
            ]);
        }
        if let Some(problem) = &self.problem {
            let _ = writer.write_record([
                number.as_str(),
                "",
                "ERRORE",
                problem.code,
                &problem.text,
                "",
                "",
                "",
            ]);
        }
        let _ = writer.flush();
    }
}

/// The first line of a CSV answer.
pub const CSV_HEAD: &str = "riga;tipo;esito;motivo;testo;dataRiferimento;notoAl;indiceRegistro\r\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn head(line: &str) -> Result<CsvHead, RowProblem> {
        CsvHead::read(line.as_bytes())
    }

    #[test]
    fn a_path_is_as_deep_as_a_request_and_no_deeper() {
        let deepest = "dichiarazioni.0.componenti.0.persona.luogoNascita.codice";
        let read = head(&format!("tipo;{deepest}")).unwrap();
        let row = read
            .read_row(b"statoDiFamiglia;F257", &RowDefaults::default())
            .unwrap_err();
        // What is missing is told: the path itself was understood.
        assert!(row.text.contains("soggetto"), "{row:?}");
        assert!(head(&format!("tipo;{deepest}.x.y")).is_err());
        assert!(head(&"a.".repeat(30_000)).is_err());
        assert!(head(&format!("{}a", "a.".repeat(30_000))).is_err());
        assert!(head(&"a".repeat(LONGEST_NAME + 1)).is_err());
    }

    #[test]
    fn a_carriage_return_alone_ends_no_row_unnoticed() {
        assert!(head("tipo;comune\rresidenza;036023").is_err());
        let read = head("tipo;comune").unwrap();
        let row = read.read_row(
            b"residenza;036023\rresidenza;036014",
            &RowDefaults::default(),
        );
        assert_eq!(row.unwrap_err().code, "RIGA_NON_LEGGIBILE");
    }

    #[test]
    fn of_many_wrong_fields_some_are_told_and_the_rest_counted() {
        let declarations = ["{\"tipo\":\"paternita\"}"; 50].join(",");
        let wrong = |body: &str| {
            RowDefaults::default()
                .read_json(body.as_bytes())
                .unwrap_err()
        };
        let problem = wrong(&format!(
            "{{\"soggetto\":{{\"idAnpr\":\"AB12345CD\"}},\"dichiarazioni\":[{declarations}]}}"
        ));
        assert_eq!(problem.text.matches("; ").count(), FIELDS_TOLD);
        // Three fields of the request and one of each declaration, less those told.
        assert!(problem.text.ends_with("; e altri 48 campi"), "{problem:?}");
        assert!(problem.text.len() < 500, "{problem:?}");
        let few = wrong("{}");
        assert!(!few.text.contains("altri"), "{few:?}");
    }
}
