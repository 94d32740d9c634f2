//! `/utenti`.

mod credentials;
mod edit;
mod keys;
mod list;
mod new;
mod profile;
mod profile_form;
mod show;

use actix_web::web::{ServiceConfig, get, post};
use hub::administration::UserEdit;
use schema::codes::Role;

use super::frame::Faults;
use crate::pages::components::{Field, Form};
use crate::rest::missing::resource;
use crate::session;

const LIST: (&str, &str) = ("Utenti", "/utenti");

pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/utenti", "GET, POST")
                .route(get().to(list::list))
                .route(post().to(new::create)),
        )
        .service(resource("/utenti.csv", "GET").route(get().to(list::csv)))
        .service(resource("/utenti/cerca", "POST").route(post().to(list::search)))
        .service(resource("/utenti/nuovo", "GET").route(get().to(new::show)))
        .service(
            resource("/utenti/{id}", "GET, POST")
                .route(get().to(show::show))
                .route(post().to(edit::save)),
        )
        .service(
            resource("/utenti/{id}/profilo", "GET, POST")
                .route(get().to(profile::show))
                .route(post().to(profile::save)),
        )
        .service(
            resource("/utenti/{id}/password", "GET, POST")
                .route(get().to(credentials::ask_password))
                .route(post().to(credentials::reset_password)),
        )
        .service(
            resource("/utenti/{id}/codici", "GET, POST")
                .route(get().to(credentials::ask_codes))
                .route(post().to(credentials::reset_codes)),
        )
        .service(
            resource("/utenti/{id}/sessioni", "POST").route(post().to(credentials::end_sessions)),
        )
        .service(resource("/utenti/{id}/chiavi", "POST").route(post().to(keys::issue)))
        .service(resource("/utenti/{id}/chiavi/revoca", "POST").route(post().to(keys::revoke)));
}

fn read(form: &session::Form) -> UserEdit {
    UserEdit {
        surname: form.get("cognome").to_owned(),
        name: form.get("nome").to_owned(),
        codice_fiscale: form.get("codiceFiscale").to_owned(),
        email: form.get("email").to_owned(),
        anpr_operator: form.get("operatoreAnpr").to_owned(),
        enabled: form.get("abilitato") == "si",
    }
}

/// The fields of a person, or of an application; of one not yet known to be either, if no role is given.
fn fields(form: Form, role: Option<Role>, edit: &UserEdit, faults: &Faults) -> Form {
    let is_application = role == Some(Role::Authorised);
    let surname = match role {
        Some(Role::Authorised) => "Denominazione",
        Some(_) => "Cognome",
        None => "Cognome, o denominazione di un'applicazione",
    };
    let mut form = form.field(
        &Field::text("cognome", surname)
            .length(100)
            .autocomplete("off")
            .value(&edit.surname)
            .error(faults.of("cognome")),
    );
    if !is_application {
        let name = Field::text("nome", "Nome")
            .length(100)
            .autocomplete("off")
            .value(&edit.name)
            .error(faults.of("nome"));
        let code = Field::text("codiceFiscale", "Codice fiscale")
            .length(16)
            .autocomplete("off")
            .value(&edit.codice_fiscale)
            .error(faults.of("codiceFiscale"));
        form = if role.is_some() {
            form.field(&name).field(&code)
        } else {
            let help = "Non serve per un'applicazione.";
            form.field(&name.optional().help(help))
                .field(&code.optional().help(help))
        };
    }
    form.field(
        &Field::email("email", "Posta elettronica")
            .optional()
            .length(254)
            .autocomplete("off")
            .value(&edit.email)
            .error(faults.of("email")),
    )
    .field(
        &Field::text("operatoreAnpr", "Identificativo di operatore ANPR")
            .optional()
            .length(50)
            .autocomplete("off")
            .value(&edit.anpr_operator)
            .error(faults.of("operatoreAnpr")),
    )
}
