//! What stands behind the server: stores, services, figures.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use diesel::prelude::*;
use hub::access::{Authenticator, Knocks};
use hub::administration::Administration;
use hub::audit::receipt::Receipts;
use hub::audit::{Log, Recorder, RecorderOptions};
use hub::check_service::{CheckService, DeferredChecks};
use hub::consultation::{ConsultationDesk, ConsultationService, DeferredConsultations};
use hub::data_subject::DataSubject;
use hub::digest::Digests;
use hub::engine::{CheckEngine, EngineOptions};
use hub::identity::{Identity, Secrets};
use hub::mail::Sender;
use hub::monitoring::Monitoring;
use hub::notices::Notices;
use hub::search::{References, SearchIndex, SearchService};
use hub::supplies::Supplies;
use hub::validation::{ValidationOptions, Validations};
use schema::clock::{Clock, Entropy};
use schema::codes::SupplyStatus;
use schema::db::{Pool, Store, migrate, open_pool};
use schema::tables::{AuditRow, entity, supply};
use schema::working_time::WorkingTime;
use sync::load::Loader;

use crate::auth::Limiter;
use crate::config::{Config, ValidationConfig};
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::recent::Recent;
use crate::seal;
use crate::server::mailer::Mailer;
use crate::server::upkeep::{Kept, Upkeep};
use crate::server::validator::Validator;
use crate::server::worker::Worker;
use crate::slots::Slots;
use crate::trace_keys;

/// How long an answer to whoever watches the hub, who needs no key, is given again before it is found anew.
const RECENT: Duration = Duration::from_secs(2);

/// Connections of those who look at the log or fetch a receipt.
const LOG_CONNECTIONS: u32 = 2;
/// Callers without a key who are answered at once; they wait for those connections.
const PUBLIC_SLOTS: usize = 8;
/// Tables of the trace that one user may have written at once.
const TABLES_OF_ONE: usize = 1;
/// Looks at the trace that read at once.
const READERS: u32 = 2;

/// The hub of one process.
pub struct Hub {
    /// As configured.
    pub config: Config,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Facts, supplies, entities.
    pub register: Pool,
    /// The trace.
    pub trace: Pool,
    /// Figures.
    pub metrics: Metrics,
    /// Recognises callers.
    pub authenticator: Arc<Authenticator>,
    /// Those who were not let in.
    pub knocks: Arc<Knocks>,
    /// Proves who people and applications are.
    pub identity: Identity,
    /// Changes the directory, and shows it.
    pub administration: Administration,
    /// How often each key may ask.
    pub limiter: Limiter,
    /// Uploads under way.
    pub uploads: Slots,
    /// Streams of checks under way.
    pub streams: Slots,
    /// Tables of the trace that are being written.
    pub tables: Slots,
    /// What was missing when somebody last asked whether the hub is ready.
    pub readiness: Recent<Option<&'static str>>,
    /// When the figures that are read were last read.
    pub figures: Recent<()>,
    /// The log over the trace.
    pub log: Arc<Log>,
    /// Signs receipts.
    pub receipts: Arc<Receipts>,
    /// Callers without a key who are being answered.
    pub public_slots: Slots,
    /// Answers checks.
    pub engine: Arc<CheckEngine>,
    /// Takes single checks, those that wait for a Comune too.
    pub checks: CheckService,
    /// Finds people.
    pub search: SearchService,
    /// Names people who were found, for what is asked of them next.
    pub references: References,
    /// Takes consultations, those that wait for a Comune too.
    pub desk: ConsultationDesk,
    /// Answers consultations.
    pub consultations: Arc<ConsultationService>,
    /// What waits for the Comuni.
    pub validations: Arc<Validations>,
    /// The notice board.
    pub notices: Notices,
    /// Receives supplies and tells what became of them.
    pub supplies: Supplies,
    /// Shows the trace to those who may see it.
    pub monitoring: Monitoring,
    /// Tells who looked at a person.
    pub data_subject: DataSubject,
    /// Whether users of public security can work: their records need the keys of the seal.
    pub has_seal: bool,
    recorder: Arc<Recorder>,
    loader: Arc<Loader>,
    worker: Mutex<Option<Worker>>,
    validator: Mutex<Option<Validator>>,
    mailer: Mutex<Option<Mailer>>,
    upkeep: Mutex<Option<Upkeep>>,
    request_prefix: String,
    requests: AtomicU64,
}

