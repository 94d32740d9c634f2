//! A clerk finds somebody by an old name and by an old address and opens the family as it was, by the keyboard alone.

use schema::codes::ValidationMode;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::GOOD;
use crate::server::consultation_pages::{family, may_consult};
use crate::server::validation_pages::{PURPOSE, clerk};

/// Types into the field of that name, in place of what it held.
#[track_caller]
fn types(browser: &Browser, name: &str, text: &str) {
    browser.tab_to(&format!("campo-{name}"));
    browser.type_keys(text);
}

/// Comes by the tabulator to what has these words, and presses it.
#[track_caller]
fn presses(browser: &Browser, words: &str) {
    for _ in 0..120 {
        if browser.tab().text.starts_with(words) {
            return browser.enter();
        }
    }
    panic!("the keyboard does not reach {words} on {}", browser.url());
}

/// Searches at any time until the index has followed.
#[track_caller]
fn searches(browser: &Browser, server: &TestServer, fields: &[(&str, &str)]) {
    let found = tests::process::eventually(tests::process::PATIENCE, || {
        browser.open(&server.url("/ricerca"));
        // Whoever opens the page begins with the surname.
        assert_eq!(browser.focus().id, "campo-cognome");
        for (name, text) in fields {
            if *name == "cognome" {
                browser.type_keys(text);
            } else {
                types(browser, name, text);
            }
        }
        browser.tab_to("campo-momento-1");
        browser.arrow_down();
        types(browser, "finalita", &PURPOSE[..6]);
        types(browser, "pratica", "2026/50");
        browser.enter();
        browser.has(".hub-hit")
    });
    assert!(found, "{}", browser.text("main"));
}

#[test]
fn by_an_old_name_and_an_old_address_to_the_family_as_it_was() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    family(store);
    clerk(store, &server, "m.rossi", ValidationMode::None);
    may_consult(store, "m.rossi");
    browser.open(&server.url("/accesso"));
    browser.fill("#campo-utente", "m.rossi");
    browser.fill("#campo-password", GOOD);
    browser.click("main button[type=submit]");
    searches(
        &browser,
        &server,
        &[("cognome", "bianchi"), ("nome", "laura")],
    );
    let hit = browser.text(".hub-hit");
    assert!(
        hit.contains("VERDI LAURA") && hit.contains("BIANCHI"),
        "{hit}"
    );
    assert_eq!(browser.path(), "/ricerca");
    assert_accessible(&browser, "ricerca-risultati");
    searches(
        &browser,
        &server,
        &[("via", "via giardini"), ("civico", "12")],
    );
    let hits = browser.texts(".hub-hit h3");
    assert!(hits.iter().any(|name| name == "VERDI LAURA"), "{hits:?}");
    // Her family, and then as it was.
    searches(
        &browser,
        &server,
        &[("cognome", "bianchi"), ("nome", "laura")],
    );
    presses(&browser, "Scheda di famiglia");
    assert!(
        browser.path().starts_with("/consultazioni/"),
        "{}",
        browser.text("main")
    );
    let tree = browser.text("svg.hub-tree");
    assert!(
        tree.contains("VERDI") && !tree.contains("MARIO"),
        "who left is in the history alone: {tree}"
    );
    types(&browser, "data", "01/01/2010");
    presses(&browser, "Mostra");
    let text = browser.text("main");
    assert!(
        text.contains("ROSSI MARIO") && text.contains("BIANCHI LAURA"),
        "{text}"
    );
    assert!(browser.has("svg.hub-tree") && browser.has("table"));
    assert_accessible(&browser, "consultazione-famiglia");
    presses(&browser, "Scheda individuale");
    assert!(browser.text("h1").starts_with("Scheda individuale"));
    assert_accessible(&browser, "consultazione-individuale");
    presses(&browser, "Storico della persona");
    assert!(browser.has("svg.hub-timeline"));
    assert_accessible(&browser, "consultazione-storico");
    presses(&browser, "Pagina da stampare");
    assert!(browser.path().ends_with("/stampa"));
    assert!(
        browser.prints(".hub-mark")
            && browser.prints("main img.hub-qr")
            && !browser.prints(".hub-menu")
    );
    assert_accessible(&browser, "consultazione-stampa");
}
