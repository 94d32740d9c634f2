//! What became of a list, as a table.

use hub::families::FamilyRow;
use schema::date::UncertainDate;

use crate::pages::components::{Cell, Column, Table};
use crate::pages::typed::sentence;
use crate::pages::{Page, Sheet, text};
use crate::wire::families::{Line, lines};

/// The page of the answers.
pub fn page(page: Page, rows: &[FamilyRow]) -> Sheet {
    let found = rows.iter().filter(|row| found(row)).count();
    let lead = format!(
        "{} su {} {}. Consultazione: non ha valore di certificato (art. 15 L. 183/2011).",
        text::count(found as i64),
        text::count(rows.len() as i64),
        if rows.len() == 1 {
            "codice ha una famiglia tra quelle che si possono consultare"
        } else {
            "codici hanno una famiglia tra quelle che si possono consultare"
        }
    );
    let labels = [
        "Codice fiscale",
        "Esito",
        "Scheda",
        "Indirizzo",
        "Componente",
        "Data di nascita",
        "Codice fiscale del componente",
        "Parentela",
        "A quella data",
    ];
    let mut columns = vec![Column::number("Riga")];
    columns.extend(labels.map(Column::text));
    let table = Table::new("nuclei", "Nuclei familiari", columns)
        .rows(rows.iter().flat_map(lines).map(|line| cells(&line)));
    Sheet::new(page).lead(lead).part(&table)
}

fn found(row: &FamilyRow) -> bool {
    lines(row)
        .first()
        .is_some_and(|line| line.outcome() == "TROVATA")
}

fn cells(line: &Line) -> Vec<Cell> {
    let outcome = match line.outcome() {
        "TROVATA" => "Trovata",
        "SENZA_SCHEDA" => "Su nessuna scheda di famiglia a quella data",
        "NON_TROVATA" => "Nessuno tra coloro che si possono consultare",
        "AMBIGUA" => "Più persone hanno questo codice",
        _ => &sentence(fault(line.get("testo"))),
    };
    let on_day = match line.get("allaData") {
        "INCERTO" => "forse: la data è incerta",
        "SI" => "presente",
        _ => "",
    };
    let joined = |names: [&str; 2]| names.map(|name| line.get(name)).join(" ").trim().to_owned();
    vec![
        Cell::Number(line.get("riga").parse().unwrap_or_default()),
        Cell::Code(line.get("codiceFiscale").to_owned()),
        Cell::text(outcome),
        Cell::text(joined(["comune", "scheda"])),
        Cell::text(line.get("indirizzo")),
        Cell::text(joined(["cognome", "nome"])),
        Cell::text(birth(line.get("dataNascita"))),
        Cell::Code(line.get("codiceFiscaleComponente").to_owned()),
        Cell::text(line.get("parentela")),
        Cell::text(on_day),
    ]
}

/// What is wrong, without the name that the field has in the API: a list has no other.
fn fault(text: &str) -> &str {
    text.strip_prefix("codiceFiscale: ").unwrap_or(text)
}

/// A date of birth as people write it; what is no date stays as it is.
fn birth(text: &str) -> String {
    UncertainDate::parse(text).map_or_else(|| text.to_owned(), UncertainDate::italian)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_birth_are_written_as_people_write_them() {
        assert_eq!(birth("1962-01-01"), "01/01/1962");
        assert_eq!(birth("1990-03"), "03/1990");
        assert_eq!(birth(""), "");
    }
}