/// The two stores, with the present schema.
pub struct Stores {
    /// Facts, supplies, entities.
    pub register: Pool,
    /// The trace; on PostgreSQL the same database.
    pub trace: Pool,
    /// Names of the migrations applied on opening.
    pub applied: Vec<String>,
}

/// Opens both stores and brings their schema up to date.
pub fn open_stores(config: &Config) -> anyhow::Result<Stores> {
    let database = &config.database;
    let register = open_pool(&database.url, database.connections)
        .context("non riesco ad aprire la base di dati del registro")?;
    let trace = if is_postgres(&database.url) {
        register.clone()
    } else {
        open_pool(&database.trace_url, 2).context("non riesco ad aprire la traccia")?
    };
    let mut conn = register.get()?;
    let mut applied = migrate(&mut conn, Store::Register)
        .context("non riesco ad aggiornare lo schema del registro")?;
    drop(conn);
    let mut conn = trace.get()?;
    applied.extend(
        migrate(&mut conn, Store::Trace)
            .context("non riesco ad aggiornare lo schema della traccia")?,
    );
    drop(conn);
    Ok(Stores {
        register,
        trace,
        applied,
    })
}

/// Where the trace is.
pub fn trace_url(config: &Config) -> &str {
    let database = &config.database;
    if is_postgres(&database.url) {
        &database.url
    } else {
        &database.trace_url
    }
}

/// True if the address names PostgreSQL.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

fn validation_options(config: &ValidationConfig) -> ValidationOptions {
    let hours = WorkingTime::new(config.opens, config.closes).unwrap_or_default();
    ValidationOptions {
        manual_days: i64::from(config.manual_days),
        keep_days: i64::from(config.keep_days),
        working_hours: Arc::new(move |from, count| {
            hours.add(from, u32::try_from(count).unwrap_or(0))
        }),
    }
}

