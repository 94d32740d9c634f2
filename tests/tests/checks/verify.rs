//! `log verify` finds whatever was done to the trace, and says where.

use std::cell::RefCell;
use std::sync::mpsc::channel;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error;
use hub::audit::export::export;
use hub::audit::keys::SigningKey;
use hub::audit::note::{KeyUse, cosign, note_key};
use hub::audit::retention::{Expired, Terms, run_due};
use hub::audit::verify::{DatabaseSource, DirectorySource, Finding, Keys, Report, verify_log};
use hub::audit::{Entry, Log, LogError, LogKeys, Recorder, RecorderOptions, commitment};
use schema::clock::Clock;
use schema::codes::ActKind;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AuditRow, audit, audit_leaf};
use tests::{TestStore, on_both};

const ORIGIN: &str = "hub.example/v1/registro";

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32]).unwrap()
}

pub fn keys() -> Keys {
    Keys {
        log: vec![note_key(ORIGIN, &key(1), KeyUse::Note)],
        witnesses: vec![note_key("comune.example", &key(2), KeyUse::Cosignature)],
    }
}

pub fn log(store: &TestStore) -> Log {
    let keys = LogKeys {
        origin: ORIGIN.to_owned(),
        signer: key(1),
        previous: Vec::new(),
        witnesses: keys().witnesses,
    };
    Log::new(store.trace.clone(), store.clock.clone(), keys)
}

pub fn write(store: &TestStore, count: usize, service: &str) {
    let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap();
    let at = store.clock.now().naive_utc();
    let rows = (0..count)
        .map(|n| {
            Entry::new(ActKind::Answer, service, at)
                .request("r-1")
                .entity(1)
                .key(2)
                .agreement(3)
                .comune("036023")
                .purpose("Controllo", "1/2026")
                .about(format!("RSSMRA70A01F{n:03}L"), n as i64)
                .fields("residenza.comune")
                .workstation("sportello 1")
                .read_at(Day(2026_11_20), 9)
                .declared("00ff")
                .outcome("residenza=S")
                .into_row()
        })
        .collect();
    let (tell, told) = channel();
    recorder
        .submit_waiting(rows, move |written| tell.send(written).unwrap())
        .unwrap();
    told.recv().unwrap().unwrap();
}

/// 700 records: two tiles and a part of a third; checkpoints of 301, 601 and 701 leaves, the second cosigned.
fn prepare(store: &TestStore) {
    let log = log(store);
    for count in [300, 300, 100] {
        write(store, count, "VERIFICA");
        store.clock.advance(chrono::Duration::seconds(1));
        let mut note = log.checkpoint().unwrap().note;
        if note.text.contains("\n601\n") {
            note.signatures = vec![cosign(&note.text, "comune.example", &key(2), 5)];
            log.accept(&note.to_string()).unwrap();
        }
    }
}

pub fn report(conn: &mut Db) -> Report {
    verify_log(&mut DatabaseSource(conn), &keys(), &|_, _| {}).unwrap()
}

/// What is found after that was done; afterwards it is taken back.
fn after(store: &TestStore, tamper: impl FnOnce(&mut Db)) -> Vec<Finding> {
    let found = RefCell::new(Vec::new());
    let mut conn = store.trace_conn();
    let outcome = conn.transaction::<(), _, _>(|conn| {
        tamper(conn);
        *found.borrow_mut() = report(conn).findings;
        Err(Error::RollbackTransaction)
    });
    assert_eq!(outcome, Err(Error::RollbackTransaction));
    assert!(report(&mut conn).is_good(), "taken back");
    found.into_inner()
}

fn sql(statement: &str) -> impl FnOnce(&mut Db) + use<> {
    let statement = statement.to_owned();
    move |conn| conn.batch_execute(&statement).unwrap()
}

/// Replaces a record together with its commitment, as somebody would who knows how it is made.
fn replace(conn: &mut Db, seq: i64) {
    let mut row: AuditRow = audit::table
        .find(seq)
        .select(AuditRow::as_select())
        .first(conn)
        .unwrap();
    "VRDLGI80A01F257X".clone_into(&mut row.subject);
    diesel::update(audit::table.find(seq))
        .set(audit::subject.eq(&row.subject))
        .execute(conn)
        .unwrap();
    let data = commitment(&row).unwrap();
    diesel::update(audit_leaf::table.find(seq))
        .set(audit_leaf::commitment.eq(data.to_vec()))
        .execute(conn)
        .unwrap();
}

