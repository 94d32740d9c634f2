//! The pages of the directory: forms that are filled in, refused, shown again, and what they say.

use tests::{TestServer, TestStore};

use super::support::*;
use super::visiting::signed_in;
use crate::server::visitor::{Visitor, value_of};

fn text(answer: &api::client::Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

fn leads_to(answer: &api::client::Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.header("location").unwrap().to_owned()
}

pub fn shown(visitor: &mut Visitor, path: &str) -> String {
    let answer = visitor.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", text(&answer));
    text(&answer)
}

#[test]
fn every_page_opens_for_each_role_or_says_why_not() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let own = world.standard_modena.user_id;
    let pages = [
        "/enti",
        "/enti.csv",
        "/gruppi",
        "/uffici",
        "/uffici.csv",
        "/convenzioni",
        "/convenzioni.csv",
        "/utenti",
        "/utenti.csv",
        "/utenti/nuovo",
        "/postazioni",
        "/postazioni.csv",
        "/postazioni/nuova",
        "/legami",
        &format!("/legami?da={}", world.ausl_modena),
        &format!("/utenti/{own}"),
        &format!("/utenti/{own}/profilo"),
        &format!("/utenti/{own}/password"),
        &format!("/utenti/{own}/codici"),
        &format!("/uffici/{}", world.ausl_modena),
        &format!("/convenzioni/{}", world.agreement_modena),
        &format!("/convenzioni/{}/modifica", world.agreement_modena),
        "/convenzioni/nuova",
        "/uffici/nuovo",
    ];
    let mut top = signed_in(store, &server, world.top_modena.user_id, "top.modena");
    for path in pages {
        shown(&mut top, path);
    }
    let mut admin = signed_in(store, &server, world.admin_modena.user_id, "admin.modena");
    for path in &pages[..22] {
        shown(&mut admin, path);
    }
    let mut operator = signed_in(store, &server, world.operator.user_id, "operatore");
    for path in [
        "/enti/nuovo",
        "/enti/1",
        "/gruppi/nuovo",
        "/convenzioni/nuova",
        "/utenti",
    ] {
        shown(&mut operator, path);
    }
    let mut standard = signed_in(store, &server, own, "std.modena");
    for path in [
        "/utenti",
        "/uffici",
        "/convenzioni",
        "/postazioni",
        "/legami",
        "/enti",
    ] {
        let answer = standard.get(path);
        assert_eq!(answer.status, 403, "{path}");
        assert!(text(&answer).contains("non è concessa"), "{path}");
    }
    let mut nobody = Visitor::new(&server);
    assert!(matches!(nobody.get("/utenti").status, 303 | 401));
}

#[test]
fn a_form_that_is_refused_shows_again_what_was_typed() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let mut top = signed_in(store, &server, world.top_modena.user_id, "top.modena");
    top.open("/utenti/nuovo");
    let office = world.ausl_modena.to_string();
    let mut fields = vec![
        ("ufficio", office.as_str()),
        ("ruolo", "STANDARD"),
        ("nomeUtente", "Anna Verdi"),
        ("cognome", "<b>Verdi</b>"),
        ("nome", "Anna"),
        ("codiceFiscale", "ABC"),
        ("email", ""),
    ];
    let refused = top.form("/utenti", &fields);
    assert_eq!(refused.status, 422);
    let page = text(&refused);
    for told in [
        "Nulla è stato registrato",
        "value=\"Anna Verdi\"",
        "&#60;b&#62;Verdi",
        "Il codice fiscale ha 3 caratteri",
        "id=\"errore-nomeUtente\"",
        "value=\"STANDARD\" selected",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    fields[2].1 = "anna.verdi";
    fields[5].1 = CF;
    let place = leads_to(&top.form("/utenti", &fields));
    let page = shown(&mut top, &place);
    assert!(page.contains("Registrazione eseguita.") && page.contains("anna.verdi"));
}

