//! `GET /profilo`.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::identity::{Person, SessionInfo};

use crate::pages::components::{Cell, Column, Facts, Field, Form, PostButton, Table};
use crate::pages::{Flash, Page, Sheet, render, see_other, text};
use crate::problem::{Problem, ProblemCode};
use crate::session::{page, problem, token};
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let (_, person) = match page(&request, &hub).await {
        Err(problem) if problem.code == ProblemCode::NoCredentials => {
            return Ok(see_other("/accesso"));
        }
        other => other?,
    };
    sheet(&request, &hub, &person, None).await
}

/// The page, with a message if something was just done or refused.
pub async fn sheet(
    request: &HttpRequest,
    hub: &Hub,
    person: &Person,
    flash: Option<Flash>,
) -> Result<HttpResponse, Problem> {
    let token = token(request)?;
    let failed = |error| problem(&error);
    let (sessions, present) = hub.identity.own_sessions(&token).await.map_err(failed)?;
    let (active, left) = hub.identity.own_codes(&token).await.map_err(failed)?;
    let mut page = Page::new(request, "Profilo");
    if let Some(flash) = flash {
        page = page.flash(flash);
    }
    let required = hub.identity.code_required(person.role);
    let mut sheet = Sheet::new(page.clone())
        .part(&facts(person, active, left))
        .action("/accesso/password", "Cambia la password")
        .heading("Codice di verifica");
    let device = if active {
        "Sostituisci il dispositivo"
    } else {
        "Attiva il codice"
    };
    sheet = sheet.part(&with_password(
        &page,
        "/profilo/codici",
        device,
        "dispositivo",
    ));
    if active {
        sheet = sheet.part(&with_password(
            &page,
            "/profilo/codici-riserva",
            "Rinnova i codici di riserva",
            "riserva",
        ));
    }
    if active && !required {
        sheet = sheet.part(&with_password(
            &page,
            "/profilo/codici/disattiva",
            "Disattiva il codice",
            "disattiva",
        ));
    }
    sheet = sheet
        .heading("Sessioni")
        .part(&table(&page, &sessions, present));
    render(&sheet)
}

fn facts(person: &Person, active: bool, left: i64) -> Facts {
    let codes = if active {
        format!("attivo; codici di riserva rimasti: {left}")
    } else {
        "non attivo".to_owned()
    };
    Facts::new()
        .fact("Nome e cognome", &person.full_name())
        .fact("Nome utente", &person.username)
        .fact("Ruolo", person.role.label())
        .fact("Ufficio", &person.office_name)
        .fact("Ente", &person.entity_name)
        .fact("Codice di verifica", &codes)
}

/// What changes how the user signs in asks for the password again. Names of fields differ, so that ids do.
fn with_password(page: &Page, action: &str, button: &str, what: &str) -> Form {
    Form::post(page, action, button).field(
        &Field::password(format!("password-{what}"), "Password attuale")
            .autocomplete("current-password")
            .length(256),
    )
}

fn table(page: &Page, sessions: &[SessionInfo], present: i64) -> Table {
    let columns = vec![
        Column::text("Inizio"),
        Column::text("Ultimo uso"),
        Column::text("Rete"),
        Column::actions("Azioni"),
    ];
    let rows = sessions.iter().map(|info| {
        let begun = text::moment(info.created_at);
        let action = if info.id == present {
            Cell::text("Sessione attuale")
        } else {
            let button = PostButton::new(
                page,
                "/profilo/sessioni",
                "Termina",
                format!("la sessione iniziata il {begun}"),
            );
            Cell::buttons(&[button.hidden("sessione", info.id.to_string())])
        };
        vec![
            Cell::text(begun),
            Cell::text(text::moment(info.seen_at)),
            Cell::text(&info.network),
            action,
        ]
    });
    Table::new("sessioni", "Sessioni in corso", columns).rows(rows)
}
