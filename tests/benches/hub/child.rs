//! Work in a process of its own, this program started again: its memory is its own, and it cannot warm anything for
//! the next measurement. A child writes one line of JSON to its standard output when it is done, or when it serves.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use schema::db::open_pool;
use serde_json::{Value, json};
use tests::bench::{bare, memory};

use super::{bare_server, family, loading, log, province, search};

/// The first argument of a child.
const MARK: &str = "child";

/// Runs as a child, if the arguments say so.
pub fn dispatch() -> Option<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some(MARK) {
        return None;
    }
    let mode = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    if mode == "hub" {
        let all = std::iter::once("anagrafe-hub".to_owned()).chain(rest);
        return Some(api::cli::run(all.map(Into::into)));
    }
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let outcome = match (mode.as_str(), rest.as_slice()) {
        ("sample", [residents, out]) => residents
            .parse()
            .context("residents")
            .and_then(|residents| province::generate(residents, Path::new(out))),
        ("load", [url, inbox, from, only, except]) => {
            loading::load(url, Path::new(inbox), Path::new(from), only, except)
        }
        ("log", [url, mode]) => log::measure(url, mode),
        ("search", [register, trace, index, seconds, postgres]) => {
            search::measure(register, trace, index, seconds, postgres)
        }
        ("family", [register, trace, seconds]) => family::measure(register, trace, seconds),
        ("copy", [from, to, tuned]) => copy(from, to, *tuned == "tuned"),
        ("bare", [register, trace, certificate, key]) => {
            bare_server::serve(register, trace, Path::new(certificate), Path::new(key))
        }
        other => Err(anyhow::anyhow!("no such child: {other:?}")),
    };
    Some(match outcome.and_then(|value| tell(&value)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{mode}: {error:#}");
            ExitCode::FAILURE
        }
    })
}

/// Writes the line that the parent waits for.
pub fn tell(value: &Value) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    Ok(out.flush()?)
}

/// The most memory that this process ever had, in megabytes (10^6 bytes).
pub fn own_peak() -> Result<f64> {
    Ok(memory::of(std::process::id())?.peak as f64 / 1e6)
}

fn copy(from: &str, to: &str, tuned: bool) -> Result<Value> {
    let (source, target) = (open_pool(from, 1)?, open_pool(to, 1)?);
    let (mut source, mut target) = (source.get()?, target.get()?);
    if tuned {
        sync::load::tune(&mut target)?;
    }
    let written = bare::copy(&mut source, &mut target, sync::load::PIECE)?;
    Ok(json!({
        "rows": written.rows,
        "persons": written.persons,
        "seconds": written.time.as_secs_f64(),
        "peak": own_peak()?,
    }))
}

/// Tells on standard error how far something is, about once a second.
pub struct Ticker {
    what: &'static str,
    start: Instant,
    told: AtomicU64,
}

impl Ticker {
    /// Starts.
    pub fn new(what: &'static str) -> Self {
        Self {
            what,
            start: Instant::now(),
            told: AtomicU64::new(0),
        }
    }

    /// So much is done.
    pub fn tick(&self, done: u64, total: u64) {
        let second = self.start.elapsed().as_secs();
        if self.told.fetch_max(second, Ordering::Relaxed) < second {
            eprint!("\r  {}: {done} of {total}, {second} s   ", self.what);
        }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        if self.told.load(Ordering::Relaxed) > 0 {
            eprint!("\r{:60}\r", "");
        }
    }
}

fn command(mode: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(MARK).arg(mode).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    Ok(command)
}

/// Runs a child to its end and reads what it tells.
pub fn run(mode: &str, arguments: &[&str]) -> Result<Value> {
    let output = command(mode, arguments)?
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        bail!("the child {mode} failed: {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A child that serves; it is killed when this is dropped.
pub struct Serving {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Serving {
    /// Starts it; its messages go to that file.
    pub fn start(
        mode: &str,
        arguments: &[&str],
        messages: &Path,
        environment: &[(&str, String)],
    ) -> Result<Self> {
        let mut child = command(mode, arguments)?
            .stderr(std::fs::File::create(messages)?)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .spawn()?;
        let lines = child.stdout.take().context("standard output")?;
        Ok(Self {
            child,
            lines: BufReader::new(lines),
        })
    }

    /// What it tells when it serves.
    pub fn told(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// An error if it has ended.
    pub fn check(&mut self, messages: &Path) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!(
                "the server ended: {status}: {}",
                std::fs::read_to_string(messages).unwrap_or_default()
            ),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A figure that a child told.
pub fn figure(value: &Value, name: &str) -> Result<f64> {
    value
        .get(name)
        .and_then(Value::as_f64)
        .with_context(|| format!("no {name} in {value}"))
}

/// A path as text.
pub fn text(path: &Path) -> Result<&str> {
    path.to_str()
        .with_context(|| format!("{} is not text", path.display()))
}

/// A directory that exists, empty.
pub fn fresh(path: PathBuf) -> Result<PathBuf> {
    if path.exists() {
        std::fs::remove_dir_all(&path)?;
    }
    std::fs::create_dir_all(&path)?;
    Ok(path)
}