#[test]
fn a_form_with_a_stale_token_changes_nothing_and_says_so() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let mut top = signed_in(store, &server, world.top_modena.user_id, "top.modena");
    let entity = world.ausl.to_string();
    let fields = [("ente", entity.as_str()), ("nome", "Mai registrato")];
    let refused = top.form_with("/uffici", "gettone di ieri", &fields);
    assert_eq!(refused.status, 403);
    assert!(
        text(&refused).contains("La pagina non è più valida"),
        "{}",
        text(&refused)
    );
    assert!(!shown(&mut top, "/uffici").contains("Mai registrato"));
}

#[test]
fn two_who_edit_at_once_are_told() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let mut top = signed_in(store, &server, world.top_modena.user_id, "top.modena");
    let path = format!("/uffici/{}", world.ausl_modena);
    let revision = value_of(&top.open(&path), "revisione");
    let save = |top: &mut Visitor, name: &str| {
        top.form(
            &path,
            &[
                ("revisione", &revision),
                ("nome", name),
                ("abilitato", "si"),
            ],
        )
    };
    leads_to(&save(&mut top, "Primo"));
    let late = save(&mut top, "Secondo");
    assert_eq!(late.status, 409);
    assert!(
        text(&late).contains("Nel frattempo qualcun altro"),
        "{}",
        text(&late)
    );
}

#[test]
fn a_profile_is_ticked_and_what_is_not_granted_is_not_offered() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let mut admin = signed_in(store, &server, world.admin_modena.user_id, "admin.modena");
    let id = world.standard_modena.user_id;
    let path = format!("/utenti/{id}/profilo");
    let page = admin.open(&path);
    assert!(
        page.contains("name=\"campi-VERIFICA-residenza\" value=\"civico\""),
        "{page}"
    );
    for absent in [
        "value=\"interno\"",
        "campi-VERIFICA-matrimonio",
        "campi-FORNITURA",
    ] {
        assert!(!page.contains(absent), "{absent}");
    }
    let revision = value_of(&page, "revisione");
    let fields = [
        ("revisione", revision.as_str()),
        ("dal", "2026-11-21"),
        ("validazione", "NESSUNA"),
        ("postazione", "LIBERA"),
        ("ambito", "scelti"),
        ("comuni", MODENA),
        ("campi-VERIFICA-residenza", "comune"),
        ("campi-VERIFICA-residenza", "civico"),
        ("campi-VERIFICA-statoLibero", "*"),
    ];
    leads_to(&admin.form(&path, &fields));
    let saved = world.admin.profile(&world.clerk, id).unwrap().value;
    assert_eq!(saved.comuni, [MODENA]);
    assert_eq!(
        saved.grants,
        [
            grant("VERIFICA", "residenza", &["civico", "comune"]),
            grant("VERIFICA", "statoLibero", &["*"]),
        ]
    );
    let page = shown(&mut admin, &path);
    assert!(page.contains("value=\"civico\" checked"), "{page}");
    // Sent by hand, more than is granted is refused at its place.
    let revision = value_of(&page, "revisione");
    let mut more = fields.to_vec();
    more[0].1 = &revision;
    more.push(("campi-VERIFICA-residenza", "interno"));
    let refused = admin.form(&path, &more);
    assert_eq!(refused.status, 422);
    assert!(
        text(&refused).contains("Nessuna convenzione in vigore dell&#39;ente concede: interno.")
    );
}

#[test]
fn a_password_is_reset_by_the_page_and_shown_once() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let mut admin = signed_in(store, &server, world.admin_modena.user_id, "admin.modena");
    let path = format!("/utenti/{}/password", world.standard_modena.user_id);
    admin.open(&path);
    let answer = admin.form(&path, &[]);
    assert_eq!(answer.status, 200);
    let page = text(&answer);
    assert!(page.contains("si vede solo adesso"), "{page}");
    let user = format!("/utenti/{}", world.standard_modena.user_id);
    assert!(!shown(&mut admin, &user).contains("monouso</dt>"));
    let foreign = format!("/utenti/{}/password", world.standard_carpi.user_id);
    assert_eq!(admin.form(&foreign, &[]).status, 404);
}

