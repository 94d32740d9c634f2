//! `GET /utenti/{id}`: all that is known of a user, and what can be done.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{IssuedKey, LinkInfo, UserEdit, UserInfo, Versioned};
use hub::identity::SessionInfo;
use schema::codes::Role;

use super::{LIST, fields, keys};
use crate::acting::{Acting, credential_problem, number};
use crate::pages::administration::frame::{self, Faults};
use crate::pages::components::{Cell, Choices, Column, Facts, Form, PostButton, Table, Tone};
use crate::pages::{Page, Sheet, render, text};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = frame::visit(&request, &hub).await?;
    let shown = Shown::read(acting, &hub, id).await?;
    let faults = Faults::default();
    let page = frame::page(&request, &name(&shown.user.value), Some(LIST));
    let edit = shown.edit();
    render(&shown.sheet(&page, &edit, &faults, &Faults::default()))
}

/// Surname and name.
pub fn name(info: &UserInfo) -> String {
    format!("{} {}", info.user.surname, info.user.name)
        .trim()
        .to_owned()
}

/// What the page shows.
pub struct Shown {
    pub user: Versioned<UserInfo>,
    links: Vec<LinkInfo>,
    keys: Vec<IssuedKey>,
    sessions: Vec<SessionInfo>,
    own: bool,
}

impl Shown {
    /// Reads it; sessions only for whoever may end them.
    pub async fn read(acting: Acting, hub: &web::Data<Hub>, id: i64) -> Result<Self, Problem> {
        let own = acting.user_id == id;
        let (user, links, keys, permit) = acting
            .run(hub, move |admin, actor| {
                let user = admin.user(actor, id)?;
                let has_sessions = user.value.resettable && user.value.role != Role::Authorised;
                let permit = has_sessions
                    .then(|| admin.may_reset(actor, id))
                    .transpose()?;
                let (links, keys) = (admin.links(actor, id)?, admin.keys(actor, id)?);
                Ok((user, links, keys, permit))
            })
            .await?;
        let sessions = match permit {
            Some(permit) => hub
                .identity
                .list_sessions(permit, id)
                .await
                .map_err(|error| credential_problem(&error))?,
            None => Vec::new(),
        };
        Ok(Self {
            user,
            links,
            keys,
            sessions,
            own,
        })
    }

    /// The data as they are, for the form.
    pub fn edit(&self) -> UserEdit {
        let user = &self.user.value.user;
        UserEdit {
            surname: user.surname.clone(),
            name: user.name.clone(),
            codice_fiscale: user.codice_fiscale.clone(),
            email: user.email.clone(),
            anpr_operator: user.anpr_operator.clone(),
            enabled: user.enabled,
        }
    }

    /// The page, with what was wrong with the data, or with the key that was asked for.
    pub fn sheet(&self, page: &Page, edit: &UserEdit, wrong: &Faults, key: &Faults) -> Sheet {
        let info = &self.user.value;
        let id = info.user.id;
        let is_application = info.role == Role::Authorised;
        let mut sheet = Sheet::new(page.clone()).part(&facts(info));
        if info.role != Role::Operator && info.role != Role::Dpo {
            sheet = sheet.action(&format!("/utenti/{id}/profilo"), "Profilo");
        }
        if info.editable {
            let form = Form::post(page, format!("/utenti/{id}"), "Registra la modifica")
                .hidden("revisione", &self.user.revision)
                .field(&Choices::one(
                    "abilitato",
                    "Stato",
                    frame::enabled_choices(edit.enabled),
                ));
            let form = fields(form, Some(info.role), edit, wrong).cancel("/utenti");
            sheet = sheet.heading("Dati").part(&form);
        }
        if info.resettable && !is_application && !self.own {
            sheet = sheet
                .heading("Credenziali")
                .action(&format!("/utenti/{id}/password"), "Reimposta la password")
                .action(
                    &format!("/utenti/{id}/codici"),
                    "Azzera il codice di verifica",
                )
                .part(&sessions(&self.sessions));
            if !self.sessions.is_empty() {
                let button = PostButton::new(
                    page,
                    format!("/utenti/{id}/sessioni"),
                    "Termina tutte le sessioni",
                    name(info),
                );
                sheet = sheet.part(&button.tone(Tone::Danger));
            }
        }
        if is_application {
            sheet = keys::part(sheet, page, info, &self.keys, key);
        }
        sheet
            .heading("Uffici")
            .text("Dove l'utente è stato, dal più recente. Si sposta dalla pagina dei legami.")
            .part(&links(&self.links))
    }
}

fn facts(info: &UserInfo) -> Facts {
    let role = format!("{} – {}", info.role.code(), info.role.label());
    let facts = Facts::new()
        .fact("Nome utente", &info.user.username)
        .fact("Ruolo", &role)
        .fact("Ufficio", &info.office.name)
        .fact("Ente", &info.entity.name)
        .badge("Stato", &frame::enabled(info.user.enabled));
    if info.editable {
        return facts;
    }
    facts
        .fact("Codice fiscale", &info.user.codice_fiscale)
        .fact("Posta elettronica", &info.user.email)
}

fn sessions(rows: &[SessionInfo]) -> Table {
    let columns = vec![
        Column::text("Inizio"),
        Column::text("Ultimo uso"),
        Column::text("Rete"),
    ];
    let rows = rows.iter().map(|row| {
        vec![
            Cell::text(text::moment(row.created_at)),
            Cell::text(text::moment(row.seen_at)),
            Cell::text(&row.network),
        ]
    });
    Table::new("sessioni", "Sessioni in corso", columns)
        .rows(rows)
        .empty("Nessuna sessione in corso.")
}

fn links(rows: &[LinkInfo]) -> Table {
    let columns = vec![
        Column::text("Ufficio"),
        Column::text("Dal"),
        Column::text("Al"),
        Column::text("Motivo"),
    ];
    let rows = rows.iter().map(|link| {
        let until = link
            .row
            .to_at
            .map_or_else(|| "tuttora".to_owned(), text::moment);
        vec![
            Cell::text(&link.office),
            Cell::text(text::moment(link.row.from_at)),
            Cell::text(until),
            Cell::text(&link.row.reason),
        ]
    });
    Table::new("legami", "Uffici dell'utente nel tempo", columns).rows(rows)
}
