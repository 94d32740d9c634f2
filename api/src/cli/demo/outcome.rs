//! What the demonstration says of itself when it ends by itself.

use anyhow::ensure;
use serde::Serialize;

use super::questions::Asked;
use crate::cli::output;

/// All of it.
#[derive(Debug, Serialize)]
pub struct Outcome {
    pub residents: u64,
    pub persons: u64,
    pub supplies: usize,
    pub refused: i64,
    pub seconds: Seconds,
    pub users: Vec<SignedIn>,
    pub answers: Vec<Asked>,
    pub receipt: ReceiptProof,
    pub log: LogProof,
    pub tampering: Tampering,
}

/// How long each part took.
#[derive(Debug, Default, Serialize)]
pub struct Seconds {
    pub sample: f64,
    pub receive: f64,
    pub load: f64,
    pub directory: f64,
    pub start: f64,
    pub answers: f64,
    pub proofs: f64,
    pub total: f64,
}

/// A user who signed in, or could not.
#[derive(Debug, Serialize)]
pub struct SignedIn {
    pub user: String,
    pub role: &'static str,
    pub entity: String,
    pub second_factor: bool,
    /// What it opened.
    pub page: &'static str,
    pub signed_in: bool,
    /// Why it could not; empty: it could.
    pub failure: String,
}

/// A receipt, verified without the hub.
#[derive(Debug, Serialize)]
pub struct ReceiptProof {
    pub index: i64,
    /// Signature, place in the log, checkpoint, and what was declared.
    pub verified: bool,
}

/// The trace, verified.
#[derive(Debug, Serialize)]
pub struct LogProof {
    pub records: u64,
    pub checkpoints: u64,
    pub verified: bool,
    pub findings: Vec<String>,
}

/// A byte flipped in a copy of the trace.
#[derive(Debug, Serialize)]
pub struct Tampering {
    /// Where in the file.
    pub byte: usize,
    pub found: bool,
    pub findings: Vec<String>,
}

impl Outcome {
    pub fn tell(&self, as_json: bool) -> anyhow::Result<()> {
        if as_json {
            return output::json(self);
        }
        output::line(&format!(
            "{} residenti, {} persone, {} forniture caricate, {} schede scartate, {:.1} s in tutto",
            self.residents, self.persons, self.supplies, self.refused, self.seconds.total
        ))?;
        for user in &self.users {
            let how = if user.signed_in {
                "accesso riuscito"
            } else {
                &user.failure
            };
            output::line(&format!("{} ({}): {how}", user.user, user.role))?;
        }
        for asked in &self.answers {
            output::line(&format!("{}: {}", asked.about, asked.outcome))?;
        }
        let good = |good: bool| if good { "verificata" } else { "NON VALIDA" };
        output::line(&format!(
            "ricevuta {}: {}",
            self.receipt.index,
            good(self.receipt.verified)
        ))?;
        output::line(&format!(
            "traccia di {} voci: {}",
            self.log.records,
            good(self.log.verified)
        ))?;
        for finding in &self.tampering.findings {
            output::line(&format!("in una copia con un byte alterato: {finding}"))?;
        }
        Ok(())
    }

    /// The first thing that is not as it should be.
    pub fn judge(&self) -> anyhow::Result<()> {
        for user in &self.users {
            ensure!(user.signed_in, "{} non accede: {}", user.user, user.failure);
        }
        for asked in &self.answers {
            ensure!(
                asked.outcome == asked.expected,
                "la risposta {} non è quella attesa, {}",
                asked.outcome,
                asked.expected
            );
        }
        ensure!(self.receipt.verified, "la ricevuta non è completa");
        ensure!(
            self.log.verified,
            "la traccia non è integra: {}",
            self.log.findings.join("; ")
        );
        ensure!(
            self.tampering.found,
            "l'alterazione della copia non è stata trovata"
        );
        Ok(())
    }
}
