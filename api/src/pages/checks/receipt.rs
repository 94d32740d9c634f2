//! `GET /ricevute/{id}`: a receipt to be printed.

use std::sync::Arc;

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::DateTime;
use hub::audit::receipt::{Claims, ReceiptFile, control_code, lookup, qr_svg, qr_text};
use hub::check::{Answer, ReasonCode};
use schema::codes::CheckKind;
use schema::date::Day;

use super::outcome::outcomes;
use crate::pages::caller::visit;
use crate::pages::components::Facts;
use crate::pages::sheet::Sheet;
use crate::pages::{Page, render, text};
use crate::problem::{Problem, ProblemCode};
use crate::rest::registry;
use crate::state::Hub;

/// The code as an image: nothing of it is markup of the page.
#[derive(Template)]
#[template(
    source = r#"<figure><img class="hub-qr" src="data:image/svg+xml;base64,{{ image }}" width="320" height="320" alt="Codice QR con la ricevuta firmata"><figcaption>Il codice porta alla pagina che verifica la ricevuta, e contiene la ricevuta firmata: si può verificare anche senza interrogare l'hub.</figcaption></figure>"#,
    ext = "html"
)]
struct Code {
    image: String,
}

/// The way to the receipt with its proof.
#[derive(Template)]
#[template(
    source = r#"<p class="hub-download"><a href="/v1/ricevute/{{ index }}" download="ricevuta-{{ index }}.json">{{ crate::pages::icon("it-download") }} Scarica il file della ricevuta, con la prova (JSON)</a></p>"#,
    ext = "html"
)]
struct Proof {
    index: i64,
}

/// The page.
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let entity = caller.entity_id();
    let index = id
        .parse::<i64>()
        .ok()
        .filter(|index| *index > 0)
        .ok_or_else(none)?;
    let (log, receipts) = (Arc::clone(&hub.log), Arc::clone(&hub.receipts));
    let file = web::block(move || lookup(&log, &receipts, index, entity))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| registry::failure(&error))?
        .ok_or_else(none)?;
    let claims = claims(&file).ok_or_else(none)?;
    let code = control_code(&file.nonce).ok_or_else(none)?;
    let at = DateTime::from_timestamp(claims.iat, 0).unwrap_or_default();
    let day = Day::parse_iso(&claims.reference_day).unwrap_or(Day::MIN);
    let page = Page::new(&request, format!("Ricevuta n. {index}"))
        .crumb("Pagina iniziale", "/")
        .crumb("Verifica di autocertificazione", "/verifica");
    let facts = Facts::new()
        .fact("Rilasciata da", &claims.iss)
        .fact("Ente che ha chiesto", &caller.user().entity.name)
        .fact("Risposta data il", &text::exact_moment(at.naive_utc()))
        .fact("Data di riferimento", &text::day(day))
        .fact(
            "Anagrafe nota al numero di giornale",
            &text::count(claims.known_at),
        )
        .fact(
            "Indice nel registro delle operazioni",
            &text::count(claims.indice),
        )
        .code("Identificativo della richiesta", &claims.richiesta)
        .code("Codice di controllo", &code);
    let mut sheet = Sheet::new(page)
        .lead("La ricevuta prova che cosa è stato risposto, e quando; non contiene dati della persona.")
        .part(&facts)
        .part(&outcomes("esiti", "Esiti", &answers(&claims)));
    let public_url = &hub.config.trace.public_url;
    if let Some(image) = qr_svg(&qr_text(public_url, index, &code, &file.ricevuta)) {
        sheet = sheet.part(&Code {
            image: STANDARD.encode(image),
        });
    }
    let verify = format!("{}/ricevute/verifica", public_url.trim_end_matches('/'));
    render(
        &sheet
            .text(&format!(
                "Chi riceve la ricevuta può verificarla con il codice QR, oppure all'indirizzo {verify} con il numero e il codice \
                 di controllo. Il file con la prova di inclusione nel registro si verifica anche senza rete, con «anagrafe-hub \
                 receipt verify».",
            ))
            .part(&Proof { index }),
    )
}

/// What the receipt says; its signature is the hub's own.
fn claims(file: &ReceiptFile) -> Option<Claims> {
    let payload = file.ricevuta.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// The outcomes, as the pages show them.
pub fn answers(claims: &Claims) -> Vec<(CheckKind, Answer)> {
    claims
        .esiti
        .iter()
        .filter_map(|one| {
            let answer = match (one.esito.as_str(), one.motivo.as_deref()) {
                ("S", _) => Answer::YES,
                ("N", _) => Answer::NO,
                (_, Some(reason)) => Answer::undetermined(ReasonCode::from_code(reason)?),
                _ => return None,
            };
            Some((CheckKind::from_code(&one.tipo)?, answer))
        })
        .collect()
}

fn none() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "Non c'è una ricevuta con questo numero tra quelle dell'ente.",
    )
}
