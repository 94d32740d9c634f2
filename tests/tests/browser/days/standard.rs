//! A clerk checks what people declare, by the keyboard alone: three answers, one that waits, receipts and refusals.

use diesel::prelude::*;
use schema::codes::ValidationMode;
use schema::tables::agreement;
use tests::{Browser, TestServer, TestStore};

use super::Desk;
use crate::server::signing_in::settled;
use crate::server::support::{CF, lac, lac_path, send};
use crate::server::validation_pages::{FIUMALBO, PURPOSE, clerk, promote};

/// Somebody of whom the hub knows nothing.
const UNKNOWN: &str = "RSSMRA80A01H501U";

/// Types into the field of that name, in place of what it held.
#[track_caller]
fn types(desk: &Desk<'_>, name: &str, text: &str) {
    // Coming by the tabulator selects what is in the field.
    desk.browser.tab_to(&format!("campo-{name}"));
    desk.browser.type_keys(text);
}

/// Comes by the tabulator to the link or button with these words, and presses it.
#[track_caller]
fn presses(desk: &Desk<'_>, words: &str) {
    for _ in 0..100 {
        if desk.browser.tab().text == words {
            return desk.browser.enter();
        }
    }
    panic!("the keyboard does not reach {words}");
}

/// Both steps by the keyboard, and the answer.
#[track_caller]
fn checks(desk: &Desk<'_>, cf: &str, number: &str) {
    let browser = desk.browser;
    browser.open(&desk.server.url("/"));
    presses(desk, "Verifica");
    assert_eq!(browser.path(), "/verifica");
    types(desk, "finalita", &PURPOSE[..6]);
    types(desk, "pratica", "2026/17");
    types(desk, "data", "01/01/2023");
    types(desk, "codiceFiscale", cf);
    browser.tab_to("campo-tipo-1");
    browser.space();
    presses(desk, "Continua");
    assert_eq!(browser.texts("main h2"), ["Residenza"]);
    types(desk, "d-residenza-comune", "Fiumalbo");
    types(desk, "d-residenza-denominazione", "viale J.F. Kennedy");
    types(desk, "d-residenza-civico", number);
    browser.enter();
}

/// From now on Fiumalbo wants its say.
fn wants_validation(store: &TestStore) {
    tests::directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        diesel::update(agreement::table.filter(agreement::comune.eq(FIUMALBO)))
            .set(agreement::validation.eq(ValidationMode::Manual.code()))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
}

#[test]
fn a_clerk_from_the_first_answer_to_the_last() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let Some(browser) = Browser::start() else {
        return;
    };
    send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
    clerk(store, &server, "m.rossi", ValidationMode::None);
    settled(store, &server, "a.bianchi");
    promote(store, "a.bianchi", FIUMALBO);
    let desk = &Desk {
        store,
        server: &server,
        browser: &browser,
    };
    desk.sign_in("m.rossi", None);
    has_three_answers(desk);
    prints_the_receipt(desk);
    waits(desk);
    is_refused_elsewhere(desk);
    desk.sign_out();
    an_officer_approves(desk);
    desk.sign_in("m.rossi", None);
    desk.menu("Richieste");
    browser.click("#richieste tbody a");
    assert!(desk.text().contains("Sì: corrisponde"), "{}", desk.text());
    desk.judge("standard-richiesta-conclusa");
}

fn has_three_answers(desk: &Desk<'_>) {
    let badge = || desk.browser.text("#esiti .badge");
    checks(desk, CF, "144/A");
    assert_eq!(badge(), "Sì: corrisponde");
    checks(desk, CF, "145");
    assert_eq!(badge(), "No: non corrisponde");
    checks(desk, UNKNOWN, "144/A");
    assert_eq!(badge(), "Non determinabile");
    // With the reason in words.
    assert!(
        desk.browser.text("#esiti").len() > badge().len() + 20,
        "{}",
        desk.browser.text("#esiti")
    );
    desk.judge("standard-non-determinabile");
    checks(desk, CF, "144/A");
}

fn prints_the_receipt(desk: &Desk<'_>) {
    let browser = desk.browser;
    desk.follow("Apri la ricevuta da stampare");
    assert!(browser.path().starts_with("/ricevute/"));
    let text = desk.text();
    assert!(
        text.contains("Sì: corrisponde") && !text.contains(CF),
        "{text}"
    );
    assert!(browser.has("main img[src^='data:image/svg+xml']"));
    // On paper there is the receipt, without the menu.
    assert!(browser.prints("main img") && !browser.prints(".hub-menu"));
}

fn waits(desk: &Desk<'_>) {
    let browser = desk.browser;
    wants_validation(desk.store);
    checks(desk, CF, "144/A");
    assert!(browser.path().starts_with("/richieste/"), "{}", desk.text());
    desk.told("Richiesta presentata");
    assert!(desk.text().contains("In attesa del Comune"));
    desk.menu("Richieste");
    assert_eq!(browser.texts("#richieste tbody tr").len(), 1);
}

/// What others run is neither in the menu nor open to whoever knows its address.
fn is_refused_elsewhere(desk: &Desk<'_>) {
    let browser = desk.browser;
    let menu = browser.texts("nav.hub-menu-wide a");
    for (path, label) in [
        ("/utenti", "Utenti"),
        ("/convenzioni", "Convenzioni"),
        ("/validazioni", "Validazioni"),
        ("/monitoraggio", "Monitoraggio"),
    ] {
        assert!(!menu.iter().any(|one| one == label), "{menu:?}");
        browser.open(&desk.server.url(path));
        assert!(
            desk.text().contains("non è concessa"),
            "{path}: {}",
            desk.text()
        );
    }
    desk.judge("standard-rifiuto");
    // One finds back.
    browser.click(".it-brand-wrapper a");
    assert_eq!(browser.path(), "/");
}

fn an_officer_approves(desk: &Desk<'_>) {
    desk.knock("a.bianchi", crate::identity::support::GOOD);
    if desk.browser.path() == "/accesso/attivazione" {
        let secret =
            crate::identity::support::unbase32(&desk.browser.text("main code").replace(' ', ""));
        desk.fill(&[("codice", &desk.code(&secret))]);
        desk.browser.click(super::SEND);
        desk.follow("Prosegui");
    }
    desk.menu("Validazioni");
    desk.browser.click("#validazioni tbody a");
    desk.press("Approva");
    desk.told("Una richiesta decisa.");
    desk.sign_out();
}
