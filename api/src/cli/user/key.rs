//! `user key`: the public keys of applications.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use chrono::Duration;
use clap::{Args, Subcommand};
use hub::identity::oauth::{NewKey, list_keys};
use schema::clock::{Clock, SystemClock};
use serde_json::json;

use super::Desk;
use crate::cli::output;

#[derive(Debug, Args)]
pub struct KeyArguments {
    #[command(subcommand)]
    what: KeyWhat,
}

#[derive(Debug, Subcommand)]
enum KeyWhat {
    /// Registra una chiave pubblica (JWK). Più chiavi valgono insieme: così si sostituiscono senza fermare nulla.
    Add(AddArguments),
    /// Revoca una chiave.
    Revoke(RevokeArguments),
    /// Elenca le chiavi.
    List(ListArguments),
}

#[derive(Debug, Args)]
struct AddArguments {
    /// Nome dell'applicazione.
    name: String,
    /// File con il JWK della chiave pubblica: Ed25519, P-256 o RSA.
    #[arg(long, value_name = "FILE")]
    jwk: PathBuf,
    /// Come la chiamano le asserzioni; se manca, il kid del JWK o la sua impronta.
    #[arg(long, value_name = "NOME", allow_hyphen_values = true)]
    kid: Option<String>,
    /// Giorni di validità.
    #[arg(
        long,
        value_name = "GIORNI",
        default_value_t = 365,
        hide_default_value = true
    )]
    days: u32,
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct RevokeArguments {
    /// Nome dell'applicazione.
    name: String,
    /// Nome della chiave. Un'impronta può cominciare con un trattino.
    #[arg(allow_hyphen_values = true)]
    kid: String,
}

#[derive(Debug, Args)]
struct ListArguments {
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(desk: &Desk, arguments: KeyArguments) -> anyhow::Result<()> {
    match arguments.what {
        KeyWhat::Add(arguments) => add(desk, &arguments),
        KeyWhat::Revoke(arguments) => revoke(desk, &arguments),
        KeyWhat::List(arguments) => list(desk, arguments.json),
    }
}

fn add(desk: &Desk, arguments: &AddArguments) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let new = NewKey {
        client: arguments.name.trim().to_lowercase(),
        jwk: std::fs::read_to_string(&arguments.jwk)
            .with_context(|| format!("non riesco a leggere {}", arguments.jwk.display()))?,
        kid: arguments.kid.clone(),
        valid_from: now.naive_utc(),
        valid_to: (now + Duration::days(arguments.days.into())).naive_utc(),
        created_by: 0,
    };
    let added = desk.identity.register_key(&desk.actor, new, &desk.peer);
    let row = desk.runtime.block_on(added)?;
    let expires = row.valid_to.and_utc().to_rfc3339();
    if arguments.json {
        return output::json(&json!({ "id": row.id, "kid": row.kid, "expires_at": expires }));
    }
    output::line(&format!("Chiave {} registrata, fino a {expires}.", row.kid))
}

fn revoke(desk: &Desk, arguments: &RevokeArguments) -> anyhow::Result<()> {
    let name = arguments.name.trim().to_lowercase();
    let revoked = desk
        .identity
        .withdraw_key(&desk.actor, &name, &arguments.kid, &desk.peer);
    ensure!(
        desk.runtime.block_on(revoked)?,
        "{name} non ha una chiave in vigore di nome {}",
        arguments.kid
    );
    output::line("Chiave revocata.")
}

fn list(desk: &Desk, as_json: bool) -> anyhow::Result<()> {
    let keys = list_keys(&mut *desk.machine.register.get()?)?;
    if as_json {
        let rows: Vec<_> = keys
            .iter()
            .map(|(name, key)| {
                json!({ "id": key.id, "application": name, "kid": key.kid,
                    "valid_from": key.valid_from.and_utc().to_rfc3339(),
                    "valid_to": key.valid_to.and_utc().to_rfc3339(),
                    "revoked_at": key.revoked_at.map(|at| at.and_utc().to_rfc3339()) })
            })
            .collect();
        return output::json(&rows);
    }
    let rows: Vec<Vec<String>> = keys
        .into_iter()
        .map(|(name, key)| {
            let state = match key.revoked_at {
                Some(_) => "revocata",
                None if key.valid_to <= SystemClock.now().naive_utc() => "scaduta",
                None => "in vigore",
            };
            vec![
                name,
                key.kid,
                key.valid_to.date().to_string(),
                state.to_owned(),
            ]
        })
        .collect();
    output::table(&["Applicazione", "Chiave", "Scadenza", "Stato"], &rows)
}
