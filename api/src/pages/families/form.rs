//! The form.

use super::list::{FILE_BYTES, List, MOST};
use crate::pages::components::{FileField, Form, TextArea, Tone};
use crate::pages::{Page, Sheet, working_case};

/// The name and value of the button that asks for a file.
pub const AS_FILE: (&str, &str) = ("formato", "csv");

/// The page of the form.
pub fn page(page: Page, list: &List, purposes: &[String]) -> Sheet {
    let page = list.typed.told(page);
    let codes = TextArea::new("codici", "Codici fiscali", 40_000)
        .help(format!(
            "Uno per riga, al massimo {MOST}. Si possono incollare le righe di un foglio: se la prima riga è un'intestazione, \
             conta la colonna «codice fiscale»."
        ))
        .optional()
        .value(list.typed.get("codici"))
        .error(list.typed.fault("codici"));
    let file = FileField::new("file", "Oppure un file")
        .optional()
        .accept(".csv,.txt,text/csv,text/plain")
        .help(format!(
            "CSV o testo in UTF-8, al massimo {} KB, con le stesse righe.",
            FILE_BYTES >> 10
        ))
        .error(list.file_fault());
    let day = list
        .typed
        .word("data", "Alla data")
        .help("GG/MM/AAAA; se manca, oggi.");
    let mut form = Form::post(&page, "/nuclei-familiari", "Mostra")
        .field(&codes)
        .upload(&file)
        .field(&day);
    form = working_case::purpose(
        form,
        list.typed.get("finalita"),
        list.typed.fault("finalita"),
        purposes,
    );
    form = working_case::reference(form, list.typed.get("pratica"), list.typed.fault("pratica"));
    let form = form.or(
        AS_FILE.0,
        AS_FILE.1,
        "Scarica la tabella (CSV)",
        Tone::Neutral,
    );
    Sheet::new(page)
        .lead(
            "Per ogni codice fiscale si ha la scheda di famiglia a quella data. Ogni codice ha il suo esito, nell'ordine, anche se \
             non è leggibile; ogni persona mostrata resta nella traccia.",
        )
        .part(&form)
}
