//! What an approval opens, to whom, and for how long.

use chrono::Duration;
use diesel::prelude::*;
use hub::access::Service;
use hub::validation::Verdict;
use schema::codes::{ActKind, ValidationMode};
use schema::tables::{agreement, agreement_grant, audit};
use serde_json::{Value, json};
use tests::on_both;
use tests::server::{KeyRights, key};

use super::consulting::*;
use super::support::{CF, lac, lac_path, send, text};

on_both! {
    /// What is known at the approval counts; and it is opened until what was asked is removed, by nobody else.
    fn who_may_open_it_and_how_long(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        let kind = "SCHEDA_INDIVIDUALE";
        let asked = province.ask(kind, &about(CF));
        send(&province.server.client, &lac_path(FIUMALBO, 2, "b"), &lac(146));
        province.decide(FIUMALBO, Verdict::Approve, "");
        let number = province.read(&asked)["parti"][1]["consultazione"]["numero"].clone();
        let sheet = province.open(&number);
        assert!(text(&sheet).contains("KENNEDY 146/A"), "{}", text(&sheet));
        let stranger = key(store, &KeyRights { kinds: Vec::new(), services: vec![Service::Consultation], supply: false, ..KeyRights::default() });
        let other = province.server.client.with_key(&stranger).get(&format!("/v1/consultazioni/{number}")).unwrap();
        assert_eq!(other.status, 404, "{}", text(&other));
        // What showed nothing is not opened.
        let vain = &province.read(&asked)["parti"][0]["consultazione"]["numero"];
        assert_eq!(province.open(vain).status, 404);
        // Rights are those of today: what is no more granted is masked, and the Comune can withdraw them altogether.
        agree(store, FIUMALBO, |conn, of| {
            let agreements = agreement::table.filter(agreement::comune.eq(of)).select(agreement::id);
            diesel::update(agreement_grant::table.filter(agreement_grant::agreement_id.eq_any(agreements)))
                .set(agreement_grant::fields.eq("generalita"))
                .execute(conn)
        });
        let masked = province.open(&number).json();
        assert!(masked["mascherati"].as_array().unwrap().contains(&json!("indirizzo")), "{masked}");
        let suspended = |is: bool| agree(store, FIUMALBO, |conn, of| {
            diesel::update(agreement::table.filter(agreement::comune.eq(of)))
                .set(agreement::suspended.eq(is))
                .execute(conn)
        });
        suspended(true);
        assert_eq!(province.open(&number).status, 403);
        suspended(false);
        store.clock.advance(Duration::days(29));
        assert_eq!(province.open(&number).status, 200);
        store.clock.advance(Duration::days(1));
        assert_eq!(province.open(&number).status, 404);
        province.server.hub().validations.sweep().unwrap();
        assert_eq!(province.open(&number).status, 404);
        assert_eq!(province.read(&asked)["rimossa"], true);
        assert!(!kept(store).contains(CF));
    }

    /// Withdrawn between the asking and the approval, or its quota used up: the approval opens nothing.
    fn without_a_right_an_approval_opens_nothing(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        agree(store, FIUMALBO, |conn, of| {
            diesel::update(agreement::table.filter(agreement::comune.eq(of)))
                .set(agreement::daily_quota.eq(1))
                .execute(conn)
        });
        let asked: Vec<Value> = (0..3).map(|_| province.ask(FAMILY, &about(CF))).collect();
        province.decide(FIUMALBO, Verdict::Approve, "");
        assert_eq!(province.read(&asked[0])["parti"][1]["consultazione"]["esito"], "MOSTRATA");
        province.decide(FIUMALBO, Verdict::Approve, "");
        let second = province.read(&asked[1])["parti"][1].clone();
        assert!(second["rifiuto"].as_str().unwrap().contains("è esaurita"), "{second}");
        agree(store, FIUMALBO, |conn, of| {
            diesel::update(agreement::table.filter(agreement::comune.eq(of)))
                .set(agreement::suspended.eq(true))
                .execute(conn)
        });
        province.decide(FIUMALBO, Verdict::Approve, "");
        let third = province.read(&asked[2])["parti"][1].clone();
        assert_eq!(third["stato"], "APPROVATA");
        assert!(third["rifiuto"].as_str().unwrap().contains("non è in vigore"), "{third}");
        assert!(third.get("consultazione").is_none() && third.get("indiceRegistro").is_none());
        let refused: Vec<String> = audit::table
            .filter(audit::act.eq(ActKind::Refusal.code()))
            .filter(audit::comune.eq(FIUMALBO))
            .order(audit::seq)
            .select(audit::outcome)
            .load(&mut store.trace_conn())
            .unwrap();
        assert_eq!(refused, ["ERRORE:QUOTA_ESAURITA", "ERRORE:CONVENZIONE_NON_IN_VIGORE"]);
    }

    /// The Comune was told which fields would be seen: what is granted later, its approval does not open.
    fn an_approval_opens_no_more_than_was_told(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        let granted = |fields: &'static str| agree(store, FIUMALBO, |conn, of| {
            let agreements = agreement::table.filter(agreement::comune.eq(of)).select(agreement::id);
            diesel::update(agreement_grant::table.filter(agreement_grant::agreement_id.eq_any(agreements)))
                .set(agreement_grant::fields.eq(fields))
                .execute(conn)
        });
        granted("generalita");
        let asked = province.ask("SCHEDA_INDIVIDUALE", &about(CF));
        let said = province.item(FIUMALBO)["richiesta"]["dichiarazioni"][0]["dati"][0].clone();
        assert_eq!(said, json!({ "etichetta": "Campi che si vedranno", "valore": "Generalità" }));
        granted("*");
        province.decide(FIUMALBO, Verdict::Approve, "");
        let number = province.read(&asked)["parti"][1]["consultazione"]["numero"].clone();
        let sheet = province.open(&number).json();
        let masked = sheet["mascherati"].as_array().unwrap();
        assert!(masked.contains(&json!("indirizzo")) && !masked.contains(&json!("generalita")), "{sheet}");
    }

    /// Whoever was found by a search is named to the officers of her own Comune, whose look she can know of; to no others.
    fn who_was_found_by_a_search(store: &TestStore) {
        let province = province(store, FIUMALBO, ValidationMode::Manual, 0);
        agree(store, MODENA, |conn, of| {
            diesel::update(agreement::table.filter(agreement::comune.eq(of)))
                .set(agreement::validation.eq(ValidationMode::Manual.code()))
                .execute(conn)
        });
        let reference = province.reference(1);
        let asked = province.ask(FAMILY, &with(about(CF), "soggetto", json!({ "riferimento": reference })));
        assert_eq!(asked["parti"].as_array().unwrap().len(), 2);
        // In the list nobody is named.
        assert_eq!(province.queue(FIUMALBO)[0]["richiesta"]["soggetto"][0]["valore"], "trovata con una ricerca");
        let own = province.item(FIUMALBO)["richiesta"]["soggetto"].to_string();
        assert!(own.contains("COSSIGA") && own.contains(CF), "{own}");
        let other = province.item(MODENA)["richiesta"]["soggetto"].to_string();
        assert!(!other.contains("COSSIGA") && other.contains("non è tra le persone del Comune"), "{other}");
        let looks: Vec<(String, i64)> = audit::table
            .filter(audit::outcome.eq("RICHIESTA"))
            .order(audit::seq)
            .select((audit::comune, audit::person_id))
            .load(&mut store.trace_conn())
            .unwrap();
        assert_eq!(looks, [(FIUMALBO.to_owned(), 1), (MODENA.to_owned(), 1)]);
        province.decide(FIUMALBO, Verdict::Approve, "");
        province.decide(MODENA, Verdict::Approve, "");
        let done = province.read(&asked);
        let outcomes: Vec<&Value> = done["parti"].as_array().unwrap().iter().map(|part| &part["consultazione"]["esito"]).collect();
        assert_eq!(outcomes, ["MOSTRATA", "NON_TROVATA"]);
        assert!(!kept(store).contains("COSSIGA"));
    }
}
