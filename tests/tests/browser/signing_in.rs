//! An operator's first access in a real browser, every step of it accessible; and the next one.

use hub::identity::totp;
use schema::clock::Clock;
use schema::codes::Role;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::{GOOD, unbase32};
use crate::server::signing_in::newcomer;

const SEND: &str = "main button[type=submit]";

#[test]
fn from_the_one_time_password_to_the_profile_and_back() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let one_time = newcomer(store, &server, Role::Operator, "g.verdi");
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&server.url("/"));
    browser.fill("#campo-utente", "g.verdi");
    browser.fill("#campo-password", "non è questa, no");
    browser.click(SEND);
    browser.wait_for("[role=alert]");
    assert_accessible(&browser, "accesso-rifiutato");
    browser.fill("#campo-password", &one_time);
    browser.click(SEND);
    browser.wait_for("#campo-nuova");
    assert_accessible(&browser, "accesso-password");
    browser.fill("#campo-nuova", GOOD);
    browser.fill("#campo-ripetuta", "un'altra");
    browser.click(SEND);
    browser.wait_for("#errore-ripetuta");
    assert_accessible(&browser, "accesso-password-diversa");
    browser.fill("#campo-nuova", GOOD);
    browser.fill("#campo-ripetuta", GOOD);
    browser.click(SEND);
    browser.wait_for("#campo-codice");
    assert_eq!(browser.path(), "/accesso/attivazione");
    assert_accessible(&browser, "accesso-attivazione");
    let secret = unbase32(&browser.text("main code").replace(' ', ""));
    let code = |later: i64| totp::code(&secret, totp::step_at(store.clock.now()) + later);
    browser.fill("#campo-codice", &code(0));
    browser.click(SEND);
    browser.wait_for(".hub-codes");
    assert_eq!(browser.texts(".hub-codes li").len(), 10);
    assert_accessible(&browser, "accesso-codici");
    browser.click_on("main a", "Prosegui");
    browser.wait_for(".hub-sign-out");
    assert_eq!(browser.path(), "/");
    browser.open(&server.url("/profilo"));
    browser.wait_for("#sessioni");
    assert_accessible(&browser, "profilo");
    browser.click(".hub-sign-out");
    browser.wait_for("#campo-utente");
    // Nothing of the session is left behind the back button.
    browser.open(&server.url("/profilo"));
    assert_eq!(browser.path(), "/accesso");
    browser.fill("#campo-utente", "g.verdi");
    browser.fill("#campo-password", GOOD);
    browser.click(SEND);
    browser.wait_for("#campo-codice");
    assert_accessible(&browser, "accesso-codice");
    browser.fill("#campo-codice", &code(1));
    browser.click(SEND);
    browser.wait_for(".hub-sign-out");
}
