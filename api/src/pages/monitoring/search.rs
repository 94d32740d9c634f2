//! `/monitoraggio/cerca`: acts about a person or a case, which are never named in an address.

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use hub::monitoring::{ActsPage, Look, Viewer};

use super::asking::{Asking, fault};
use super::{filter, listing, table, viewer};
use crate::auth;
use crate::pages::caller;
use crate::pages::components::{Field, Form, PostButton};
use crate::pages::{Markup, Page, Sheet, render, render_as};
use crate::problem::{Problem, ProblemCode};
use crate::rest::monitoring::listing::csv as whole;
use crate::rest::monitoring::refusal;
use crate::session;
use crate::state::Hub;

const PATH: &str = "/monitoraggio/cerca";

/// Buttons below a list: hidden on paper.
#[derive(Template)]
#[template(
    source = r#"<div class="hub-actions">{% for button in buttons %}{{ button }}{% endfor %}</div>"#,
    ext = "html"
)]
struct Buttons {
    buttons: Vec<Markup>,
}

/// The form, empty.
pub async fn ask(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let viewer = viewer(&request, &hub).await?;
    let service = web::Data::clone(&hub);
    refusal::blocking(move || service.monitoring.admit(&viewer, Look::Acts)).await?;
    render(&sheet(&request, &Asking::default(), None))
}

/// What was found.
pub async fn search(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (viewer, asking) = sent(&request, &hub, payload).await?;
    match listing::find(&hub, &viewer, &asking, Look::Acts).await {
        Err(problem)
            if problem.code == ProblemCode::Fields && Look::Acts.is_open_to(viewer.role) =>
        {
            let again = sheet(&request, &asking, Some(&problem));
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(problem) => Err(problem),
        Ok((acts, _)) => {
            let page = page(&request);
            let sheet = sheet(&request, &asking, None);
            render(&found(sheet, &page, &asking, &acts))
        }
    }
}

/// The same as CSV, whole.
pub async fn csv(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (viewer, asking) = sent(&request, &hub, payload).await?;
    let asked = asking.read()?;
    whole(hub, viewer, asked, Look::Acts).await
}

async fn sent(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
) -> Result<(Viewer, Asking), Problem> {
    let (caller, form): (_, session::Form) = caller::sent(request, hub, payload).await?;
    let viewer = Viewer::of(&caller, &auth::context(request, hub));
    Ok((viewer, Asking::of_form(&form)))
}

fn page(request: &HttpRequest) -> Page {
    Page::new(request, "Ricerca nel monitoraggio")
        .crumb("Pagina iniziale", "/")
        .crumb("Monitoraggio", "/monitoraggio")
}

fn sheet(request: &HttpRequest, asking: &Asking, wrong: Option<&Problem>) -> Sheet {
    let page = page(request);
    let field = |name: &'static str, label: &str, length| {
        Field::text(name, label)
            .optional()
            .length(length)
            .autocomplete("off")
            .value(asking.get(name))
            .error(fault(wrong, name))
    };
    let mut form = Form::post(&page, PATH, "Cerca")
        .field(&field("codiceFiscale", "Codice fiscale", 16).help(
            "Si trovano anche gli atti che hanno indicato la persona in un altro modo. In alternativa l'identificativo ANPR.",
        ))
        .field(&field("idAnpr", "Identificativo ANPR", 9))
        .field(&field("riferimentoPratica", "Riferimento della pratica", 200).help("Per intero, come è stato indicato."));
    form = filter::period(form, asking.get("dal"), asking.get("al"), wrong);
    Sheet::new(page)
        .lead("Gli atti su una persona o su una pratica. Ciò che si scrive qui non finisce nell'indirizzo della pagina.")
        .part(&form)
}

fn found(sheet: Sheet, page: &Page, asking: &Asking, acts: &ActsPage) -> Sheet {
    let list = table::acts(&acts.acts, "/monitoraggio", &Asking::default());
    let list = if asking.get("dopo").is_empty() {
        list
    } else {
        list.empty("Nessun atto oltre questo punto dell'elenco.")
    };
    let again = |path: &str, label: &str| {
        let button = PostButton::new(page, path, label, "della ricerca");
        let filters = asking.filters();
        filters.fold(button, |button, (name, value)| button.hidden(name, value))
    };
    let mut buttons = Vec::new();
    if !asking.get("dopo").is_empty() {
        buttons.push(Markup::of(&again(PATH, "Prima pagina")));
    }
    if let Some(next) = acts.next {
        let button = again(PATH, "Pagina successiva").hidden("dopo", next.to_string());
        buttons.push(Markup::of(&button));
    }
    buttons.push(Markup::of(&again(
        "/monitoraggio/cerca.csv",
        "Scarica in CSV",
    )));
    sheet
        .heading("Atti trovati")
        .part(&list)
        .part(&Buttons { buttons })
}
