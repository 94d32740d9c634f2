//! `demo`: a province of its own, loaded by the real loader and served over TLS, with users of every role.

mod application;
mod authenticator;
mod cast;
mod directory;
mod invite;
mod outcome;
mod place;
mod proof;
mod province;
mod questions;
mod registrar;
mod setting;
mod visitor;
mod work;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use schema::clock::{Clock, Entropy, SystemClock, SystemEntropy};
use sync::sample::{Plan, Summary};

use self::cast::Credentials;
use self::directory::Directory;
use self::invite::Invitation;
use self::outcome::{Outcome, Seconds, SignedIn};
use self::place::Place;
use self::questions::{Asked, Question};
use self::registrar::Registrar;
use self::setting::Setting;
use super::load::Loaded;
use super::serve::StopSignal;
use crate::client::Client;
use crate::server::{self, Running};
use crate::state::Hub;

#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Residenti della provincia.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 70_000,
        hide_default_value = true
    )]
    residents: u32,
    /// Seme della provincia.
    #[arg(
        long,
        value_name = "NUMERO",
        default_value_t = 1,
        hide_default_value = true
    )]
    seed: u64,
    /// Cartella della dimostrazione, che non deve contenerne già una; se manca, una nuova tra i file temporanei.
    #[arg(long, value_name = "CARTELLA")]
    dir: Option<PathBuf>,
    /// Porta su 127.0.0.1; 0 ne sceglie una libera.
    #[arg(
        long,
        value_name = "PORTA",
        default_value_t = 8443,
        hide_default_value = true
    )]
    port: u16,
    /// Prova da sé tutto ciò che mostra, e finisce.
    #[arg(long)]
    once: bool,
    /// Stampa un solo oggetto JSON (con --once).
    #[arg(long, requires = "once")]
    json: bool,
}

/// Time and chance of the demonstration.
#[derive(Clone)]
struct World {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// The hub at work, with everything that there is to see in it.
struct Scene {
    running: Running,
    setting: Setting,
    directory: Directory,
    questions: Vec<Question>,
    asked: Vec<Asked>,
    client: Client,
}

pub fn run(arguments: &DemoArguments) -> anyhow::Result<()> {
    let begun = Instant::now();
    let stop = StopSignal::new()?;
    let world = World {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
    };
    let place = Place::make(arguments.dir.as_deref())?;
    let setting = Setting::make(&place.path, arguments.port, &*world.clock, &*world.entropy)?;
    crate::logging::start(&setting.config.log);
    let mut seconds = Seconds::default();

    let plan = Plan {
        residents: arguments.residents,
        seed: arguments.seed,
        defects: false,
        subjects: false,
    };
    let quiet = arguments.json;
    say(
        quiet,
        &format!("Invento una provincia di {} residenti.", plan.residents),
    );
    let summary = province::invent(&plan, &setting, quiet, &mut seconds)?;
    let comuni = summary.comuni.len();
    say(quiet, &format!("Carico le forniture di {comuni} Comuni."));
    let loaded = province::load(&setting, quiet, &mut seconds)?;

    say(quiet, "Registro enti, convenzioni e utenti.");
    let (directory, took) = timed(|| furnish(&setting, &world, &summary, quiet))?;
    seconds.directory = took;
    let scene = Scene::open((setting, directory), &world, &summary, &mut seconds)?;
    if arguments.once {
        scene.prove(&world, (&summary, &loaded), (seconds, begun), quiet)
    } else {
        scene.invitation().tell(&*world.clock)?;
        stop.wait();
        scene.running.stop()
    }
}

fn say(quiet: bool, text: &str) {
    if !quiet {
        eprintln!("{text}");
    }
}

/// What was done, and the seconds that it took.
fn timed<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, f64)> {
    let begun = Instant::now();
    let value = work()?;
    Ok((value, begun.elapsed().as_secs_f64()))
}

