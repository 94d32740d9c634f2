//! `/bacheca`: the notice board.

mod card;
mod form;
mod publish;
mod read;
mod readers;
mod show;
mod withdraw;

use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use hub::notices::NoticeView;

use super::{Page, see_other};
use crate::board;
use crate::problem::{Problem, ProblemCode};
use crate::rest::missing;
use crate::session::{self, Form};
use crate::state::Hub;

pub use card::Card;

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            missing::resource("/bacheca", "GET, POST")
                .route(web::get().to(show::show))
                .route(web::post().to(publish::publish)),
        )
        .service(missing::resource("/bacheca/nuovo", "GET").route(web::get().to(publish::new)))
        .service(
            missing::resource("/bacheca/{id}/lettura", "POST").route(web::post().to(read::read)),
        )
        .service(
            missing::resource("/bacheca/{id}/lettori", "GET")
                .route(web::get().to(readers::readers)),
        )
        .service(
            missing::resource("/bacheca/{id}/ritira", "GET, POST")
                .route(web::get().to(withdraw::ask))
                .route(web::post().to(withdraw::withdraw)),
        );
}

/// The user who looks at a page; or the way to the sign-in.
async fn visitor(request: &HttpRequest, hub: &Hub) -> Result<Result<i64, HttpResponse>, Problem> {
    match session::page(request, hub).await {
        Ok((_, person)) => Ok(Ok(person.id)),
        Err(problem) if problem.code == ProblemCode::NoCredentials => {
            Ok(Err(see_other("/accesso")))
        }
        Err(problem) => Err(problem),
    }
}

/// The user who sends a form, and the form.
async fn sender(
    request: &HttpRequest,
    hub: &Hub,
    payload: Payload,
) -> Result<(i64, Form), Problem> {
    let (session, form) = session::form(request, hub, payload).await?;
    let person = session.full().map_err(|error| session::problem(&error))?;
    Ok((person.id, form))
}

/// A page of the board.
fn page(request: &HttpRequest, title: &str) -> Page {
    Page::new(request, title)
        .crumb("Pagina iniziale", "/")
        .crumb("Bacheca", "/bacheca")
}

/// The notices that are for a user and that it has not read, for the first page.
///
/// # Errors
/// What the board refuses.
pub async fn unread(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    user_id: i64,
) -> Result<Vec<NoticeView>, Problem> {
    let views = board::attempt(request, hub, user_id, |notices, member, _| {
        notices.list(member)
    })
    .await?
    .map_err(board::problem)?;
    Ok(views
        .into_iter()
        .filter(|view| view.is_for_reader && view.read_at.is_none())
        .collect())
}
