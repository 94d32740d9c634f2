//! `/accesso/password`: at the first access, and whenever the user likes.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::identity::{IdentityError, PasswordFault};
use schema::codes::SessionStage;

use super::step;
use super::view::{NewPassword, NewPasswordErrors};
use crate::pages::{Page, render};
use crate::problem::Problem;
use crate::session::{form, peer, problem, token};
use crate::state::Hub;

const STAGES: [SessionStage; 2] = [SessionStage::Password, SessionStage::Full];
const POLICY: &str = "Almeno 12 caratteri, anche una frase. Non sono ammesse le password più usate, né quelle che \
    contengono il nome utente.";

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    match step::standing(&request, &hub, &STAGES).await? {
        Ok(session) => render(&view(&request, session.stage, NewPasswordErrors::default())),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub async fn choose(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (session, form) = form(&request, &hub, payload).await?;
    let new = form.get("nuova");
    if new != form.get("ripetuta") {
        let errors = NewPasswordErrors {
            repeated: Some("Le due password non sono uguali.".to_owned()),
            ..NewPasswordErrors::default()
        };
        let view = view(&request, session.stage, errors);
        return step::again(&PasswordFault::Same.into(), &view);
    }
    let peer = peer(&request, &hub);
    match hub
        .identity
        .choose_password(&token(&request)?, form.get("attuale"), new, &peer)
        .await
    {
        Ok(entered) => Ok(step::taken(&entered)),
        Err(error) => {
            let text = Some(error.to_string());
            let errors = match &error {
                IdentityError::Password(_) => NewPasswordErrors {
                    new: text,
                    ..NewPasswordErrors::default()
                },
                IdentityError::WrongCredentials => NewPasswordErrors {
                    current: Some("La password attuale non è corretta.".to_owned()),
                    ..NewPasswordErrors::default()
                },
                IdentityError::Wait(_) | IdentityError::Busy => NewPasswordErrors {
                    current: text,
                    ..NewPasswordErrors::default()
                },
                _ => return Err(problem(&error)),
            };
            step::again(&error, &view(&request, session.stage, errors))
        }
    }
}

fn view(request: &HttpRequest, stage: SessionStage, errors: NewPasswordErrors) -> NewPassword {
    let (reason, ask) = if stage == SessionStage::Full {
        (
            "Dopo il cambio, le altre sessioni aperte con questo utente terminano.",
            true,
        )
    } else {
        (
            "La password ricevuta vale una volta sola: per proseguire occorre sceglierne una nuova.",
            false,
        )
    };
    let page = Page::new(request, NewPassword::TITLE);
    NewPassword::new(page, reason, POLICY, ask, errors)
}
