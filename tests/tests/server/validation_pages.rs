//! Pages on which people check, wait and validate, as their browser asks for them.

use api::client::Answer;
use chrono::Duration;
use diesel::prelude::*;
use diesel::result::Error;
use schema::codes::{Role, ValidationMode};
use schema::date::Day;
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, ProfileGrantRow, ProfileRow, agreement,
    agreement_grant, agreement_purpose, app_user, audit, entity, profile, profile_grant,
};
use serde_json::{Value, json};
use tests::{TestServer, TestStore, directory, next_id, on_both};

use super::signing_in::settled;
use super::support::{CF, lac, lac_path, send, text};
use super::visitor::Visitor;

pub const FIUMALBO: &str = "036014";
pub const PURPOSE: &str = "Controllo a campione";
const GRANTS: [(&str, &str); 2] = [
    ("residenza", "comune,denominazione,civico"),
    ("statoLibero", "*"),
];

/// A clerk who may check two kinds of declaration about the residents of Fiumalbo.
pub fn clerk(store: &TestStore, server: &TestServer, name: &str, mode: ValidationMode) -> Visitor {
    let visitor = settled(store, server, name);
    let created_at = schema::clock::Clock::now(&*store.clock).naive_utc();
    directory::write::<_, Error>(&mut store.conn(), |conn| {
        let (user_id, entity_id): (i64, i64) = app_user::table
            .filter(app_user::username.eq(name))
            .select((app_user::id, app_user::entity_id))
            .first(conn)?;
        let id = next_id!(conn, agreement)?;
        diesel::insert_into(agreement::table)
            .values(AgreementRow {
                id,
                entity_id,
                comune: FIUMALBO.to_owned(),
                group_id: None,
                territory: "COMUNE".to_owned(),
                protocol: format!("{id}/2026"),
                legal_basis: String::new(),
                valid_from: 0,
                valid_to: Day::MAX.0,
                suspended: false,
                validation: mode.code().to_owned(),
                silence_hours: 0,
                daily_quota: 0,
                anpr: "NESSUNA".to_owned(),
                workstation: "LIBERA".to_owned(),
                created_at,
                created_by: 0,
            })
            .execute(conn)?;
        diesel::insert_into(agreement_purpose::table)
            .values(AgreementPurposeRow {
                agreement_id: id,
                purpose: PURPOSE.to_owned(),
                description: String::new(),
            })
            .execute(conn)?;
        diesel::delete(profile::table.find(user_id)).execute(conn)?;
        diesel::insert_into(profile::table)
            .values(ProfileRow {
                user_id,
                valid_from: 0,
                valid_to: Day::MAX.0,
                all_comuni: true,
                validation: "NESSUNA".to_owned(),
                workstation: "LIBERA".to_owned(),
                search_hits: 0,
            })
            .execute(conn)?;
        for (kind, fields) in GRANTS {
            diesel::insert_into(agreement_grant::table)
                .values(AgreementGrantRow {
                    agreement_id: id,
                    service: "VERIFICA".to_owned(),
                    kind: kind.to_owned(),
                    fields: fields.to_owned(),
                })
                .execute(conn)?;
            diesel::insert_into(profile_grant::table)
                .values(ProfileGrantRow {
                    user_id,
                    service: "VERIFICA".to_owned(),
                    kind: kind.to_owned(),
                    fields: "*".to_owned(),
                })
                .execute(conn)?;
        }
        Ok(())
    })
    .unwrap();
    store.clock.advance(Duration::seconds(10));
    visitor
}

/// The registry officer of a Comune.
pub fn top(store: &TestStore, server: &TestServer, name: &str, comune: &str) -> Visitor {
    let visitor = settled(store, server, name);
    promote(store, name, comune);
    visitor
}

