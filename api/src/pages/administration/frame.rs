//! What the pages of the directory have in common: who looks, what was sent, what was wrong with it.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use hub::administration::{Actor, AdminError, Administration, FieldError};

use crate::acting::{self, Acting};
use crate::pages::components::{Badge, Choice, Pagination, Tone};
use crate::pages::{Flash, Page, render_as, see_other};
use crate::problem::Problem;
use crate::session;
use crate::state::Hub;

/// Rows on a page.
pub const ROWS: usize = 50;

/// Somebody who looks at a page.
pub async fn visit(request: &HttpRequest, hub: &Hub) -> Result<Acting, Problem> {
    let (_, person) = session::page(request, hub).await?;
    Ok(Acting::of(request, hub, person.id))
}

/// Somebody who sends a form of a page of theirs.
pub async fn sent(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
) -> Result<(Acting, session::Form), Problem> {
    let (session, form) = session::form(request, hub, payload).await?;
    let person = session.full().map_err(|error| session::problem(&error))?;
    Ok((Acting::of(request, hub, person.id), form))
}

/// A page below a list, which says what was just done.
pub fn page(request: &HttpRequest, title: &str, list: Option<(&str, &str)>) -> Page {
    let mut page = Page::new(request, title).crumb("Pagina iniziale", "/");
    if let Some((label, href)) = list {
        page = page.crumb(label, href);
    }
    if let Some(text) = asked(request, "esito").and_then(|code| told(&code)) {
        page = page.flash(Flash::success(text));
    }
    page
}

/// A parameter of the address; addresses carry numbers and codes, nothing personal.
pub fn asked(request: &HttpRequest, name: &str) -> Option<String> {
    let query = Query::<HashMap<String, String>>::from_query(request.query_string()).ok()?;
    query.get(name).filter(|value| !value.is_empty()).cloned()
}

/// A number among the parameters.
pub fn asked_number(request: &HttpRequest, name: &str) -> Option<i64> {
    asked(request, name)?.parse().ok().filter(|n| *n > 0)
}

/// To a page that says that it was done.
pub fn done(path: &str, code: &str) -> HttpResponse {
    see_other(&format!("{path}?esito={code}"))
}

fn told(code: &str) -> Option<&'static str> {
    Some(match code {
        "registrato" => "Registrazione eseguita.",
        "modificato" => "Modifica registrata.",
        "profilo" => "Profilo registrato.",
        "rimosso" => "Elemento rimosso.",
        "sospesa" => "Convenzione sospesa: da ora non apre più nulla.",
        "ripresa" => "Convenzione ripresa.",
        "cessata" => "Cessazione registrata.",
        "sostituita" => "Modifica registrata: la convenzione precedente resta nella storia.",
        "spostati" => "Spostamento eseguito; la storia degli uffici è conservata.",
        "chiave" => "Chiave revocata.",
        "codici" => {
            "Codice di verifica azzerato: al prossimo accesso l'utente dovrà attivarlo di nuovo."
        }
        "sessioni" => "Sessioni terminate.",
        _ => return None,
    })
}

/// What was wrong with a form.
#[derive(Debug, Clone, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<String> {
        self.join(|wrong| wrong.field == field)
    }

    /// What is wrong with a field or anything in it: `comuni[2]`, `concessioni[0].campi`.
    pub fn within(&self, field: &str) -> Option<String> {
        self.join(|wrong| {
            wrong
                .field
                .strip_prefix(field)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        })
    }

    fn join(&self, picks: impl Fn(&FieldError) -> bool) -> Option<String> {
        let mut texts: Vec<&str> = Vec::new();
        for wrong in self.0.iter().filter(|wrong| picks(wrong)) {
            if !texts.contains(&wrong.text.as_str()) {
                texts.push(&wrong.text);
            }
        }
        (!texts.is_empty()).then(|| texts.join(" "))
    }
}

/// Does what a form asks with what was filled in; that again and its wrong fields, if the form is to be shown again.
pub async fn attempt<I: Send + 'static, T: Send + 'static>(
    acting: &Acting,
    hub: &web::Data<Hub>,
    input: I,
    work: impl FnOnce(&Administration, &Actor, &I) -> Result<T, AdminError> + Send + 'static,
) -> Result<Result<T, (I, Faults)>, Problem> {
    let worked = acting.clone().run(hub, move |admin, actor| {
        let result = work(admin, actor, &input);
        Ok((result, input))
    });
    match worked.await? {
        (Ok(value), _) => Ok(Ok(value)),
        (Err(AdminError::Invalid(fields)), input) => Ok(Err((input, Faults(fields)))),
        (Err(error), _) => Err(acting::problem(&error)),
    }
}

/// The form again, with what was wrong.
pub fn again(view: &impl Template) -> Result<HttpResponse, Problem> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, view)
}

/// Links to the first page and the next one. `path` already has its filters.
pub fn pagination(
    about: &str,
    path: &str,
    after: i64,
    shown: usize,
    last: Option<i64>,
) -> Pagination {
    let mark = if path.contains('?') { '&' } else { '?' };
    Pagination {
        about: about.to_owned(),
        position: format!("{shown} in questa pagina"),
        previous: (after > 0).then(|| path.to_owned()),
        next: last
            .filter(|_| shown >= ROWS)
            .map(|last| format!("{path}{mark}dopo={last}")),
    }
}

/// Whether something is enabled.
pub fn enabled(enabled: bool) -> Badge {
    if enabled {
        Badge::new("Abilitato", Tone::Success)
    } else {
        Badge::new("Disabilitato", Tone::Warning)
    }
}

/// The values of a code list, with the chosen one.
pub fn choices<T: Copy + 'static>(
    all: &'static [T],
    code: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
    chosen: &str,
) -> Vec<Choice> {
    all.iter()
        .map(|one| Choice::new(code(*one), label(*one), code(*one) == chosen))
        .collect()
}

/// Yes or no.
pub fn enabled_choices(enabled: bool) -> Vec<Choice> {
    vec![
        Choice::new("si", "Abilitato", enabled),
        Choice::new("no", "Disabilitato", !enabled),
    ]
}

/// A number as sent; 0 if it is none.
pub fn number(form: &session::Form, name: &str) -> i64 {
    form.get(name).trim().parse().unwrap_or(0)
}

/// Codes as typed into one field, separated by spaces, commas or lines.
pub fn codes(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The filters of a list, as the addresses of its pages carry them; those without a value are left out.
pub fn filters(filters: &[(&str, &str)]) -> String {
    let given = filters.iter().filter(|(_, value)| !value.is_empty());
    let given: Vec<String> = given.map(|(name, value)| parameter(name, value)).collect();
    if given.is_empty() {
        String::new()
    } else {
        format!("?{}", given.join("&"))
    }
}

/// A parameter as an address carries it.
pub fn parameter(name: &str, value: &str) -> String {
    let mut text = format!("{name}=");
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text = format!("{text}%{byte:02X}");
        }
    }
    text
}
