//! The head of an agency's office: the first access, a clerk with less than the agency has, and what its office does.

use tests::{Browser, TestServer, TestStore};

use super::Desk;
use crate::administration::support::{CF, World};
use crate::administration::visiting::{one_time, signed_in};
use crate::browser::sights::{PURPOSE, ask, grant_residence};

#[test]
fn an_admin_from_the_first_access_to_the_figures() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let world = World::new(store);
    grant_residence(&world, world.standard_modena.user_id);
    store.clock.advance(chrono::Duration::seconds(10));
    let mut clerk = signed_in(store, &server, world.standard_modena.user_id, "std.modena");
    ask(&mut clerk, "2026/1");
    ask(&mut clerk, "2026/2");
    // Somebody of the office that another Comune registered is at work too.
    signed_in(store, &server, world.standard_carpi.user_id, "std.carpi");
    let Some(browser) = Browser::start() else {
        return;
    };
    let desk = &Desk {
        store,
        server: &server,
        browser: &browser,
    };
    let password = one_time(&server, world.admin_modena.user_id);
    let secret = desk.first_access("admin.modena", &password);
    // The one-time password is worth nothing any more.
    desk.sign_out();
    desk.knock("admin.modena", &password);
    assert_eq!(browser.path(), "/accesso");
    desk.sign_in("admin.modena", Some(&secret));
    let one_time = registers_a_clerk(desk, &world);
    looks_at_its_office(desk);
    looks_at_the_figures(desk);
    has_nobody_to_move(desk);
    desk.sign_out();
    works_with_a_narrow_profile(desk, &one_time);
}

/// A clerk of its own office, who may ask less than the agency; its one-time password.
fn registers_a_clerk(desk: &Desk<'_>, world: &World) -> String {
    let browser = desk.browser;
    desk.menu("Utenti");
    assert!(!desk.text().contains("std.carpi"), "{}", desk.text());
    desk.follow("Registra un utente");
    desk.choose("ufficio", &world.ausl_modena.to_string());
    desk.choose("ruolo", "STANDARD");
    desk.fill(&[
        ("nomeUtente", "c.goldoni"),
        ("cognome", "Goldoni"),
        ("nome", "Carlo"),
        ("codiceFiscale", CF),
    ]);
    desk.press("Registra l'utente");
    desk.told("Registrazione eseguita.");
    let user = browser.url();
    desk.follow("Profilo");
    // Only what the agreements grant can be chosen; of that, only the Comune.
    assert!(!browser.has("input[name='campi-VERIFICA-matrimonio']"));
    assert!(browser.has("input[name='campi-VERIFICA-residenza'][value=civico]"));
    desk.tick("campi-VERIFICA-residenza", "comune");
    desk.day("dal", "2026-11-21");
    desk.judge("admin-profilo");
    desk.press("Registra il profilo");
    desk.told("Profilo registrato.");
    browser.open(user.split('?').next().unwrap());
    desk.follow("Reimposta la password");
    desk.press("Reimposta la password");
    browser.text("main code")
}

fn looks_at_its_office(desk: &Desk<'_>) {
    let browser = desk.browser;
    desk.menu("Monitoraggio");
    let text = desk.text();
    assert!(text.contains("2026/1") && text.contains("2026/2"), "{text}");
    assert!(
        !text.contains("std.carpi") && !text.contains("Esenzioni Carpi"),
        "{text}"
    );
    // Of the Comuni of others it is not told where somebody was found.
    desk.choose("atto", "RISPOSTA");
    desk.press("Filtra");
    assert_eq!(browser.texts("#atti tbody tr").len(), 2);
    desk.judge("admin-monitoraggio");
    desk.menu("Registro degli accessi");
    assert!(!desk.text().contains("std.carpi"));
}

fn looks_at_the_figures(desk: &Desk<'_>) {
    let browser = desk.browser;
    desk.menu("Statistiche");
    assert!(
        browser.has("main .hub-chart") || browser.has("main figure"),
        "{}",
        desk.text()
    );
    let text = desk.text();
    assert!(
        text.contains("Atti per utente") && text.contains("Atti per servizio"),
        "{text}"
    );
    desk.judge("admin-statistiche");
    desk.choose("passo", "giorno");
    desk.press("Conta");
    assert!(browser.url().contains("passo=giorno"));
}

/// Its reach is its office: into another one a TOP moves people.
fn has_nobody_to_move(desk: &Desk<'_>) {
    desk.menu("Legami");
    let offices = desk.browser.texts("#campo-da option");
    assert!(
        !offices
            .iter()
            .any(|office| office.contains("Esenzioni Carpi")),
        "{offices:?}"
    );
    assert!(!desk.browser.has("#campo-ufficio"), "{}", desk.text());
    desk.judge("admin-legami");
}

/// The clerk finds what was granted, and no more.
fn works_with_a_narrow_profile(desk: &Desk<'_>, one_time: &str) {
    let browser = desk.browser;
    desk.knock("c.goldoni", one_time);
    let own = crate::identity::support::GOOD;
    desk.fill(&[("nuova", own), ("ripetuta", own)]);
    browser.click(super::SEND);
    desk.store.clock.advance(chrono::Duration::seconds(10));
    desk.menu("Verifica");
    desk.choose("finalita", PURPOSE);
    desk.fill(&[("pratica", "2026/9"), ("codiceFiscale", CF)]);
    assert_eq!(browser.texts("input[name=tipo] + label"), ["Residenza"]);
    desk.tick("tipo", "residenza");
    desk.press("Continua");
    assert!(browser.has("#campo-d-residenza-comune"));
    assert!(!browser.has("#campo-d-residenza-civico"));
}
