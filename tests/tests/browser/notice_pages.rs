//! The board in a real browser.

use schema::codes::Role;
use tests::process::{PATIENCE, eventually};
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::GOOD;
use crate::server::notice_pages::{become_, own_office};
use crate::server::signing_in::settled;

#[test]
fn an_admin_tells_the_office_something() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    settled(store, &server, "m.rossi");
    browser.open(&server.url("/accesso"));
    browser.fill("#campo-utente", "m.rossi");
    browser.fill("#campo-password", GOOD);
    browser.click("main button[type=submit]");
    browser.wait_for("main a[href='/bacheca']");
    become_(store, Role::Admin);
    browser.open(&server.url("/bacheca"));
    assert_accessible(&browser, "bacheca-vuota");
    browser.click_on("main a", "Pubblica un avviso");
    assert_accessible(&browser, "bacheca-nuovo");
    browser.choose("#campo-destinatari", &own_office(store));
    browser.fill("#campo-titolo", "Sospensione del servizio");
    browser.fill("#campo-testo", "Sabato il servizio è sospeso.");
    browser.script("document.getElementById('campo-validoAl').value = '2026-11-20';");
    browser.click_on("main button", "Pubblica");
    browser.wait_for("[aria-invalid=true]");
    assert_eq!(browser.texts("h1"), ["Nuovo avviso"]);
    assert_accessible(&browser, "bacheca-nuovo-errato");
    browser.script("document.getElementById('campo-validoAl').value = '2026-11-23';");
    browser.click_on("main button", "Pubblica");
    browser.wait_for("article h2");
    assert_eq!(browser.texts("article h2"), ["Sospensione del servizio"]);
    assert_accessible(&browser, "bacheca");
    browser.open(&server.url("/"));
    assert_eq!(browser.texts("article h2"), ["Sospensione del servizio"]);
    assert_accessible(&browser, "pagina-iniziale");
    browser.click_on("main button", "Conferma la lettura");
    browser.click_on("main a", "Chi lo ha letto");
    assert_accessible(&browser, "bacheca-lettori");
    browser.open(&server.url("/bacheca"));
    browser.click_on("main a", "Ritira");
    assert_accessible(&browser, "bacheca-ritira");
    browser.click_on("main button", "Ritira");
    assert!(eventually(PATIENCE, || !browser.has("article")));
}
