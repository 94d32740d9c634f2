//! What sign-ins cost the checks: the checks alone, and with people signing in beside them.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hub::access::EntityKind;
use hub::audit::{Recorder, RecorderOptions};
use hub::identity::{Actor, Identity, Options as IdentityOptions, Peer, Secrets};
use schema::clock::{SystemClock, SystemEntropy};
use schema::codes::Role;
use schema::db::open_pool;
use serde_json::json;
use tests::bench::load::Plan;
use tests::bench::{Pace, Target, run};
use tests::directory::{self, Member};

use super::checks::{Outcomes, ask};
use super::options::Options;
use super::province::Subjects;
use super::server::{Certificate, Server};
use super::stores::Prepared;
use super::{Bench, Line, Reach};

/// People who sign in, in turn.
const PEOPLE: usize = 50;
/// Sign-ins a second.
const RATE: f64 = 50.0;
/// The connections that they come on.
const CONNECTIONS: usize = 32;
const PASSWORD: &str = "quattro gatti in fila";

/// What was measured.
#[derive(Debug, Default)]
struct Figures {
    alone: Vec<f64>,
    beside: Vec<f64>,
    let_in: Vec<f64>,
    refused: Vec<f64>,
}

impl Bench {
    /// On SQLite.
    pub fn sign_ins(
        &mut self,
        directory: &Path,
        stores: &Prepared,
        subjects: &Subjects,
    ) -> Result<()> {
        enrol(stores)?;
        let rate = rate(&self.options);
        let mut figures = Figures::default();
        for _ in 0..self.options.repeat {
            eprintln!("checks with sign-ins");
            figures.take(
                directory,
                stores,
                &self.certificate,
                subjects,
                &self.options,
            )?;
        }
        let at = format!("checks, SQLite, at {rate:.0}/s");
        let line = Line::new(
            format!("{at} beside {RATE:.0} sign-ins/s: p99"),
            figures.beside,
            "ms",
            Reach::Told,
        );
        self.take(line.beside(figures.alone, Reach::AtMost(2.0)));
        for (what, rates) in [
            ("let in", figures.let_in),
            ("told to wait", figures.refused),
        ] {
            let what = format!("sign-ins at {RATE:.0}/s beside them: {what}");
            self.take(Line::new(what, rates, "/s", Reach::Told));
        }
        Ok(())
    }
}

impl Figures {
    fn take(
        &mut self,
        directory: &Path,
        stores: &Prepared,
        certificate: &Certificate,
        subjects: &Subjects,
        options: &Options,
    ) -> Result<()> {
        let server = Server::start(directory, stores, certificate)?;
        let checks = |seconds| {
            let plan = Plan {
                connections: options.connections,
                pace: Pace::Rate(rate(options)),
                warm_up: Duration::from_secs(3),
                duration: Duration::from_secs(seconds),
            };
            let mut outcomes = Outcomes::new();
            let outcome = ask(&server.target, subjects, &stores.key, plan, &mut outcomes)?;
            ensure!(outcome.unanswered == 0, "{} unanswered", outcome.unanswered);
            anyhow::Ok(outcome.milliseconds(0.99))
        };
        let alone = checks(options.seconds)?;
        let (beside, told) = std::thread::scope(|scope| {
            let people = scope.spawn(|| sign_in(&server.target, options.seconds));
            let beside = checks(options.seconds);
            let told = people
                .join()
                .map_err(|_| anyhow::anyhow!("the sign-ins failed"));
            anyhow::Ok((beside?, told??))
        })?;
        let (let_in, refused) = told;
        eprintln!(
            "  p99 {alone:.2} ms alone, {beside:.2} ms beside {let_in:.1}/s let in, {refused:.1}/s told to wait"
        );
        self.alone.push(alone);
        self.beside.push(beside);
        self.let_in.push(let_in);
        self.refused.push(refused);
        Ok(())
    }
}

/// Sign-ins by right passwords, at their own rate; so many a second were let in, so many told to come again.
fn sign_in(target: &Target, seconds: u64) -> Result<(f64, f64)> {
    let plan = Plan {
        connections: CONNECTIONS,
        pace: Pace::Rate(RATE),
        warm_up: Duration::from_secs(3),
        duration: Duration::from_secs(seconds),
    };
    let outcome = run(
        target,
        plan,
        |number, bytes| {
            let name = username(number as usize % PEOPLE);
            let body = json!({ "nomeUtente": name, "password": PASSWORD }).to_string();
            bytes.extend_from_slice(
                format!(
                    "POST /v1/sessione HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                    body.len()
                )
                .as_bytes(),
            );
        },
        |_, _, _| {},
    )?;
    ensure!(
        outcome
            .statuses
            .keys()
            .all(|status| matches!(status, 200 | 429 | 503)),
        "sign-ins were answered {:?}",
        outcome.statuses
    );
    let all: u64 = outcome.statuses.values().sum();
    let let_in = outcome.statuses.get(&200).copied().unwrap_or_default();
    let seconds = all as f64 / RATE;
    Ok((let_in as f64 / seconds, (all - let_in) as f64 / seconds))
}

/// Checks a second: half of those at which the server is measured alone, since where there is nothing left to give, any
/// other work stalls the checks.
fn rate(options: &Options) -> f64 {
    options.rate / 2.0
}

fn username(number: usize) -> String {
    format!("sportello.{number:02}")
}

/// People with passwords of their own, who need no codes.
fn enrol(stores: &Prepared) -> Result<()> {
    let register = open_pool(&stores.register, 2)?;
    let trace = open_pool(&stores.trace, 1)?;
    let recorder = Arc::new(Recorder::start(trace, RecorderOptions::default())?);
    let identity = Identity::start(
        register.clone(),
        recorder,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        Secrets::of(&[[1; 32]]).context("secrets")?,
        IdentityOptions::default(),
    )?;
    let conn = &mut *register.get()?;
    let entity_id = directory::entity(conn, "Sportelli", EntityKind::Agency, "");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let peer = Peer {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        ..Peer::local("bench")
    };
    for number in 0..PEOPLE {
        let member = Member {
            entity_id,
            role: Role::Standard,
            username: &username(number),
            surname: "Rossi",
            name: "Maria",
        };
        let id = directory::user(conn, &SystemClock, &member);
        runtime.block_on(async {
            let one_time = identity
                .reset_password(&Actor::command_line(), id, &peer)
                .await?
                .password;
            let entered = identity.sign_in(member.username, &one_time, &peer).await?;
            identity
                .choose_password(&entered.token, "", PASSWORD, &peer)
                .await
        })?;
    }
    Ok(())
}
