//! `user list`.

use clap::Args;
use hub::identity::list_users;
use serde_json::json;

use super::Desk;
use crate::cli::output;

#[derive(Debug, Args)]
pub struct ListArguments {
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(desk: &Desk, arguments: &ListArguments) -> anyhow::Result<()> {
    let users = list_users(&mut *desk.machine.register.get()?)?;
    if arguments.json {
        let rows: Vec<_> = users
            .iter()
            .map(|user| {
                json!({ "id": user.id, "username": user.username, "surname": user.surname,
                    "name": user.name, "role": user.role, "entity": user.entity,
                    "office": user.office, "enabled": user.enabled,
                    "password": user.password, "codes": user.codes })
            })
            .collect();
        return output::json(&rows);
    }
    let rows: Vec<Vec<String>> = users
        .into_iter()
        .map(|user| {
            let enabled = if user.enabled { "sì" } else { "no" };
            vec![
                user.id.to_string(),
                user.username,
                format!("{} {}", user.name, user.surname).trim().to_owned(),
                user.role,
                user.office,
                enabled.to_owned(),
                user.password,
                user.codes,
            ]
        })
        .collect();
    output::table(
        &[
            "Numero",
            "Nome utente",
            "Persona",
            "Ruolo",
            "Ufficio",
            "Abilitato",
            "Password",
            "Codici",
        ],
        &rows,
    )
}
