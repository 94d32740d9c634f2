//! What whoever answers for a user does with its credentials: `/utenti/{id}/password`, `/codici`, `/sessioni`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::UserInfo;
use hub::identity::Actor;

use super::LIST;
use super::show::name;
use crate::acting::{Acting, credential_problem, number};
use crate::pages::administration::frame;
use crate::pages::components::{Facts, Form};
use crate::pages::{Flash, Sheet, render, text};
use crate::problem::Problem;
use crate::session;
use crate::state::Hub;

pub async fn ask_password(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let question = "L'utente riceverà una password monouso, che dovrà cambiare al primo accesso. Quella che ha ora non \
                    varrà più e le sue sessioni termineranno.";
    ask(
        &request,
        &hub,
        &id,
        "password",
        question,
        "Reimposta la password",
    )
    .await
}

pub async fn ask_codes(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let question = "Il dispositivo dell'utente e i suoi codici di riserva non varranno più, e le sue sessioni \
                    termineranno. Al prossimo accesso dovrà attivare di nuovo il codice.";
    ask(
        &request,
        &hub,
        &id,
        "codici",
        question,
        "Azzera il codice di verifica",
    )
    .await
}

async fn ask(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    id: &str,
    what: &str,
    question: &str,
    button: &str,
) -> Result<HttpResponse, Problem> {
    let id = number(id)?;
    let acting = frame::visit(request, hub).await?;
    let info = permitted(acting, hub, id).await?.1;
    let page = frame::page(request, button, Some(LIST));
    let back = format!("/utenti/{id}");
    let form = Form::confirm(
        &page,
        format!("/utenti/{id}/{what}"),
        question,
        button,
        back,
    );
    render(&Sheet::new(page).lead(name(&info)).part(&form))
}

pub async fn reset_password(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, _) = frame::sent(&request, &hub, payload).await?;
    let (actor, info) = permitted(acting, &hub, id).await?;
    let peer = session::peer(&request, &hub);
    let given = hub
        .identity
        .reset_password(&actor, id, &peer)
        .await
        .map_err(|error| credential_problem(&error))?;
    let page = frame::page(&request, "Password monouso", Some(LIST)).flash(Flash::warning(
        "La password si vede solo adesso: consegnarla all'utente per una via sicura, mai insieme al nome utente.",
    ));
    let facts = Facts::new()
        .fact("Utente", &name(&info))
        .fact("Nome utente", &info.user.username)
        .code("Password monouso", &given.password)
        .fact("Vale fino al", &text::moment(given.expires_at));
    render(
        &Sheet::new(page)
            .part(&facts)
            .action(&format!("/utenti/{id}"), "Torna all'utente"),
    )
}

pub async fn reset_codes(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, _) = frame::sent(&request, &hub, payload).await?;
    let actor = actor(acting, &hub).await?;
    let peer = session::peer(&request, &hub);
    hub.identity
        .reset_codes(&actor, id, &peer)
        .await
        .map_err(|error| credential_problem(&error))?;
    Ok(frame::done(&format!("/utenti/{id}"), "codici"))
}

pub async fn end_sessions(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, _) = frame::sent(&request, &hub, payload).await?;
    let actor = actor(acting, &hub).await?;
    let peer = session::peer(&request, &hub);
    hub.identity
        .revoke_sessions(&actor, id, None, &peer)
        .await
        .map_err(|error| credential_problem(&error))?;
    Ok(frame::done(&format!("/utenti/{id}"), "sessioni"))
}

/// Who acts, and the user whose credentials are its business; the change asks again.
async fn permitted(
    acting: Acting,
    hub: &web::Data<Hub>,
    id: i64,
) -> Result<(Actor, UserInfo), Problem> {
    acting
        .run(hub, move |admin, actor| {
            let _permit = admin.may_reset(actor, id)?;
            Ok((Actor::from(actor), admin.user(actor, id)?.value))
        })
        .await
}

/// Who acts. Whether it may is for the service of credentials to say, in the transaction that changes them.
async fn actor(acting: Acting, hub: &web::Data<Hub>) -> Result<Actor, Problem> {
    acting.run(hub, |_, actor| Ok(Actor::from(actor))).await
}
