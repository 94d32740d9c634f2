//! What became of an input, as lines of a table: one for each member shown.

use hub::consultation::sheet::{HouseholdSheet, Member, Topic, Value, comune_words};
use hub::families::FamilyRow;

use super::answer::{masked, outcome, sheets};

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
