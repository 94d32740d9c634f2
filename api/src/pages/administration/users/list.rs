//! `GET /utenti`, the same as CSV, and `POST /utenti/cerca`: names are personal, so they are sought by a form that does
//! not put them into the address.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{ListQuery, UserInfo, UserQuery};
use schema::codes::Role;

use crate::pages::administration::frame::{self, ROWS};
use crate::pages::administration::lists;
use crate::pages::components::{Cell, Choice, Column, Field, Form, Pagination, Select, Table};
use crate::pages::{Page, Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let query = query(&request, ROWS);
    let (after, filters) = (query.page.after, filters(&query));
    let asked = query.clone();
    let rows = acting
        .run(&hub, move |admin, actor| admin.users(actor, &asked))
        .await?;
    let last = rows.last().map(|info| info.user.id);
    let path = format!("/utenti{filters}");
    let pagination = frame::pagination("Utenti", &path, after, rows.len(), last);
    let page = frame::page(&request, "Utenti", None);
    render(&sheet(page, &query, &rows, &filters, Some(pagination)))
}

pub async fn csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let query = query(&request, lists::ALL);
    let rows = acting
        .run(&hub, move |admin, actor| admin.users(actor, &query))
        .await?;
    table(&rows).csv("utenti.csv")
}

pub async fn search(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let page = ListQuery {
        limit: 200,
        text: form.get("testo").chars().take(100).collect(),
        ..ListQuery::default()
    };
    let query = UserQuery {
        page,
        ..UserQuery::default()
    };
    let asked = query.clone();
    let rows = acting
        .run(&hub, move |admin, actor| admin.users(actor, &asked))
        .await?;
    let page = frame::page(&request, "Utenti trovati", Some(super::LIST));
    render(&sheet(page, &query, &rows, "", None))
}

fn query(request: &HttpRequest, limit: usize) -> UserQuery {
    let enabled = frame::asked(request, "abilitato").map(|text| text == "si");
    UserQuery {
        page: ListQuery {
            // Names are personal: no address carries them.
            text: String::new(),
            ..lists::asked(request, limit)
        },
        office_id: frame::asked_number(request, "ufficio"),
        role: frame::asked(request, "ruolo").and_then(|code| Role::from_code(&code)),
        enabled,
    }
}

fn filters(query: &UserQuery) -> String {
    let office = query.office_id.map(|id| id.to_string());
    let enabled = query
        .enabled
        .map(|enabled| if enabled { "si" } else { "no" });
    frame::filters(&[
        ("ufficio", &office.unwrap_or_default()),
        ("ruolo", query.role.map_or("", Role::code)),
        ("abilitato", enabled.unwrap_or_default()),
    ])
}

fn sheet(
    page: Page,
    query: &UserQuery,
    rows: &[UserInfo],
    filters: &str,
    pagination: Option<Pagination>,
) -> Sheet {
    let new = query
        .office_id
        .map_or_else(String::new, |id| format!("?ufficio={id}"));
    let search = Form::post(&page, "/utenti/cerca", "Cerca").field(
        &Field::text("testo", "Nome, nome utente, codice fiscale o ufficio")
            .optional()
            .length(100)
            .autocomplete("off")
            .value(&query.page.text),
    );
    let chosen = query.role.map_or("", Role::code);
    let mut roles = vec![Choice::new("", "Tutti", chosen.is_empty())];
    roles.extend(frame::choices(Role::ALL, Role::code, Role::label, chosen));
    let states = vec![
        Choice::new("", "Tutti", query.enabled.is_none()),
        Choice::new("si", "Abilitati", query.enabled == Some(true)),
        Choice::new("no", "Disabilitati", query.enabled == Some(false)),
    ];
    let mut filter = Form::get("/utenti", "Filtra")
        .field(&Select::new("ruolo", "Ruolo", roles).optional())
        .field(&Select::new("abilitato", "Stato", states).optional());
    if let Some(id) = query.office_id {
        filter = filter.hidden("ufficio", &id.to_string());
    }
    let mut table = table(rows);
    if let Some(pagination) = pagination {
        table = table
            .download(format!("/utenti.csv{filters}"))
            .pagination(pagination);
    }
    Sheet::new(page)
        .action(&format!("/utenti/nuovo{new}"), "Registra un utente")
        .part(&search)
        .part(&filter)
        .part(&table)
}

fn table(rows: &[UserInfo]) -> Table {
    let columns = vec![
        Column::text("Utente"),
        Column::text("Nome utente"),
        Column::text("Ruolo"),
        Column::text("Ufficio"),
        Column::text("Ente"),
        Column::text("Stato"),
    ];
    let rows = rows.iter().map(|info| {
        vec![
            Cell::link(format!("/utenti/{}", info.user.id), super::show::name(info)),
            Cell::text(&info.user.username),
            Cell::text(info.role.code()),
            Cell::text(&info.office.name),
            Cell::text(&info.entity.name),
            Cell::Badge(frame::enabled(info.user.enabled)),
        ]
    });
    Table::new("utenti", "Utenti", columns)
        .rows(rows)
        .empty("Nessun utente corrisponde.")
}
