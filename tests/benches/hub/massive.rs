//! A stream of checks, and checks while a supply loads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hdrhistogram::Histogram;
use tests::bench::Pace;
use tests::bench::load::Plan;

use super::checks::{Outcomes, ask, body_of};
use super::options::Options;
use super::province::{Province, Subjects};
use super::server::Server;

/// Rows of a stream.
pub const ROWS: u64 = 100_000;

/// Sends one stream; rows a second, from the first byte sent to the last received.
pub fn stream(server: &Server, subjects: &Subjects) -> Result<f64> {
    let mut body = String::with_capacity(ROWS as usize * 300);
    for number in 0..ROWS {
        body_of(subjects, number, &mut body);
        body.push('\n');
    }
    let start = Instant::now();
    let answer = server.client.post(
        "/v1/verifiche/massive",
        "application/x-ndjson",
        body.as_bytes(),
    )?;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(answer.status == 200, "status {}", answer.status);
    let rows = answer.body.split(|byte| *byte == b'\n');
    let answered = rows
        .filter(|row| row.windows(7).any(|w| w == b"\"esito\""))
        .count();
    ensure!(
        answered as u64 == ROWS,
        "{answered} rows of {ROWS} were answered"
    );
    Ok(ROWS as f64 / seconds)
}

/// What was measured while a supply loaded.
pub struct WhileLoading {
    /// 99th percentile, milliseconds.
    pub p99: f64,
    /// Median, milliseconds.
    pub p50: f64,
    /// Checks answered.
    pub answered: u64,
    /// Seconds from sending the supply until it was loaded.
    pub seconds: f64,
    /// Memory of the server, megabytes.
    pub memory: f64,
}

/// Sends the largest Comune's initial supply, and asks until it is loaded.
pub fn while_loading(
    server: &Server,
    province: &Province,
    subjects: &Subjects,
    key: &str,
    options: &Options,
) -> Result<WhileLoading> {
    let largest = province.largest()?;
    let file = largest.files.first().context("no supply")?;
    let body = std::fs::read(province.directory.join(&file.file))?;
    let loaded = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let sender = scope.spawn(|| {
            let seconds = send(server, &largest.istat, &body);
            loaded.store(true, Ordering::SeqCst);
            seconds
        });
        let mut latency = Histogram::<u64>::new(3)?;
        let mut outcomes = Outcomes::new();
        // In short windows, so that nearly all of what is counted falls into the load.
        while !loaded.load(Ordering::SeqCst) {
            let plan = Plan {
                connections: options.connections,
                pace: Pace::Rate(options.rate_loading),
                warm_up: Duration::ZERO,
                duration: Duration::from_secs(1),
            };
            let window = ask(&server.target, subjects, key, plan, &mut outcomes)?;
            ensure!(window.unanswered == 0, "{} unanswered", window.unanswered);
            latency.add(&window.latency)?;
        }
        let seconds = sender
            .join()
            .map_err(|_| anyhow::anyhow!("the sender failed"))??;
        Ok(WhileLoading {
            p99: latency.value_at_quantile(0.99) as f64 / 1000.0,
            p50: latency.value_at_quantile(0.5) as f64 / 1000.0,
            answered: latency.len(),
            seconds,
            memory: server.memory()?,
        })
    })
}

/// Sends a supply and waits until it is loaded.
fn send(server: &Server, comune: &str, body: &[u8]) -> Result<f64> {
    let start = Instant::now();
    let path = format!("/v1/forniture?comune={comune}");
    let sent = server
        .client
        .post(&path, "application/octet-stream", body)?;
    ensure!(
        sent.status == 202,
        "status {}: {}",
        sent.status,
        String::from_utf8_lossy(&sent.body)
    );
    let place = sent.header("location").context("no Location")?.to_owned();
    loop {
        let report = server.client.get(&place)?.json().to_string();
        if report.contains("\"CARICATA\"") {
            return Ok(start.elapsed().as_secs_f64());
        }
        ensure!(
            !report.contains("\"SOSPESA\"") && start.elapsed() < Duration::from_mins(10),
            "the supply does not load: {report}"
        );
        // The state of a supply is told only to those who ask.
        std::thread::sleep(Duration::from_millis(100));
    }
}
