//! The pages of the trace, as a browser without scripts uses them: who sees what, and who nothing.

use diesel::prelude::*;
use schema::codes::Role;
use schema::tables::{AuditRow, audit};
use serde_json::json;
use tests::process::{PATIENCE, eventually};
use tests::{TestServer, TestStore, on_both};

use super::monitoring::{becomes, entity_becomes, signed_in_as};
use super::support::{CF, lac, lac_path, question, send, text};
use super::visitor::Visitor;

const PAGES: [&str; 8] = [
    "/monitoraggio",
    "/monitoraggio.csv",
    "/monitoraggio/cerca",
    "/registro-accessi",
    "/registro-accessi.csv",
    "/registro-accessi/segnalazioni",
    "/registro-accessi/segnalazioni.csv",
    "/statistiche-attivita",
];

/// Which of the pages each role may open, in their order.
const OPEN: [(Role, [bool; 8]); 6] = [
    (Role::Top, [true; 8]),
    (Role::Admin, [true; 8]),
    (Role::Dpo, [true; 8]),
    (Role::Standard, [false; 8]),
    (
        Role::Operator,
        [false, false, false, true, true, true, true, true],
    ),
    (
        Role::Statistician,
        [false, false, false, false, false, false, false, true],
    ),
];

fn newest(store: &TestStore) -> AuditRow {
    audit::table
        .order(audit::seq.desc())
        .select(AuditRow::as_select())
        .first(&mut store.trace_conn())
        .unwrap()
}

/// Two checks of an application, one of them answered about somebody of Fiumalbo.
fn checks(server: &TestServer) {
    send(&server.client, &lac_path("036014", 1, "a"), &lac(12));
    for code in [CF, "RSSMRA70E17F257K"] {
        let question = question(code, &json!({ "tipo": "residenza", "comune": "036014" }));
        assert_eq!(
            server
                .client
                .post_json("/v1/verifiche", &question)
                .unwrap()
                .status,
            200
        );
    }
}

/// A user of the office of the application that asks.
fn joins_the_application(store: &TestStore, visitor: &Visitor) {
    use schema::tables::app_user;
    use tests::directory;
    assert!(!visitor.jar.is_empty());
    directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        let (entity_id, office_id): (i64, i64) = app_user::table
            .filter(app_user::role.eq(Role::Authorised.code()))
            .order(app_user::id)
            .select((app_user::entity_id, app_user::office_id))
            .first(conn)?;
        diesel::update(app_user::table.filter(app_user::username.eq("m.rossi")))
            .set((
                app_user::entity_id.eq(entity_id),
                app_user::office_id.eq(office_id),
            ))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
}

