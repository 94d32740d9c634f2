//! Migrations: alike on both databases, reversible, safe to run from several nodes, and never backwards.

use std::thread;

use diesel::connection::SimpleConnection;
use schema::db::{MigrateError, Store, migrate, migration_names, open_pool, revert};
use tests::store::database_name;
use tests::{catalog, on_both, pg};

const STORES: [Store; 2] = [Store::Register, Store::Trace];

#[test]
fn both_databases_have_migrations_of_the_same_names() {
    for store in STORES {
        let (sqlite, postgres) = migration_names(store).unwrap();
        assert!(!sqlite.is_empty());
        assert_eq!(sqlite, postgres, "{store:?}");
        assert!(sqlite.is_sorted(), "{sqlite:?}");
    }
}

on_both! {
    fn down_and_up_again_leaves_the_same_schema(store: &TestStore) {
        for (which, pool) in STORES.into_iter().zip([&store.register, &store.trace]) {
            let mut conn = pool.get().unwrap();
            let before = catalog::dump(&mut conn);
            assert!(!before.is_empty());
            let (names, _) = migration_names(which).unwrap();

            let reverted = revert(&mut conn, which).unwrap();
            assert_eq!(reverted.len(), names.len());
            let left = catalog::tables(&mut conn);
            // On PostgreSQL both stores are in one database: the other one's tables stay.
            assert!(left.keys().all(|table| table.starts_with("audit") == (which == Store::Register)), "{left:?}");
            assert!(!store.is_sqlite() || left.is_empty(), "{left:?}");

            assert_eq!(migrate(&mut conn, which).unwrap().len(), names.len());
            assert_eq!(catalog::dump(&mut conn), before);
            assert!(migrate(&mut conn, which).unwrap().is_empty());
        }
    }

    fn a_newer_database_is_refused(store: &TestStore) {
        let mut conn = store.conn();
        // The last one shares its beginning with a migration that the program knows.
        for version in ["20991231000001", "2026112100000"] {
            conn.batch_execute(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')")).unwrap();
            for which in STORES {
                let error = migrate(&mut conn, which).unwrap_err();
                assert!(matches!(&error, MigrateError::Newer(found) if found == version), "{error}");
            }
            conn.batch_execute(&format!("DELETE FROM __diesel_schema_migrations WHERE version = '{version}'")).unwrap();
        }
        migrate(&mut conn, Store::Register).unwrap();
    }
}

/// Several nodes, or several processes on one file, that start at the same moment.
fn many_at_once(url: &str) {
    let applied: usize = thread::scope(|scope| {
        let nodes: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let pool = open_pool(url, 1).unwrap();
                    let mut conn = pool.get().unwrap();
                    migrate(&mut conn, Store::Register).unwrap().len()
                })
            })
            .collect();
        nodes
            .into_iter()
            .map(|node| node.join().unwrap())
            .sum::<usize>()
    });
    let (names, _) = migration_names(Store::Register).unwrap();
    assert_eq!(applied, names.len(), "applied once in all");
}

#[test]
fn several_nodes_may_migrate_at_once_sqlite() {
    let directory = tempfile::TempDir::new().unwrap();
    many_at_once(&format!(
        "sqlite:{}",
        directory.path().join("register.db").display()
    ));
}

#[test]
fn several_nodes_may_migrate_at_once_postgres() {
    if let Some(cluster) = pg::cluster() {
        let database = cluster.create_empty(&database_name());
        many_at_once(&database.url());
    }
}
