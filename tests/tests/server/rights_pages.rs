//! What an officer reads of its own rights, and what a request would be answered.

use diesel::prelude::*;
use schema::codes::{Role, ValidationMode};
use schema::tables::{agreement, audit};
use tests::{TestServer, TestStore, on_both};

use super::monitoring::{becomes, signed_in_as};
use super::support::{lac, lac_path, send, text};
use super::validation_pages::{FIUMALBO, PURPOSE, clerk, second};
use super::visitor::Visitor;

/// Gives the agreement with Fiumalbo a quota.
fn limit(store: &TestStore, daily: i64) {
    tests::directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        diesel::update(agreement::table.filter(agreement::comune.eq(FIUMALBO)))
            .set(agreement::daily_quota.eq(daily))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
}

fn records(store: &TestStore) -> i64 {
    audit::table
        .count()
        .get_result(&mut store.trace_conn())
        .unwrap()
}

on_both! {
    fn an_officer_reads_what_it_may_ask(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        let page = clerk.open("/diritti");
        for said in [
            "Operatore", "Residenza", "Comune, Denominazione della strada, Numero civico", "Stato libero", "Fiumalbo (036014)",
            "Si risponde subito", "Senza limite", PURPOSE, "Da qualunque postazione", "Verificare dichiarazioni",
            "nel proprio ufficio", "/diritti/simula",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("Matrimonio") && !page.contains("CAP"), "{page}");
        limit(store, 5);
        assert!(clerk.open("/diritti").contains("oggi usate 0, ne restano 5"));
        clerk.open("/verifica");
        let answer = clerk.form("/verifica", &second(&[("d-residenza-comune", "Fiumalbo")]));
        assert_eq!(answer.status, 200, "{}", text(&answer));
        assert!(clerk.open("/diritti").contains("5 risposte al giorno: oggi usate 1, ne restano 4"));
        clerk.jar.clear();
        assert_eq!(clerk.get("/diritti").status, 401);
    }

    fn whoever_has_no_rights_is_told_so(store: &TestStore) {
        let server = TestServer::start(store);
        let mut visitor = signed_in_as(store, &server, Role::Standard);
        assert!(visitor.open("/diritti").contains("nessuna convenzione e nessun profilo in vigore"));
        for role in [Role::Operator, Role::Statistician, Role::Dpo] {
            becomes(store, role);
            let page = visitor.open("/diritti");
            assert!(!page.contains("/diritti/simula"), "{role}: {page}");
            assert_eq!(visitor.get("/diritti/simula").status, 403, "{role}");
            assert_eq!(visitor.form("/diritti/simula", &[]).status, 403, "{role}");
        }
    }

    fn a_request_is_tried_without_being_made(store: &TestStore) {
        let server = TestServer::start(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::Manual);
        limit(store, 5);
        clerk.open("/diritti/simula");
        let before = records(store);
        let first = |kind: &'static str| vec![("servizio", "VERIFICA"), ("finalita", PURPOSE), ("tipo", kind)];
        let last = |kind: &'static str, fields: &[(&'static str, &'static str)]| {
            let mut all = first(kind);
            all.push(("passo", "campi"));
            all.extend(fields);
            all
        };
        let page = text(&clerk.form("/diritti/simula", &first("residenza")));
        assert!(page.contains("Passo 2 di 2") && page.contains("value=\"cap\" checked") , "{page}");
        let simulate = |clerk: &mut Visitor, fields: &[(&str, &str)]| {
            let answer = clerk.form("/diritti/simula", fields);
            assert_eq!(answer.status, 200, "{}", text(&answer));
            text(&answer)
        };
        let waits = simulate(&mut clerk, &last("residenza", &[("campi-residenza", "comune"), ("campi-residenza", "civico")]));
        for said in ["attenderebbe uno o più Comuni", "Fiumalbo (036014)", "Il Comune decide prima di ogni risposta", "Nessun dato è stato letto"] {
            assert!(waits.contains(said), "{said}: {waits}");
        }
        let field = simulate(&mut clerk, &last("residenza", &[("campi-residenza", "cap")]));
        assert!(field.contains("sarebbe rifiutata") && field.contains("CAMPO_NON_CONCESSO"), "{field}");
        let kind = simulate(&mut clerk, &last("matrimonio", &[("campi-matrimonio", "data")]));
        assert!(kind.contains("TIPO_NON_CONCESSO"), "{kind}");
        // Nothing to be ticked: one step is enough.
        let alone = simulate(&mut clerk, &first("statoLibero"));
        assert!(alone.contains("attenderebbe"), "{alone}");
        let mut elsewhere = first("statoLibero");
        elsewhere.push(("comuni", "Modena"));
        assert!(simulate(&mut clerk, &elsewhere).contains("COMUNE_NON_CONCESSO"));
        let mut other = first("statoLibero");
        other[1] = ("finalita", "Curiosità");
        assert!(simulate(&mut clerk, &other).contains("FINALITA_NON_CONCESSA"));
        for (fields, wrong) in [
            (vec![], "Scegliere un servizio."),
            (vec![("servizio", "VERIFICA"), ("finalita", PURPOSE)], "Indicare almeno una dichiarazione."),
            (vec![("servizio", "CONSULTAZIONE"), ("finalita", PURPOSE)], "Indicare almeno una consultazione."),
            (vec![("servizio", "FORNITURA"), ("tipo", "residenza")], "Scegliere un servizio."),
            (last("residenza", &[]), "Indicare almeno un campo."),
            ([first("residenza"), vec![("comuni", "Atlantide")]].concat(), "Nomi o codici ISTAT di Comuni"),
        ] {
            let answer = clerk.form("/diritti/simula", &fields);
            assert_eq!(answer.status, 422, "{wrong}: {}", text(&answer));
            assert!(text(&answer).contains(wrong), "{wrong}: {}", text(&answer));
        }
        assert_eq!(records(store), before, "a trial is no request");
        assert!(clerk.open("/diritti").contains("oggi usate 0, ne restano 5"));
    }
}
