//! A clerk has the families of a file of fiscal codes.

use schema::codes::ValidationMode;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::GOOD;
use crate::server::consultation_pages::{WIFE, family};
use crate::server::families_page::may_ask;
use crate::server::validation_pages::{PURPOSE, clerk};

#[test]
fn a_file_is_chosen_and_every_line_of_it_answered() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    family(store);
    clerk(store, &server, "m.rossi", ValidationMode::None);
    may_ask(store, "m.rossi");
    browser.open(&server.url("/accesso"));
    browser.fill("#campo-utente", "m.rossi");
    browser.fill("#campo-password", GOOD);
    browser.click("main button[type=submit]");
    let file = store.directory().join("codici.csv");
    let rows = format!("pratica;codice fiscale\r\n1;{WIFE}\r\n2;RSSMRA70A01F257L\r\n3;ROSSI\r\n");
    std::fs::write(&file, rows).expect("write the list");
    let send = |day: &str| {
        browser.fill("#campo-file", &file.display().to_string());
        browser.fill("#campo-data", day);
        browser.choose("#campo-finalita", PURPOSE);
        browser.fill("#campo-pratica", "2026/63");
        browser.click_on("main button", "Mostra");
    };
    browser.open(&server.url("/nuclei-familiari"));
    send("31/02/2010");
    let wrong = browser.text("main");
    assert!(
        wrong.contains("Indicare un giorno") && wrong.contains("Scegliere di nuovo il file."),
        "{wrong}"
    );
    assert_accessible(&browser, "nuclei-familiari-errore");
    send("01/01/2010");
    assert_eq!(browser.path(), "/nuclei-familiari");
    let found = browser.text("main");
    for said in [
        "1 su 3 codici",
        "ROSSI NICCOLÒ",
        "Nessuno tra coloro",
        "16 lettere e cifre",
    ] {
        assert!(found.contains(said), "{said}: {found}");
    }
    assert_accessible(&browser, "nuclei-familiari-trovati");
}
