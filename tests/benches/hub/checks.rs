//! Single checks over TLS: at a fixed rate, and as many as the server can answer; the bare path beside them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use tests::bench::load::Plan;
use tests::bench::{Outcome, Pace, Target, run};

use super::child::{Serving, figure, text};
use super::options::Options;
use super::province::Subjects;
use super::server::{Certificate, Server};
use super::stores::Prepared;

/// Writes the n-th question: a declaration of residence in a Comune.
pub fn question(subjects: &Subjects, key: &str, number: u64, bytes: &mut Vec<u8>) {
    let mut body = String::with_capacity(320);
    body_of(subjects, number, &mut body);
    let head = format!(
        "POST /v1/verifiche HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    bytes.extend_from_slice(head.as_bytes());
    bytes.extend_from_slice(body.as_bytes());
}

/// The n-th question as JSON.
pub fn body_of(subjects: &Subjects, number: u64, body: &mut String) {
    let subject = subjects.of(number);
    // Writing to a string cannot fail.
    let _ = write!(
        body,
        "{{\"soggetto\":{{\"codiceFiscale\":\"{}\"}},\"dataRiferimento\":\"2023-01-01\",\
         \"finalita\":\"Controllo a campione, art. 71 DPR 445/2000\",\"riferimentoPratica\":\"2023/{number}\",\
         \"dichiarazioni\":[{{\"tipo\":\"residenza\",\"comune\":\"{}\"}}]}}",
        subject.code, subject.comune
    );
}

/// Answers by outcome: S, N, A.
pub type Outcomes = BTreeMap<char, u64>;

/// Asks at that pace. Every answer must be 200.
pub fn ask(
    target: &Target,
    subjects: &Subjects,
    key: &str,
    plan: Plan,
    outcomes: &mut Outcomes,
) -> Result<Outcome> {
    let outcome = run(
        target,
        plan,
        |number, bytes| question(subjects, key, number, bytes),
        |_, _, body| {
            if let Some(letter) = outcome_in(body) {
                *outcomes.entry(letter).or_default() += 1;
            }
        },
    )?;
    ensure!(
        outcome.statuses.keys().all(|status| *status == 200),
        "not every check was answered: {:?}",
        outcome.statuses
    );
    Ok(outcome)
}

fn outcome_in(body: &[u8]) -> Option<char> {
    const FIELD: &[u8] = b"\"esito\":\"";
    let at = body.windows(FIELD.len()).position(|found| found == FIELD)?;
    body.get(at + FIELD.len()).copied().map(char::from)
}

/// What one repetition measured.
#[derive(Debug, Default)]
pub struct Figures {
    /// Answers a second at the fixed rate.
    pub rate: Vec<f64>,
    /// Median latency there, in milliseconds.
    pub p50: Vec<f64>,
    /// 99th percentile there.
    pub p99: Vec<f64>,
    /// Questions that fell due there and were never answered.
    pub unanswered: u64,
    /// Answers a second without a fixed rate.
    pub most: Vec<f64>,
}

impl Figures {
    /// Measures a server once.
    pub fn take(
        &mut self,
        target: &Target,
        subjects: &Subjects,
        key: &str,
        options: &Options,
        rate: f64,
        outcomes: &mut Outcomes,
    ) -> Result<()> {
        let plan = |pace| Plan {
            connections: options.connections,
            pace,
            warm_up: Duration::from_secs(3),
            duration: Duration::from_secs(options.seconds),
        };
        let most = ask(target, subjects, key, plan(Pace::Saturate), outcomes)?;
        self.most.push(most.rate());
        let fixed = ask(target, subjects, key, plan(Pace::Rate(rate)), outcomes)?;
        self.rate.push(fixed.rate());
        self.p50.push(fixed.milliseconds(0.5));
        self.p99.push(fixed.milliseconds(0.99));
        self.unanswered += fixed.unanswered;
        eprintln!(
            "  most {:.0}/s; at {rate:.0}/s: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms, unanswered {}",
            most.rate(),
            fixed.rate(),
            fixed.milliseconds(0.5),
            fixed.milliseconds(0.99),
            fixed.unanswered
        );
        Ok(())
    }
}

/// The hub and the bare path, in turn, each started anew for each repetition.
pub fn measure(
    directory: &Path,
    stores: &Prepared,
    certificate: &Certificate,
    subjects: &Subjects,
    options: &Options,
    rate: f64,
) -> Result<(Figures, Figures)> {
    let (mut hub, mut bare) = (Figures::default(), Figures::default());
    let mut outcomes = Outcomes::new();
    for _ in 0..options.repeat {
        eprintln!("checks: the hub");
        let server = Server::start(directory, stores, certificate)?;
        hub.take(
            &server.target,
            subjects,
            &stores.key,
            options,
            rate,
            &mut outcomes,
        )?;
        drop(server);
        eprintln!("checks: the bare path");
        let (server, target) = start_bare(directory, stores, certificate)?;
        let mut none = Outcomes::new();
        bare.take(&target, subjects, "", options, rate, &mut none)?;
        drop(server);
    }
    eprintln!("checks: outcomes {outcomes:?}");
    Ok((hub, bare))
}

fn start_bare(
    directory: &Path,
    stores: &Prepared,
    certificate: &Certificate,
) -> Result<(Serving, Target)> {
    let mut server = Serving::start(
        "bare",
        &[
            &stores.register,
            &stores.bare_trace,
            text(&certificate.certificate)?,
            text(&certificate.key)?,
        ],
        &directory.join("bare-messages"),
        &[],
    )?;
    let told = server.told()?;
    let port = figure(&told, "port")? as u16;
    Ok((server, certificate.target(port)?))
}
