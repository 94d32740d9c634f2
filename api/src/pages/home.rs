//! `/`: where whoever comes without a path is led.

use actix_web::{HttpResponse, Resource, web};

use super::see_other;
use crate::rest::missing;

pub fn resource() -> Resource {
    missing::resource("/", "GET").route(web::get().to(home))
}

async fn home() -> HttpResponse {
    see_other("/accesso")
}
