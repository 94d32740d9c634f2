//! What every handler of the board does alike.

use actix_web::{HttpRequest, web};
use hub::notices::{Member, NoticeError, Notices, Origin};
use schema::italian_time::day_of;

use crate::auth;
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::state::Hub;

/// Recognises the caller and lets it do `work` on the board, away from the threads that serve.
pub async fn acting<T: Send + 'static>(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    work: impl FnOnce(&Notices, &Member, &Origin) -> Result<T, NoticeError> + Send + 'static,
) -> Result<T, Problem> {
    let caller = auth::caller(request, hub).await?;
    let origin = Origin {
        request_id: auth::request_id(request, hub),
        workstation: request.peer_addr().map_or_else(String::new, |address| {
            address.ip().to_canonical().to_string()
        }),
    };
    let hub = hub.clone();
    let user_id = caller.user_id();
    let done = web::block(move || {
        let today = day_of(hub.clock.now());
        let member = Member::read(&mut *hub.register.get()?, user_id, today)?;
        // Recognised a moment ago, disabled since.
        let member = member.ok_or(NoticeError::Denied)?;
        work(&hub.notices, &member, &origin)
    })
    .await
    .map_err(|error| Problem::internal(&error))?;
    done.map_err(problem)
}

/// The number of a notice in a path; anything else leads nowhere.
pub fn number(text: &str) -> Result<i64, Problem> {
    text.parse::<i64>()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| problem(NoticeError::NotFound))
}

/// What the board refuses.
pub fn problem(error: NoticeError) -> Problem {
    match error {
        NoticeError::NotFound => Problem::new(
            ProblemCode::NotFound,
            "Non c'è un avviso con questo numero tra quelli che si possono vedere.",
        ),
        NoticeError::Denied => Problem {
            reason: Some("DESTINATARI_NON_CONCESSI"),
            ..Problem::new(
                ProblemCode::NotGranted,
                "Il ruolo non consente di pubblicare avvisi per questi destinatari.",
            )
        },
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
