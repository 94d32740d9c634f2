//! The pages of the trace, of rights and of receipts in a real browser: usable from the keyboard, on a desk and in a
//! window of 320 pixels, without a script.

use schema::codes::Role;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::GOOD;
use crate::server::monitoring::{becomes, signed_in_as};
use crate::server::support::CF;

/// Signs in as that somebody, who afterwards has that role.
fn enters(store: &TestStore, server: &TestServer, browser: &Browser, role: Role) {
    signed_in_as(store, server, Role::Standard);
    browser.open(&server.url("/accesso"));
    browser.fill("#campo-utente", "m.rossi");
    browser.fill("#campo-password", GOOD);
    browser.click("main button[type=submit]");
    browser.wait_for("main a[href='/bacheca']");
    becomes(store, role);
}

#[test]
fn the_head_of_an_office_looks_at_its_work() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    enters(store, &server, &browser, Role::Admin);
    browser.open(&server.url("/"));
    browser.click_on("nav.hub-menu-wide a", "Monitoraggio");
    browser.wait_for("#atti");
    assert_accessible(&browser, "monitoraggio");
    browser.choose("#campo-servizio", "MONITORAGGIO");
    browser.click_on("main button", "Filtra");
    browser.wait_for("#campo-servizio option[value=MONITORAGGIO]:checked");
    assert!(
        browser.url().contains("servizio=MONITORAGGIO"),
        "{}",
        browser.url()
    );
    assert!(
        browser
            .texts("#atti tbody td")
            .iter()
            .any(|text| text.starts_with("Consultazione della traccia"))
    );
    browser.open(&server.url("/monitoraggio?dal=2026-11-21&al=2026-11-20"));
    assert_accessible(&browser, "monitoraggio-errato");
    browser.open(&server.url("/monitoraggio?dopo=1"));
    assert_accessible(&browser, "monitoraggio-oltre");
    browser.open(&server.url("/monitoraggio"));
    browser.click_on("main a", "Cerca per persona o per pratica");
    browser.wait_for("#campo-codiceFiscale");
    assert_accessible(&browser, "monitoraggio-cerca");
    browser.fill("#campo-codiceFiscale", CF);
    browser.click_on("main button", "Cerca");
    browser.wait_for("#atti");
    assert!(!browser.url().contains(CF));
    assert_accessible(&browser, "monitoraggio-trovati");
    for (path, name) in [
        ("/registro-accessi", "registro-accessi"),
        ("/registro-accessi/segnalazioni", "segnalazioni"),
        ("/statistiche-attivita", "statistiche-attivita"),
        (
            "/statistiche-attivita?per=utente&per=servizio&passo=giorno&dal=2026-11-01",
            "statistiche-per",
        ),
    ] {
        browser.open(&server.url(path));
        assert_accessible(&browser, name);
    }
}

#[test]
fn the_officer_prepares_an_answer_to_a_person() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    enters(store, &server, &browser, Role::Dpo);
    browser.open(&server.url("/interessato"));
    assert_accessible(&browser, "interessato");
    browser.fill("#campo-codiceFiscale", "corto");
    browser.click_on("main button", "Cerca gli accessi");
    browser.wait_for("[aria-invalid=true]");
    assert_accessible(&browser, "interessato-errato");
    browser.fill("#campo-codiceFiscale", CF);
    browser.click_on("main button", "Cerca gli accessi");
    browser.wait_for("#accessi");
    assert!(!browser.url().contains(CF));
    assert_accessible(&browser, "interessato-accessi");
}

#[test]
fn rights_and_a_request_that_is_only_tried() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    enters(store, &server, &browser, Role::Standard);
    browser.open(&server.url("/diritti"));
    assert_accessible(&browser, "diritti");
    browser.click_on("main a", "Che cosa mi verrebbe risposto?");
    browser.wait_for("#campo-finalita");
    assert_accessible(&browser, "simula");
    browser.fill("#campo-finalita", "Controllo");
    browser.click_on("main label", "Residenza");
    browser.click_on("main button", "Continua");
    browser.wait_for("input[name=campi-residenza]");
    assert_accessible(&browser, "simula-campi");
    browser.click_on("main button", "Simula");
    browser.wait_for("main .badge");
    assert_eq!(
        browser.texts("main .badge"),
        ["La richiesta sarebbe rifiutata"]
    );
    assert_accessible(&browser, "simula-esito");
}

#[test]
fn anybody_verifies_a_receipt() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&server.url("/ricevute/verifica"));
    assert_accessible(&browser, "ricevute-verifica");
    browser.fill("#campo-numero", "12");
    browser.fill("#campo-codice", "0000-0000-0000-0000");
    browser.click_on("main button", "Verifica");
    browser.wait_for("main .alert");
    assert_accessible(&browser, "ricevute-verifica-no");
    browser.fill("#campo-ricevuta", "a.b.c");
    browser.click_on("main button", "Verifica il testo");
    browser.wait_for("main .alert");
    assert_eq!(browser.path(), "/ricevute/verifica");
    assert_accessible(&browser, "ricevute-verifica-testo");
}
