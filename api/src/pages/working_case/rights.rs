//! What whoever looks may ask, for the forms that ask.

use actix_web::{HttpRequest, web};
use hub::access::{Caller, EffectiveRight};

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
