//! The form.

use super::list::{List, MOST};
use crate::pages::components::{Form, TextArea, Tone};
use crate::pages::{Page, Sheet, working_case};

/// The name and value of the button that asks for a file.
pub const AS_FILE: (&str, &str) = ("formato", "csv");

/// The page of the form.
pub fn page(page: Page, list: &List, purposes: &[String]) -> Sheet {
    let page = list.0.told(page);
    let codes = TextArea::new("codici", "Codici fiscali", 40_000)
        .help(format!(
            "Uno per riga, al massimo {MOST}. Si possono incollare le righe di un foglio: se la prima riga è un'intestazione, \
             conta la colonna «codice fiscale»."
        ))
        .value(list.0.get("codici"))
        .error(list.0.fault("codici"));
    let day = list
        .0
        .word("data", "Alla data")
        .help("GG/MM/AAAA; se manca, oggi.");
    let mut form = Form::post(&page, "/nuclei-familiari", "Mostra")
        .field(&codes)
        .field(&day);
    form = working_case::purpose(
        form,
        list.0.get("finalita"),
        list.0.fault("finalita"),
        purposes,
    );
    form = working_case::reference(form, list.0.get("pratica"), list.0.fault("pratica"));
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
