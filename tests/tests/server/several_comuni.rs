//! An entity that has agreements with several Comuni: all at once, each for its own residents, also when one expires or
//! is taken over by another.

use api::client::{Answer, Client};
use chrono::Duration;
use serde_json::{Value, json};
use tests::{TestServer, TestStore, on_both};

use super::support::{outcome, text};
use super::visitor::Visitor;
use crate::administration::support::{CARPI, MODENA, World};
use crate::administration::visiting::signed_in;
use crate::checks::support::{record, resident};

const OF_MODENA: &str = "RSSMRA70E17F257K";
const OF_CARPI: &str = "BNCLGU65M10F257R";
/// Resident where the entity has no agreement.
const SESTOLA: &str = "036043";
const OF_SESTOLA: &str = "NSSNSS70A01F257X";

struct Agency {
    world: World,
    server: TestServer,
    application: Client,
}

impl Agency {
    /// An application of the office that Carpi registered, with a profile that keeps all Comuni.
    fn new(store: &TestStore) -> Self {
        let (world, server) = (World::new(store), TestServer::start(store));
        record(
            store,
            &[
                resident(OF_MODENA, "ROSSI", "MARIO", "1970-05-17", MODENA),
                resident(OF_CARPI, "BIANCHI", "LUIGI", "1965-08-10", CARPI),
                resident(OF_SESTOLA, "NESSUNO", "ANSELMO", "1970-01-01", SESTOLA),
            ],
        );
        let mut admin = signed_in(store, &server, world.admin_carpi.user_id, "admin.carpi");
        let body = json!({ "ufficio": world.ausl_carpi, "ruolo": "AUTORIZZATO", "nomeUtente": "cup", "dati": { "cognome": "CUP" } });
        let id = admin.json("POST", "/v1/utenti", &body).json()["id"]
            .as_i64()
            .unwrap();
        let path = format!("/v1/utenti/{id}/profilo");
        let profile = admin.send("GET", &path, &[], "").json();
        let edit = json!({
            "revisione": profile["revisione"], "tuttiIComuni": true, "validazione": "NESSUNA", "postazione": "LIBERA",
            "concessioni": [{ "servizio": "VERIFICA", "tipo": "residenza", "campi": ["comune"] }],
        });
        assert_eq!(admin.json("PUT", &path, &edit).status, 204);
        let key = admin.json("POST", &format!("/v1/utenti/{id}/chiavi"), &json!({}));
        let application = server
            .client
            .with_key(key.json()["chiave"].as_str().unwrap());
        store.clock.advance(Duration::seconds(10));
        Self {
            world,
            server,
            application,
        }
    }

    fn ask(&self, cf: &str, declared: &str, comuni: Option<&[&str]>) -> Answer {
        let mut body = json!({
            "soggetto": { "codiceFiscale": cf }, "dataRiferimento": "2026-11-20", "finalita": "Controllo a campione",
            "riferimentoPratica": "1/2026", "dichiarazioni": [{ "tipo": "residenza", "comune": declared }],
        });
        if let Some(comuni) = comuni {
            body["comuni"] = json!(comuni);
        }
        self.application.post_json("/v1/verifiche", &body).unwrap()
    }

    fn told(&self, cf: &str, declared: &str) -> String {
        outcome(&self.ask(cf, declared, None))
    }

    fn refusal(&self, comuni: Option<&[&str]>) -> (u16, Value) {
        let answer = self.ask(OF_CARPI, CARPI, comuni);
        (answer.status, answer.json()["motivo"].clone())
    }
}

/// An agreement is changed so, as it stands now.
fn change(visitor: &mut Visitor, id: i64, act: &str, mut body: Value) {
    let path = format!("/v1/convenzioni/{id}");
    body["revisione"] = visitor.send("GET", &path, &[], "").json()["revisione"].clone();
    let answer = visitor.json("POST", &format!("{path}/{act}"), &body);
    assert_eq!(answer.status, 204, "{}", text(&answer));
}

fn suspend(visitor: &mut Visitor, id: i64) {
    change(visitor, id, "sospensione", json!({ "sospesa": true }));
}

/// How many checks a TOP is shown.
fn seen(visitor: &mut Visitor) -> usize {
    let answer = visitor.send("GET", "/v1/monitoraggio?servizio=VERIFICA", &[], "");
    assert_eq!(answer.status, 200, "{}", text(&answer));
    answer.json()["elementi"].as_array().unwrap().len()
}

