//! A clerk checks and waits, an officer decides, in a real browser.

use schema::codes::ValidationMode;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::GOOD;
use crate::server::signing_in::settled;
use crate::server::support::{CF, lac, lac_path, send};
use crate::server::validation_pages::{FIUMALBO, PURPOSE, clerk, promote};

const SEND: &str = "main button[type=submit]";

fn sign_in(browser: &Browser, server: &TestServer, name: &str) {
    browser.forget();
    browser.open(&server.url("/accesso"));
    browser.fill("#campo-utente", name);
    browser.fill("#campo-password", GOOD);
    browser.click(SEND);
}

/// Both steps, as declared.
fn ask(browser: &Browser, server: &TestServer, number: &str) {
    browser.open(&server.url("/verifica"));
    browser.choose("#campo-finalita", PURPOSE);
    browser.fill("#campo-pratica", "2026/17");
    browser.fill("#campo-data", "01/01/2023");
    browser.fill("#campo-codiceFiscale", CF);
    browser.click("label[for=campo-tipo-1]");
    browser.click(SEND);
    assert_eq!(browser.texts("main h2"), ["Residenza"]);
    browser.fill("#campo-d-residenza-comune", "Fiumalbo");
    browser.fill("#campo-d-residenza-denominazione", "viale J.F. Kennedy");
    browser.fill("#campo-d-residenza-civico", number);
}

#[test]
fn a_check_and_its_receipt() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
    clerk(store, &server, "m.rossi", ValidationMode::None);
    sign_in(&browser, &server, "m.rossi");
    browser.open(&server.url("/verifica"));
    assert_accessible(&browser, "verifica-1");
    // What the browser itself lets through: no kind is chosen, the code is too short.
    browser.choose("#campo-finalita", PURPOSE);
    browser.fill("#campo-pratica", "2026/17");
    browser.fill("#campo-codiceFiscale", "CSSSLL");
    browser.click(SEND);
    assert!(browser.text("main form .alert").contains("Dichiarazioni"));
    assert!(browser.has("#errore-codiceFiscale") && browser.has("#errore-tipo"));
    assert_accessible(&browser, "verifica-1-errori");
    ask(&browser, &server, "144/A");
    assert_accessible(&browser, "verifica-2");
    browser.click(SEND);
    assert_eq!(browser.text("#esiti .badge"), "Sì: corrisponde");
    // Nothing about anybody stands in the address.
    assert_eq!(browser.path(), "/verifica");
    assert_accessible(&browser, "verifica-esito");
    browser.click_on("main a.btn", "Apri la ricevuta da stampare");
    assert!(browser.path().starts_with("/ricevute/"));
    assert_accessible(&browser, "ricevuta");
}

#[test]
fn a_request_that_waits_and_its_decision() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
    clerk(store, &server, "m.rossi", ValidationMode::Manual);
    settled(store, &server, "a.bianchi");
    sign_in(&browser, &server, "m.rossi");
    for number in ["144/A", "145"] {
        ask(&browser, &server, number);
        browser.click(SEND);
        assert!(browser.path().starts_with("/richieste/"));
    }
    assert_accessible(&browser, "richiesta");
    browser.open(&server.url("/richieste"));
    assert_eq!(browser.texts("#richieste tbody tr").len(), 2);
    assert_accessible(&browser, "richieste");

    sign_in(&browser, &server, "a.bianchi");
    promote(store, "a.bianchi", FIUMALBO);
    browser.open(&server.url("/validazioni"));
    assert_eq!(browser.texts("#validazioni tbody tr").len(), 2);
    assert_accessible(&browser, "validazioni");
    browser.click("#validazioni tbody a");
    assert!(browser.text("main").contains("144/A"));
    assert_accessible(&browser, "validazione");
    browser.open(&server.url("/validazioni"));
    browser.click("#validazioni tbody input");
    browser.click_on("main button", "Approva le richieste scelte");
    assert!(browser.text("main").contains("Una richiesta decisa."));
    browser.click("#validazioni tbody input");
    browser.fill("#campo-motivo", "Manca la delega");
    browser.click_on("main button", "Scarta le richieste scelte");
    assert!(
        browser
            .text("main")
            .contains("Nessuna richiesta attende il Comune.")
    );
    browser.open(&server.url("/validazioni?stato=decise"));
    assert_accessible(&browser, "validazioni-decise");

    sign_in(&browser, &server, "m.rossi");
    browser.open(&server.url("/richieste"));
    browser.click("#richieste tbody a");
    assert!(browser.text("main").contains("Manca la delega"));
    assert_accessible(&browser, "richiesta-scartata");
}
