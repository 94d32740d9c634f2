//! No change without a trace, and no trace of a secret.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use hub::administration::{AdminError, EntityInput};
use schema::tables::{directory_version, entity};
use tests::{TestStore, on_both};

use super::support::*;

fn inps() -> EntityInput {
    EntityInput {
        name: "INPS".to_owned(),
        kind: "AGENZIA".to_owned(),
        comune: String::new(),
    }
}

fn entities(store: &TestStore) -> i64 {
    entity::table
        .count()
        .get_result(&mut store.conn())
        .expect("count")
}

fn version(store: &TestStore) -> i64 {
    directory_version::table
        .find(1)
        .select(directory_version::version)
        .first(&mut store.conn())
        .expect("the version")
}

/// From now on whatever changes `entity` cannot be committed.
fn break_commits(store: &TestStore) {
    let common = "CREATE TABLE empty_table (id BIGINT PRIMARY KEY);
        CREATE TABLE promise (id BIGINT REFERENCES empty_table (id) DEFERRABLE INITIALLY DEFERRED);";
    let trigger = if store.is_sqlite() {
        "CREATE TRIGGER promises AFTER INSERT ON entity BEGIN INSERT INTO promise VALUES (1); END;"
    } else {
        "CREATE FUNCTION promises() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO promise VALUES (1); RETURN NEW; END $$;
         CREATE TRIGGER promises AFTER INSERT ON entity FOR EACH ROW EXECUTE FUNCTION promises();"
    };
    store
        .conn()
        .batch_execute(&format!("{common}{trigger}"))
        .expect("break commits");
}

on_both! {
    fn an_act_says_who_did_what_from_where_and_never_the_values(store: &TestStore) {
        let world = World::new(store);
        let id = world.standard_modena.user_id;
        let revision = world.user_revision(id);
        world.admin.edit_user(&world.admin_modena, id, &revision, &person("Segretissimi")).unwrap();
        let last = trace(store).pop().unwrap();
        let admin = &world.admin_modena;
        assert_eq!(
            (last.act.as_str(), last.service.as_str(), last.outcome.as_str(), last.subject),
            ("AMMINISTRAZIONE", "UTENTI", "MODIFICATO", format!("utente:{id}"))
        );
        assert_eq!((last.user_id, last.office_id, last.entity_id), (admin.user_id, admin.office_id, world.ausl));
        assert_eq!((last.role.as_str(), last.comune.as_str()), ("ADMIN", MODENA));
        assert_eq!((last.fields.as_str(), last.workstation.as_str()), ("cognome", "Sportello 1"));
        assert_eq!(last.request_id, admin.request_id);
        assert!(!format!("{:?}", trace(store)).contains("Segretissimi"));
    }

    fn a_refusal_is_recorded_and_changes_nothing(store: &TestStore) {
        let world = World::new(store);
        let before = version(store);
        let id = world.standard_carpi.user_id;
        assert_eq!(told(world.admin.edit_user(&world.admin_modena, id, "", &person("X"))), "inesistente");
        assert_eq!(told(world.admin.create_entity(&world.top_modena, &inps())), "no");
        let rows = trace(store);
        let told: Vec<_> = rows[rows.len() - 2..]
            .iter()
            .map(|row| (row.act.as_str(), row.subject.clone(), row.outcome.as_str()))
            .collect();
        assert_eq!(told, [
            ("RIFIUTO", format!("utente:{id}"), "NON_TROVATO"),
            ("RIFIUTO", "ente".to_owned(), "FUNZIONE_NON_CONCESSA"),
        ]);
        assert_eq!(version(store), before);
    }

    fn without_the_trace_nothing_changes(store: &TestStore) {
        let world = World::new(store);
        let (before, count) = (version(store), entities(store));
        world.recorder.shutdown();
        let outcome = world.admin.create_entity(&world.operator, &inps());
        assert!(matches!(outcome, Err(AdminError::Trace(_))), "{outcome:?}");
        assert_eq!((version(store), entities(store)), (before, count));
    }

    fn a_change_that_cannot_be_committed_is_annulled_in_the_trace(store: &TestStore) {
        let world = World::new(store);
        let (before, count) = (version(store), entities(store));
        break_commits(store);
        let outcome = world.admin.create_entity(&world.operator, &inps());
        assert!(matches!(outcome, Err(AdminError::Database(_))), "{outcome:?}");
        assert_eq!((version(store), entities(store)), (before, count));
        let rows = trace(store);
        let told: Vec<_> = rows[rows.len() - 2..]
            .iter()
            .map(|row| (row.subject.as_str(), row.outcome.as_str()))
            .collect();
        assert_eq!(told, [("ente:5", "REGISTRATO"), ("ente:5", "ANNULLATO")]);
    }

    fn every_change_raises_the_version_that_nodes_look_at(store: &TestStore) {
        let world = World::new(store);
        let before = version(store);
        world.admin.create_entity(&world.operator, &inps()).unwrap();
        assert_eq!(version(store), before + 1);
        assert_eq!(told(world.admin.create_entity(&world.operator, &inps())), "nome=GIA_PRESENTE");
        assert_eq!(version(store), before + 1);
    }

    /// Two nodes at once: neither takes the other's id or name.
    fn changes_of_two_nodes_wait_for_each_other(store: &TestStore) {
        let world = World::new(store);
        let (other, _recorder) = administration(store);
        let outcomes: Vec<String> = std::thread::scope(|scope| {
            let run = |admin| {
                let world = &world;
                scope.spawn(move || {
                    let admin: &hub::administration::Administration = admin;
                    (0..10)
                        .map(|number| {
                            let input = EntityInput { name: format!("Ente {number}"), ..inps() };
                            told(admin.create_entity(&world.operator, &input))
                        })
                        .collect::<Vec<_>>()
                })
            };
            let both = [run(&world.admin), run(&other)];
            both.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let created = outcomes.iter().filter(|told| *told == "sì").count();
        let refused = outcomes.iter().filter(|told| *told == "nome=GIA_PRESENTE").count();
        assert_eq!((created, refused), (10, 10), "{outcomes:?}");
    }
}
