//! Sign-in by the pages' forms.

use schema::clock::Clock;
use schema::codes::Role;
use tests::{TestServer, TestStore};

use super::signing_in::newcomer;
use super::support::text;
use super::visitor::{Visitor, value_of};
use crate::identity::support::{GOOD, unbase32};

fn leads_to(answer: &api::client::Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.header("location").unwrap()
}

#[test]
fn an_operator_s_first_access() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let one_time = newcomer(store, &server, Role::Operator, "g.verdi");
    let mut visitor = Visitor::new(&server);
    assert_eq!(leads_to(&visitor.get("/")), "/accesso");
    visitor.open("/accesso");
    let refused = visitor.form(
        "/accesso",
        &[("utente", "g.verdi"), ("password", "non è questa, no")],
    );
    assert_eq!(refused.status, 422);
    let page = text(&refused);
    assert!(
        page.contains("Nome utente o password non corretti.") && page.contains("value=\"g.verdi\""),
        "{page}"
    );
    assert!(!page.contains("non è questa"), "{page}");
    let next = visitor.form(
        "/accesso",
        &[("utente", "g.verdi"), ("password", &one_time)],
    );
    assert_eq!(leads_to(&next), "/accesso/password");
    // Halfway in, every page leads to the step that is missing.
    assert_eq!(leads_to(&visitor.get("/")), "/accesso/password");
    assert_eq!(
        leads_to(&visitor.get("/accesso/codice")),
        "/accesso/password"
    );
    visitor.open("/accesso/password");
    let stale = visitor.csrf.clone();
    let unequal = visitor.form(
        "/accesso/password",
        &[("nuova", GOOD), ("ripetuta", "altra")],
    );
    assert!(unequal.status == 422 && text(&unequal).contains("non sono uguali"));
    let next = visitor.form("/accesso/password", &[("nuova", GOOD), ("ripetuta", GOOD)]);
    assert_eq!(leads_to(&next), "/accesso/attivazione");
    let page = visitor.open("/accesso/attivazione");
    assert!(page.contains("src=\"data:image/svg+xml;base64,"), "{page}");
    let (_, rest) = page.split_once("Chiave: <code>").unwrap();
    let secret = unbase32(&rest.split('<').next().unwrap().replace(' ', ""));
    let sealed = value_of(&page, "attivazione");
    let wrong = visitor.form(
        "/accesso/attivazione",
        &[("attivazione", &sealed), ("codice", "000000")],
    );
    assert!(wrong.status == 422 && text(&wrong).contains("Il codice non è corretto"));
    let now = hub::identity::totp::step_at(store.clock.now());
    let code = hub::identity::totp::code(&secret, now);
    let confirmed = visitor.form(
        "/accesso/attivazione",
        &[("attivazione", &sealed), ("codice", &code)],
    );
    let page = text(&confirmed);
    assert_eq!(
        (confirmed.status, page.matches("<li><code>").count()),
        (200, 10),
        "{page}"
    );
    assert!(visitor.open("/").contains("Avvisi da leggere"));
    let profile = visitor.open("/profilo");
    for shown in [
        "g.verdi",
        "Operatore della Provincia",
        "Sessione attuale",
        "codici di riserva rimasti: 10",
    ] {
        assert!(profile.contains(shown), "{shown}: {profile}");
    }
    // The role does not let codes go, and the page does not offer it.
    assert!(!profile.contains("Disattiva il codice"), "{profile}");
    // A form left open from the step before is not taken; nor is one without a token.
    for csrf in [stale.as_str(), ""] {
        let refused = visitor.form_with("/esci", csrf, &[]);
        assert_eq!(refused.status, 403);
        assert!(
            text(&refused).contains("La pagina non è più valida"),
            "{}",
            text(&refused)
        );
    }
    assert_eq!(leads_to(&visitor.form("/esci", &[])), "/accesso");
    assert_eq!(leads_to(&visitor.get("/profilo")), "/accesso");
    // The next time it is name, password and code.
    visitor.open("/accesso");
    let next = visitor.form("/accesso", &[("utente", "g.verdi"), ("password", GOOD)]);
    assert_eq!(leads_to(&next), "/accesso/codice");
    visitor.open("/accesso/codice");
    let repeated = visitor.form("/accesso/codice", &[("codice", &code)]);
    assert!(repeated.status == 422 && text(&repeated).contains("già stato usato"));
    store.clock.advance(chrono::Duration::seconds(30));
    let code = hub::identity::totp::code(&secret, now + 1);
    assert_eq!(
        leads_to(&visitor.form("/accesso/codice", &[("codice", &code)])),
        "/"
    );
}

#[test]
fn forms_of_other_sites_are_not_taken() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let mut visitor = Visitor::new(&server);
    visitor.origin = "https://altro.example".to_owned();
    let refused = visitor.form("/accesso", &[("utente", "a"), ("password", "b")]);
    assert_eq!(refused.status, 403);
    let json = visitor.send(
        "POST",
        "/accesso",
        &[("Content-Type", "application/json")],
        "{}",
    );
    assert_eq!(json.status, 415);
}
