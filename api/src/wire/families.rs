//! The families at a list of fiscal codes: inputs and answers, as NDJSON or CSV.

use hub::consultation::Outcome;
use hub::consultation::sheet::{HouseholdSheet, Member, Sheet, Topic, Value, comune_words};
use hub::families::{FamilyRow, Terms};
use hub::massive::RowProblem;
use schema::codes::ConsultationField;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Fields;
use super::consultation::sheet::HouseholdBody;
use super::massive::RowProblemBody;
use super::parse_value;
use crate::problem::Problem;

/// Che cosa vale per tutto l'elenco.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FamilyQuery {
    /// Giorno di riferimento, `AAAA-MM-GG`; se manca, oggi.
    #[serde(rename = "dataRiferimento", default)]
    pub reference_day: Option<String>,
    /// Numero di giornale; se manca, l'ultimo.
    #[serde(rename = "notoAl", default)]
    pub known_at: Option<i64>,
    /// Finalità.
    #[serde(rename = "finalita", default)]
    #[param(required)]
    pub purpose: Option<String>,
    /// Riferimento della pratica.
    #[serde(rename = "riferimentoPratica", default)]
    #[param(required)]
    pub case_reference: Option<String>,
    /// Codici ISTAT dei soli Comuni ai quali chiedere, separati da virgole; se manca, tutti quelli concessi.
    #[serde(default)]
    pub comuni: Option<String>,
}

impl FamilyQuery {
    /// Reads it.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<Terms, Problem> {
        let mut fields = Fields::default();
        let comuni = self.comuni.filter(|text| !text.trim().is_empty());
        let comuni = comuni.map(|text| text.split(',').map(|one| one.trim().to_owned()).collect());
        let terms = Terms {
            reference_day: fields.day("dataRiferimento", self.reference_day),
            known_at: self.known_at,
            purpose: fields.required("finalita", self.purpose),
            case_reference: fields.required("riferimentoPratica", self.case_reference),
            comuni: fields.comuni(comuni),
        };
        fields.finish(terms)
    }
}

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
        let text = String::from_utf8_lossy(line.strip_prefix(BOM).unwrap_or(line)).into_owned();
        let named = text.split(char::from(delimiter)).position(|name| {
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
        let text = std::str::from_utf8(line)
            .map_err(|_| RowProblem::unreadable("la riga non è testo in UTF-8"))?;
        if text.contains(['\r', '\0']) {
            return Err(RowProblem::unreadable(
                "la riga contiene un ritorno a capo o un carattere nullo",
            ));
        }
        let cell = text.split(char::from(self.delimiter)).nth(self.place);
        code(cell.unwrap_or_default().trim().trim_matches('"'))
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Ciò che è accaduto di un codice fiscale dell'elenco.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EsitoNucleo)]
pub struct FamilyBody {
    /// Numero della riga, da 1; in CSV non si conta l'intestazione, le righe vuote non si contano.
    #[serde(rename = "riga")]
    pub number: u64,
    /// Il codice fiscale, se si è potuto leggere.
    #[serde(rename = "codiceFiscale", skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// `TROVATA`, `SENZA_SCHEDA` (la persona non sta su alcuna scheda di famiglia a quella data), `NON_TROVATA` (nessuno, o
    /// nessuno tra coloro che si possono consultare), `AMBIGUA`; manca se c'è un errore.
    #[serde(rename = "esito", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<&'static str>,
    /// Le schede di famiglia; più d'una se le date non bastano a dire quale.
    #[serde(rename = "schede", skip_serializing_if = "Vec::is_empty")]
    pub households: Vec<HouseholdBody>,
    /// Campi che il diritto non comprende.
    #[serde(rename = "mascherati", skip_serializing_if = "Vec::is_empty")]
    pub masked: Vec<&'static str>,
    /// Giorno al quale si riferisce.
    #[serde(rename = "dataRiferimento", skip_serializing_if = "Option::is_none")]
    pub reference_day: Option<String>,
    /// Numero di giornale.
    #[serde(rename = "notoAl", skip_serializing_if = "Option::is_none")]
    pub known_at: Option<i64>,
    /// Indice nel registro delle operazioni.
    #[serde(rename = "indiceRegistro", skip_serializing_if = "Option::is_none")]
    pub log_index: Option<i64>,
    /// Perché la riga non ha una risposta.
    #[serde(rename = "errore", skip_serializing_if = "Option::is_none")]
    pub problem: Option<RowProblemBody>,
}

/// What is the same in each line of CSV of an answer.
struct Frame {
    outcome: &'static str,
    masked: String,
    reference_day: String,
    known_at: String,
    log_index: String,
}

/// The head of the CSV.
pub const CSV_HEAD: &str = "riga;codiceFiscale;esito;motivo;testo;comune;scheda;indirizzo;componente;cognome;nome;sesso;dataNascita;luogoNascita;codiceFiscaleComponente;idAnpr;parentela;allaData;mascherati;dataRiferimento;notoAl;indiceRegistro\r\n";
const COLUMNS: usize = 22;

fn sheets(outcome: &Outcome) -> &[HouseholdSheet] {
    match outcome {
        Outcome::Shown(sheet, _) => match &**sheet {
            Sheet::Households(_, sheets) => sheets,
            _ => &[],
        },
        _ => &[],
    }
}

const fn outcome(outcome: &Outcome, sheets: usize) -> &'static str {
    match outcome {
        Outcome::Shown(..) if sheets == 0 => "SENZA_SCHEDA",
        Outcome::Shown(..) => "TROVATA",
        Outcome::NotFound => "NON_TROVATA",
        Outcome::Ambiguous => "AMBIGUA",
    }
}

fn masked(row: &FamilyRow) -> Vec<&'static str> {
    match &row.result {
        Ok(consulted) if matches!(consulted.outcome, Outcome::Shown(..)) => row
            .masked()
            .into_iter()
            .map(ConsultationField::code)
            .collect(),
        _ => Vec::new(),
    }
}

