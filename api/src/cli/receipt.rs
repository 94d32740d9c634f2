//! `receipt verify`: with nothing but the file and the keys; no network, no configuration.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use chrono::DateTime;
use clap::{Args, Subcommand};
use hub::audit::keys::public_keys;
use hub::audit::receipt::{Expected, ReceiptFile, Verified, verify};
use schema::codes::CheckKind;
use serde_json::{Value, json};

use super::output;
use crate::trace_keys::note_keys;
use crate::wire::check::CheckBody;

#[derive(Debug, Args)]
pub struct ReceiptArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Verifica una ricevuta senza rete: firma, presenza nel registro, checkpoint.
    Verify(VerifyArguments),
}

#[derive(Debug, Args)]
struct VerifyArguments {
    /// La ricevuta: il file JSON scaricato, oppure il testo firmato o del codice QR.
    file: PathBuf,
    /// Chiavi pubbliche delle ricevute: file PEM, JWK o JWKS; si può ripetere.
    #[arg(long, value_name = "FILE", required = true)]
    key: Vec<PathBuf>,
    /// Chiave pubblica del registro (nome+identificativo+chiave), per verificare prova e checkpoint.
    #[arg(long, value_name = "CHIAVE")]
    log_key: Vec<String>,
    /// Chiave pubblica di un testimone, per verificarne la controfirma.
    #[arg(long, value_name = "CHIAVE", requires = "log_key")]
    witness: Vec<String>,
    /// La richiesta di verifica (JSON) come fu inviata: si controlla che la ricevuta riguardi quelle dichiarazioni.
    #[arg(long, value_name = "FILE")]
    declared: Option<PathBuf>,
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: ReceiptArguments) -> anyhow::Result<()> {
    let What::Verify(arguments) = arguments.what;
    let mut expected = Expected {
        log_keys: note_keys(&arguments.log_key)?,
        witnesses: note_keys(&arguments.witness)?,
        ..Expected::default()
    };
    for path in &arguments.key {
        let keys = public_keys(&read(path)?);
        ensure!(
            !keys.is_empty(),
            "{} non contiene chiavi pubbliche Ed25519",
            path.display()
        );
        expected.receipt_keys.extend(keys);
    }
    if let Some(path) = &arguments.declared {
        let body: CheckBody = serde_json::from_str(&read(path)?)
            .with_context(|| format!("{} non è una richiesta di verifica", path.display()))?;
        expected.declared = Some(body.declared());
    }
    let file = ReceiptFile::parse(&read(&arguments.file)?);
    let outcome = file
        .ok_or(hub::audit::receipt::BadReceipt::Unreadable)
        .and_then(|file| verify(&file, &expected));
    match outcome {
        Ok(verified) if arguments.json => output::json(&as_json(&verified)),
        Ok(verified) => tell(&verified),
        Err(bad) => {
            if arguments.json {
                output::json(&json!({ "good": false, "reason": bad.to_string() }))?;
            }
            Err(anyhow::Error::new(bad).context("RICEVUTA NON VALIDA"))
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

fn as_json(verified: &Verified) -> Value {
    let checkpoint = verified
        .checkpoint
        .as_ref()
        .map(|checkpoint| json!({ "origin": checkpoint.origin, "size": checkpoint.size }));
    json!({
        "good": true, "receipt": verified.claims, "key": verified.key, "checkpoint": checkpoint,
        "witnesses": verified.witnesses, "declared": verified.declared,
    })
}

fn tell(verified: &Verified) -> anyhow::Result<()> {
    let claims = &verified.claims;
    output::line("RICEVUTA VALIDA")?;
    output::line(&format!("  Hub:                  {}", claims.iss))?;
    output::line(&format!("  Voce del registro:    {}", claims.indice))?;
    output::line(&format!("  Data e ora (UTC):     {}", claims.istante))?;
    output::line(&format!("  Ente che ha chiesto:  n. {}", claims.ente))?;
    output::line(&format!("  Servizio:             {}", claims.servizio))?;
    output::line(&format!(
        "  Data di riferimento:  {} (noto al numero {})",
        claims.reference_day, claims.known_at
    ))?;
    for outcome in &claims.esiti {
        let kind = CheckKind::from_code(&outcome.tipo)
            .map_or_else(|| outcome.tipo.clone(), |kind| kind.label().to_owned());
        let text = match (outcome.esito.as_str(), &outcome.motivo) {
            ("S", _) => "corrisponde".to_owned(),
            ("N", _) => "non corrisponde".to_owned(),
            (_, Some(reason)) => format!("non determinabile ({reason})"),
            (_, None) => "non determinabile".to_owned(),
        };
        output::line(&format!("  {kind}: {} - {text}", outcome.esito))?;
    }
    output::line(match (&verified.checkpoint, verified.declared) {
        (Some(_), true) => "  Verificati: firma, presenza nel registro, checkpoint, dichiarazioni.",
        (Some(_), false) => "  Verificati: firma, presenza nel registro, checkpoint.",
        (None, true) => {
            "  Verificati: firma e dichiarazioni; non la presenza nel registro (manca --log-key)."
        }
        (None, false) => "  Verificata: la firma; non la presenza nel registro (manca --log-key).",
    })?;
    for (witness, at) in &verified.witnesses {
        let at = i64::try_from(*at)
            .ok()
            .and_then(|at| DateTime::from_timestamp(at, 0))
            .map_or_else(String::new, |at| {
                at.format("%d/%m/%Y %H:%M:%S UTC").to_string()
            });
        output::line(&format!("  Controfirma di {witness}, {at}."))?;
    }
    Ok(())
}
