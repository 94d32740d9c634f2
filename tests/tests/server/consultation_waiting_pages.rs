//! Consultations for which a Comune decides first, as the browsers of a clerk and of an officer ask for them.

use api::client::Answer;
use chrono::Duration;
use diesel::prelude::*;
use diesel::result::Error;
use schema::codes::{Role, ValidationMode};
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, agreement, agreement_grant,
    agreement_purpose, app_user, validation_request,
};
use serde_json::json;
use tests::{TestServer, TestStore, directory, next_id, on_both};

use super::consultation_pages::{WIFE, family, may_consult};
use super::log_commands::alone;
use super::support::text;
use super::validation_pages::{FIUMALBO, PURPOSE, clerk, top};
use super::visitor::{Visitor, value_of};
use crate::identity::support::GOOD;
use crate::papers::reader::Pdf;

const MODENA: &str = "036023";

fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.header("location").unwrap().to_owned()
}

fn of_wife(kind: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("tipo", kind),
        ("codiceFiscale", WIFE),
        ("finalita", PURPOSE),
        ("pratica", "2026/40"),
    ]
}

/// The agreement with Fiumalbo asks for no validation; one like it with Modena does.
pub fn modena_decides(store: &TestStore) {
    directory::write::<_, Error>(&mut store.conn(), |conn| {
        let known: AgreementRow = agreement::table
            .order(agreement::id.desc())
            .select(AgreementRow::as_select())
            .first(conn)?;
        let id = next_id!(conn, agreement)?;
        diesel::update(agreement::table.find(known.id))
            .set(agreement::validation.eq(ValidationMode::None.code()))
            .execute(conn)?;
        let purposes: Vec<AgreementPurposeRow> = agreement_purpose::table
            .filter(agreement_purpose::agreement_id.eq(known.id))
            .select(AgreementPurposeRow::as_select())
            .load(conn)?;
        let grants: Vec<AgreementGrantRow> = agreement_grant::table
            .filter(agreement_grant::agreement_id.eq(known.id))
            .select(AgreementGrantRow::as_select())
            .load(conn)?;
        diesel::insert_into(agreement::table)
            .values(AgreementRow {
                id,
                comune: MODENA.to_owned(),
                protocol: format!("{id}/2026"),
                validation: ValidationMode::Manual.code().to_owned(),
                ..known
            })
            .execute(conn)?;
        for purpose in purposes {
            diesel::insert_into(agreement_purpose::table)
                .values(AgreementPurposeRow {
                    agreement_id: id,
                    ..purpose
                })
                .execute(conn)?;
        }
        for grant in grants {
            diesel::insert_into(agreement_grant::table)
                .values(AgreementGrantRow {
                    agreement_id: id,
                    ..grant
                })
                .execute(conn)?;
        }
        Ok(())
    })
    .unwrap();
    store.clock.advance(Duration::seconds(10));
}

fn requests(store: &TestStore) -> i64 {
    validation_request::table
        .count()
        .get_result(&mut *store.conn())
        .unwrap()
}

/// What the officer decides about the only request of the queue.
fn decides(officer: &mut Visitor, decision: &str, reason: &str) {
    let page = officer.open("/validazioni");
    let (_, rest) = page.split_once("name=\"richieste\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let fields = [
        ("richieste", id),
        ("decisione", decision),
        ("motivo", reason),
    ];
    let back = leads_to(&officer.form("/validazioni/decisioni", &fields));
    assert_eq!(back, "/validazioni?fatte=1&prima=0&assenti=0");
}

