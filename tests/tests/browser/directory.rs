//! The pages of the directory in a real browser: axe finds nothing on any of them, refused forms included.

use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::administration::support::World;
use crate::administration::visiting::signed_in;

/// Carries a session into the browser.
pub fn enter(browser: &Browser, server: &TestServer, store: &TestStore, user_id: i64, name: &str) {
    let visitor = signed_in(store, server, user_id, name);
    let token = &visitor.jar["__Host-ah"];
    browser.open(&server.url("/accesso"));
    browser.script(&format!(
        "document.cookie = '__Host-ah={token}; Path=/; Secure';"
    ));
}

#[test]
fn a_top_finds_every_page_accessible() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let Some(browser) = Browser::start() else {
        return;
    };
    enter(
        &browser,
        &server,
        store,
        world.top_modena.user_id,
        "top.modena",
    );
    let user = world.standard_modena.user_id;
    let pages = [
        ("/enti".to_owned(), "enti"),
        ("/gruppi".to_owned(), "gruppi"),
        ("/uffici".to_owned(), "uffici"),
        ("/uffici/nuovo".to_owned(), "uffici-nuovo"),
        (format!("/uffici/{}", world.ausl_modena), "uffici-uno"),
        ("/convenzioni".to_owned(), "convenzioni"),
        (
            format!("/convenzioni/{}", world.agreement_modena),
            "convenzioni-una",
        ),
        (
            format!("/convenzioni/{}/modifica", world.agreement_modena),
            "convenzioni-modifica",
        ),
        ("/utenti".to_owned(), "utenti"),
        (format!("/utenti/{user}"), "utenti-uno"),
        (format!("/utenti/{user}/profilo"), "utenti-profilo"),
        (format!("/utenti/{user}/password"), "utenti-password"),
        ("/postazioni".to_owned(), "postazioni"),
        ("/postazioni/nuova".to_owned(), "postazioni-nuova"),
        (format!("/legami?da={}", world.ausl_modena), "legami"),
    ];
    for (path, name) in pages {
        browser.open(&server.url(&path));
        assert_eq!(browser.texts("h1").len(), 1, "{path}");
        assert_accessible(&browser, &format!("gestione-{name}"));
    }
    // A form that is refused says what is wrong, and leads there.
    browser.open(&server.url("/utenti/nuovo"));
    browser.choose("#campo-ufficio", &world.ausl_modena.to_string());
    browser.choose("#campo-ruolo", "STANDARD");
    browser.fill("#campo-nomeUtente", "x");
    browser.fill("#campo-cognome", "Verdi");
    browser.click("main button[type=submit]");
    assert!(browser.has("#errore-nomeUtente") && browser.has("#errore-codiceFiscale"));
    assert_accessible(&browser, "gestione-utenti-nuovo-errato");
    browser.open(&server.url("/convenzioni/nuova"));
    assert_accessible(&browser, "gestione-convenzioni-nuova");
}

#[test]
fn an_operator_finds_its_pages_accessible() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let Some(browser) = Browser::start() else {
        return;
    };
    enter(
        &browser,
        &server,
        store,
        world.operator.user_id,
        "operatore",
    );
    for (path, name) in [
        ("/enti/nuovo", "enti-nuovo"),
        ("/enti/1", "enti-uno"),
        ("/gruppi", "gruppi-operatore"),
        ("/gruppi/nuovo", "gruppi-nuovo"),
        ("/convenzioni/nuova", "convenzioni-nuova-operatore"),
    ] {
        browser.open(&server.url(path));
        assert_eq!(browser.texts("h1").len(), 1, "{path}");
        assert_accessible(&browser, &format!("gestione-{name}"));
    }
    browser.open(&server.url("/enti/nuovo"));
    browser.fill("#campo-nome", "INPS");
    browser.choose("#campo-tipo", "AGENZIA");
    browser.click("main button[type=submit]");
    assert_eq!(browser.texts("h1"), ["INPS"]);
    assert_accessible(&browser, "gestione-enti-registrato");
}
