//! A table as a file for a spreadsheet.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::{Cell, Table};
use crate::problem::Problem;

/// Tells spreadsheets that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Table {
    /// The table as a download. Give it all the rows, not those of one page.
    pub fn csv(&self, file_name: &str) -> Result<HttpResponse, Problem> {
        let body = self.to_csv().map_err(|error| Problem::internal(&error))?;
        Ok(HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .insert_header((
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{file_name}\""),
            ))
            .body(body))
    }

    /// Semicolons, as Italian spreadsheets expect.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let kept: Vec<bool> = self.columns.iter().map(|column| !column.actions).collect();
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(BYTE_ORDER_MARK.to_vec());
        writer.write_record(
            self.columns
                .iter()
                .filter(|column| !column.actions)
                .map(|column| harmless(&column.label)),
        )?;
        for row in &self.rows {
            let cells = row.iter().zip(&kept).filter(|(_, kept)| **kept);
            writer.write_record(cells.map(|(cell, _)| value(cell)))?;
        }
        writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }
}

fn value(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Code(text) | Cell::Link(_, text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Badge(badge) => harmless(&badge.text),
        Cell::Check(..) | Cell::Actions(_) => String::new(),
    }
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
    use crate::pages::components::{Badge, Column, Tone};

    use super::*;

    #[test]
    fn a_file_for_a_spreadsheet() {
        let mut table = Table::new(
            "utenti",
            "Utenti",
            vec![
                Column::text("Nome"),
                Column::number("Richieste"),
                Column::text("Stato"),
                Column::actions("Azioni"),
            ],
        );
        table.push(vec![
            Cell::link("/utenti/1", "Niccolò \"Nic\" d'Este; jr"),
            Cell::Number(-1_200),
            Cell::Badge(Badge::new("Attivo", Tone::Success)),
            Cell::Actions(Vec::new()),
        ]);
        table.push(vec![
            Cell::text("=HYPERLINK(\"x\")"),
            Cell::Number(0),
            Cell::Code("@1".to_owned()),
            Cell::Actions(Vec::new()),
        ]);
        let file = String::from_utf8(table.to_csv().unwrap()).unwrap();
        assert_eq!(
            file,
            "\u{feff}Nome;Richieste;Stato\r\n\
             \"Niccolò \"\"Nic\"\" d'Este; jr\";-1200;Attivo\r\n\
             \"'=HYPERLINK(\"\"x\"\")\";0;'@1\r\n"
        );
    }
}