#[test]
fn an_agreement_is_made_amended_and_ended_by_the_pages() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let mut top = signed_in(store, &server, world.top_modena.user_id, "top.modena");
    let page = top.open("/convenzioni/nuova");
    assert!(page.contains("Modena (036023)") && !page.contains("Nazionale"));
    let entity = world.ausl.to_string();
    let mut fields = vec![
        ("ente", entity.as_str()),
        ("comune", MODENA),
        ("territorio", "COMUNE"),
        ("protocollo", "2026/900"),
        ("baseGiuridica", "Legge 1/2026"),
        ("dal", "2026-11-01"),
        ("al", ""),
        ("validazione", "SILENZIO"),
        ("oreSilenzio", ""),
        ("quotaGiornaliera", "molte"),
        ("anpr", "NESSUNA"),
        ("postazione", "LIBERA"),
        ("finalita", "Esenzioni | Esenzioni dal ticket\nControlli"),
    ];
    let refused = top.form("/convenzioni", &fields);
    let page = text(&refused);
    assert_eq!(refused.status, 422);
    for told in [
        "Indicare dopo quante ore",
        "Indicare un numero intero",
        "Serve almeno un servizio concesso.",
        "Esenzioni | Esenzioni dal ticket",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    fields[8].1 = "16";
    fields[9].1 = "100";
    fields.push(("campi-VERIFICA-residenza", "*"));
    let place = leads_to(&top.form("/convenzioni", &fields));
    let place = place.split('?').next().unwrap().to_owned();
    let page = top.open(&place);
    assert!(page.contains("dopo 16 ore lavorative") && page.contains("In vigore"));
    let path = format!("{place}/modifica");
    let revision = value_of(&top.open(&path), "revisione");
    let mut amended: Vec<_> = fields[2..].to_vec();
    amended[3].1 = "2026-12-01";
    amended.push(("revisione", &revision));
    let new = leads_to(&top.form(&path, &amended));
    assert!(!new.starts_with(&format!("{place}?")), "{new}");
    let page = top.open(&place);
    assert!(page.contains("30/11/2026"), "{page}");
    let revision = value_of(&page, "revisione");
    let sent = [("revisione", revision.as_str()), ("sospesa", "si")];
    leads_to(&top.form(&format!("{place}/sospensione"), &sent));
    assert!(shown(&mut top, &place).contains("Sospesa"));
}

#[test]
fn users_are_moved_together_from_the_page_of_links() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    let mut top = signed_in(store, &server, world.top_modena.user_id, "top.modena");
    top.open("/uffici/nuovo");
    let entity = world.ausl.to_string();
    let place = leads_to(&top.form("/uffici", &[("ente", &entity), ("nome", "Nuovo ufficio")]));
    let new = place.split(['/', '?']).nth(2).unwrap().to_owned();
    let from = world.ausl_modena.to_string();
    top.open(&format!("/legami?da={from}"));
    let fields = [
        ("da", from.as_str()),
        ("utenti", "tutti"),
        ("ufficio", new.as_str()),
        ("motivo", ""),
    ];
    let refused = top.form("/legami", &fields);
    assert!(refused.status == 422 && text(&refused).contains("value=\"tutti\" checked"));
    let mut fields = fields;
    fields[3].1 = "Riorganizzazione";
    leads_to(&top.form("/legami", &fields));
    let page = shown(
        &mut top,
        &format!("/utenti/{}", world.standard_modena.user_id),
    );
    assert!(
        page.contains("Nuovo ufficio") && page.contains("Riorganizzazione"),
        "{page}"
    );
}
