//! `GET /interessato`: about whom, and for which days.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::pages::components::{Choice, Choices, Field, Form};
use crate::pages::monitoring::viewer;
use crate::pages::{Page, Sheet, render};
use crate::problem::Problem;
use crate::rest::monitoring::refusal::blocking;
use crate::session;
use crate::state::Hub;
use crate::wire::data_subject::AccessesRequest;

/// Where it is.
pub const PATH: &str = "/interessato";
/// Its fields, each sent again for a download.
pub const FIELDS: [&str; 5] = ["codiceFiscale", "idAnpr", "dal", "al", "conOperatori"];

/// The form, empty.
pub async fn ask(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let viewer = viewer(&request, &hub).await?;
    blocking(move || hub.data_subject.admit(&viewer)).await?;
    render(&sheet(&request, &session::Form::default(), None))
}

/// What was sent, as the interface takes it.
pub fn read(form: &session::Form) -> AccessesRequest {
    let text = |name: &str| Some(form.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    AccessesRequest {
        codice_fiscale: text("codiceFiscale"),
        id_anpr: text("idAnpr"),
        from: text("dal"),
        to: text("al"),
        with_users: form.get("conOperatori") == "si",
    }
}

/// The form with what was typed, and what was wrong with it.
pub fn sheet(request: &HttpRequest, sent: &session::Form, wrong: Option<&Problem>) -> Sheet {
    let page = page(request);
    let error = |name: &str| {
        let wrong = wrong?.fields.iter().find(|wrong| {
            // Both codes, or none: told beside the first.
            wrong.field == name || (wrong.field.is_empty() && name == "codiceFiscale")
        })?;
        Some(wrong.text.replace("AAAA-MM-GG", "GG/MM/AAAA").replace(
            "codiceFiscale e idAnpr",
            "codice fiscale e identificativo ANPR",
        ))
    };
    let field = |name: &'static str, label: &str, length| {
        Field::text(name, label)
            .optional()
            .length(length)
            .autocomplete("off")
            .value(sent.get(name))
            .error(error(name))
    };
    let day = |name: &'static str, label: &str| {
        Field::date(name, label)
            .optional()
            .value(sent.get(name))
            .error(error(name))
    };
    let users = vec![Choice::new(
        "si",
        "Con i nomi degli operatori: non vanno consegnati all'interessato",
        sent.get("conOperatori") == "si",
    )];
    let form = Form::post(&page, PATH, "Cerca gli accessi")
        .field(&field("codiceFiscale", "Codice fiscale", 16).help(
            "Uno qualunque di quelli che la persona ha avuto. Se è stato di più persone, serve l'identificativo ANPR.",
        ))
        .field(&field("idAnpr", "Identificativo ANPR", 9).help("In alternativa al codice fiscale."))
        .field(&day("dal", "Dal giorno"))
        .field(&day("al", "Al giorno"))
        .field(&Choices::several("conOperatori", "Operatori", users));
    Sheet::new(page)
        .lead(
            "Chi ha guardato i dati di una persona, per conto di chi e perché (articolo 15 del regolamento (UE) 2016/679). \
             Anche questa ricerca è registrata come accesso ai dati della persona.",
        )
        .part(&form)
}

/// The frame of these pages.
pub fn page(request: &HttpRequest) -> Page {
    Page::new(request, "Accessi ai dati dell'interessato").crumb("Pagina iniziale", "/")
}
