//! The pages by which the Province, the Comuni and the heads of offices run the directory. Each does what its twin under
//! `/v1` does; the rules are in `hub::administration`.

mod agreements;
mod entities;
mod frame;
mod grants;
mod groups;
mod links;
mod lists;
mod names;
mod offices;
mod users;
mod workstations;

use actix_web::web::ServiceConfig;

pub use frame::parameter;
pub use names::comune;

pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(entities::configure)
        .configure(groups::configure)
        .configure(offices::configure)
        .configure(agreements::configure)
        .configure(users::configure)
        .configure(workstations::configure)
        .configure(links::configure);
}