/// Fills the directory with a hub that does not serve yet: the one that will reads it whole when it starts.
fn furnish(
    setting: &Setting,
    world: &World,
    summary: &Summary,
    quiet: bool,
) -> anyhow::Result<Directory> {
    let bar = bar(quiet, "enti");
    let hub = world.hub(setting)?;
    let registrar = Registrar {
        administration: &hub.administration,
        today: world.clock.today(),
    };
    let done = directory::furnish(&registrar, summary, &|done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    let done = done.and_then(|mut directory| {
        credentials(&hub, world, setting, &mut directory, &bar)?;
        work::publish(&hub, &directory)?;
        Ok(directory)
    });
    bar.finish_and_clear();
    hub.close();
    done
}

/// Gives everybody a password, and the operator a device too: one is enough to see how it goes. The application gets a
/// pair of keys.
fn credentials(
    hub: &Hub,
    world: &World,
    setting: &Setting,
    directory: &mut Directory,
    bar: &ProgressBar,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let credentials = Credentials {
        identity: &hub.identity,
        clock: &*world.clock,
        entropy: &*world.entropy,
    };
    bar.set_message("utenti");
    bar.set_length(directory.players.len() as u64);
    bar.set_position(0);
    for player in &mut directory.players {
        let with_device = player.id == directory.operator_id;
        runtime
            .block_on(credentials.give(player, with_device))
            .with_context(|| player.username.clone())?;
        bar.inc(1);
    }
    runtime.block_on(application::register(
        &hub.identity,
        &directory.application,
        setting,
        &*world.clock,
        &*world.entropy,
    ))
}

fn bar(quiet: bool, what: &'static str) -> ProgressBar {
    let bar = if quiet {
        ProgressBar::hidden()
    } else {
        // Hidden by itself where standard error is no terminal.
        ProgressBar::new(0)
    };
    let style = "{elapsed_precise} [{bar:40}] {pos} di {len} {msg}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.with_message(what)
}

impl World {
    fn hub(&self, setting: &Setting) -> anyhow::Result<Arc<Hub>> {
        Hub::open(
            setting.config.clone(),
            Arc::clone(&self.clock),
            Arc::clone(&self.entropy),
        )
    }
}

impl Scene {
    /// Serves, and lets some of the users do a little.
    fn open(
        (setting, directory): (Setting, Directory),
        world: &World,
        summary: &Summary,
        seconds: &mut Seconds,
    ) -> anyhow::Result<Self> {
        let (running, took) = timed(|| server::start(world.hub(&setting)?))?;
        seconds.start = took;
        let worked = || {
            let questions = questions::of(summary)?;
            let authority = &setting.certificates.authority;
            let client = Client::new(running.address().port(), authority, &directory.key)?;
            let asked = questions::ask_all(&client, &questions)?;
            work::ask(&client, &directory, summary, &*world.clock)?;
            Ok((questions, client, asked))
        };
        match timed(worked) {
            Ok(((questions, client, asked), took)) => {
                seconds.answers = took;
                Ok(Self {
                    running,
                    setting,
                    directory,
                    questions,
                    asked,
                    client,
                })
            }
            Err(error) => {
                running.stop()?;
                Err(error)
            }
        }
    }

    fn invitation(&self) -> Invitation<'_> {
        Invitation {
            port: self.running.address().port(),
            setting: &self.setting,
            directory: &self.directory,
            questions: &self.questions,
            asked: &self.asked,
        }
    }

    /// Every user, and the application in both of its ways.
    fn everybody(&self, world: &World) -> Vec<SignedIn> {
        let (client, directory) = (&self.client, &self.directory);
        let mut users = proof::people(client, directory, &*world.clock);
        users.push(proof::application(client, directory));
        let token = application::token(
            client,
            &directory.application,
            &self.setting,
            &*world.clock,
            &*world.entropy,
        );
        users.push(proof::application_with(client, directory, token));
        users
    }

    /// Does what the invitation invites to, and says what came of it.
    fn prove(
        self,
        world: &World,
        (summary, loaded): (&Summary, &Loaded),
        (mut seconds, begun): (Seconds, Instant),
        as_json: bool,
    ) -> anyhow::Result<()> {
        let phase = Instant::now();
        let users = self.everybody(world);
        let receipt = self
            .asked
            .first()
            .map(|asked| proof::receipt(&self.client, &self.setting, asked));
        self.running.stop()?;
        let receipt = receipt.unwrap_or_else(|| anyhow::bail!("nessuna risposta"))?;
        let log = proof::log(&self.setting)?;
        let tampering = proof::tampering(&self.setting)?;
        seconds.proofs = phase.elapsed().as_secs_f64();
        seconds.total = begun.elapsed().as_secs_f64();
        let outcome = Outcome {
            residents: summary.residents,
            persons: summary.persons,
            supplies: loaded.supplies.len(),
            refused: loaded.supplies.iter().map(|row| row.refused).sum(),
            seconds,
            users,
            answers: self.asked,
            receipt,
            log,
            tampering,
        };
        outcome.tell(as_json)?;
        outcome.judge()
    }
}
