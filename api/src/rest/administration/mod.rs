//! Running the directory: each resource a file, its twin page under `pages`.

mod agreements;
mod answer;
mod asked;
mod credentials;
mod entities;
mod groups;
mod keys;
mod links;
mod offices;
mod openapi;
mod profiles;
mod public_keys;
mod successions;
mod users;
mod workstations;

use actix_web::web::{ServiceConfig, delete, get, post, put};

use super::missing::resource;

pub use openapi::document;

/// All its routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/enti", "GET, POST")
                .route(get().to(entities::list))
                .route(post().to(entities::create)),
        )
        .service(
            resource("/v1/enti/{id}", "GET, PUT")
                .route(get().to(entities::show))
                .route(put().to(entities::edit)),
        )
        .service(
            resource("/v1/gruppi", "GET, POST")
                .route(get().to(groups::list))
                .route(post().to(groups::create)),
        )
        .service(
            resource("/v1/gruppi/{id}", "GET, PUT")
                .route(get().to(groups::show))
                .route(put().to(groups::edit)),
        )
        .service(
            resource("/v1/fusioni", "GET, POST")
                .route(get().to(successions::list))
                .route(post().to(successions::create)),
        )
        .service(
            resource("/v1/fusioni/{cessato}/{subentrante}", "DELETE")
                .route(delete().to(successions::remove)),
        )
        .service(
            resource("/v1/uffici", "GET, POST")
                .route(get().to(offices::list))
                .route(post().to(offices::create)),
        )
        .service(
            resource("/v1/uffici/{id}", "GET, PUT")
                .route(get().to(offices::show))
                .route(put().to(offices::edit)),
        )
        .configure(agreement_routes)
        .configure(user_routes)
        .configure(public_key_routes)
        .service(
            resource("/v1/postazioni", "GET, POST")
                .route(get().to(workstations::list))
                .route(post().to(workstations::create)),
        )
        .service(
            resource("/v1/postazioni/{id}", "GET, PUT")
                .route(get().to(workstations::show))
                .route(put().to(workstations::edit)),
        )
        .service(resource("/v1/legami", "POST").route(post().to(links::move_users)));
}

fn agreement_routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/convenzioni", "GET, POST")
                .route(get().to(agreements::list))
                .route(post().to(agreements::create)),
        )
        .service(resource("/v1/convenzioni/{id}", "GET").route(get().to(agreements::show)))
        .service(
            resource("/v1/convenzioni/{id}/modifica", "POST").route(post().to(agreements::amend)),
        )
        .service(
            resource("/v1/convenzioni/{id}/sospensione", "POST")
                .route(post().to(agreements::suspend)),
        )
        .service(
            resource("/v1/convenzioni/{id}/cessazione", "POST").route(post().to(agreements::end)),
        );
}

fn user_routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/utenti", "GET, POST")
                .route(get().to(users::list))
                .route(post().to(users::create)),
        )
        .service(resource("/v1/utenti/ricerca", "POST").route(post().to(users::search)))
        .service(
            resource("/v1/utenti/{id}/password", "POST")
                .route(post().to(credentials::reset_password)),
        )
        .service(
            resource("/v1/utenti/{id}/codici", "DELETE")
                .route(delete().to(credentials::reset_codes)),
        )
        .service(
            resource("/v1/utenti/{id}/sessioni", "GET, DELETE")
                .route(get().to(credentials::sessions))
                .route(delete().to(credentials::end_sessions)),
        )
        .service(
            resource("/v1/utenti/{id}", "GET, PUT")
                .route(get().to(users::show))
                .route(put().to(users::edit)),
        )
        .service(
            resource("/v1/utenti/{id}/profilo", "GET, PUT")
                .route(get().to(profiles::show))
                .route(put().to(profiles::edit)),
        )
        .service(
            resource("/v1/utenti/{id}/profilo/concedibile", "GET")
                .route(get().to(profiles::grantable)),
        )
        .service(resource("/v1/utenti/{id}/legami", "GET").route(get().to(links::list)))
        .service(
            resource("/v1/utenti/{id}/chiavi", "GET, POST")
                .route(get().to(keys::list))
                .route(post().to(keys::issue)),
        )
        .service(
            resource("/v1/utenti/{id}/chiavi/{chiave}", "DELETE").route(delete().to(keys::revoke)),
        );
}

fn public_key_routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/utenti/{id}/chiavi-pubbliche", "GET, POST")
                .route(get().to(public_keys::list))
                .route(post().to(public_keys::register)),
        )
        .service(
            resource("/v1/utenti/{id}/chiavi-pubbliche/{kid}", "DELETE")
                .route(delete().to(public_keys::revoke)),
        );
}
