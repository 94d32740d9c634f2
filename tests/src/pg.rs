//! A throw-away PostgreSQL cluster, made by `tests/scripts/test-postgres.sh`. Under nextest one serves the whole run
//! (the set-up script of `.config/nextest.toml`); otherwise each process that needs one starts its own.

use std::env;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use schema::db::{Db, Store, migrate};

/// Variable that names the socket directory of the cluster of this run; empty: no server is installed.
const VARIABLE: &str = "ANAGRAFE_TEST_PG";

/// Any number that nobody else locks in the throw-away cluster.
const TEMPLATE_LOCK: i64 = 1;

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    socket: String,
}

/// The cluster of this test run; `None` (said on standard error) where no server is installed, which in CI is a failure.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER
        .get_or_init(|| match env::var(VARIABLE) {
            Ok(socket) => Cluster::at(socket),
            Err(_) => Cluster::start(""),
        })
        .as_ref()
}

impl Cluster {
    fn at(socket: String) -> Option<Self> {
        if socket.is_empty() {
            assert!(
                env::var_os("CI").is_none(),
                "no PostgreSQL server is installed: in CI the tests on PostgreSQL may not be skipped"
            );
            eprintln!("SKIPPED: no PostgreSQL server is installed");
            return None;
        }
        Some(Self { socket })
    }

    /// Starts a cluster that ends with this process, with further lines for `postgresql.conf`. They may begin with
    /// `durable`: then what is committed is on disk, which tests otherwise do without.
    pub fn start(settings: &str) -> Option<Self> {
        let output = Command::new("bash")
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/scripts/test-postgres.sh"
            ))
            .arg(std::process::id().to_string())
            .env("ANAGRAFE_TEST_PG_SETTINGS", settings)
            .env_remove("NEXTEST_ENV")
            .env_remove(VARIABLE)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .expect("run test-postgres.sh");
        assert!(output.status.success(), "no PostgreSQL cluster came up");
        Self::at(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Address of a database of the cluster.
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=postgres", self.socket)
    }

    fn admin(&self) -> PgConnection {
        PgConnection::establish(&self.url("postgres")).expect("reach the throw-away cluster")
    }

    /// A new database with every migration applied, copied from a template that the first caller of the run makes.
    pub fn create(&'static self, name: &str) -> Database {
        let run = env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| std::process::id().to_string());
        let template = format!("template_{}", run.replace('-', "_"));
        let mut admin = self.admin();
        diesel::sql_query("SELECT pg_advisory_lock($1)")
            .bind::<BigInt, _>(TEMPLATE_LOCK)
            .execute(&mut admin)
            .expect("lock");
        if !exists(&mut admin, &template) {
            // Renamed only when complete: a caller killed in the middle leaves no half template behind.
            admin
                .batch_execute("DROP DATABASE IF EXISTS template_unfinished")
                .and_then(|()| admin.batch_execute("CREATE DATABASE template_unfinished"))
                .expect("create the template");
            let mut conn = Db::Postgresql(
                PgConnection::establish(&self.url("template_unfinished"))
                    .expect("open the template"),
            );
            migrate(&mut conn, Store::Register).expect("migrate the register");
            migrate(&mut conn, Store::Trace).expect("migrate the trace");
            drop(conn);
            admin
                .batch_execute(&format!(
                    "ALTER DATABASE template_unfinished RENAME TO {template}"
                ))
                .expect("name the template");
        }
        diesel::sql_query("SELECT pg_advisory_unlock($1)")
            .bind::<BigInt, _>(TEMPLATE_LOCK)
            .execute(&mut admin)
            .expect("unlock");
        admin
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .expect("create a database");
        Database {
            cluster: self,
            name: name.to_owned(),
        }
    }

    /// A new database without any table.
    pub fn create_empty(&'static self, name: &str) -> Database {
        self.admin()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("create a database");
        Database {
            cluster: self,
            name: name.to_owned(),
        }
    }
}

fn exists(admin: &mut PgConnection, database: &str) -> bool {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    diesel::sql_query("SELECT count(*) AS count FROM pg_database WHERE datname = $1")
        .bind::<Text, _>(database)
        .get_result::<Count>(admin)
        .expect("list the databases")
        .count
        > 0
}

/// A database that is dropped with this value.
#[derive(Debug)]
pub struct Database {
    cluster: &'static Cluster,
    name: String,
}

impl Database {
    /// Its address.
    pub fn url(&self) -> String {
        self.cluster.url(&self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A failure is no failure of the test: the whole cluster goes with the run.
        if let Ok(mut admin) = PgConnection::establish(&self.cluster.url("postgres")) {
            let _ = admin.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}
