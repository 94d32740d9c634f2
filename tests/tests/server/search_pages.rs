//! The search page, as a clerk's browser asks for it.

use diesel::prelude::*;
use schema::codes::ValidationMode;
use schema::tables::audit;
use tests::{TestServer, TestStore, on_both};

use super::grants::grant;
use super::signing_in::settled;
use super::support::{CF, lac, lac_path, send, text};
use super::validation_pages::{FIUMALBO, PURPOSE, clerk};
use super::visitor::Visitor;

const BY_NAME: [(&str, &str); 4] = [
    ("cognome", "cosiga"),
    ("nome", "stella"),
    ("finalita", PURPOSE),
    ("pratica", "2026/31"),
];

/// The clerk may search too: among those registered in Fiumalbo.
pub fn may_search(store: &TestStore, name: &str) {
    grant(
        store,
        name,
        &[("RICERCA", "", ""), ("RICERCA_CESSATI", "", "")],
    );
}

/// Searches until the index has what was just supplied: it follows by itself.
pub fn found(clerk: &mut Visitor, fields: &[(&str, &str)], name: &str) -> String {
    let mut page = String::new();
    let there = tests::process::eventually(tests::process::PATIENCE, || {
        let answer = clerk.form("/ricerca", fields);
        page = text(&answer);
        answer.status == 200 && page.contains(name)
    });
    assert!(there, "{page}");
    page
}

on_both! {
    fn a_clerk_finds_somebody_and_is_told_why(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        assert!(clerk.open("/ricerca").contains("La ricerca non è concessa a questo utente"));
        may_search(store, "m.rossi");
        let form = clerk.open("/ricerca");
        assert!(form.contains("autofocus") && form.contains("<summary>Altri criteri</summary>"), "{form}");
        let page = found(&mut clerk, &BY_NAME, "COSSIGA STELLA");
        for said in ["una è simile", "<mark>Cognome</mark>", "nata 16/09/2003 a Fiumalbo", "Residente", "Ricerca n. "] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // What was typed comes back in the body of the next question, and its reason stays for the next one.
        assert!(page.contains("name=\"cognome\" value=\"cosiga\""), "{page}");
        assert!(page.contains("Pratica in corso: <strong>2026/31</strong>"), "{page}");
        let changed = clerk.form("/ricerca", &[("cognome", "cosiga"), ("passo", "modifica")]);
        assert!(changed.status == 200 && text(&changed).contains("id=\"campo-cognome\" name=\"cognome\" value=\"cosiga\""));
        // By the address, and by a name that nobody bears.
        let by_address = [("via", "kennedy"), ("civico", "144"), ("finalita", PURPOSE), ("pratica", "2026/31")];
        found(&mut clerk, &by_address, "COSSIGA STELLA");
        let nobody = clerk.form("/ricerca", &[("cognome", "Zzyzx"), ("finalita", PURPOSE), ("pratica", "2026/31")]);
        assert!(text(&nobody).contains("Nessuna persona trovata"), "{}", text(&nobody));
        let recorded: i64 = audit::table
            .filter(audit::case_reference.eq("2026/31"))
            .filter(audit::act.eq("RICERCA"))
            .filter(audit::person_id.ne(0))
            .count()
            .get_result(&mut store.trace_conn())
            .unwrap();
        assert!(recorded >= 2, "{recorded}");
    }

    fn what_is_wrong_is_said_beside_its_field(store: &TestStore) {
        let server = TestServer::start(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        may_search(store, "m.rossi");
        clerk.open("/ricerca");
        let refused = |clerk: &mut Visitor, fields: &[(&str, &str)]| {
            let answer = clerk.form("/ricerca", fields);
            assert_eq!(answer.status, 422, "{}", text(&answer));
            text(&answer)
        };
        let wrong = [("nascita", "31/02/1970"), ("civico", "dodici"), ("etaDa", "9"), ("comune", "Modena")];
        let page = refused(&mut clerk, &wrong);
        for said in ["errore-nascita", "errore-civico", "Indicare un numero intero.", "value=\"dodici\""] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let page = refused(&mut clerk, &[("cognome", "*"), ("via", "12"), ("esponente", "a\u{202e}b"), ("pratica", "1")]);
        for said in ["I caratteri jolly non sono ammessi.", "U+202E", "errore-finalita"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // What few searches need is shown where something is wrong with it.
        assert!(page.contains("<details class=\"hub-details\" open>"), "{page}");
        let page = refused(&mut clerk, &[("comune", "Modena"), ("finalita", PURPOSE), ("pratica", "1")]);
        assert!(page.contains("Indicare almeno cognome, nome, nascita"), "{page}");
        // A purpose that no agreement names.
        let denied = clerk.form("/ricerca", &[("cognome", "Rossi"), ("finalita", "curiosità"), ("pratica", "1")]);
        assert_eq!(denied.status, 403, "{}", text(&denied));
        assert!(text(&denied).contains("value=\"Rossi\""));
    }

    fn nobody_searches_without_the_right(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut other = settled(store, &server, "g.verdi");
        store.clock.advance(chrono::Duration::seconds(10));
        other.open("/ricerca");
        let refused = other.form("/ricerca", &BY_NAME);
        let page = text(&refused);
        assert!(refused.status == 403 && !page.contains("COSSIGA") && !page.contains(CF), "{page}");
    }
}
