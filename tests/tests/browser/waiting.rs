//! A clerk consults where a Comune decides first, and an officer decides, in a real browser.

use schema::codes::ValidationMode;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::GOOD;
use crate::server::consultation_pages::{WIFE, family, may_consult};
use crate::server::consultation_waiting_pages::modena_decides;
use crate::server::signing_in::settled;
use crate::server::validation_pages::{PURPOSE, clerk, promote};

const SEND: &str = "main button[type=submit]";

fn sign_in(browser: &Browser, server: &TestServer, name: &str) {
    browser.forget();
    browser.open(&server.url("/accesso"));
    browser.fill("#campo-utente", name);
    browser.fill("#campo-password", GOOD);
    browser.click(SEND);
}

#[test]
fn a_sheet_while_another_comune_decides() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    family(store);
    clerk(store, &server, "m.rossi", ValidationMode::None);
    may_consult(store, "m.rossi");
    modena_decides(store);
    settled(store, &server, "a.bianchi");

    sign_in(&browser, &server, "m.rossi");
    browser.open(&server.url("/consultazioni"));
    assert_accessible(&browser, "consultazione-che-attende");
    browser.choose("#campo-finalita", PURPOSE);
    browser.fill("#campo-pratica", "2026/41");
    browser.fill("#campo-codiceFiscale", WIFE);
    browser.click(SEND);
    assert!(browser.path().starts_with("/consultazioni/"));
    let shown = browser.text("main");
    assert!(shown.contains("VERDI LAURA"), "{shown}");
    assert!(
        shown.contains("attende ancora la decisione di: Modena"),
        "{shown}"
    );
    assert_accessible(&browser, "scheda-che-attende");
    browser.click_on("main a", "La richiesta sottoposta ai Comuni");
    assert!(browser.path().starts_with("/richieste/"));
    assert_accessible(&browser, "richiesta-di-consultazione");

    sign_in(&browser, &server, "a.bianchi");
    promote(store, "a.bianchi", "036023");
    browser.open(&server.url("/validazioni"));
    assert_accessible(&browser, "validazioni-consultazione");
    browser.click("#validazioni tbody a");
    let told = browser.text("main");
    assert!(told.contains("Campi che si vedranno"), "{told}");
    assert_accessible(&browser, "validazione-consultazione");
    browser.click_on("main button", "Approva");
    assert!(browser.text("main").contains("Una richiesta decisa."));

    sign_in(&browser, &server, "m.rossi");
    browser.open(&server.url("/richieste"));
    assert_accessible(&browser, "richieste-con-scheda");
    browser.click_on("#richieste a", "Apri la scheda");
    let shown = browser.text("main");
    assert!(
        shown.contains("VERDI LAURA") && !shown.contains("attende ancora"),
        "{shown}"
    );
}
