//! The benchmarks of docs/BENCHMARKS.md: `make bench`, or `cargo bench --package tests -- --help`.

mod bare_recorder;
mod bare_server;
mod checks;
mod child;
mod family;
mod loading;
mod log;
mod massive;
mod options;
mod province;
mod search;
mod server;
mod sign_in;
mod stores;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use serde_json::Value;
use tests::bench::report::{Line, Reach, table};
use tests::pg::Database as PgDatabase;

use child::{figure, fresh, text};
use options::{Database, Options, Row};
use province::{Province, Subjects};
use server::{Certificate, Server};
use stores::Postgres;

fn main() -> ExitCode {
    api::server::tls::install_provider();
    if let Some(code) = child::dispatch() {
        return code;
    }
    match Bench::run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Checks with profile, receipt and tree keep so much of the bare path's most, and of its p99.
const CHECKS_BESIDE_BARE: (Reach, Reach) = (Reach::AtLeast(0.7), Reach::AtMost(1.0 / 0.7));

struct Bench {
    options: Options,
    /// Kept between runs if the caller named it.
    kept: PathBuf,
    /// Of this run only.
    work: PathBuf,
    certificate: Certificate,
    lines: Vec<Line>,
}

impl Bench {
    fn run(options: Options) -> Result<()> {
        let temporary = tempfile::TempDir::new()?;
        let base = options.dir.clone().unwrap_or(temporary.path().to_owned());
        let kept = std::path::absolute(base.join(options.residents.to_string()))?;
        let work = fresh(kept.join(format!("run-{}", std::process::id())))?;
        let mut bench = Self {
            certificate: Certificate::make(&work)?,
            options,
            kept,
            work,
            lines: Vec::new(),
        };
        let outcome = bench.all();
        std::fs::remove_dir_all(&bench.work)?;
        // What was measured before a failure is told all the same.
        println!("\n{}", table(&bench.lines));
        outcome
    }

    fn all(&mut self) -> Result<()> {
        let province = self.province()?;
        let subjects = province.subjects()?;
        let options = self.options.clone();
        if options.database.contains(&Database::Sqlite) {
            if options.wants(Row::Load) {
                self.load_sqlite(&province)?;
            }
            let beyond = [Row::Checks, Row::SignIn, Row::Massive, Row::Memory];
            if beyond.into_iter().any(|row| options.wants(row)) {
                self.serve_sqlite(&province, &subjects)?;
            }
            if options.wants(Row::Log) {
                self.log_sqlite()?;
            }
            if options.wants(Row::Family) {
                self.family_sqlite(&province)?;
            }
            if options.wants(Row::Search) {
                self.search_sqlite(&province)?;
            }
            if options.wants(Row::Loading) {
                self.while_loading(&province, &subjects)?;
            }
        }
        let on_postgres = |row| options.wants_on(row, Database::Postgres);
        if on_postgres(Row::Load) || on_postgres(Row::Checks) {
            match Postgres::start() {
                Some(postgres) => self.postgres(&postgres, &province, &subjects)?,
                None => eprintln!("no PostgreSQL server is installed"),
            }
        }
        Ok(())
    }

    fn take(&mut self, line: Line) {
        eprintln!("= {}: {:?} {}", line.what, line.figures, line.unit);
        self.lines.push(line);
    }

    /// The sample province; made as often as its figure is wanted, else once.
    fn province(&mut self) -> Result<Province> {
        let directory = self.kept.join("province");
        let times = if self.options.wants(Row::Sample) {
            self.options.repeat
        } else {
            usize::from(!stores::is_kept(&directory))
        };
        let mut rates = Vec::new();
        let mut peaks = Vec::new();
        for _ in 0..times {
            fresh(directory.clone())?;
            eprintln!("sample: {} residents", self.options.residents);
            let residents = self.options.residents.to_string();
            let told = child::run("sample", &[&residents, text(&directory)?])?;
            rates.push(figure(&told, "persons")? / figure(&told, "seconds")?);
            peaks.push(figure(&told, "peak")?);
            stores::keep(&directory)?;
        }
        if self.options.wants(Row::Sample) {
            let reach = Reach::AtLeast(20_000.0);
            self.take(Line::new("sample province", rates, "persons/s", reach));
            self.take(Line::new(
                "sample province, memory",
                peaks,
                "MB",
                Reach::Told,
            ));
        }
        Province::open(&directory)
    }

    /// Loads all Comuni into the empty database at `url`; what the child told.
    fn load(&self, province: &Province, url: &str, except: &str) -> Result<Value> {
        let inbox = fresh(self.work.join("inbox"))?;
        let from = text(&province.directory)?;
        let told = child::run("load", &[url, text(&inbox)?, from, "", except])?;
        std::fs::remove_dir_all(inbox)?;
        eprintln!(
            "  loaded {} persons in {:.1} s, {:.0} MB",
            told["persons"],
            figure(&told, "seconds")?,
            figure(&told, "peak")?
        );
        Ok(told)
    }

    fn load_sqlite(&mut self, province: &Province) -> Result<()> {
        let (mut loads, mut bares) = (Vec::new(), Vec::new());
        for _ in 0..self.options.repeat {
            eprintln!("load on SQLite");
            let full = fresh(self.kept.join("full"))?;
            let (register, _) = stores::sqlite_urls(&full);
            loads.push(self.load(province, &register, "")?);
            stores::keep(&full)?;
            eprintln!("bare insertion on SQLite");
            let bare = fresh(self.work.join("bare"))?;
            let (target, _) = stores::sqlite_urls(&bare);
            stores::empty(&target)?;
            bares.push(child::run("copy", &[&register, &target, "tuned"])?);
            std::fs::remove_dir_all(bare)?;
        }
        self.load_lines(
            "SQLite",
            &loads,
            &bares,
            (25_000.0, Reach::AtLeast(0.4)),
            Reach::AtMost(400.0),
        )
    }

    fn load_lines(
        &mut self,
        name: &str,
        loads: &[Value],
        bares: &[Value],
        (least, ratio): (f64, Reach),
        memory: Reach,
    ) -> Result<()> {
        let rates = |told: &[Value], what: &str| -> Result<Vec<f64>> {
            told.iter()
                .map(|one| Ok(figure(one, what)? / figure(one, "seconds")?))
                .collect()
        };
        let peaks: Result<Vec<f64>> = loads.iter().map(|one| figure(one, "peak")).collect();
        let line = Line::new(
            format!("load, {name}"),
            rates(loads, "persons")?,
            "persons/s",
            Reach::AtLeast(least),
        );
        self.take(line.beside(rates(bares, "persons")?, ratio));
        self.take(Line::new(
            format!("load, {name}, memory"),
            peaks?,
            "MB",
            memory,
        ));
        self.take(Line::new(
            format!("bare insertion, {name}"),
            rates(bares, "rows")?,
            "rows/s",
            Reach::Told,
        ));
        Ok(())
    }

    /// The directory of a register with all Comuni but one (empty: with all), loaded now if none is kept.
    fn kept_store(&self, name: &str, province: &Province, except: &str) -> Result<PathBuf> {
        let directory = self.kept.join(name);
        if !stores::is_kept(&directory) {
            eprintln!("preparing a store");
            fresh(directory.clone())?;
            let (register, _) = stores::sqlite_urls(&directory);
            self.load(province, &register, except)?;
            stores::keep(&directory)?;
        }
        Ok(directory)
    }

    fn serve_sqlite(&mut self, province: &Province, subjects: &Subjects) -> Result<()> {
        let kept = self.kept_store("full", province, "")?;
        let directory = fresh(self.work.join("serving"))?;
        let prepared = stores::copy_of(&kept, &directory)?;
        if self.options.wants(Row::Checks) {
            let (hub, bare) = checks::measure(
                &directory,
                &prepared,
                &self.certificate,
                subjects,
                &self.options,
                self.options.rate,
            )?;
            self.check_lines(
                "SQLite",
                self.options.rate,
                25.0,
                hub,
                bare,
                CHECKS_BESIDE_BARE,
            );
        }
        if self.options.wants(Row::SignIn) {
            self.sign_ins(&directory, &prepared, subjects)?;
        }
        let mut ready = Vec::new();
        let (mut memory, mut rows) = (Vec::new(), Vec::new());
        for _ in 0..self.options.repeat {
            let server = Server::start(&directory, &prepared, &self.certificate)?;
            ready.push(server.ready_after.as_secs_f64());
            if self.options.wants(Row::Massive) {
                eprintln!("massive checks");
                rows.push(massive::stream(&server, subjects)?);
            }
            if self.options.wants(Row::Memory) {
                eprintln!("memory after checks");
                let mut figures = checks::Figures::default();
                figures.take(
                    &server.target,
                    subjects,
                    &prepared.key,
                    &self.options,
                    self.options.rate / 2.0,
                    &mut checks::Outcomes::new(),
                )?;
                memory.push(server.memory()?);
            }
        }
        if self.options.wants(Row::Massive) {
            let reach = Reach::AtLeast(30_000.0);
            self.take(Line::new("massive checks", rows, "rows/s", reach));
        }
        if self.options.wants(Row::Memory) {
            let reach = Reach::AtMost(500.0);
            self.take(Line::new("memory of the server", memory, "MB", reach));
            let reach = Reach::AtMost(2.0);
            self.take(Line::new("start to ready", ready, "s", reach));
        }
        std::fs::remove_dir_all(directory)?;
        Ok(())
    }

    fn check_lines(
        &mut self,
        name: &str,
        rate: f64,
        p99: f64,
        hub: checks::Figures,
        bare: checks::Figures,
        (most, slowest): (Reach, Reach),
    ) {
        let what = |figure: &str| format!("checks, {name}, at {rate:.0}/s: {figure}");
        // An open loop answers what falls due; a hundredth less is the edge of the last window.
        let reach = Reach::AtLeast(rate * 0.99);
        let line = Line::new(what("answered"), hub.rate, "/s", reach);
        self.take(line.beside(bare.rate, Reach::Told));
        let line = Line::new(what("p50"), hub.p50, "ms", Reach::Told);
        self.take(line.beside(bare.p50, Reach::Told));
        let line = Line::new(what("p99"), hub.p99, "ms", Reach::AtMost(p99));
        self.take(line.beside(bare.p99, slowest));
        let line = Line::new(
            what("unanswered"),
            vec![hub.unanswered as f64],
            "",
            Reach::AtMost(0.0),
        );
        self.take(line);
        let line = Line::new(
            format!("checks, {name}, most"),
            hub.most,
            "/s",
            Reach::AtLeast(rate),
        );
        self.take(line.beside(bare.most, most));
    }

    fn while_loading(&mut self, province: &Province, subjects: &Subjects) -> Result<()> {
        let largest = province.largest()?.istat.clone();
        let kept = self.kept_store("but-one", province, &largest)?;
        let (mut p50, mut p99, mut memory) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.options.repeat {
            eprintln!("checks while a supply loads");
            let directory = fresh(self.work.join("loading"))?;
            let prepared = stores::copy_of(&kept, &directory)?;
            let server = Server::start(&directory, &prepared, &self.certificate)?;
            let figures =
                massive::while_loading(&server, province, subjects, &prepared.key, &self.options)?;
            eprintln!(
                "  {} checks in {:.1} s of loading",
                figures.answered, figures.seconds
            );
            p50.push(figures.p50);
            p99.push(figures.p99);
            memory.push(figures.memory);
            drop(server);
            std::fs::remove_dir_all(directory)?;
        }
        let what = |figure: &str| {
            let rate = self.options.rate_loading;
            format!("checks at {rate:.0}/s while a supply loads: {figure}")
        };
        let lines = [
            Line::new(what("p50"), p50, "ms", Reach::Told),
            Line::new(what("p99"), p99, "ms", Reach::AtMost(50.0)),
            Line::new(what("memory"), memory, "MB", Reach::Told),
        ];
        for line in lines {
            self.take(line);
        }
        Ok(())
    }

    fn postgres(
        &mut self,
        postgres: &Postgres,
        province: &Province,
        subjects: &Subjects,
    ) -> Result<()> {
        let (mut loads, mut bares) = (Vec::new(), Vec::new());
        let measured = self.options.wants(Row::Load);
        let times = if measured { self.options.repeat } else { 1 };
        let mut register: Option<PgDatabase> = None;
        for number in 0..times {
            eprintln!("load on PostgreSQL");
            // The one before goes first: the disk need not hold both.
            drop(register.take());
            let database = postgres.database(&format!("load_{number}"));
            loads.push(self.load(province, &database.url(), "")?);
            if measured {
                eprintln!("bare insertion on PostgreSQL");
                let bare = postgres.database("bare");
                stores::empty(&bare.url())?;
                bares.push(child::run("copy", &[&database.url(), &bare.url(), ""])?);
            }
            register = Some(database);
        }
        if measured {
            self.load_lines(
                "PostgreSQL",
                &loads,
                &bares,
                (12_000.0, Reach::Told),
                Reach::Told,
            )?;
        }
        if self.options.wants(Row::Checks) {
            let url = register.as_ref().context("no register")?.url();
            // On the same server; the hub's own trace is in its register.
            let bare = postgres.database("bare_trace");
            let prepared = stores::prepare(url.clone(), url, bare.url())?;
            let directory = fresh(self.work.join("serving"))?;
            stores::index(&prepared.register, &directory)?;
            let (hub, bare) = checks::measure(
                &directory,
                &prepared,
                &self.certificate,
                subjects,
                &self.options,
                self.options.rate_postgres,
            )?;
            let rate = self.options.rate_postgres;
            self.check_lines("PostgreSQL", rate, 30.0, hub, bare, CHECKS_BESIDE_BARE);
        }
        Ok(())
    }
}