impl From<FamilyRow> for FamilyBody {
    fn from(row: FamilyRow) -> Self {
        let masked = masked(&row);
        let consulted = match row.result {
            Ok(consulted) => consulted,
            Err(problem) => {
                return Self {
                    code: row.code,
                    ..Self::failed(row.number, problem.code, problem.text)
                };
            }
        };
        let shown = sheets(&consulted.outcome);
        Self {
            number: row.number,
            code: row.code,
            outcome: Some(outcome(&consulted.outcome, shown.len())),
            households: shown.iter().cloned().map(HouseholdBody::from).collect(),
            masked,
            reference_day: Some(consulted.reference_day.iso()),
            known_at: Some(consulted.known_at),
            log_index: Some(consulted.number),
            problem: None,
        }
    }
}

impl FamilyBody {
    /// An input without an answer.
    pub fn failed(number: u64, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            number,
            code: String::new(),
            outcome: None,
            households: Vec::new(),
            masked: Vec::new(),
            reference_day: None,
            known_at: None,
            log_index: None,
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
}

/// A line of the table: a cell for each column of [`CSV_HEAD`].
pub struct Line(Vec<String>);

impl Line {
    /// The cell of that column; empty if there is none.
    pub fn get(&self, column: &str) -> &str {
        let mut names = CSV_HEAD.trim_end().split(';');
        let at = names.position(|name| name == column);
        at.and_then(|at| self.0.get(at)).map_or("", String::as_str)
    }

