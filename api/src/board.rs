//! Work on the notice board for whoever asks: recognised, then done away from the threads that serve.

use actix_web::{HttpRequest, web};
use hub::access::Denied;
use hub::notices::{Member, NoticeError, Notices, Origin};
use schema::italian_time::day_of;

use crate::auth;
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::state::Hub;

/// Does that work for a user who has proved who it is.
///
/// # Errors
/// What the board refuses.
pub async fn attempt<T: Send + 'static>(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    user_id: i64,
    work: impl FnOnce(&Notices, &Member, &Origin) -> Result<T, NoticeError> + Send + 'static,
) -> Result<Result<T, NoticeError>, Problem> {
    let origin = Origin {
        request_id: auth::request_id(request, hub),
        workstation: request.peer_addr().map_or_else(String::new, |address| {
            address.ip().to_canonical().to_string()
        }),
    };
    let hub = hub.clone();
    web::block(move || {
        let today = day_of(hub.clock.now());
        let member = Member::read(&mut *hub.register.get()?, user_id, today)?;
        // Recognised a moment ago, disabled since.
        let member = member.ok_or(Denied::UserDisabled)?;
        let outcome = work(&hub.notices, &member, &origin);
        if let Err(NoticeError::Denied(denied)) = &outcome {
            hub.notices.note_refusal(&member, &origin, denied)?;
        }
        outcome
    })
    .await
    .map_err(|error| Problem::internal(&error))
}

/// The number of a notice in a path; anything else leads nowhere.
///
/// # Errors
/// 404.
pub fn number(text: &str) -> Result<i64, Problem> {
    text.parse::<i64>()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| problem(NoticeError::NotFound))
}

/// What the board refuses, as the caller sees it.
pub fn problem(error: NoticeError) -> Problem {
    match error {
        NoticeError::NotFound => Problem::new(
            ProblemCode::NotFound,
            "Non c'è un avviso con questo numero tra quelli che si possono vedere.",
        ),
        NoticeError::Denied(denied) => auth::denied(&denied),
        NoticeError::Invalid(wrong) => Problem::fields(
            wrong
                .into_iter()
                .map(|wrong| FieldProblem {
                    field: wrong.field.to_owned(),
                    code: wrong.code,
                    text: wrong.text.to_owned(),
                })
                .collect(),
        ),
        NoticeError::Audit(_) => Problem::busy("La traccia non è al momento disponibile.", 5),
        other => Problem::internal(&other),
    }
}
