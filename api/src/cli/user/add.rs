//! `user add`.

use anyhow::Context;
use clap::Args;
use hub::administration::{ListQuery, OfficeInput, UserEdit, UserInput};
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
    /// Nome; di un'applicazione, nessuno.
    #[arg(
        long,
        value_name = "TESTO",
        default_value = "",
        hide_default_value = true
    )]
    first_name: String,
    /// Codice fiscale; di un'applicazione, nessuno.
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
    let office_id = office(desk, arguments)?;
    let input = UserInput {
        office_id,
        role: arguments.role.code().to_owned(),
        username: arguments.name.clone(),
        data: UserEdit {
            surname: arguments.surname.clone(),
            name: arguments.first_name.clone(),
            codice_fiscale: arguments.codice_fiscale.clone(),
            email: arguments.email.clone(),
            anpr_operator: String::new(),
            enabled: true,
        },
    };
    let id = desk.machine.run("l'ufficio non c'è", |admin, actor| {
        admin.create_user(actor, &input)
    })?;
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

/// The office named, or the first of the entity; where it has none, one of its own name.
fn office(desk: &Desk, arguments: &AddArguments) -> anyhow::Result<i64> {
    let machine = &desk.machine;
    let entity_id = arguments.entity;
    let missing = format!("nessun ente ha il numero {entity_id}");
    let entity = machine.run(&missing, |admin, actor| admin.entity(actor, entity_id))?;
    let offices = machine.run(&missing, |admin, actor| {
        admin.offices(actor, Some(entity_id), &ListQuery::default())
    })?;
    let mut known = offices.iter().map(|info| info.office.id);
    match arguments.office {
        Some(id) => known
            .find(|known| *known == id)
            .with_context(|| format!("l'ente non ha un ufficio con il numero {id}")),
        None => known.next().map_or_else(
            || {
                let input = OfficeInput {
                    entity_id,
                    name: entity.value.name.clone(),
                };
                machine.run(&missing, |admin, actor| admin.create_office(actor, &input))
            },
            Ok,
        ),
    }
}
