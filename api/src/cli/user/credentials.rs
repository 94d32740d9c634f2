//! `user reset`, `totp-reset`, `disable`, `enable`, `session`.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Desk, NameArguments};
use crate::cli::output;

#[derive(Debug, Args)]
pub struct ResetArguments {
    /// Nome utente.
    name: String,
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct SessionArguments {
    #[command(subcommand)]
    what: SessionWhat,
}

#[derive(Debug, Subcommand)]
enum SessionWhat {
    /// Termina tutte le sessioni di un utente, su ogni nodo entro tre secondi.
    Revoke(NameArguments),
}

pub fn reset(desk: &Desk, arguments: &ResetArguments) -> anyhow::Result<()> {
    let id = desk.id(&arguments.name)?;
    let reset = desk.identity.reset_password(&desk.actor, id, &desk.peer);
    let one_time = desk.runtime.block_on(reset)?;
    let expires = one_time.expires_at.and_utc().to_rfc3339();
    if arguments.json {
        return output::json(&json!({ "password": one_time.password, "expires_at": expires }));
    }
    output::line(&one_time.password)?;
    eprintln!("La password vale una volta, fino a {expires}: non si potrà rivedere.");
    Ok(())
}

pub fn reset_codes(desk: &Desk, name: &str) -> anyhow::Result<()> {
    let id = desk.id(name)?;
    let reset = desk.identity.reset_codes(&desk.actor, id, &desk.peer);
    desk.runtime.block_on(reset)?;
    output::line("Dispositivo dei codici tolto; le sessioni dell'utente sono terminate.")
}

pub fn sessions(desk: &Desk, arguments: &SessionArguments) -> anyhow::Result<()> {
    let SessionWhat::Revoke(NameArguments { name }) = &arguments.what;
    let id = desk.id(name)?;
    let revoked = desk
        .identity
        .revoke_sessions(&desk.actor, id, None, &desk.peer);
    let ended = desk.runtime.block_on(revoked)?;
    output::line(&format!("Sessioni terminate: {ended}."))
}

pub fn enable(desk: &Desk, name: &str, enabled: bool) -> anyhow::Result<()> {
    let id = desk.id(name)?;
    desk.machine.run("l'utente non c'è più", |admin, actor| {
        admin.set_user_enabled(actor, id, enabled)
    })?;
    output::line(if enabled {
        "Utente abilitato."
    } else {
        "Utente disabilitato."
    })
}
