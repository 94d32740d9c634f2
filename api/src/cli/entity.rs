//! `entity`: the bodies that may ask, and the keys of their applications.

use anyhow::{Context, bail, ensure};
use chrono::Duration;
use clap::{Args, Subcommand, ValueEnum};
use diesel::prelude::*;
use hub::access::{EntityKind, Service, list_keys};
use hub::administration::{ApplicationSpec, EntityInput};
use schema::clock::{Clock, SystemClock};
use schema::codes::CheckKind;
use schema::db::Db;
use schema::tables::{EntityRow, entity};
use serde_json::json;

use super::machine::Machine;
use super::output;
use crate::config::Config;

#[derive(Debug, Args)]
pub struct EntityArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Registra un ente.
    Add(AddArguments),
    /// Elenca gli enti.
    List(JsonArguments),
    /// Chiavi di accesso degli enti.
    Key(KeyArguments),
}

#[derive(Debug, Args)]
struct JsonArguments {
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Comune,
    Agenzia,
    Provincia,
}

#[derive(Debug, Args)]
struct AddArguments {
    /// Nome dell'ente.
    name: String,
    /// Che cos'è: comune, agenzia, provincia.
    #[arg(
        long,
        value_enum,
        default_value = "agenzia",
        hide_possible_values = true,
        hide_default_value = true
    )]
    kind: Kind,
    /// Codice ISTAT, se è un Comune.
    #[arg(long, value_name = "CODICE")]
    comune: Option<String>,
    /// Stampa JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct KeyArguments {
    #[command(subcommand)]
    what: KeyWhat,
}

#[derive(Debug, Subcommand)]
enum KeyWhat {
    /// Emette una chiave: si vede solo adesso.
    Create(CreateArguments),
    /// Revoca una chiave.
    Revoke(RevokeArguments),
    /// Elenca le chiavi, senza la parte segreta.
    List(JsonArguments),
}

#[derive(Debug, Args)]
struct CreateArguments {
    /// Numero dell'ente.
    #[arg(long, value_name = "NUMERO")]
    entity: i64,
    /// Tipi di dichiarazione che può verificare, separati da virgole, oppure tutti.
    #[arg(long, value_name = "TIPI", value_delimiter = ',')]
    kinds: Vec<String>,
    /// Altri servizi, ciascuno con tutti i suoi tipi e campi: RICERCA, RICERCA_CESSATI, CONSULTAZIONE, NUCLEI_FAMILIARI.
    #[arg(long, value_name = "SERVIZI", value_delimiter = ',')]
    services: Vec<String>,
    /// Può inviare e seguire forniture.
    #[arg(long)]
    supply: bool,
    /// Comuni concessi (codici ISTAT separati da virgole); se manca, tutti.
    #[arg(long, value_name = "CODICI", value_delimiter = ',')]
    comuni: Vec<String>,
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
    /// Parte pubblica della chiave, dopo ah_.
    prefix: String,
}

pub fn run(config: &Config, arguments: EntityArguments) -> anyhow::Result<()> {
    let machine = Machine::open(config)?;
    let register = || machine.register.get();
    match arguments.what {
        What::Add(arguments) => add(&machine, &arguments),
        What::List(arguments) => list(&mut *register()?, arguments.json),
        What::Key(KeyArguments { what }) => match what {
            KeyWhat::Create(arguments) => create(&machine, &arguments),
            KeyWhat::Revoke(arguments) => {
                let prefix = &arguments.prefix;
                let missing = format!("nessuna chiave in vigore comincia con {prefix}");
                machine.run(&missing, |admin, actor| {
                    admin.revoke_key_named(actor, prefix)
                })?;
                output::line("Chiave revocata.")
            }
            KeyWhat::List(arguments) => keys(&mut *register()?, arguments.json),
        },
    }
}

fn add(machine: &Machine, arguments: &AddArguments) -> anyhow::Result<()> {
    let kind = match arguments.kind {
        Kind::Comune => EntityKind::Comune,
        Kind::Agenzia => EntityKind::Agency,
        Kind::Provincia => EntityKind::Province,
    };
    let comune = arguments.comune.as_deref().unwrap_or_default();
    ensure!(
        (kind == EntityKind::Comune) == is_istat(comune),
        "un Comune vuole --comune con il suo codice ISTAT di 6 cifre, gli altri enti no"
    );
    ensure!(!arguments.name.trim().is_empty(), "il nome è vuoto");
    let input = EntityInput {
        name: arguments.name.clone(),
        kind: kind.code().to_owned(),
        comune: comune.to_owned(),
    };
    let id = machine.run("l'ente non c'è", |admin, actor| {
        admin.create_entity(actor, &input)
    })?;
    if arguments.json {
        return output::json(&json!({ "id": id }));
    }
    output::line(&format!("Ente {id} registrato."))
}