on_both! {
    fn all_agreements_hold_at_once_each_for_its_own_residents(store: &TestStore) {
        let agency = Agency::new(store);
        assert_eq!(agency.told(OF_MODENA, MODENA), "S");
        assert_eq!(agency.told(OF_MODENA, CARPI), "N");
        assert_eq!(agency.told(OF_CARPI, CARPI), "S");
        assert_eq!(agency.told(OF_SESTOLA, SESTOLA), "A:FUORI_AMBITO");
        // Asked of one Comune only, whoever lives in the other is somebody whom the hub does not know.
        assert_eq!(outcome(&agency.ask(OF_CARPI, CARPI, Some(&[MODENA]))), "A:FUORI_AMBITO");
        let rights = agency.application.get("/v1/me/diritti").unwrap().json();
        assert!([MODENA, CARPI].iter().all(|comune| rights.to_string().contains(comune)), "{rights}");
    }

    fn one_that_expires_takes_nothing_from_the_other(store: &TestStore) {
        let agency = Agency::new(store);
        let world = &agency.world;
        let mut carpi = signed_in(store, &agency.server, world.top_carpi.user_id, "top.carpi");
        change(&mut carpi, world.agreement_carpi, "cessazione", json!({ "al": "2026-11-21" }));
        assert_eq!(agency.told(OF_CARPI, CARPI), "S", "its last day is a day of it");
        store.clock.advance(Duration::days(1));
        assert_eq!(agency.told(OF_MODENA, MODENA), "S");
        assert_eq!(agency.told(OF_CARPI, CARPI), "A:FUORI_AMBITO");
        // Named, each must be granted; of an agreement that there was it is said that it is over.
        assert_eq!(agency.refusal(Some(&[CARPI])), (403, json!("CONVENZIONE_NON_IN_VIGORE")));
        assert_eq!(agency.refusal(Some(&[MODENA, CARPI])), (403, json!("CONVENZIONE_NON_IN_VIGORE")));
        assert_eq!(agency.refusal(Some(&[SESTOLA])), (403, json!("COMUNE_NON_CONCESSO")));
        // The other one is suspended: now nothing is left, and that is what is said.
        let mut modena = signed_in(store, &agency.server, world.top_modena.user_id, "top.modena");
        suspend(&mut modena, world.agreement_modena);
        store.clock.advance(Duration::seconds(10));
        assert_eq!(agency.refusal(None), (403, json!("CONVENZIONE_NON_IN_VIGORE")));
    }

    fn whoever_takes_over_a_comune_takes_over_its_past(store: &TestStore) {
        let agency = Agency::new(store);
        let world = &agency.world;
        let mut operator = signed_in(store, &agency.server, world.operator.user_id, "operatore");
        let mut modena = signed_in(store, &agency.server, world.top_modena.user_id, "top.modena");
        let mut carpi = signed_in(store, &agency.server, world.top_carpi.user_id, "top.carpi");
        assert_eq!(agency.told(OF_CARPI, CARPI), "S");
        assert_eq!((seen(&mut modena), seen(&mut carpi)), (0, 1), "before");
        let hidden = modena.send("GET", &format!("/v1/uffici/{}", world.ausl_carpi), &[], "");
        assert_eq!(hidden.status, 404);

        let merger = json!({ "comuneCessato": CARPI, "comuneSubentrante": MODENA, "dal": "2026-11-21" });
        assert_eq!(operator.json("POST", "/v1/fusioni", &merger).status, 204);
        suspend(&mut carpi, world.agreement_carpi);
        store.clock.advance(Duration::seconds(10));
        // What was asked about the old one's residents, and the office that it registered, are the new one's too.
        assert_eq!((seen(&mut modena), seen(&mut carpi)), (1, 1), "after");
        let office = modena.send("GET", &format!("/v1/uffici/{}", world.ausl_carpi), &[], "");
        assert_eq!(office.status, 200, "{}", text(&office));

        // The agreement of the new one opens the old one's residents, who are told where they were registered.
        assert_eq!(agency.told(OF_CARPI, CARPI), "S");
        assert_eq!(outcome(&agency.ask(OF_CARPI, CARPI, Some(&[MODENA]))), "S");
        assert_eq!(seen(&mut modena), 3);
    }
}