on_both! {
    fn an_untouched_log_is_good(store: &TestStore) {
        assert!(report(&mut store.trace_conn()).is_good(), "empty");
        prepare(store);
        let report = report(&mut store.trace_conn());
        assert_eq!(report.findings, []);
        assert_eq!((report.records, report.size, report.checkpoints, report.cosignatures), (700, 701, 3, 1));
    }

    fn a_change_in_any_column_is_found(store: &TestStore) {
        prepare(store);
        let texts = ["request_id", "act", "service", "role", "comune", "purpose", "case_reference", "subject", "fields",
            "workstation", "outcome", "declared", "salt", "sealed"];
        let numbers = ["entity_id", "office_id", "user_id", "key_id", "agreement_id", "person_id", "reference_day", "known_at"];
        // In the first tile, and in the last, which is not complete.
        for seq in [5, 690] {
            for column in texts {
                let change = format!("UPDATE audit SET {column} = {column} || 'x' WHERE seq = {seq}");
                assert_eq!(after(store, sql(&change)), [Finding::Changed { seq }], "{column}");
            }
            for column in numbers {
                let change = format!("UPDATE audit SET {column} = {column} + 1 WHERE seq = {seq}");
                assert_eq!(after(store, sql(&change)), [Finding::Changed { seq }], "{column}");
            }
            let change = format!("UPDATE audit SET at = '2026-11-21 12:00:09.5' WHERE seq = {seq}");
            assert_eq!(after(store, sql(&change)), [Finding::Changed { seq }]);
            let case = format!("UPDATE audit SET subject = lower(subject), salt = upper(salt) WHERE seq = {seq}");
            assert_eq!(after(store, sql(&case)), [Finding::Changed { seq }]);
        }
        if store.is_sqlite() {
            for other in ["at = '2026-11-21T12:00:00'", "at = 'x'", "office_id = 'x'", "subject = x'41'", "role = x''"] {
                let change = format!("UPDATE audit SET {other} WHERE seq = 5");
                assert_eq!(after(store, sql(&change)), [Finding::Unreadable { seq: 5 }], "{other}");
            }
        }
    }

    fn records_removed_swapped_and_added_are_found(store: &TestStore) {
        prepare(store);
        let removed = |from, to| vec![Finding::Removed { from, to }];
        assert_eq!(after(store, sql("DELETE FROM audit WHERE seq = 7")), removed(7, 7));
        assert_eq!(after(store, sql("DELETE FROM audit WHERE seq BETWEEN 250 AND 260")), removed(250, 260));
        let whole = "DELETE FROM audit WHERE seq = 7; DELETE FROM audit_leaf WHERE seq = 7;";
        assert_eq!(after(store, sql(whole)), removed(7, 7));
        let swap = "UPDATE audit SET seq = -1 WHERE seq = 7; UPDATE audit SET seq = 7 WHERE seq = 690; UPDATE audit SET seq = 690 WHERE seq = -1;";
        assert_eq!(after(store, sql(swap)), [Finding::Moved { seq: 7, from: 690 }, Finding::Moved { seq: 690, from: 7 }]);
        let moved = "DELETE FROM audit WHERE seq = 7; UPDATE audit SET seq = 7 WHERE seq = 8;";
        assert_eq!(after(store, sql(moved)), [Finding::Moved { seq: 7, from: 8 }, Finding::Removed { from: 8, to: 8 }]);
        let added = "INSERT INTO audit SELECT 701, at, request_id, act, service, entity_id, office_id, user_id, key_id, role, agreement_id,
            comune, purpose, case_reference, subject, person_id, fields, workstation, reference_day, known_at, outcome, declared, salt, sealed
            FROM audit WHERE seq = 5";
        assert_eq!(after(store, sql(added)), [Finding::Added { from: 701, to: 701 }]);
    }

    fn a_log_set_back_is_found(store: &TestStore) {
        prepare(store);
        let tail = "DELETE FROM audit WHERE seq > 500; DELETE FROM audit_leaf WHERE seq > 500;
            DELETE FROM audit_node WHERE idx > 0; UPDATE audit_head SET last = 500;";
        let found = after(store, sql(tail));
        assert_eq!(found, [Finding::RolledBack { last: 500, signed: 601 }, Finding::RolledBack { last: 500, signed: 701 }]);
        // And the log itself signs nothing more.
        store.trace_conn().batch_execute(tail).unwrap();
        assert!(matches!(log(store).checkpoint(), Err(LogError::Contradicted(701))));
    }

    fn changes_to_the_tree_itself_are_found(store: &TestStore) {
        prepare(store);
        let leaf = |seq: i64| move |conn: &mut Db| {
            diesel::update(audit_leaf::table.find(seq)).set(audit_leaf::commitment.eq(vec![7; 32])).execute(conn).unwrap();
        };
        assert_eq!(after(store, leaf(5)), [Finding::Commitment { seq: 5 }]);
        assert_eq!(after(store, sql("DELETE FROM audit_leaf WHERE seq = 5")), [Finding::Commitment { seq: 5 }]);
        let tile = |level, index, from, to| vec![Finding::Tile { level, index, from, to }];
        let node = |conn: &mut Db| {
            use schema::tables::audit_node;
            diesel::update(audit_node::table.find((1, 1))).set(audit_node::hash.eq(vec![7; 32])).execute(conn).unwrap();
        };
        assert_eq!(after(store, node), tile(1, 1, 256, 511));
        assert_eq!(after(store, sql("DELETE FROM audit_node WHERE idx = 1")), tile(1, 1, 256, 511));
        assert_eq!(after(store, sql("UPDATE audit_node SET idx = 9 WHERE idx = 1")),
            [tile(1, 1, 256, 511), vec![Finding::StrayTile { level: 1, index: 9 }]].concat());
    }

    /// Whoever replaces a record and all that follows from it in the store is still given away by what was signed.
    fn a_record_replaced_with_its_commitment_is_found(store: &TestStore) {
        prepare(store);
        let found = after(store, |conn| replace(conn, 260));
        assert_eq!(found, [Finding::Root { size: 301 }, Finding::Replaced { from: 256, to: 300 }]);
        let found = after(store, |conn| replace(conn, 400));
        assert_eq!(found, [Finding::Root { size: 601 }, Finding::Replaced { from: 301, to: 511 }]);
        // A checkpoint made worthless does not clear the tree.
        let found = after(store, |conn| {
            replace(conn, 400);
            sql("UPDATE audit_checkpoint SET note = 'x' WHERE size = 601")(conn);
        });
        assert_eq!(found, [Finding::BadCheckpoint { size: 601 }, Finding::Root { size: 701 }, Finding::Replaced { from: 301, to: 511 }]);
        let found = after(store, |conn| replace(conn, 650));
        assert_eq!(found, [Finding::Root { size: 701 }, Finding::Replaced { from: 601, to: 700 }]);
        let found = after(store, |conn| {
            use hub::audit::tree::{fold, leaf, leaves};
            use schema::tables::audit_node;
            replace(conn, 400);
            let hashes: Vec<_> = leaves(conn, 256, 512).unwrap().iter().map(|data| leaf(data)).collect();
            diesel::update(audit_node::table.find((1, 1))).set(audit_node::hash.eq(fold(&hashes).to_vec())).execute(conn).unwrap();
        });
        assert_eq!(found, [Finding::Root { size: 601 }, Finding::Replaced { from: 301, to: 600 }]);
    }

    fn forged_signatures_are_found(store: &TestStore) {
        prepare(store);
        let note = |size: i64, change: &'static str| format!("UPDATE audit_checkpoint SET note = {change} WHERE size = {size}");
        assert_eq!(after(store, sql(&note(601, "replace(note, '601', '602')"))), [Finding::BadCheckpoint { size: 601 }]);
        assert_eq!(after(store, sql(&note(601, "'x'"))), [Finding::BadCheckpoint { size: 601 }]);
        let other = after(store, sql(&note(601, "replace(note, 'hub.example', 'hub.exemple')")));
        assert_eq!(other, [Finding::CheckpointKey { size: 601 }]);
        let mixed = "UPDATE audit_checkpoint SET note = (SELECT substr(a.note, 1, 77) || substr(b.note, 78) FROM audit_checkpoint a, audit_checkpoint b WHERE a.size = 601 AND b.size = 701) WHERE size = 601";
        let found = after(store, sql(mixed));
        assert!(matches!(found[..], [Finding::CheckpointForged { size: 601 }]), "{found:?}");
        let line = "UPDATE audit_cosignature SET line = replace(line, '=', 'A')";
        assert_eq!(after(store, sql(line)), [Finding::Cosignature { size: 601, witness: "comune.example".to_owned() }]);
    }

    fn a_lawful_expiry_is_told_from_a_deletion(store: &TestStore) {
        prepare(store);
        write(store, 30, "VERIFICA_MASSIVA");
        store.clock.advance(chrono::Duration::days(40));
        write(store, 20, "VERIFICA");
        let terms = Terms { acts: vec![(ActKind::Answer, 30)], services: vec![("VERIFICA_MASSIVA".to_owned(), 0)] };
        let run = |terms: &Terms| run_due(&store.trace, store.clock.as_ref(), store.entropy.as_ref(), terms).unwrap();
        assert_eq!(run(&Terms::default()), Expired::default(), "nothing is configured");
        assert_eq!(run(&terms), Expired { records: 700, acts: 1 });
        assert_eq!(run(&terms), Expired::default(), "no more is due");
        let report = report(&mut store.trace_conn());
        assert_eq!(report.findings, []);
        // The stream's rows, the new ones, and the act.
        assert_eq!((report.records, report.expired, report.checkpoints), (51, 700, 3));
        let act: AuditRow = audit::table.order(audit::seq.desc()).select(AuditRow::as_select()).first(&mut store.trace_conn()).unwrap();
        assert_eq!((act.act.as_str(), act.outcome.as_str()), ("CONSERVAZIONE", "SCADUTE=700"));
        assert_eq!(log(store).checkpoint().unwrap().checkpoint.size, 752, "the tree goes on");

        // A deletion dressed up as an expiry, an expiry undone, the act itself gone.
        let disguised = format!("DELETE FROM audit WHERE seq = 740; INSERT INTO audit_expired VALUES (740, {});", act.seq);
        assert_eq!(after(store, sql(&disguised)), [Finding::Expiry { act: act.seq, from: 1, to: 740 }]);
        assert_eq!(after(store, sql("DELETE FROM audit_expired WHERE seq = 3")),
            [Finding::Removed { from: 3, to: 3 }, Finding::Expiry { act: act.seq, from: 1, to: 700 }]);
        let gone = format!("DELETE FROM audit WHERE seq = {}", act.seq);
        assert_eq!(after(store, sql(&gone)),
            [Finding::Removed { from: act.seq, to: act.seq }, Finding::Expiry { act: act.seq, from: 1, to: 700 }]);
        let other = format!("UPDATE audit SET outcome = 'SCADUTE=699' WHERE seq = {}", act.seq);
        assert_eq!(after(store, sql(&other)),
            [Finding::Changed { seq: act.seq }, Finding::Expiry { act: act.seq, from: 1, to: 700 }]);
    }

    /// What was exported says the same as the store, and is found out in the same way.
    fn an_exported_log_is_verified_without_the_store(store: &TestStore) {
        prepare(store);
        store.clock.advance(chrono::Duration::days(40));
        write(store, 20, "VERIFICA");
        let terms = Terms { acts: vec![(ActKind::Answer, 30)], services: Vec::new() };
        run_due(&store.trace, store.clock.as_ref(), store.entropy.as_ref(), &terms).unwrap();
        let directory = store.directory().join("copy");
        let mut conn = store.trace_conn();
        export(&mut DatabaseSource(&mut conn), &keys(), &directory, &|_, _| {}).unwrap();
        let judge = || verify_log(&mut DirectorySource::open(&directory).unwrap(), &keys(), &|_, _| {}).unwrap();
        assert_eq!(judge(), report(&mut conn));

        let records = directory.join("records.ndjson");
        let text = std::fs::read_to_string(&records).unwrap();
        std::fs::write(&records, text.replacen("RSSMRA70A01F005L", "RSSMRA70A01F905L", 1)).unwrap();
        assert_eq!(judge().findings, [Finding::Changed { seq: 706 }]);
        let without: Vec<&str> = text.lines().filter(|line| !line.contains("\"number\":710,")).collect();
        std::fs::write(&records, without.join("\n")).unwrap();
        assert_eq!(judge().findings, [Finding::Removed { from: 710, to: 710 }]);
        std::fs::write(&records, &text).unwrap();
        let bundle = directory.join("tile/entries/002.p/210");
        let mut bytes = std::fs::read(&bundle).unwrap();
        bytes[34 * 200 + 5] ^= 1;
        std::fs::write(&bundle, bytes).unwrap();
        assert!(!judge().is_good());
    }
}

/// The salt of another hub's chance, the same record: two logs have nothing in common.
#[test]
fn records_cannot_be_guessed_from_the_tree() {
    let (one, other) = (TestStore::sqlite(), TestStore::sqlite());
    for store in [&one, &other] {
        write(store, 1, "VERIFICA");
    }
    let data = |store: &TestStore| -> Vec<u8> {
        audit_leaf::table
            .find(1)
            .select(audit_leaf::commitment)
            .first(&mut store.trace_conn())
            .unwrap()
    };
    assert_ne!(data(&one), data(&other));
}
