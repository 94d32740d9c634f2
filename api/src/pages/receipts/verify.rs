//! `GET` and `POST /ricevute/verifica`: anybody who has a receipt asks whether it is genuine. Whoever has none learns
//! nothing: a number alone, or with a wrong code, is answered in the same way whether there is such a receipt or not.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use hub::audit::receipt::{Claims, ReceiptFile, by_code, check};
use serde::Deserialize;

use super::given::{FILE, LONGEST, RECEIPT, read};
use super::verdict::{genuine, refusal};
use crate::pages::components::{Field, FileField, Form, TextArea};
use crate::pages::{Flash, Page, Sheet, render, render_as};
use crate::problem::Problem;
use crate::rest::registry;
use crate::session;
use crate::state::Hub;

const PATH: &str = "/ricevute/verifica";

/// What the address of a QR code carries. Nothing of it is personal.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Printed {
    numero: String,
    codice: String,
}

/// The forms; with number and code in the address, the answer too.
pub async fn ask(
    request: HttpRequest,
    hub: web::Data<Hub>,
    query: Query<Printed>,
) -> Result<HttpResponse, Problem> {
    frame(&request, &hub).await;
    let printed = query.into_inner();
    if printed.numero.is_empty() && printed.codice.is_empty() {
        return render(&forms(page(&request), &printed, ""));
    }
    let number = printed
        .numero
        .replace('.', "")
        .trim()
        .parse::<i64>()
        .ok()
        .filter(|number| *number > 0);
    let (code, receipts) = (printed.codice.clone(), Arc::clone(&hub.receipts));
    let claims = match number {
        None => None,
        Some(number) => {
            registry::ask(&hub, move |log| by_code(log, &receipts, number, &code)).await?
        }
    };
    if let Some(claims) = claims {
        return found(&request, &hub, &claims).await;
    }
    let flash = Flash::danger(
        "Il numero e il codice di controllo non sono di una ricevuta che questo hub conserva. Se sono scritti come sulla \
                 ricevuta, verificarla con il suo testo o con il suo file.",
    );
    render(&forms(page(&request).flash(flash), &printed, ""))
}

/// A receipt that was pasted, or its file.
pub async fn verify(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    frame(&request, &hub).await;
    let text = read(&request, &hub, payload).await?;
    let none = Printed::default();
    let Some(file) = ReceiptFile::parse(&text).filter(|file| !file.ricevuta.is_empty()) else {
        let flash = Flash::danger("Qui non c'è una ricevuta che si possa leggere.");
        let again = forms(page(&request).flash(flash), &none, &shown(&text));
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &again);
    };
    let receipts = Arc::clone(&hub.receipts);
    match registry::ask(&hub, move |log| check(log, &receipts, &file)).await? {
        Ok(claims) => found(&request, &hub, &claims).await,
        Err(bad) => {
            let page = page(&request).flash(Flash::danger(refusal(bad)));
            render(&forms(page, &none, &shown(&text)))
        }
    }
}

async fn found(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    claims: &Claims,
) -> Result<HttpResponse, Problem> {
    let (data, id) = (web::Data::clone(hub), claims.ente);
    let entity = web::block(move || data.entity_name(id))
        .await
        .map_err(|error| Problem::internal(&error))??;
    let page = page(request).flash(Flash::success(
        "Ricevuta autentica: l'ha rilasciata questo hub e sta nel suo registro delle operazioni.",
    ));
    render(&genuine(Sheet::new(page), claims, &entity).action(PATH, "Verifica un'altra ricevuta"))
}

/// Whoever is signed in keeps the menu; the page is for everybody.
async fn frame(request: &HttpRequest, hub: &Hub) {
    if session::has_cookie(request) {
        let _ = session::visit(request, hub).await;
    }
}

fn page(request: &HttpRequest) -> Page {
    Page::new(request, "Verifica di una ricevuta").crumb("Pagina iniziale", "/")
}

/// What was pasted comes back, unless it is too long to have been.
fn shown(text: &str) -> String {
    if text.len() > LONGEST as usize {
        String::new()
    } else {
        text.to_owned()
    }
}

fn forms(page: Page, printed: &Printed, pasted: &str) -> Sheet {
    let by_code = Form::get(PATH, "Verifica")
        .field(
            &Field::number("numero", "Numero della ricevuta")
                .length(20)
                .value(&printed.numero),
        )
        .field(
            &Field::code("codice", "Codice di controllo")
                .length(40)
                .autocomplete("off")
                .value(&printed.codice),
        );
    let pasted = Form::post(&page, PATH, "Verifica il testo").field(
        &TextArea::new(RECEIPT, "Testo della ricevuta", LONGEST)
            .help("Il testo firmato, il contenuto del file, oppure tutto l'indirizzo letto dal codice QR.")
            .value(pasted),
    );
    let file = Form::post(&page, PATH, "Verifica il file").upload(
        &FileField::new(FILE, "File")
            .accept(".json,application/json,text/plain")
            .help("Il file scaricato dalla pagina della ricevuta, per esempio ricevuta-12.json."),
    );
    Sheet::new(page)
        .lead(
            "Chi ha una ricevuta può sapere se è autentica: se l'ha rilasciata questo hub, quando, e con quali esiti. Non \
             occorre un accesso, e nulla di ciò che si indica è conservato.",
        )
        .heading("Con il numero e il codice stampati sulla ricevuta")
        .part(&by_code)
        .heading("Con il testo della ricevuta")
        .part(&pasted)
        .heading("Con il file della ricevuta")
        .part(&file)
}