/// Makes somebody who has signed in the registry officer of a Comune.
pub fn promote(store: &TestStore, name: &str, comune: &str) {
    directory::write::<_, Error>(&mut store.conn(), |conn| {
        let (id, entity_id): (i64, i64) = app_user::table
            .filter(app_user::username.eq(name))
            .select((app_user::id, app_user::entity_id))
            .first(conn)?;
        diesel::update(app_user::table.find(id))
            .set(app_user::role.eq(Role::Top.code()))
            .execute(conn)?;
        diesel::update(entity::table.find(entity_id))
            .set((entity::kind.eq("COMUNE"), entity::comune.eq(comune)))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(Duration::seconds(10));
}

const FIRST: [(&str, &str); 6] = [
    ("finalita", PURPOSE),
    ("pratica", "2026/17"),
    ("data", "01/01/2023"),
    ("modo", "codiceFiscale"),
    ("codiceFiscale", CF),
    ("tipo", "residenza"),
];

pub fn second(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields = FIRST.to_vec();
    fields.push(("passo", "campi"));
    fields.push(("d-residenza-denominazione", "viale J.F. Kennedy"));
    fields.push(("d-residenza-civico", "144/A"));
    fields.extend(more);
    fields
}

fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.header("location").unwrap().to_owned()
}

fn json_of(visitor: &mut Visitor, path: &str) -> Value {
    visitor.send("GET", path, &[], "").json()
}

on_both! {
    fn a_clerk_checks_in_two_steps_and_has_a_receipt(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        let page = clerk.open("/verifica");
        assert!(page.contains("Residenza") && page.contains("Stato libero") && page.contains(PURPOSE), "{page}");
        // What is not granted is not offered.
        assert!(!page.contains("Matrimonio"), "{page}");

        let refused = clerk.form("/verifica", &[("pratica", "2026/17"), ("codiceFiscale", "corto")]);
        assert_eq!(refused.status, 422);
        let page = text(&refused);
        for said in ["value=\"2026/17\"", "value=\"corto\"", "Indicare almeno una dichiarazione.", "Il campo è obbligatorio."] {
            assert!(page.contains(said), "{said}: {page}");
        }

        let next = clerk.form("/verifica", &FIRST);
        let page = text(&next);
        assert_eq!(next.status, 200, "{page}");
        assert!(page.contains("d-residenza-civico") && page.contains("Passo 2 di 2"), "{page}");
        // Not granted: the postal code.
        assert!(!page.contains("d-residenza-cap"), "{page}");

        let wrong = clerk.form("/verifica", &second(&[("d-residenza-comune", "Atlantide")]));
        let page = text(&wrong);
        assert_eq!(wrong.status, 422, "{page}");
        assert!(page.contains("value=\"Atlantide\"") && page.contains("Codice ISTAT del Comune, 6 cifre."), "{page}");
        assert!(page.contains("value=\"144/A\"") && page.contains(&format!("value=\"{CF}\"")), "{page}");

        let answer = clerk.form("/verifica", &second(&[("d-residenza-comune", "Fiumalbo")]));
        let page = text(&answer);
        assert_eq!(answer.status, 200, "{page}");
        assert!(page.contains("Sì: corrisponde") && page.contains(CF), "{page}");
        let (_, rest) = page.split_once("href=\"/ricevute/").unwrap();
        let number = rest.split('"').next().unwrap().to_owned();
        let receipt = clerk.open(&format!("/ricevute/{number}"));
        assert!(receipt.contains("Sì: corrisponde") && receipt.contains("data:image/svg+xml;base64,"), "{receipt}");
        assert!(!receipt.contains(CF), "{receipt}");
        let no = clerk.form("/verifica", &second(&[("d-residenza-comune", "Modena")]));
        assert!(text(&no).contains("No: non corrisponde"));

        let mut other = settled(store, &server, "g.verdi");
        store.clock.advance(Duration::seconds(10));
        assert_eq!(other.get(&format!("/ricevute/{number}")).status, 404);
        assert!(other.open("/verifica").contains("Nessun tipo di verifica è concesso"));
        // What was asked by a page is in the trace like any other check.
        let recorded: i64 = audit::table
            .filter(audit::subject.eq(CF))
            .filter(audit::case_reference.eq("2026/17"))
            .count()
            .get_result(&mut store.trace_conn())
            .unwrap();
        assert_eq!(recorded, 2);
    }

    fn a_clerk_waits_and_an_officer_decides(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::Manual);
        let mut officer = top(store, &server, "a.bianchi", FIUMALBO);
        let mut stranger = top(store, &server, "c.neri", "036023");
        clerk.open("/verifica");
        let submitted = leads_to(&clerk.form("/verifica", &second(&[("d-residenza-comune", "Fiumalbo")])));
        assert!(submitted.starts_with("/richieste/") && submitted.ends_with("?esito=presentata"), "{submitted}");
        assert!(!submitted.contains(CF));
        let place = submitted.split('?').next().unwrap();
        let page = clerk.open(&submitted);
        assert!(page.contains("Richiesta presentata") && page.contains("In attesa del Comune") && page.contains("Fiumalbo"), "{page}");
        assert!(clerk.open("/richieste").contains(place));

        // Who decides nothing sees no queue; another Comune sees its own, which is empty.
        assert_eq!(clerk.get("/validazioni").status, 403);
        assert!(stranger.open("/validazioni").contains("Nessuna richiesta attende il Comune."));
        let page = officer.open("/validazioni");
        assert!(page.contains(CF) && page.contains("30 giorni") || page.contains("29 giorni"), "{page}");
        let (_, rest) = page.split_once("name=\"richieste\" value=\"").unwrap();
        let id = rest.split('"').next().unwrap().to_owned();
        assert_eq!(stranger.get(&format!("/validazioni/{id}")).status, 404);
        let page = officer.open(&format!("/validazioni/{id}"));
        for said in [CF, "viale J.F. Kennedy", "144/A", "2026/17", "Rossi"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // The same over the interface, by the session.
        assert_eq!(json_of(&mut officer, "/v1/validazioni")["elementi"][0]["id"], json!(id.parse::<i64>().unwrap()));
        assert_eq!(stranger.send("GET", &format!("/v1/validazioni/{id}"), &[], "").status, 404);

        let decide = |officer: &mut Visitor, decision: &str, reason: &str| {
            leads_to(&officer.form("/validazioni/decisioni", &[("richieste", &id), ("decisione", decision), ("motivo", reason)]))
        };
        let back = decide(&mut officer, "SCARTA", " ");
        assert_eq!(back, "/validazioni?errore=motivo");
        assert!(officer.open(&back).contains("per scartare serve un motivo"));
        stranger.open("/validazioni");
        assert_eq!(decide(&mut stranger, "", ""), "/validazioni?fatte=0&prima=0&assenti=1");
        let forged = officer.form_with("/validazioni/decisioni", "altro", &[("richieste", &id)]);
        assert_eq!(forged.status, 403);
        assert!(clerk.open(place).contains("In attesa del Comune"));
        let back = decide(&mut officer, "", "Tutto in ordine");
        assert_eq!(back, "/validazioni?fatte=1&prima=0&assenti=0");
        assert!(officer.open(&back).contains("Una richiesta decisa."));
        assert_eq!(decide(&mut officer, "SCARTA", "Ripensamento"), "/validazioni?fatte=0&prima=1&assenti=0");
        assert!(officer.open("/validazioni?stato=decise").contains("Approvata dal Comune"));
        assert!(officer.open(&format!("/validazioni/{id}")).contains("Tutto in ordine"));

        let page = clerk.open(place);
        for said in ["Conclusa", "Sì: corrisponde", "Approvata dal Comune", "href=\"/ricevute/"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // The note of an approval is the Comune's own.
        assert!(!page.contains("Tutto in ordine"), "{page}");
        assert_eq!(stranger.get(place).status, 404);
    }
}
