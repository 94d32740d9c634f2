//! `POST /interessato`: what the person is told, to be seen and printed; the same as a table and as a text.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use hub::data_subject::{self, Accesses, Looked, accesses_csv};
use hub::monitoring::Viewer;
use schema::italian_time::day_of;

use super::form::{FIELDS, PATH, page, read, sheet};
use crate::auth;
use crate::pages::components::{Cell, Column, Facts, PostButton, Table};
use crate::pages::monitoring::service;
use crate::pages::{Markup, Page, Sheet, caller, render, render_as, text};
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::rest::monitoring::refusal::blocking;
use crate::session::Form;
use crate::state::Hub;

/// What can be done with the answer: hidden on paper.
#[derive(Template)]
#[template(
    source = r#"<div class="hub-actions">{% for button in buttons %}{{ button }}{% endfor %}<a class="btn btn-outline-primary btn-xs" href="/interessato">Nuova ricerca</a></div>"#,
    ext = "html"
)]
struct Actions {
    buttons: [Markup; 2],
}

/// The answer as a page.
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (viewer, form) = sent(&request, &hub, payload).await?;
    match told(hub, viewer, &form).await {
        Ok(accesses) => render(&answer(page(&request), &form, &accesses)),
        Err(problem) if problem.code == ProblemCode::Fields => render_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            &sheet(&request, &form, Some(&problem)),
        ),
        Err(problem) => Err(problem),
    }
}

/// As a table for a spreadsheet.
pub async fn table(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (viewer, form) = sent(&request, &hub, payload).await?;
    let accesses = told(hub, viewer, &form).await?;
    let text = accesses_csv(&accesses).map_err(|error| Problem::internal(&error))?;
    Ok(body::csv("accessi.csv", text))
}

/// As a text to be handed over.
pub async fn document(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (viewer, form) = sent(&request, &hub, payload).await?;
    let accesses = told(hub, viewer, &form).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"accessi.txt\"",
        ))
        .body(data_subject::document(&accesses)))
}

async fn sent(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    payload: Payload,
) -> Result<(Viewer, Form), Problem> {
    let (caller, form) = caller::sent(request, hub, payload).await?;
    let viewer = Viewer::of(&caller, &auth::context(request, hub));
    // Whoever may not ask is told so whatever was filled in.
    let (service, asking) = (web::Data::clone(hub), viewer.clone());
    blocking(move || service.data_subject.admit(&asking)).await?;
    Ok((viewer, form))
}

async fn told(hub: web::Data<Hub>, viewer: Viewer, form: &Form) -> Result<Accesses, Problem> {
    let asked = read(form).read()?;
    blocking(move || hub.data_subject.accesses(&viewer, &asked, None)).await
}

fn answer(page: Page, form: &Form, accesses: &Accesses) -> Sheet {
    let button = |path: &str, label: &str| {
        let button = PostButton::new(&page, path, label, "degli accessi");
        let filled = FIELDS.into_iter().filter(|name| !form.get(name).is_empty());
        let button = filled.fold(button, |button, name| button.hidden(name, form.get(name)));
        Markup::of(&button)
    };
    let buttons = [
        button("/interessato.txt", "Scarica il testo"),
        button("/interessato.csv", "Scarica in CSV"),
    ];
    let period = match (accesses.from, accesses.to) {
        (None, None) => "Tutto il periodo conservato".to_owned(),
        (Some(from), None) => format!("Dal {}", from.italian()),
        (None, Some(to)) => format!("Fino al {}", to.italian()),
        (Some(from), Some(to)) => format!("Dal {} al {}", from.italian(), to.italian()),
    };
    let facts = Facts::new()
        .fact("Redatto il", &text::day(day_of(accesses.at.and_utc())))
        .fact("Periodo", &period)
        .fact("Accessi", &accesses.looked.len().to_string());
    // The person herself is not named: whoever hands the answer over knows to whom.
    Sheet::new(page.crumb("Nuova ricerca", PATH))
        .lead("Articolo 15 del regolamento (UE) 2016/679.")
        .part(&facts)
        .part(&accesses_table(&accesses.looked))
        .text(accesses.sentence())
        .part(&Actions { buttons })
}

fn accesses_table(looked: &[Looked]) -> Table {
    let has_users = looked.iter().any(|one| one.user.is_some());
    let mut columns: Vec<Column> = [
        "Giorno",
        "Che cosa",
        "Ente",
        "Ufficio",
        "Finalità",
        "Convenzione",
        "Servizio",
        "Che cosa è stato chiesto",
    ]
    .map(Column::text)
    .into();
    if has_users {
        columns.push(Column::text("Operatore"));
    }
    let rows = looked.iter().map(|one| {
        let mut row = vec![
            Cell::text(text::day(one.day)),
            Cell::text(&one.act),
            Cell::text(&one.entity),
            Cell::text(&one.office),
            Cell::text(&one.purpose),
            Cell::text(&one.agreement),
            Cell::text(service(&one.service)),
            Cell::text(one.kinds.join(", ")),
        ];
        if has_users {
            row.push(Cell::text(one.user.clone().unwrap_or_default()));
        }
        row
    });
    Table::new("accessi", "Accessi, in ordine di tempo", columns)
        .rows(rows)
        .empty("Nessun accesso nel periodo.")
}
