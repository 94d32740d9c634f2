//! `/postazioni`.

mod edit;
mod list;
mod new;

use actix_web::web::{ServiceConfig, get, post};
use hub::administration::WorkstationEdit;

use super::frame::Faults;
use crate::pages::components::{Field, Form};
use crate::rest::missing::resource;
use crate::session;

const LIST: (&str, &str) = ("Postazioni", "/postazioni");

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/postazioni", "GET, POST")
                .route(get().to(list::list))
                .route(post().to(new::create)),
        )
        .service(resource("/postazioni.csv", "GET").route(get().to(list::csv)))
        .service(resource("/postazioni/nuova", "GET").route(get().to(new::show)))
        .service(
            resource("/postazioni/{id}", "GET, POST")
                .route(get().to(edit::show))
                .route(post().to(edit::save)),
        );
}

fn read(form: &session::Form) -> WorkstationEdit {
    WorkstationEdit {
        name: form.get("nome").to_owned(),
        network: form.get("rete").to_owned(),
        certificate: form.get("certificato").to_owned(),
        enabled: form.get("abilitata") == "si",
    }
}

fn fields(form: Form, edit: &WorkstationEdit, faults: &Faults) -> Form {
    form.field(
        &Field::text("nome", "Nome")
            .length(100)
            .value(&edit.name)
            .error(faults.of("nome")),
    )
    .field(
        &Field::text("rete", "Rete")
            .optional()
            .length(50)
            .help("Per esempio 192.0.2.0/24, 2001:db8::/48, oppure un solo indirizzo; vuota: qualunque.")
            .value(&edit.network)
            .error(faults.of("rete")),
    )
    .field(
        &Field::text("certificato", "Impronta del certificato")
            .optional()
            .length(100)
            .help("SHA-256 del certificato client, 64 cifre esadecimali; vuota: il certificato non è chiesto.")
            .value(&edit.certificate)
            .error(faults.of("certificato")),
    )
    .cancel("/postazioni")
}
