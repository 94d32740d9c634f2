//! The seal on what public security asks, from the making of its keys to the opening, by the program itself.

use diesel::prelude::*;
use schema::codes::{Role, ValidationMode};
use schema::tables::{AuditRow, app_user, audit};
use serde_json::Value;
use tests::process::Site;
use tests::{TestServer, on_both};

use super::log_commands::{PROGRAM, alone, json_of, text};
use super::support::{CF, address, lac, lac_path, question, send};
use super::validation_pages::{FIUMALBO, PURPOSE, clerk};

on_both! {
    fn sealed_by_two_and_opened_by_two(store: &TestStore) {
        let site = Site::new(PROGRAM, store);
        let directory = store.directory();
        for name in ["a.key", "b.key", "c.key"] {
            let made = alone(directory, &["log", "seal-keygen", name]);
            assert!(made.status.success(), "{}", text(&made));
            // A key is never written over another.
            let again = alone(directory, &["log", "seal-keygen", name]);
            assert!(!again.status.success() && text(&again).contains("non posso creare"), "{}", text(&again));
        }
        let server = TestServer::start_configured(store, |config| {
            config.trace.seal.first_key = directory.join("a.key.pub");
            config.trace.seal.second_key = directory.join("b.key.pub");
        });
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut police = clerk(store, &server, "questura", ValidationMode::None);
        tests::directory::write(&mut store.conn(), |conn| {
            diesel::update(app_user::table.filter(app_user::username.eq("questura")))
                .set(app_user::role.eq(Role::StandardPs.code()))
                .execute(conn)
        })
        .unwrap();
        store.clock.advance(chrono::Duration::seconds(10));
        let mut asked = question(CF, &address("viale J.F. Kennedy", "144/A"));
        asked["finalita"] = PURPOSE.into();
        asked["riferimentoPratica"] = "riservata 1".into();
        let answer = police.json("POST", "/v1/verifiche", &asked);
        assert_eq!(answer.status, 200, "{}", answer.json());

        // In the store there is nothing to be read.
        let sealed: Vec<AuditRow> = audit::table
            .filter(audit::role.eq(Role::StandardPs.code()))
            .select(AuditRow::as_select())
            .load(&mut store.trace_conn())
            .unwrap();
        let answered = sealed.iter().find(|row| row.act == "RISPOSTA").unwrap();
        assert_eq!((answered.user_id, answered.subject.as_str(), answered.case_reference.as_str()), (0, "", ""));
        assert!(!answered.sealed.is_empty());

        let place = |name: &str| directory.join(name).display().to_string();
        let open = |keys: &[&str], more: &[&str]| {
            let mut arguments = vec!["log".to_owned(), "open".to_owned(), "--json".to_owned()];
            for key in keys {
                arguments.extend(["--key".to_owned(), place(key)]);
            }
            arguments.extend(more.iter().map(|&one| one.to_owned()));
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            site.run(&arguments)
        };
        let opened = open(&["a.key", "b.key"], &[]);
        assert!(opened.status.success(), "{}", text(&opened));
        let opened = json_of(&opened);
        assert_eq!(opened["unopened"], 0, "{opened}");
        let records = opened["records"].as_array().unwrap();
        let of_check = |record: &&Value| record["act"] == "RISPOSTA";
        let record = records.iter().find(of_check).unwrap();
        assert_eq!((&record["subject"], &record["case"], &record["purpose"]), (&CF.into(), &"riservata 1".into(), &PURPOSE.into()));
        assert_eq!(record["outcome"], "residenza=S");
        // About somebody else there is nothing; one key, or another, opens nothing.
        std::fs::write(directory.join("persona.txt"), "RSSMRA80A01H501U\n").unwrap();
        let person = place("persona.txt");
        let other = json_of(&open(&["a.key", "b.key"], &["--person-file", &person]));
        assert_eq!(other["records"], serde_json::json!([]));
        assert!(!open(&["a.key"], &[]).status.success());
        let wrong = open(&["a.key", "c.key"], &[]);
        let shown = text(&wrong);
        assert!(!shown.contains(CF) && !shown.contains("riservata"), "{shown}");
        if wrong.status.success() {
            assert_eq!(json_of(&wrong)["records"], serde_json::json!([]));
        }
        // Each opening is an act of its own, which says nothing about whom.
        let openings: Vec<AuditRow> = audit::table
            .filter(audit::service.eq("SIGILLI"))
            .select(AuditRow::as_select())
            .load(&mut store.trace_conn())
            .unwrap();
        assert!(openings.len() >= 2);
        assert!(openings.iter().all(|row| row.subject.is_empty() && row.person_id == 0));
        assert!(site.run(&["log", "verify"]).status.success());
    }
}