fn list(conn: &mut Db, as_json: bool) -> anyhow::Result<()> {
    let rows: Vec<EntityRow> = entity::table
        .order(entity::id)
        .select(EntityRow::as_select())
        .load(conn)?;
    if as_json {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                json!({ "id": row.id, "name": row.name, "kind": row.kind, "comune": row.comune,
                    "enabled": row.enabled })
            })
            .collect();
        return output::json(&rows);
    }
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            let enabled = if row.enabled { "sì" } else { "no" };
            vec![
                row.id.to_string(),
                row.name,
                row.kind,
                row.comune,
                enabled.to_owned(),
            ]
        })
        .collect();
    output::table(&["Numero", "Nome", "Tipo", "Comune", "Abilitato"], &rows)
}

fn create(machine: &Machine, arguments: &CreateArguments) -> anyhow::Result<()> {
    let kinds = kinds(&arguments.kinds)?;
    let services = services(&arguments.services)?;
    if kinds.is_empty() && services.is_empty() && !arguments.supply {
        bail!("una chiave che non può nulla: servono --kinds, --services o --supply");
    }
    for comune in &arguments.comuni {
        ensure!(
            is_istat(comune),
            "{comune} non è un codice ISTAT di 6 cifre"
        );
    }
    let expires_at = SystemClock.now() + Duration::days(i64::from(arguments.days));
    let spec = ApplicationSpec {
        entity_id: arguments.entity,
        kinds,
        services,
        may_supply: arguments.supply,
        comuni: (!arguments.comuni.is_empty()).then(|| arguments.comuni.clone()),
        expires_at: expires_at.naive_utc(),
    };
    let missing = format!("nessun ente ha il numero {}", arguments.entity);
    let key = machine.run(&missing, |admin, actor| {
        admin.create_application(actor, &spec)
    })?;
    if arguments.json {
        return output::json(&json!({
            "id": key.id, "prefix": key.prefix, "key": key.text,
            "expires_at": expires_at.to_rfc3339(),
        }));
    }
    output::line(&key.text)?;
    eprintln!(
        "Chiave {} emessa: conservarla ora, non si potrà rivedere.",
        key.prefix
    );
    Ok(())
}

fn kinds(codes: &[String]) -> anyhow::Result<Vec<CheckKind>> {
    if codes.iter().any(|code| code == "tutti") {
        return Ok(CheckKind::ALL.to_vec());
    }
    codes
        .iter()
        .map(|code| {
            CheckKind::from_code(code).with_context(|| {
                let known: Vec<_> = CheckKind::ALL.iter().map(|kind| kind.code()).collect();
                format!("tipo {code} sconosciuto: {} oppure tutti", known.join(", "))
            })
        })
        .collect()
}

/// Services of a key beside checks and supplies.
const SERVICES: [Service; 4] = [
    Service::Search,
    Service::SearchOthers,
    Service::Consultation,
    Service::Families,
];

fn services(codes: &[String]) -> anyhow::Result<Vec<Service>> {
    codes
        .iter()
        .map(|code| {
            let known = SERVICES.into_iter().find(|service| service.code() == code);
            known.with_context(|| {
                let known = SERVICES.map(Service::code).join(", ");
                format!("servizio {code} sconosciuto: {known}")
            })
        })
        .collect()
}

fn keys(conn: &mut Db, as_json: bool) -> anyhow::Result<()> {
    let keys = list_keys(conn)?;
    if as_json {
        let rows: Vec<_> = keys
            .iter()
            .map(|key| {
                json!({ "id": key.id, "prefix": key.prefix, "entity_id": key.entity_id,
                    "entity": key.entity_name, "created_at": key.created_at.and_utc().to_rfc3339(),
                    "expires_at": key.expires_at.and_utc().to_rfc3339(),
                    "revoked_at": key.revoked_at.map(|at| at.and_utc().to_rfc3339()) })
            })
            .collect();
        return output::json(&rows);
    }
    let rows: Vec<Vec<String>> = keys
        .into_iter()
        .map(|key| {
            let state = match key.revoked_at {
                Some(_) => "revocata",
                None if key.expires_at <= SystemClock.now().naive_utc() => "scaduta",
                None => "in vigore",
            };
            vec![
                key.prefix,
                key.entity_name,
                key.expires_at.date().to_string(),
                state.to_owned(),
            ]
        })
        .collect();
    output::table(&["Chiave", "Ente", "Scadenza", "Stato"], &rows)
}

fn is_istat(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}
