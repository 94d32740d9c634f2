//! `user add`.

use anyhow::Context;
use clap::Args;
use hub::identity::{NewUser, add_user};
use schema::clock::SystemClock;
use schema::codes::Role;
use serde_json::json;

use super::Desk;
use crate::cli::output;

#[derive(Debug, Args)]
pub struct AddArguments {
    /// Nome utente, con il quale accede.
    name: String,
    /// Numero dell'ente.
    #[arg(long, value_name = "NUMERO")]
    entity: i64,
    /// Numero dell'ufficio; se manca, il primo dell'ente, che si crea se non ne ha.
    #[arg(long, value_name = "NUMERO")]
    office: Option<i64>,
    /// Ruolo: TOP, ADMIN, STANDARD, STANDARDPS, AUTORIZZATO, OPERATORE, STATISTICO, RPD.
    #[arg(long, value_name = "RUOLO", value_parser = role)]
    role: Role,
    /// Cognome; di un'applicazione, la denominazione.
    #[arg(long, value_name = "TESTO")]
    surname: String,
    /// Nome.
    #[arg(
        long,
        value_name = "TESTO",
        default_value = "",
        hide_default_value = true
    )]
    first_name: String,
    /// Codice fiscale.
    #[arg(
        long,
        value_name = "CODICE",
        default_value = "",
        hide_default_value = true
    )]
    codice_fiscale: String,
    /// Indirizzo di posta.
    #[arg(
        long,
        value_name = "INDIRIZZO",
        default_value = "",
        hide_default_value = true
    )]
    email: String,
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(&text.to_uppercase()).ok_or_else(|| {
        let known: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("ci vuole uno tra {}", known.join(", "))
    })
}

pub fn run(desk: &Desk, arguments: &AddArguments) -> anyhow::Result<()> {
    let user = NewUser {
        entity_id: arguments.entity,
        office_id: arguments.office,
        role: arguments.role,
        username: arguments.name.clone(),
        surname: arguments.surname.clone(),
        name: arguments.first_name.clone(),
        codice_fiscale: arguments.codice_fiscale.clone(),
        email: arguments.email.clone(),
        created_by: 0,
    };
    let id = add_user(&mut *desk.register.get()?, &SystemClock, &user)?;
    if arguments.role == Role::Authorised {
        if arguments.json {
            return output::json(&json!({ "id": id }));
        }
        return output::line(&format!(
            "Applicazione {id} registrata: per presentarsi le serve una chiave (user key add)."
        ));
    }
    let reset = desk.identity.reset_password(&desk.actor, id, &desk.peer);
    let one_time = desk
        .runtime
        .block_on(reset)
        .context("l'utente è registrato, ma senza password: user reset ne dà una")?;
    let expires = one_time.expires_at.and_utc().to_rfc3339();
    if arguments.json {
        return output::json(&json!({
            "id": id, "password": one_time.password, "expires_at": expires,
        }));
    }
    output::line(&one_time.password)?;
    eprintln!(
        "Utente {id} registrato. La password vale una volta, fino a {expires}: non si potrà rivedere."
    );
    Ok(())
}
