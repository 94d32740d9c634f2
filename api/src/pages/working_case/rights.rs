//! What whoever looks may ask, for the forms that ask.

use actix_web::{HttpRequest, web};
use hub::access::{Caller, EffectiveRight, Service};

use super::fields::purposes;
use crate::auth;
use crate::problem::Problem;
use crate::state::Hub;

/// Everything that the caller may ask, from here, today.
pub async fn rights(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: Caller,
) -> Result<Vec<EffectiveRight>, Problem> {
    let (context, data) = (auth::context(request, hub), web::Data::clone(hub));
    // The quotas are read from the store.
    let effective = web::block(move || caller.effective(&context, data.engine.quotas()))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|refused| auth::denied(&refused))?;
    Ok(effective.rights)
}

/// The purposes for which the caller may use any of these services; nothing if it may use none of them.
pub async fn offered(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    services: &[Service],
) -> Result<Option<Vec<String>>, Problem> {
    let mut rights = rights(request, hub, caller.clone()).await?;
    rights.retain(|right| services.contains(&right.service));
    Ok((!rights.is_empty()).then(|| purposes(&rights)))
}