on_both! {
    fn each_role_opens_what_the_table_gives_it_and_no_more(store: &TestStore) {
        let server = TestServer::start(store);
        let mut visitor = signed_in_as(store, &server, Role::Top);
        entity_becomes(store, "036023");
        for (role, open) in OPEN {
            becomes(store, role);
            for (path, open) in PAGES.into_iter().zip(open) {
                let answer = visitor.get(path);
                assert_eq!(answer.status, if open { 200 } else { 403 }, "{role} {path}: {}", text(&answer));
                let row = newest(store);
                let refused = row.outcome == "ERRORE:OPERAZIONE_NON_CONCESSA";
                assert_eq!((row.service.as_str(), refused), ("MONITORAGGIO", !open), "{role} {path}: {row:?}");
            }
            let searched = visitor.form("/monitoraggio/cerca", &[("codiceFiscale", CF)]);
            assert_eq!(searched.status, if open[0] { 200 } else { 403 }, "{role}");
        }
        visitor.jar.clear();
        for path in PAGES {
            assert_eq!(visitor.get(path).status, 401, "{path}");
        }
    }

    fn an_admin_reads_what_its_office_did_but_not_where_people_were_found(store: &TestStore) {
        let server = TestServer::start(store);
        checks(&server);
        let mut admin = signed_in_as(store, &server, Role::Admin);
        joins_the_application(store, &admin);
        let page = admin.open("/monitoraggio?servizio=VERIFICA");
        for said in [CF, "Residenza: ", "Verifica: Risposta su una persona", "prova; 1/2023"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // Found in Fiumalbo, under which agreement: neither is for those who asked.
        assert!(!page.contains("Fiumalbo") && !page.contains("036014"), "{page}");
        let csv = text(&admin.get("/monitoraggio.csv?servizio=VERIFICA"));
        assert!(csv.starts_with("momento;") && csv.contains(CF) && !csv.contains("036014") && !csv.contains("APP-"), "{csv}");
        assert_eq!(csv.lines().count(), 3, "{csv}");
        let json = admin.send("GET", "/v1/monitoraggio?servizio=VERIFICA", &[], "").json();
        for act in json["elementi"].as_array().unwrap() {
            assert!(act.get("comune").is_none() && act.get("convenzione").is_none(), "{act}");
        }
        // The Comune itself knows.
        becomes(store, Role::Top);
        entity_becomes(store, "036014");
        let page = admin.open("/monitoraggio?servizio=VERIFICA");
        assert!(page.contains("Fiumalbo (036014)"), "{page}");
    }

    fn filters_and_pages_of_the_list(store: &TestStore) {
        let server = TestServer::start(store);
        let mut admin = signed_in_as(store, &server, Role::Admin);
        for _ in 0..60 {
            admin.open("/monitoraggio?servizio=BACHECA");
        }
        let first = admin.open("/monitoraggio?servizio=MONITORAGGIO");
        assert!(first.contains("50 in questa pagina"), "{first}");
        let (_, rest) = first.split_once("rel=\"next\"").map(|(head, _)| head.rsplit_once("href=\"").unwrap()).unwrap();
        let next = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let second = admin.open(&next);
        assert!(second.contains("10 in questa pagina") || second.contains("11 in questa pagina"), "{second}");
        assert!(second.contains("href=\"/monitoraggio?servizio=MONITORAGGIO\" rel=\"prev\""), "{second}");
        // Far beyond either end.
        let beyond = admin.open("/monitoraggio?dopo=1");
        assert!(beyond.contains("L&#39;elenco è finito prima di questo punto") || beyond.contains("L'elenco è finito prima di questo punto"), "{beyond}");
        let newest = admin.open("/monitoraggio?dopo=9223372036854775807&servizio=BACHECA");
        assert!(newest.contains("0 in questa pagina"), "{newest}");
        for wrong in ["/monitoraggio?dopo=-9223372036854775808", "/monitoraggio?dopo=x", "/monitoraggio?dal=ieri", "/monitoraggio?dal=2026-11-21&al=2026-11-20"] {
            let answer = admin.get(wrong);
            assert_eq!(answer.status, 422, "{wrong}: {}", text(&answer));
        }
        assert!(text(&admin.get("/monitoraggio?dal=2026-11-21&al=2026-11-20")).contains("il primo giorno segue l&#39;ultimo"));
        // Nobody's data comes into an address.
        for personal in ["soggetto", "codiceFiscale", "riferimentoPratica", "idAnpr"] {
            assert_eq!(admin.get(&format!("/monitoraggio?{personal}={CF}")).status, 400, "{personal}");
        }
        let interface = admin.send("GET", "/v1/monitoraggio?dopo=-9223372036854775808", &[], "");
        assert_eq!((interface.status, interface.json()["elementi"].as_array().map(Vec::len)), (200, Some(0)));
    }

    fn persons_and_cases_are_sought_by_a_form(store: &TestStore) {
        let server = TestServer::start(store);
        checks(&server);
        let mut admin = signed_in_as(store, &server, Role::Admin);
        joins_the_application(store, &admin);
        admin.open("/monitoraggio/cerca");
        let found = admin.form("/monitoraggio/cerca", &[("codiceFiscale", &CF.to_lowercase())]);
        let page = text(&found);
        assert_eq!(found.status, 200, "{page}");
        assert!(page.contains("Residenza: ") && !page.contains("RSSMRA70E17F257K"), "{page}");
        assert_eq!(newest(store).fields, "soggetto=*");
        let csv = text(&admin.form("/monitoraggio/cerca.csv", &[("codiceFiscale", CF)]));
        assert_eq!(csv.lines().count(), 2, "{csv}");
        let wrong = admin.form("/monitoraggio/cerca", &[("codiceFiscale", "corto"), ("dal", "ieri")]);
        let page = text(&wrong);
        assert_eq!(wrong.status, 422, "{page}");
        assert!(page.contains("16 lettere e cifre") && page.contains("value=\"corto\""), "{page}");
        let both = admin.form("/monitoraggio/cerca", &[("codiceFiscale", CF), ("idAnpr", "AB1234567")]);
        assert_eq!(both.status, 422, "{}", text(&both));
        let forged = admin.form_with("/monitoraggio/cerca", "altro", &[("codiceFiscale", CF)]);
        assert_eq!(forged.status, 403);
    }

    fn sign_ins_findings_and_statistics(store: &TestStore) {
        let server = TestServer::start(store);
        let mut admin = signed_in_as(store, &server, Role::Admin);
        for _ in 0..6 {
            let wrong = json!({ "nomeUtente": "m.rossi", "password": "non è questa, no" });
            assert_eq!(Visitor::new(&server).json("POST", "/v1/sessione", &wrong).status, 401);
            store.clock.advance(chrono::Duration::minutes(10));
            admin.open("/bacheca");
        }
        let page = admin.open("/registro-accessi?esito=CREDENZIALI_ERRATE");
        assert!(page.contains("Credenziali errate") && !page.contains("Riuscito"), "{page}");
        let page = admin.open("/registro-accessi/segnalazioni");
        assert!(page.contains("Accessi falliti ripetuti") && page.contains("Che cosa significano"), "{page}");
        let csv = text(&admin.get("/registro-accessi/segnalazioni.csv"));
        assert!(csv.contains("ACCESSI_FALLITI"), "{csv}");
        let page = admin.open("/statistiche-attivita");
        for said in ["Atti nel tempo", "Atti per servizio", "Atti per utente", "Accesso all", "<rect width=\"100.0%\"", "Conteggi"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let csv = text(&admin.get("/statistiche-attivita.csv?dal=2026-11-01&per=servizio&passo=mese"));
        assert!(csv.starts_with("periodo;servizio;atti;si;no;non_determinabili;rifiuti\r\n2026-11;"), "{csv}");
        let page = admin.open("/statistiche-attivita?dal=2026-11-01&per=servizio&passo=mese");
        assert!(page.contains("/statistiche-attivita.csv?al=2026-11-21&#38;dal=2026-11-01&#38;per=servizio&#38;passo=mese")
            || page.contains("/statistiche-attivita.csv?al=2026-11-21&amp;dal=2026-11-01&amp;per=servizio&amp;passo=mese"), "{page}");
        let long = admin.get("/statistiche-attivita?dal=2020-01-01");
        assert!(long.status == 422 && text(&long).contains("al massimo 400 giorni"), "{}", text(&long));
        for wrong in ["/statistiche-attivita?per=persona", "/statistiche-attivita?passo=ora", "/statistiche-attivita?altro=1"] {
            assert_eq!(admin.get(wrong).status, 400, "{wrong}");
        }
    }
}

/// A table is cut where it would be too long, and says so; one user has one at a time, and all together few.
#[test]
fn tables_are_bounded() {
    let store = &TestStore::sqlite();
    let server = TestServer::start_configured(store, |config| {
        config.server.limits.table_rows = 3;
        config.server.limits.tables = 1;
    });
    let mut admin = signed_in_as(store, &server, Role::Admin);
    for _ in 0..4 {
        admin.open("/monitoraggio");
    }
    let csv = text(&admin.get("/monitoraggio.csv"));
    assert_eq!(csv.lines().count(), 5, "{csv}");
    assert!(csv.contains("Elenco interrotto dopo 3 righe"), "{csv}");
    // The place is free once the client has read the table.
    assert!(eventually(PATIENCE, || server.hub().tables.taken() == 0));
    let held = server.hub().tables.take(0).unwrap();
    for path in ["/monitoraggio.csv", "/registro-accessi.csv"] {
        let answer = admin.get(path);
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (429, Some("5")),
            "{path}"
        );
    }
    drop(held);
    assert_eq!(admin.get("/monitoraggio.csv").status, 200);
}