    /// `TROVATA` and the others, or `ERRORE`.
    pub fn outcome(&self) -> &str {
        self.get("esito")
    }
}

/// Lines of CSV for an input: one for each member shown, or one that says why there is none.
pub fn write_csv(row: &FamilyRow, out: &mut Vec<u8>) {
    for line in lines(row) {
        record(&line.0, out);
    }
}

/// The same, not written yet.
pub fn lines(row: &FamilyRow) -> Vec<Line> {
    let consulted = match &row.result {
        Ok(consulted) => consulted,
        Err(problem) => {
            let cells = failed(row.number, &row.code, problem.code, &problem.text);
            return vec![Line(cells)];
        }
    };
    let shown = sheets(&consulted.outcome);
    let frame = Frame {
        outcome: outcome(&consulted.outcome, shown.len()),
        masked: masked(row).join(","),
        reference_day: consulted.reference_day.iso(),
        known_at: consulted.known_at.to_string(),
        log_index: consulted.number.to_string(),
    };
    let mut lines = Vec::new();
    for sheet in shown {
        for (member, place) in sheet.members.iter().zip(1..) {
            lines.push(line(row, &frame, Some((sheet, member, place))));
        }
    }
    if lines.is_empty() {
        lines.push(line(row, &frame, None));
    }
    lines
}

/// An input without an answer, as CSV.
pub fn write_failed(number: u64, code: &str, why: &str, text: &str, out: &mut Vec<u8>) {
    record(&failed(number, code, why, text), out);
}

fn failed(number: u64, code: &str, why: &str, text: &str) -> Vec<String> {
    let mut cells = vec![number.to_string(), code.to_owned(), "ERRORE".to_owned()];
    cells.extend([why.to_owned(), text.to_owned()]);
    cells.resize(COLUMNS, String::new());
    cells
}

fn line(row: &FamilyRow, frame: &Frame, member: Option<(&HouseholdSheet, &Member, usize)>) -> Line {
    let mut cells = vec![
        row.number.to_string(),
        row.code.clone(),
        frame.outcome.to_owned(),
    ];
    cells.extend([String::new(), String::new()]);
    match member {
        None => cells.resize(COLUMNS - 4, String::new()),
        Some((sheet, member, place)) => {
            let address = sheet.address.all().iter().map(|item| item.value.words());
            cells.extend([
                comune_words(&sheet.key.comune),
                sheet.key.code.clone(),
                address.collect::<Vec<_>>().join(" oppure "),
                place.to_string(),
            ]);
            cells.extend(who(member));
        }
    }
    cells.extend([
        frame.masked.clone(),
        frame.reference_day.clone(),
        frame.known_at.clone(),
        frame.log_index.clone(),
    ]);
    Line(cells)
}

/// From surname to whether she stands on the sheet on the day.
fn who(member: &Member) -> [String; 9] {
    let generalities = member.who.items(Topic::Generalities);
    let parts = generalities
        .first()
        .map(|item| item.value.parts())
        .unwrap_or_default();
    let part = |name: &str| {
        let found = parts.iter().find(|part| part.name == name);
        found
            .and_then(|part| part.value.clone())
            .unwrap_or_default()
    };
    let place = match part("luogoNascitaDenominazione") {
        name if name.is_empty() => part("luogoNascita"),
        name => name,
    };
    let number = |topic| match member.who.items(topic).first().map(|item| &item.value) {
        Some(Value::Number(number)) => number.value.clone(),
        _ => String::new(),
    };
    let roles = member.places.iter().filter_map(|item| match &item.value {
        Value::Place(place) => place.role_words(),
        _ => None,
    });
    let on_day = match member.on_day {
        schema::date::Truth::Yes => "SI",
        schema::date::Truth::No => "NO",
        schema::date::Truth::Uncertain => "INCERTO",
    };
    [
        part("cognome"),
        part("nome"),
        part("sesso"),
        part("dataNascita"),
        place,
        number(Topic::CodiceFiscale),
        number(Topic::AnprId),
        roles.collect::<Vec<_>>().join(" oppure "),
        on_day.to_owned(),
    ]
}

fn record(cells: &[String], out: &mut Vec<u8>) {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    // Writing to memory does not fail.
    let _ = writer.write_record(cells.iter().map(|cell| harmless(cell)));
}

/// A spreadsheet takes what begins like a formula for one: an apostrophe makes it text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

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
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let (column, _) = Column::of(b"cf");
        for (line, code) in [
            (&b"ROSSI"[..], "RIGA_NON_VALIDA"),
            (b"RSSMRA70A01F25", "RIGA_NON_VALIDA"),
            (b"\xff\xfeR\0S\0", "RIGA_NON_LEGGIBILE"),
            (b"R\0S\0S\0", "RIGA_NON_LEGGIBILE"),
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

    #[test]
    fn every_line_has_the_columns_of_the_head() {
        assert_eq!(CSV_HEAD.trim_end().split(';').count(), COLUMNS);
        let mut out = Vec::new();
        write_failed(3, "=1", "RIGA_NON_VALIDA", "a;b", &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("3;'=1;ERRORE;RIGA_NON_VALIDA;\"a;b\";"),
            "{text}"
        );
        assert_eq!(text.trim_end().matches(';').count(), COLUMNS);
    }
}
