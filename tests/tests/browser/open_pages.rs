//! The pages that anybody may open.

use tests::browser::{DESK, NARROW};
use tests::{Browser, TestServer, TestStore, assert_accessible};

const PAGES: [(&str, &str, &str); 4] = [
    ("/accesso", "accesso", "Accesso"),
    (
        "/accessibilita",
        "accessibilita",
        "Dichiarazione di accessibilità",
    ),
    ("/licenze", "licenze", "Licenze"),
    (
        "/non-esiste",
        "errore-404",
        "Non c'è nulla a questo indirizzo",
    ),
];

#[test]
fn everybody_can_use_them() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    for (path, name, title) in PAGES {
        browser.open(&server.url(path));
        assert_eq!(browser.title(), format!("{title} · Anagrafe Hub"));
        assert_eq!(browser.texts("h1"), [title]);
        assert_accessible(&browser, name);
    }
    // Whoever comes without a path is led to the sign-in.
    browser.open(&server.url("/"));
    assert_eq!(browser.path(), "/accesso");
}

#[test]
fn sign_in_by_keyboard_alone() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    for size in [DESK, NARROW] {
        browser.resize(size);
        browser.open(&server.url("/accesso"));
        // The first stop leads past everything that is on every page.
        let skip = browser.tab();
        assert_eq!(
            (skip.text.as_str(), skip.href.as_str()),
            ("Vai al contenuto", "#contenuto")
        );
        assert!(skip.visible, "{skip:?}");
        browser.enter();
        assert!(browser.url().ends_with("#contenuto"), "{}", browser.url());
        let mut way = Vec::new();
        for _ in 0..3 {
            let focus = browser.tab();
            assert!(focus.visible, "{focus:?}");
            way.push(if focus.id.is_empty() {
                focus.text
            } else {
                focus.id
            });
        }
        assert_eq!(way, ["campo-utente", "campo-password", "Accedi"]);
    }
}

/// What the browser itself says about a form that is not filled in: nothing leaves.
#[test]
fn an_empty_form_is_not_sent() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&server.url("/accesso"));
    browser.click("main button[type=submit]");
    assert_eq!(browser.path(), "/accesso");
    assert_eq!(browser.focus().id, "campo-utente");
    for (field, token) in [
        ("#campo-utente", "username"),
        ("#campo-password", "current-password"),
    ] {
        assert_eq!(
            browser.attribute(field, "autocomplete").as_deref(),
            Some(token)
        );
    }
}
