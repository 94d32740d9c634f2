//! What is worked on, from one request to the next.

use actix_web::{HttpMessage, HttpRequest};
use hub::identity::WorkingCase;

use crate::pages::Visitor;
use crate::session;
use crate::state::Hub;

/// What whoever looks works on.
pub fn current(request: &HttpRequest) -> Option<WorkingCase> {
    request.extensions().get::<Visitor>()?.case.clone()
}

/// What was just asked is what is worked on from now on. The answer stands even where this cannot be noted: it was
/// traced with its own purpose and reference.
pub async fn keep(request: &HttpRequest, hub: &Hub, purpose: &str, reference: &str) {
    let (Some(case), Ok(token)) = (
        WorkingCase::new(purpose, reference),
        session::token(request),
    ) else {
        return;
    };
    match hub.identity.work_on(&token, Some(&case)).await {
        Ok(()) => {
            if let Some(visitor) = request.extensions_mut().get_mut::<Visitor>() {
                visitor.case = Some(case);
            }
        }
        Err(error) => tracing::warn!(%error, "the working case is not kept"),
    }
}
