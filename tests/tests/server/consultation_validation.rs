//! Consultations that wait for a Comune, over HTTPS: who asks, who decides, and what is answered.

use chrono::Duration;
use diesel::prelude::*;
use hub::validation::Verdict;
use schema::codes::ValidationMode;
use schema::tables::{agreement, agreement_grant, validation_part};
use serde_json::{Value, json};
use tests::on_both;
use tests::store::TODAY;

use super::consulting::*;
use super::support::{CF, text};

on_both! {
    fn it_waits_is_approved_and_is_opened_by_its_number(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        let asked = province.ask(FAMILY, &about(CF));
        assert_eq!((&asked["servizio"], &asked["stato"]), (&json!("CONSULTAZIONE"), &json!("IN_ATTESA")));
        let [rest, waiting] = asked["parti"].as_array().unwrap().as_slice() else { panic!("{asked}") };
        // Modena asks for no validation, and does not know her.
        assert_eq!((&rest["stato"], &rest["consultazione"]["esito"]), (&json!("IMMEDIATA"), &json!("NON_TROVATA")), "{asked}");
        assert_eq!((&waiting["comune"], &waiting["nome"], &waiting["stato"]), (&json!(FIUMALBO), &json!("Fiumalbo"), &json!("IN_ATTESA")));
        assert!(waiting.get("consultazione").is_none() && asked.get("consultazione").is_none() && asked.get("consultazioni").is_none());

        assert!(province.queue(MODENA).is_empty());
        let queued = province.item(FIUMALBO);
        assert_eq!((&queued["ente"], &queued["riferimentoPratica"]), (&json!("Ente di prova"), &json!("2026/1")));
        assert_eq!(queued["richiesta"]["soggetto"][0], json!({ "etichetta": "Codice fiscale", "valore": CF }));
        let said = &queued["richiesta"]["dichiarazioni"][0];
        assert_eq!(said["titolo"], "Consultazione: Scheda di famiglia");
        let fields = said["dati"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(fields["etichetta"], "Campi che si vedranno");
        assert!(fields["valore"].as_str().unwrap().contains("Parentela"), "{fields}");

        store.clock.advance(Duration::days(3));
        province.decide(FIUMALBO, Verdict::Approve, "");
        let done = province.read(&asked);
        assert_eq!(done["stato"], "CONCLUSA", "{done}");
        let made = &done["parti"][1]["consultazione"];
        assert_eq!((&made["tipo"], &made["esito"]), (&json!(FAMILY), &json!("MOSTRATA")), "{done}");
        assert_eq!(done["parti"][1]["indiceRegistro"], made["numero"]);
        assert_eq!(done["consultazioni"], json!([done["parti"][0]["consultazione"], made]));

        // A day later still: nobody sat there when the Comune decided.
        store.clock.advance(Duration::days(1));
        let sheet = province.open(&made["numero"]);
        assert_eq!(sheet.status, 200, "{}", text(&sheet));
        let sheet = sheet.json();
        assert_eq!((&sheet["numero"], &sheet["schede"][0]["scheda"]["numero"]), (&made["numero"], &json!("5002")));
        // Today is the day of the asking.
        assert_eq!(sheet["dataRiferimento"], asked["dataRiferimento"]);
        assert_eq!(sheet["dataRiferimento"], TODAY.iso());
        let receipt = province.agency.get(&format!("/v1/ricevute/{}", made["numero"])).unwrap();
        assert_eq!(receipt.json()["ricevuta"], sheet["ricevuta"], "{}", text(&receipt));
        let paper = province.agency.get(&format!("/v1/consultazioni/{}/pdf", made["numero"])).unwrap();
        assert_eq!((paper.status, paper.header("content-type")), (200, Some("application/pdf")));

        let rows = records(store, &asked);
        let acts: Vec<&str> = rows.iter().map(|row| row.act.as_str()).collect();
        assert_eq!(acts, ["VALIDAZIONE", "RISPOSTA", "VALIDAZIONE", "RISPOSTA"]);
        assert_eq!((rows[3].comune.as_str(), rows[3].outcome.as_str()), (FIUMALBO, "SCHEDA_FAMIGLIA=MOSTRATA"));
        assert!(rows[3].person_id > 0 && rows[3].agreement_id > 0 && rows[3].agreement_id == rows[2].agreement_id);
        assert_eq!((rows[3].user_id, rows[3].key_id), (rows[0].user_id, rows[0].key_id));
        assert!(rows[3].fields.contains("SCHEDA_FAMIGLIA.parentela"));
        assert_eq!(answers(store, &asked), 2);
        // No sheet lies among the requests: who she is is said by nothing but what was asked.
        let kept = kept(store);
        assert!(kept.contains(CF) && !kept.contains("COSSIGA"), "{kept}");
    }

    /// She lives where nobody validates: her sheet is there at once, while the other Comune decides.
    fn one_comune_at_once_and_one_later(store: &TestStore) {
        let province = province(store, MODENA, ValidationMode::Manual, 0);
        let asked = province.ask(FAMILY, &with(about(CF), "dataRiferimento", json!("2023-01-01")));
        let sheet = asked["consultazione"].clone();
        assert_eq!(sheet["esito"], "MOSTRATA", "{asked}");
        assert_eq!(sheet["schede"][0]["scheda"]["numero"], "5002");
        assert_eq!(sheet["numero"], asked["parti"][0]["consultazione"]["numero"]);
        assert_eq!(asked["parti"][1]["stato"], "IN_ATTESA");
        let again = province.open(&sheet["numero"]);
        assert_eq!(again.json(), sheet);
        province.decide(MODENA, Verdict::Approve, "");
        let done = province.read(&asked);
        assert_eq!(done["parti"][1]["consultazione"]["esito"], "NON_TROVATA", "{done}");
        // Asked of the one alone nothing waits.
        let alone = province.post(FAMILY, &with(about(CF), "comuni", json!([FIUMALBO])));
        assert_eq!(alone.status, 200, "{}", text(&alone));
        assert!(alone.json().get("daValidare").is_none());
    }

    /// What waits, for whom and until when is the same for somebody who lives there and for nobody at all; so is what its
    /// officers are shown, but for what was asked.
    fn waiting_says_nothing_about_the_person(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Silent, 6);
        let shape = |cf: &str| {
            let mut asked = province.ask(FAMILY, &about(cf));
            asked["idRichiesta"] = Value::Null;
            for own in ["notoAl", "indiceRegistro"] {
                asked["parti"][0][own] = Value::Null;
            }
            asked["parti"][0]["consultazione"]["numero"] = Value::Null;
            asked
        };
        assert_eq!(shape(CF), shape(NOBODY));
        let known = province.reference(1);
        let unknown = province.reference(987_654);
        let referred = |reference: &str| with(about(CF), "soggetto", json!({ "riferimento": reference }));
        let shape = |reference: &str| {
            let asked = province.ask(FAMILY, &referred(reference));
            (asked["parti"][1].clone(), asked["parti"][0]["stato"].clone())
        };
        assert_eq!(shape(&known), shape(&unknown));
    }

    fn discarded_silent_and_expired(store: &TestStore) {
        let manual = province(store, FIUMALBO, ValidationMode::Manual, 0);
        let discarded = manual.ask(FAMILY, &about(CF));
        manual.decide(FIUMALBO, Verdict::Discard, "Pratica già chiusa");
        let done = manual.read(&discarded);
        assert_eq!((&done["stato"], &done["parti"][1]["stato"], &done["parti"][1]["motivo"]),
            (&json!("CONCLUSA"), &json!("SCARTATA"), &json!("Pratica già chiusa")));
        assert!(done["parti"][1].get("consultazione").is_none());
        assert_eq!(answers(store, &discarded), 1);
        let expired = manual.ask(FAMILY, &about(CF));
        store.clock.advance(Duration::days(30));
        let done = manual.read(&expired);
        assert_eq!((&done["stato"], &done["parti"][1]["stato"]), (&json!("CONCLUSA"), &json!("SCADUTA")));
        agree(store, FIUMALBO, |conn, of| {
            diesel::update(agreement::table.filter(agreement::comune.eq(of)))
                .set((agreement::validation.eq(ValidationMode::Silent.code()), agreement::silence_hours.eq(2)))
                .execute(conn)
        });
        let silent = manual.ask(FAMILY, &about(CF));
        store.clock.advance(Duration::days(4));
        let done = manual.read(&silent);
        assert_eq!((&done["stato"], &done["parti"][1]["stato"]), (&json!("CONCLUSA"), &json!("SILENZIO_ASSENSO")));
        assert_eq!(manual.open(&done["parti"][1]["consultazione"]["numero"]).status, 200);
    }

    /// An address and the events of a Comune wait for that Comune, and for no other.
    fn what_is_asked_of_one_comune_waits_for_no_other(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        let bare = || without(about(CF), "soggetto");
        let home = |comune: &str| with(bare(), "indirizzo", json!({ "comune": comune, "denominazione": "viale Kennedy J.F.", "civico": 144 }));
        let period = |comune: &str| with(bare(), "periodo", json!({ "comune": comune, "dal": "2026-01-01", "al": "2026-11-21" }));
        for (kind, body) in [
            ("ABITAZIONE", &home as &dyn Fn(&str) -> Value),
            ("EVENTI", &period),
        ] {
            let elsewhere = province.post(kind, &body(MODENA));
            assert_eq!(elsewhere.status, 200, "{kind} {}", text(&elsewhere));
            assert!(elsewhere.json().get("daValidare").is_none());
            let asked = province.ask(kind, &body(FIUMALBO));
            let [part] = asked["parti"].as_array().unwrap().as_slice() else { panic!("{asked}") };
            assert_eq!((&part["comune"], &part["stato"]), (&json!(FIUMALBO), &json!("IN_ATTESA")));
            let queued = province.item(FIUMALBO);
            assert_eq!(queued["richiesta"]["soggetto"][0], json!({ "etichetta": "Comune", "valore": "Fiumalbo" }));
            province.decide(FIUMALBO, Verdict::Approve, "");
            let made = province.read(&asked)["parti"][0]["consultazione"].clone();
            assert_eq!((&made["tipo"], &made["esito"]), (&json!(kind), &json!("MOSTRATA")));
            let opened = province.open(&made["numero"]);
            assert_eq!(opened.status, 200, "{}", text(&opened));
            let key = if kind == "EVENTI" { "eventi" } else { "abitazione" };
            assert!(opened.json()[key].is_object(), "{}", text(&opened));
        }
        assert!(text(&province.post("EVENTI", &period("036001"))).contains("NON_TROVATA"));
    }

    /// A node was stopped after its record: whoever goes on finds the record, and writes no other.
    fn stopped_between_record_and_answer(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        let asked = province.ask(FAMILY, &about(CF));
        province.decide(FIUMALBO, Verdict::Approve, "");
        let (done, before) = (province.read(&asked), records(store, &asked));
        diesel::update(validation_part::table.filter(validation_part::comune.eq(FIUMALBO)))
            .set((
                validation_part::settled_at.eq(None::<chrono::NaiveDateTime>),
                validation_part::answer.eq(""),
                validation_part::trace_number.eq(0),
                validation_part::claimed_until.eq(None::<chrono::NaiveDateTime>),
            ))
            .execute(&mut *store.conn())
            .unwrap();
        let number = done["parti"][1]["consultazione"]["numero"].clone();
        // What is not settled is not opened.
        assert_eq!(province.open(&number).status, 404);
        assert_eq!(province.server.hub().validations.sweep().unwrap().settled, 1);
        assert_eq!(province.read(&asked)["parti"], done["parti"]);
        assert_eq!(records(store, &asked), before);
        assert_eq!(province.open(&number).status, 200);
    }

    /// A number ahead is refused before anything waits; a day that is asked for must be granted.
    fn what_is_wrong_does_not_wait(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        assert_eq!(province.post(FAMILY, &with(about(CF), "notoAl", json!(1_000_000))).status, 422);
        assert_eq!(province.post(FAMILY, &with(about(CF), "finalita", json!(""))).status, 422);
        assert_eq!(province.post(FAMILY, &with(about(CF), "comuni", json!(["036001"]))).status, 403);
        agree(store, FIUMALBO, |conn, _| {
            diesel::update(agreement_grant::table).set(agreement_grant::fields.eq("generalita")).execute(conn)
        });
        let refused = province.post(FAMILY, &with(about(CF), "dataRiferimento", json!("2023-01-01")));
        assert_eq!((refused.status, &refused.json()["motivo"]), (403, &json!("CAMPO_NON_CONCESSO")), "{}", text(&refused));
        assert!(province.queue(FIUMALBO).is_empty());
    }
}