impl Hub {
    /// Opens the stores and starts the services.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "each service keeps a share of clock and chance"
    )]
    pub fn open(
        config: Config,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> anyhow::Result<Arc<Self>> {
        let stores = open_stores(&config)?;
        let mut prefix = [0; 6];
        entropy.fill(&mut prefix)?;
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let workers = match config.engine.threads {
            0 => cores,
            threads => threads,
        };
        let options = EngineOptions {
            workers,
            queue: config.engine.queue,
            ..EngineOptions::default()
        };
        // The engine keeps a connection for each of its threads, beside those of the administration.
        let connections = workers + options.bulk_workers;
        let checks = open_pool(&config.database.url, u32::try_from(connections)?)?;
        // Whoever looks at the log must not wait for the recorder's connection, nor it for them.
        let public = open_pool(trace_url(&config), LOG_CONNECTIONS)?;
        let (log_keys, receipts) = trace_keys::open(&config, entropy.as_ref())?;
        let log = Arc::new(Log::new(public.clone(), Arc::clone(&clock), log_keys));
        let sealer = seal::sealer(&config.trace.seal, Arc::clone(&entropy))?;
        let has_seal = sealer.is_ready();
        let recorder = Recorder::start(stores.trace.clone(), RecorderOptions::default())?;
        let recorder = Arc::new(recorder.sealing(sealer));
        let knocks: Arc<Knocks> = Arc::default();
        let upkeep = Upkeep::start(Kept {
            log: Arc::clone(&log),
            trace: public,
            recorder: Arc::clone(&recorder),
            knocks: Arc::clone(&knocks),
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            terms: config.trace.retention.terms(),
        })?;
        // Looks may read long: they have connections of their own, and no more than these.
        let readers = open_pool(trace_url(&config), READERS)?;
        let engine = CheckEngine::start(&checks, &recorder, Arc::clone(&clock), options)?;
        let administration = Administration::new(
            stores.register.clone(),
            Arc::clone(&recorder),
            Arc::clone(&clock),
            Arc::clone(&entropy),
        );
        let engine = Arc::new(engine);
        let authenticator = Arc::new(Authenticator::start(
            stores.register.clone(),
            Arc::clone(&clock),
        )?);
        let deferred = DeferredChecks::new(
            Arc::clone(&engine),
            Arc::clone(&authenticator),
            stores.trace.clone(),
            Arc::clone(&clock),
        );
        let consultations = Arc::new(ConsultationService::new(
            stores.register.clone(),
            stores.trace.clone(),
            Arc::clone(&recorder),
            Arc::clone(engine.quotas()),
            Arc::clone(&clock),
        ));
        let deferred_consultations =
            DeferredConsultations::new(Arc::clone(&consultations), Arc::clone(&authenticator));
        let validations = Arc::new(Validations::new(
            stores.register.clone(),
            stores.trace.clone(),
            Arc::clone(&recorder),
            Arc::clone(&clock),
            &*entropy,
            validation_options(&config.validation),
            vec![Arc::new(deferred), Arc::new(deferred_consultations)],
        )?);
        let validator = Validator::start(Arc::clone(&validations))?;
        let mailer = match config.mail.settings() {
            None => None,
            Some(settings) => {
                let sender = Sender::new(
                    stores.register.clone(),
                    Arc::clone(&clock),
                    entropy.as_ref(),
                    &settings,
                )?;
                let digests = Digests::new(
                    stores.register.clone(),
                    stores.trace.clone(),
                    Arc::clone(&clock),
                    config.mail.digest_hour,
                );
                Some(Mailer::start(sender, digests)?)
            }
        };
        // The index keeps a connection, while it is built several, and street names another.
        let search_pool = open_pool(
            &config.database.url,
            config.search.build_connections.saturating_add(1),
        )?;
        let search = SearchService::new(
            SearchIndex::start(
                search_pool.clone(),
                &config.search_dir(),
                config.search.index_options(),
            )?,
            search_pool,
            Arc::clone(&recorder),
            Arc::clone(engine.quotas()),
            Arc::clone(&clock),
            config.search.options(),
        );
        let secrets = Secrets::open(&config.secrets(), &*entropy)?;
        let references = References::new(secrets.clone(), Arc::clone(&clock), Arc::clone(&entropy));
        let identity = Identity::start(
            stores.register.clone(),
            Arc::clone(&recorder),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            secrets,
            config.identity_options(),
        )?;
        let loader = Loader::new(
            stores.register.clone(),
            &config.inbox.dir,
            Arc::clone(&clock),
            Arc::clone(&entropy),
        );
        let loader = Arc::new(loader.with_piece(config.inbox.piece));
        let metrics = Metrics::new()?;
        let worker = if config.inbox.process {
            Some(Worker::start(Arc::clone(&loader), metrics.clone())?)
        } else {
            None
        };
        let limits = &config.server.limits;
        Ok(Arc::new(Self {
            knocks,
            identity,
            administration,
            authenticator,
            limiter: Limiter::new(limits),
            uploads: Slots::new(limits.uploads, limits.uploads_per_key),
            streams: Slots::new(limits.streams, limits.streams_per_key),
            tables: Slots::new(limits.tables, TABLES_OF_ONE),
            readiness: Recent::new(RECENT),
            figures: Recent::new(RECENT),
            log,
            receipts: Arc::new(receipts),
            public_slots: Slots::new(PUBLIC_SLOTS, PUBLIC_SLOTS),
            checks: CheckService::new(
                Arc::clone(&engine),
                Arc::clone(&validations),
                stores.register.clone(),
                Arc::clone(&clock),
            ),
            desk: ConsultationDesk::new(
                Arc::clone(&consultations),
                Arc::clone(&validations),
                Arc::clone(&clock),
            ),
            validations,
            validator: Mutex::new(Some(validator)),
            engine,
            search,
            references,
            consultations,
            notices: Notices::new(
                stores.register.clone(),
                Arc::clone(&recorder),
                Arc::clone(&clock),
            ),
            supplies: Supplies::new(
                Arc::clone(&loader),
                stores.register.clone(),
                Arc::clone(&recorder),
                Arc::clone(&clock),
            ),
            monitoring: Monitoring::new(
                stores.register.clone(),
                readers.clone(),
                Arc::clone(&recorder),
                Arc::clone(&clock),
                config.monitoring.rules(),
            ),
            data_subject: DataSubject::new(
                stores.register.clone(),
                readers,
                Arc::clone(&recorder),
                Arc::clone(&clock),
            ),
            has_seal,
            config,
            clock,
            register: stores.register,
            trace: stores.trace,
            metrics,
            recorder,
            loader,
            worker: Mutex::new(worker),
            mailer: Mutex::new(mailer),
            upkeep: Mutex::new(Some(upkeep)),
            request_prefix: hex::encode(prefix),
            requests: AtomicU64::new(0),
        }))
    }

    /// An id that no other request of any process has: chance drawn at the start, and a count.
    pub fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("{}-{number:x}", self.request_prefix)
    }

    /// Puts an act into the trace; resolves when it is on disk.
    pub async fn record(&self, row: AuditRow) -> Result<(), Problem> {
        self.recorder
            .record(row)
            .await
            .map(|_| ())
            .map_err(|_| Problem::busy("La traccia non è al momento disponibile.", 5))
    }

    /// The name of an entity; empty if there is none of that number. Waits for the database.
    ///
    /// # Errors
    /// The register is away.
    pub fn entity_name(&self, id: i64) -> Result<String, Problem> {
        let away = |_| Problem::busy("Il registro non è al momento disponibile.", 5);
        let mut conn = self.register.get().map_err(away)?;
        let name: Option<String> = entity::table
            .find(id)
            .select(entity::name)
            .first(&mut conn)
            .optional()
            .map_err(|error| Problem::internal(&error))?;
        Ok(name.unwrap_or_default())
    }

    /// Has what was received loaded.
    pub fn wake_loader(&self) {
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = worker.as_ref() {
            worker.wake();
        }
    }

    /// Brings up to date the figures that are read, not counted. Waits for the database.
    pub fn refresh_metrics(&self) {
        self.metrics.engine_queue.set(self.engine.waiting() as i64);
        // Without a free connection the last figure stands: whoever watches must not stand in the way of the work.
        if let Some(mut conn) = self.register.try_get() {
            let pending: Result<i64, _> = supply::table
                .filter(supply::status.ne(SupplyStatus::Loaded.code()))
                .filter(supply::status.ne(SupplyStatus::Held.code()))
                .filter(supply::status.ne(SupplyStatus::Refused.code()))
                .count()
                .get_result(&mut conn);
            if let Ok(pending) = pending {
                self.metrics.supplies_pending.set(pending);
            }
        }
    }

    /// Ends the services: what they acknowledged is on disk when this returns. The loader stops between two
    /// pieces, the engine answers what waits, the recorder writes what it has.
    pub fn close(&self) {
        let worker = self
            .worker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut worker) = worker {
            worker.stop(&self.loader);
        }
        let validator = self
            .validator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut validator) = validator {
            validator.stop();
        }
        let mailer = self
            .mailer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut mailer) = mailer {
            mailer.stop();
        }
        drop(
            self.upkeep
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        self.search.index().stop();
        self.engine.shutdown();
        self.recorder.shutdown();
    }
}
