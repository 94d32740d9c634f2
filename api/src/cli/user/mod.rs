//! `user`: people and applications, on the machine itself. It is how the first operator of a new installation comes
//! to be; afterwards users are managed from the pages, by whoever has the right.

mod add;
mod credentials;
mod key;
mod list;

use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use diesel::prelude::*;
use hub::identity::{Actor, Identity, Peer, Secrets};
use schema::clock::{SystemClock, SystemEntropy};
use schema::db::Db;
use schema::tables::app_user;

use super::machine::Machine;
use crate::config::Config;

#[derive(Debug, Args)]
pub struct UserArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Registra un utente; di una persona stampa la password monouso.
    Add(add::AddArguments),
    /// Elenca gli utenti.
    List(list::ListArguments),
    /// Dà a un utente una nuova password monouso e termina le sue sessioni.
    Reset(credentials::ResetArguments),
    /// Toglie a un utente il dispositivo dei codici e termina le sue sessioni.
    TotpReset(NameArguments),
    /// Disabilita un utente.
    Disable(NameArguments),
    /// Abilita di nuovo un utente.
    Enable(NameArguments),
    /// Sessioni degli utenti.
    Session(credentials::SessionArguments),
    /// Chiavi pubbliche con le quali le applicazioni si presentano.
    Key(key::KeyArguments),
}

#[derive(Debug, Args)]
struct NameArguments {
    /// Nome utente.
    name: String,
}

/// What the commands work with.
struct Desk {
    identity: Identity,
    machine: Machine,
    runtime: tokio::runtime::Runtime,
    actor: Actor,
    peer: Peer,
}

pub fn run(config: &Config, arguments: UserArguments) -> anyhow::Result<()> {
    let desk = Desk::open(config)?;
    match arguments.what {
        What::Add(arguments) => add::run(&desk, &arguments),
        What::List(arguments) => list::run(&desk, &arguments),
        What::Reset(arguments) => credentials::reset(&desk, &arguments),
        What::TotpReset(arguments) => credentials::reset_codes(&desk, &arguments.name),
        What::Disable(arguments) => credentials::enable(&desk, &arguments.name, false),
        What::Enable(arguments) => credentials::enable(&desk, &arguments.name, true),
        What::Session(arguments) => credentials::sessions(&desk, &arguments),
        What::Key(arguments) => key::run(&desk, arguments),
    }
}

impl Desk {
    fn open(config: &Config) -> anyhow::Result<Self> {
        let machine = Machine::open(config)?;
        let identity = Identity::start(
            machine.register.clone(),
            Arc::clone(&machine.recorder),
            Arc::new(SystemClock),
            Arc::new(SystemEntropy),
            Secrets::open(&config.secrets(), &SystemEntropy)?,
            config.identity_options(),
        )?;
        Ok(Self {
            identity,
            machine,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
            actor: Actor::command_line(),
            peer: Peer::local("riga-di-comando"),
        })
    }

    /// The id of a user.
    fn id(&self, name: &str) -> anyhow::Result<i64> {
        find(&mut *self.machine.register.get()?, name)
    }
}

fn find(conn: &mut Db, name: &str) -> anyhow::Result<i64> {
    app_user::table
        .filter(app_user::username.eq(name.trim().to_lowercase()))
        .select(app_user::id)
        .first(conn)
        .optional()?
        .with_context(|| format!("nessun utente si chiama {name}"))
}