on_both! {
    fn a_clerk_waits_for_a_sheet_and_opens_it_later(store: &TestStore) {
        let server = TestServer::start(store);
        family(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::Manual);
        may_consult(store, "m.rossi");
        let mut officer = top(store, &server, "a.bianchi", FIUMALBO);
        let form = clerk.open("/consultazioni");
        for said in ["Comuni da interrogare", "attende la loro decisione", "href=\"/richieste\""] {
            assert!(form.contains(said), "{said}: {form}");
        }
        let place = leads_to(&clerk.form("/consultazioni", &of_wife("SCHEDA_FAMIGLIA")));
        assert!(place.starts_with("/richieste/") && !place.contains(WIFE), "{place}");
        let page = clerk.open(&place);
        for said in ["Richiesta presentata", "Consultazione: Scheda di famiglia", "In attesa del Comune", "Fiumalbo", "Entro il", WIFE] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("Apri la scheda") && !page.contains("LAURA"), "{page}");

        let page = officer.open("/validazioni");
        assert!(page.contains("Consultazione: Scheda di famiglia") && page.contains(WIFE), "{page}");
        let (_, rest) = page.split_once("href=\"/validazioni/").unwrap();
        let id = rest.split('"').next().unwrap().to_owned();
        let page = officer.open(&format!("/validazioni/{id}"));
        for said in ["Campi che si vedranno", "Parentela o posizione nella convivenza", "2026/40", PURPOSE, "Rossi"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        decides(&mut officer, "", "");
        assert!(officer.open("/validazioni?stato=decise").contains("Approvata dal Comune"));

        let page = clerk.open("/richieste");
        assert!(page.contains("Apri la scheda") && page.contains("Conclusa"), "{page}");
        let (_, rest) = page.split_once("href=\"/consultazioni/").unwrap();
        let number = rest.split('"').next().unwrap().to_owned();
        let sheet = format!("/consultazioni/{number}");
        assert!(clerk.open(place.split('?').next().unwrap()).contains(&sheet));
        // In another session, a day later: nobody sat there when the Comune decided.
        store.clock.advance(Duration::days(1));
        let body = json!({ "nomeUtente": "m.rossi", "password": GOOD });
        assert_eq!(clerk.json("POST", "/v1/sessione", &body).status, 200);
        let page = clerk.open(&sheet);
        for said in ["VERDI LAURA", "ROSSI NICCOLÒ", "class=\"hub-tree\"", "La richiesta sottoposta ai Comuni", "Pagina da stampare"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("attende ancora"), "{page}");
        assert!(clerk.open(&format!("{sheet}/stampa")).contains("data:image/svg+xml;base64,"));
        let paper = clerk.get(&format!("{sheet}/documento.pdf"));
        assert!(Pdf::parse(&paper.body).pages().join(" ").contains("VERDI LAURA"));
        assert!(clerk.open(&format!("/ricevute/{number}")).contains("Ricevuta n."));
        // Neither who decided about it opens it, nor somebody else who may consult.
        let body = json!({ "nomeUtente": "a.bianchi", "password": GOOD });
        assert_eq!(officer.json("POST", "/v1/sessione", &body).status, 200);
        assert_eq!(officer.get(&sheet).status, 403);
        let mut other = crate::server::validation_pages::clerk(store, &server, "g.verdi", ValidationMode::None);
        may_consult(store, "g.verdi");
        assert_eq!(other.get(&sheet).status, 404);
    }

    fn a_sheet_is_there_at_once_and_tells_what_waits(store: &TestStore) {
        let server = TestServer::start(store);
        family(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        may_consult(store, "m.rossi");
        modena_decides(store);
        let mut officer = top(store, &server, "a.bianchi", MODENA);
        clerk.open("/consultazioni");
        let place = leads_to(&clerk.form("/consultazioni", &of_wife("SCHEDA_INDIVIDUALE")));
        assert!(place.starts_with("/consultazioni/"), "{place}");
        let page = clerk.open(&place);
        for said in ["VERDI LAURA", "attende ancora la decisione di: Modena (entro il", "La richiesta sottoposta ai Comuni"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // From a sheet of Fiumalbo one goes on within Fiumalbo, and nothing more waits.
        assert!(page.contains("name=\"comuni\" value=\"036014\""), "{page}");
        let reference = value_of(&page, "riferimento");
        let on = [("tipo", "STORICO"), ("riferimento", reference.as_str()), ("comuni", FIUMALBO), ("finalita", PURPOSE), ("pratica", "2026/40")];
        assert!(leads_to(&clerk.form("/consultazioni", &on)).starts_with("/consultazioni/"));
        assert_eq!(requests(store), 1);
        // By its name too; one that is no Comune is told beside its field.
        let mut named = of_wife("SCHEDA_FAMIGLIA");
        named.push(("comuni", "Fiumalbo"));
        assert!(leads_to(&clerk.form("/consultazioni", &named)).starts_with("/consultazioni/"));
        named.pop();
        named.push(("comuni", "Atlantide"));
        let wrong = clerk.form("/consultazioni", &named);
        assert!(wrong.status == 422 && text(&wrong).contains("value=\"Atlantide\""), "{}", text(&wrong));
        assert_eq!(requests(store), 1);

        decides(&mut officer, "SCARTA", "Non risulta competente");
        assert!(!clerk.open(&place).contains("attende ancora"));
        let page = clerk.open("/richieste");
        let (_, rest) = page.split_once("href=\"/richieste/").unwrap();
        let page = clerk.open(&format!("/richieste/{}", rest.split('"').next().unwrap()));
        for said in ["Comuni che non chiedono validazione", "Apri la scheda", "Scartata dal Comune", "Non risulta competente"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }

    /// What public security asks stands before no officer, and in no table in the clear.
    fn public_security_is_answered_at_once_or_not_at_all(store: &TestStore) {
        let place = store.directory();
        for name in ["a.key", "b.key"] {
            assert!(alone(place, &["log", "seal-keygen", name]).status.success());
        }
        let server = TestServer::start_configured(store, |config| {
            config.trace.seal.first_key = place.join("a.key.pub");
            config.trace.seal.second_key = place.join("b.key.pub");
        });
        family(store);
        let mut police = clerk(store, &server, "questura", ValidationMode::None);
        may_consult(store, "questura");
        modena_decides(store);
        directory::write::<_, Error>(&mut store.conn(), |conn| {
            diesel::update(app_user::table.filter(app_user::username.eq("questura")))
                .set(app_user::role.eq(Role::StandardPs.code()))
                .execute(conn)
        })
        .unwrap();
        store.clock.advance(Duration::seconds(10));
        let mut asked = json!({ "soggetto": { "codiceFiscale": WIFE }, "finalita": PURPOSE, "riferimentoPratica": "riservata 1" });
        let answer = police.json("POST", "/v1/consultazioni/SCHEDA_FAMIGLIA", &asked);
        assert_eq!(answer.status, 200, "{}", text(&answer));
        assert_eq!((&answer.json()["esito"], &answer.json()["daValidare"]), (&json!("MOSTRATA"), &json!([MODENA])));
        asked["comuni"] = json!([MODENA]);
        let answer = police.json("POST", "/v1/consultazioni/SCHEDA_FAMIGLIA", &asked);
        assert_eq!((answer.status, &answer.json()["motivo"]), (403, &json!("VALIDAZIONE_RICHIESTA")), "{}", text(&answer));
        assert_eq!(requests(store), 0);
    }
}
