//! The demonstration proves itself: every user signs in, a receipt is verified where nothing else is, the trace is verified, and
//! a byte flipped in a copy of it is found.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use diesel::RunQueryDsl;
use hub::audit::keys::public_keys;
use hub::audit::receipt::{Expected, ReceiptFile, verify};
use hub::audit::verify::{DatabaseSource, Keys, Report, VerifyError, verify_log};
use schema::clock::Clock;
use schema::codes::Role;
use schema::db::{open_pool, read_tx};
use serde_json::Value;

use super::cast::Player;
use super::directory::Directory;
use super::outcome::{LogProof, ReceiptProof, SignedIn, Tampering};
use super::questions::{Asked, CASE};
use super::setting::Setting;
use super::visitor::Visitor;
use crate::client::Client;
use crate::state::trace_url;
use crate::trace_keys;
use crate::wire::check::CheckBody;

/// Signs in as every person, and opens the page that each is told to try.
pub fn people(client: &Client, directory: &Directory, clock: &dyn Clock) -> Vec<SignedIn> {
    directory
        .players
        .iter()
        .map(|player| {
            let tried = signs_in(client, player, clock);
            SignedIn {
                user: player.username.clone(),
                role: player.role.code(),
                entity: player.entity.clone(),
                second_factor: player.device.is_some(),
                page: player.page,
                signed_in: tried.is_ok(),
                failure: why(tried),
            }
        })
        .collect()
}

/// The application with its key.
pub fn application(client: &Client, directory: &Directory) -> SignedIn {
    seen(directory, "/v1/me/diritti", has_rights(client))
}

/// The application with a token.
pub fn application_with(
    client: &Client,
    directory: &Directory,
    token: anyhow::Result<String>,
) -> SignedIn {
    let tried = token.and_then(|token| has_rights(&client.with_key(&token)));
    seen(directory, "/oauth/token", tried)
}

fn seen(directory: &Directory, page: &'static str, tried: anyhow::Result<()>) -> SignedIn {
    SignedIn {
        user: directory.application.clone(),
        role: Role::Authorised.code(),
        entity: directory.application_entity.to_owned(),
        second_factor: false,
        page,
        signed_in: tried.is_ok(),
        failure: why(tried),
    }
}

fn why(tried: anyhow::Result<()>) -> String {
    tried.map_or_else(|error| format!("{error:#}"), |()| String::new())
}

fn signs_in(client: &Client, player: &Player, clock: &dyn Clock) -> anyhow::Result<()> {
    let mut visitor = Visitor::new(client);
    let role = visitor.sign_in(player, clock.now())?;
    ensure!(role == player.role.code(), "il ruolo è {role}");
    for path in ["/", player.page] {
        let answer = visitor.page(path)?;
        ensure!(answer.status == 200, "{path} risponde {}", answer.status);
    }
    visitor.sign_out()?;
    let after = visitor.page(player.page)?;
    ensure!(
        after.status != 200,
        "dopo l'uscita la pagina si apre ancora"
    );
    Ok(())
}

fn has_rights(client: &Client) -> anyhow::Result<()> {
    let answer = client.get("/v1/me/diritti")?;
    ensure!(answer.status == 200, "risposta {}", answer.status);
    let rights = answer.json();
    let some = rights["diritti"]
        .as_array()
        .is_some_and(|rights| !rights.is_empty());
    ensure!(some, "l'applicazione non ha diritti");
    Ok(())
}

/// Carries the receipt of an answer and the hub's public keys to a directory with nothing else, and verifies it there.
pub fn receipt(client: &Client, setting: &Setting, asked: &Asked) -> anyhow::Result<ReceiptProof> {
    let index = asked.log_index()?;
    let directory = setting.directory.join("ricevuta");
    std::fs::create_dir(&directory)?;
    let fetched = [
        ("ricevuta.json", format!("/v1/ricevute/{index}")),
        ("chiavi.json", "/.well-known/jwks.json".to_owned()),
    ];
    for (name, path) in fetched {
        let answer = client.get(&path)?;
        ensure!(answer.status == 200, "{path} risponde {}", answer.status);
        std::fs::write(directory.join(name), answer.body)?;
    }
    std::fs::write(directory.join("richiesta.json"), asked.request.to_string())?;
    let verified = verified(&directory, setting)?;
    Ok(ReceiptProof { index, verified })
}

/// Reads nothing but that directory, and the log's public key.
fn verified(directory: &Path, setting: &Setting) -> anyhow::Result<bool> {
    let read = |name: &str| std::fs::read_to_string(directory.join(name));
    let body: CheckBody = serde_json::from_str(&read("richiesta.json")?)?;
    let expected = Expected {
        receipt_keys: public_keys(&read("chiavi.json")?),
        log_keys: vec![trace_keys::log_key(&setting.config)?],
        declared: Some(body.declared()),
        ..Expected::default()
    };
    let file = ReceiptFile::parse(&read("ricevuta.json")?).context("la ricevuta non si legge")?;
    let verified = verify(&file, &expected)?;
    Ok(verified.checkpoint.is_some() && verified.declared)
}

/// Verifies the trace that the hub left.
pub fn log(setting: &Setting) -> anyhow::Result<LogProof> {
    let report = report(setting, trace_url(&setting.config))?;
    Ok(LogProof {
        records: report.records,
        checkpoints: report.checkpoints,
        verified: report.is_good() && report.checkpoints > 0,
        findings: report.findings.iter().map(ToString::to_string).collect(),
    })
}

/// Flips a byte of a record in a copy of the trace, and has the copy verified.
pub fn tampering(setting: &Setting) -> anyhow::Result<Tampering> {
    let copy = setting.directory.join("traccia-alterata.db");
    let url = trace_url(&setting.config);
    let quoted = copy.display().to_string().replace('\'', "''");
    diesel::sql_query(format!("VACUUM INTO '{quoted}'"))
        .execute(&mut *open_pool(url, 1)?.get()?)?;
    let mut bytes = std::fs::read(&copy)?;
    let at = bytes
        .windows(CASE.len())
        .position(|window| window == CASE.as_bytes())
        .map(|start| start + CASE.len() - 1);
    let Some(byte) = at.and_then(|at| bytes.get_mut(at)) else {
        bail!("la traccia non contiene la pratica {CASE}");
    };
    // Another digit: what stands there still looks like a case.
    *byte ^= 1;
    std::fs::write(&copy, &bytes)?;
    let report = report(setting, &format!("sqlite:{}", copy.display()))?;
    Ok(Tampering {
        byte: at.unwrap_or_default(),
        found: !report.is_good(),
        findings: report.findings.iter().map(ToString::to_string).collect(),
    })
}

fn report(setting: &Setting, url: &str) -> anyhow::Result<Report> {
    let keys = Keys {
        log: vec![trace_keys::log_key(&setting.config)?],
        ..Keys::default()
    };
    let pool = open_pool(url, 1)?;
    let report = read_tx::<Report, VerifyError>(&mut *pool.get()?, |conn| {
        verify_log(&mut DatabaseSource(conn), &keys, &|_, _| {})
    });
    Ok(report?)
}

impl Asked {
    /// Index of the answer in the log, and number of its receipt.
    pub fn log_index(&self) -> anyhow::Result<i64> {
        let index = self.answer.get("indiceRegistro").and_then(Value::as_i64);
        index.context("la risposta non è nel registro")
    }
}
