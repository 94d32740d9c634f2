//! The registry officer of a Comune: the board, the users, agreements and workstations of others, the queue, the trace.

use chrono::Duration;
use tests::{Browser, TestServer, TestStore};

use super::Desk;
use crate::administration::support::{MODENA, World};
use crate::administration::visiting::{one_time, signed_in};
use crate::browser::sights::{ask, grant_residence, wait_for_modena};

/// The Province tells everybody something.
fn announce(store: &TestStore, server: &TestServer, world: &World) {
    let mut operator = signed_in(store, server, world.operator.user_id, "operatore");
    operator.open("/bacheca/nuovo");
    let fields = [
        ("destinatari", "tutti"),
        ("titolo", "Nuove regole sulle quote"),
        ("testo", "Dal 1º dicembre le quote si contano per giorno."),
        ("validoAl", "2026-12-31"),
    ];
    assert_eq!(operator.form("/bacheca", &fields).status, 303);
}

/// A clerk of the agency asks three times, a minute apart.
fn requests(store: &TestStore, server: &TestServer, world: &World) {
    grant_residence(world, world.standard_modena.user_id);
    wait_for_modena(store, world);
    let mut clerk = signed_in(store, server, world.standard_modena.user_id, "std.modena");
    for case in ["2026/1", "2026/2", "2026/3"] {
        ask(&mut clerk, case);
        store.clock.advance(Duration::minutes(1));
    }
}

#[test]
fn a_top_from_the_board_to_the_trace() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let world = World::new(store);
    announce(store, &server, &world);
    requests(store, &server, &world);
    let Some(browser) = Browser::start() else {
        return;
    };
    let desk = &Desk {
        store,
        server: &server,
        browser: &browser,
    };
    let password = one_time(&server, world.top_modena.user_id);
    let secret = desk.first_access("top.modena", &password);
    desk.sign_out();
    desk.sign_in("top.modena", Some(&secret));
    reads_the_board(desk);
    let head = registers_a_head_of_office(desk, &world);
    makes_an_agreement(desk, &world);
    registers_a_workstation(desk, &world);
    decides(desk);
    looks_at_the_trace(desk);
    resets_a_password(desk);
    moves_a_clerk(desk, &world);
    // Whom it registered comes in.
    desk.sign_out();
    desk.first_access("a.verdi", &head);
    desk.menu("Utenti");
}

fn reads_the_board(desk: &Desk<'_>) {
    let browser = desk.browser;
    assert_eq!(browser.texts("article h2"), ["Nuove regole sulle quote"]);
    desk.judge("top-inizio");
    desk.press("Conferma la lettura");
    browser.click(".it-brand-wrapper a");
    assert!(desk.text().contains("Non ci sono avvisi da leggere."));
}

/// The one-time password that it gives away.
fn registers_a_head_of_office(desk: &Desk<'_>, world: &World) -> String {
    let browser = desk.browser;
    desk.menu("Utenti");
    desk.follow("Registra un utente");
    desk.choose("ufficio", &world.ausl_modena.to_string());
    desk.choose("ruolo", "ADMIN");
    desk.fill(&[
        ("nomeUtente", "a.verdi"),
        ("cognome", "Verdi"),
        ("nome", "Ada"),
        ("codiceFiscale", "VRDDAA80A41F257X"),
        ("email", "ada@example.org"),
    ]);
    desk.press("Registra l'utente");
    if browser.has("#errore-codiceFiscale") {
        // What was typed is still there, and only what is wrong must be typed again.
        assert_eq!(
            browser.attribute("#campo-cognome", "value").as_deref(),
            Some("Verdi")
        );
        desk.judge("top-utente-errato");
        desk.fill(&[("codiceFiscale", crate::administration::support::CF)]);
        desk.press("Registra l'utente");
    }
    desk.told("Registrazione eseguita.");
    desk.follow("Reimposta la password");
    desk.judge("top-password-domanda");
    desk.press("Reimposta la password");
    desk.told("si vede solo adesso");
    desk.judge("top-password");
    browser.text("main code")
}

fn makes_an_agreement(desk: &Desk<'_>, world: &World) {
    let browser = desk.browser;
    desk.menu("Convenzioni");
    desk.follow("Registra una convenzione");
    desk.choose("ente", &world.ausl.to_string());
    desk.choose("comune", MODENA);
    desk.choose("validazione", "SILENZIO");
    desk.day("dal", "2026-11-21");
    desk.fill(&[
        ("protocollo", "2026/900"),
        ("baseGiuridica", "DPR 445/2000, art. 43"),
        ("oreSilenzio", "16"),
        ("quotaGiornaliera", "100"),
        ("finalita", "Esenzioni | Esenzioni dal ticket"),
    ]);
    desk.tick("campi-VERIFICA-residenza", "*");
    desk.press("Registra la convenzione");
    let text = desk.text();
    assert!(
        text.contains("dopo 16 ore lavorative") && text.contains("In vigore"),
        "{text}"
    );
    desk.follow("Modifica la convenzione");
    assert_eq!(
        browser
            .attribute("#campo-quotaGiornaliera", "value")
            .as_deref(),
        Some("100")
    );
    desk.fill(&[("quotaGiornaliera", "50")]);
    desk.day("dal", "2026-12-01");
    desk.press("Registra la modifica");
    desk.told("Modifica registrata");
    assert!(desk.text().contains("01/12/2026") && desk.text().contains("Non in vigore"));
    desk.judge("top-convenzione");
}

