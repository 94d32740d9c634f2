//! `/`: where whoever comes without a path is led.

use actix_web::{HttpRequest, HttpResponse, Resource, web};
use schema::codes::SessionStage;

use super::accesso::step;
use super::see_other;
use crate::problem::Problem;
use crate::rest::missing;
use crate::state::Hub;

pub fn resource() -> Resource {
    missing::resource("/", "GET").route(web::get().to(home))
}

async fn home(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let standing = step::standing(&request, &hub, &[SessionStage::Full]).await?;
    Ok(match standing {
        Ok(_) => see_other("/profilo"),
        Err(elsewhere) => elsewhere,
    })
}
