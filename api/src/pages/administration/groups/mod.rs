//! `/gruppi`: groups of Comuni, and mergers.

mod edit;
mod list;
mod mergers;
mod new;

use actix_web::web::{ServiceConfig, get, post};
use hub::administration::GroupInput;

use super::frame::Faults;
use crate::pages::components::{Field, Form, TextArea};
use crate::rest::missing::resource;
use crate::session;

const LIST: (&str, &str) = ("Gruppi e fusioni di Comuni", "/gruppi");

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/gruppi", "GET, POST")
                .route(get().to(list::list))
                .route(post().to(new::create)),
        )
        .service(resource("/gruppi/nuovo", "GET").route(get().to(new::show)))
        .service(
            resource("/gruppi/{id}", "GET, POST")
                .route(get().to(edit::show))
                .route(post().to(edit::save)),
        )
        .service(resource("/fusioni", "POST").route(post().to(mergers::create)))
        .service(resource("/fusioni/rimuovi", "POST").route(post().to(mergers::remove)));
}

fn read(form: &session::Form) -> GroupInput {
    GroupInput {
        name: form.get("nome").to_owned(),
        comuni: super::frame::codes(form.get("comuni")),
    }
}

fn fields(form: Form, input: &GroupInput, faults: &Faults) -> Form {
    form.field(
        &Field::text("nome", "Nome")
            .length(200)
            .value(&input.name)
            .error(faults.of("nome")),
    )
    .field(
        &TextArea::new("comuni", "Comuni", 2000)
            .help("Codici ISTAT di sei cifre, separati da spazi o a capo.")
            .value(input.comuni.join(" "))
            .error(faults.within("comuni")),
    )
    .cancel("/gruppi")
}