fn registers_a_workstation(desk: &Desk<'_>, world: &World) {
    desk.menu("Postazioni");
    desk.follow("Registra una postazione");
    desk.choose("ufficio", &world.ausl_modena.to_string());
    desk.fill(&[("nome", "Sportello 1"), ("rete", "10.20.0.0/16")]);
    desk.press("Registra la postazione");
    desk.told("Registrazione eseguita.");
    assert!(desk.text().contains("10.20.0.0/16"));
}

fn decides(desk: &Desk<'_>) {
    let browser = desk.browser;
    desk.menu("Validazioni");
    let rows = browser.texts("#validazioni tbody tr");
    assert_eq!(rows.len(), 3);
    // The oldest first, each with the time that is left.
    for (row, case) in rows.iter().zip(["2026/1", "2026/2", "2026/3"]) {
        assert!(
            row.contains(case) && row.contains("29 giorni e 23 ore"),
            "{row}"
        );
    }
    browser.click("#validazioni tbody tr a");
    assert!(desk.text().contains("2026/1") && desk.text().contains("Esenzioni Modena"));
    desk.judge("top-validazione");
    desk.press("Approva");
    desk.told("Una richiesta decisa.");
    for row in [1, 2] {
        browser.click(&format!("#validazioni tbody tr:nth-child({row}) input"));
    }
    // Without a reason nothing is discarded.
    desk.press("Scarta le richieste scelte");
    desk.told("per scartare serve un motivo");
    for row in [1, 2] {
        browser.click(&format!("#validazioni tbody tr:nth-child({row}) input"));
    }
    desk.fill(&[("motivo", "Manca la delega dell'interessato")]);
    desk.press("Scarta le richieste scelte");
    desk.told("2 richieste decise.");
    assert!(desk.text().contains("Nessuna richiesta attende il Comune."));
}

fn looks_at_the_trace(desk: &Desk<'_>) {
    let browser = desk.browser;
    desk.menu("Monitoraggio");
    let all = browser.texts("#atti tbody tr").len();
    desk.judge("top-monitoraggio");
    desk.choose("atto", "VALIDAZIONE");
    desk.press("Filtra");
    let shown = browser.texts("#atti tbody tr").len();
    assert!(shown >= 3 && shown < all, "{shown} of {all}");
    let (name, csv) = browser.download("main a", "Scarica in CSV");
    assert!(
        std::path::Path::new(&name)
            .extension()
            .is_some_and(|end| end == "csv"),
        "{name}"
    );
    // What was filtered, and nothing else, with the reasons of the officer.
    assert_eq!(csv.lines().count(), shown + 1, "{csv}");
    assert!(csv.contains("Manca la delega dell'interessato"), "{csv}");
    desk.menu("Registro degli accessi");
    assert!(
        desk.text().contains("top.modena") || desk.text().contains("Rossi"),
        "{}",
        desk.text()
    );
}

fn resets_a_password(desk: &Desk<'_>) {
    desk.menu("Utenti");
    desk.fill(&[("testo", "std.modena")]);
    desk.press("Cerca");
    desk.browser.click("#utenti tbody tr a");
    desk.follow("Reimposta la password");
    desk.press("Reimposta la password");
    assert!(desk.browser.has("main code"));
    desk.follow("Torna all'utente");
    assert!(desk.text().contains("std.modena"));
}

/// A reorganisation: the clerk goes to a new office, and what it was before stays written.
fn moves_a_clerk(desk: &Desk<'_>, world: &World) {
    desk.menu("Uffici");
    desk.follow("Registra un ufficio");
    desk.choose("ente", &world.ausl.to_string());
    desk.fill(&[("nome", "Esenzioni, seconda sede")]);
    desk.press("Registra l'ufficio");
    let path = desk.browser.path();
    let new = path.split(['/', '?']).nth(2).expect("its number");
    desk.menu("Legami");
    desk.choose("da", &world.ausl_modena.to_string());
    desk.press("Mostra gli utenti");
    desk.tick("utenti", &world.standard_modena.user_id.to_string());
    desk.choose("ufficio", new);
    desk.fill(&[("motivo", "Riorganizzazione")]);
    desk.judge("top-legami");
    desk.press("Sposta");
    desk.told("Spostamento eseguito");
    desk.menu("Utenti");
    desk.fill(&[("testo", "std.modena")]);
    desk.press("Cerca");
    desk.browser.click("#utenti tbody tr a");
    let text = desk.text();
    assert!(
        text.contains("Esenzioni, seconda sede") && text.contains("Riorganizzazione"),
        "{text}"
    );
}
