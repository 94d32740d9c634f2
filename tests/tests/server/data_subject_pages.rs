//! The page of the data-protection officer: who looked at a person.

use schema::codes::Role;
use serde_json::json;
use tests::{TestServer, on_both};

use super::monitoring::{becomes, signed_in_as};
use super::support::{CF, lac, lac_path, question, send, text};

const PATHS: [&str; 3] = ["/interessato", "/interessato.csv", "/interessato.txt"];

on_both! {
    fn the_officer_finds_who_looked_at_a_person(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(12));
        let asked = question(CF, &json!({ "tipo": "residenza", "comune": "036014" }));
        assert_eq!(server.client.post_json("/v1/verifiche", &asked).unwrap().status, 200);
        let mut officer = signed_in_as(store, &server, Role::Dpo);
        let page = officer.open("/interessato");
        assert!(page.contains("name=\"codiceFiscale\"") && page.contains("name=\"conOperatori\""), "{page}");
        let told = officer.form("/interessato", &[("codiceFiscale", CF)]);
        let page = text(&told);
        assert_eq!(told.status, 200, "{page}");
        for said in ["prova", "Residenza", "Risposta su una persona", "pubblica sicurezza, se ve ne sono stati", "Scarica in CSV"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // What was answered, and who asked, is not for this page.
        assert!(!page.contains("Operatore</th>") && !page.contains("Sì: corrisponde"), "{page}");
        let with_users = text(&officer.form("/interessato", &[("codiceFiscale", CF), ("conOperatori", "si")]));
        assert!(with_users.contains("Operatore</th>") && with_users.contains("app-"), "{with_users}");
        // Each telling is an access to the person's data, and is told the next time.
        assert_eq!(with_users.matches("Risposta all").count(), 1, "{with_users}");
        let csv = officer.form("/interessato.csv", &[("codiceFiscale", CF)]);
        assert!(text(&csv).starts_with("giorno;") && text(&csv).contains("prova"), "{}", text(&csv));
        let document = officer.form("/interessato.txt", &[("codiceFiscale", CF)]);
        assert!(text(&document).starts_with("ACCESSI AI DATI DELL'INTERESSATO\n"), "{}", text(&document));
        assert!(document.header("content-disposition").unwrap().contains("accessi.txt"));
        for (fields, wrong) in [
            (vec![], "serve uno, e uno solo"),
            (vec![("codiceFiscale", "corto")], "16 lettere e cifre"),
            (vec![("codiceFiscale", CF), ("dal", "2026-11-21"), ("al", "2026-11-20")], "il primo giorno segue"),
        ] {
            let answer = officer.form("/interessato", &fields);
            assert_eq!(answer.status, 422, "{wrong}: {}", text(&answer));
            assert!(text(&answer).contains(wrong), "{wrong}: {}", text(&answer));
        }
        let forged = officer.form_with("/interessato", "altro", &[("codiceFiscale", CF)]);
        assert_eq!(forged.status, 403);
        // An address names nobody.
        assert!(!text(&officer.get(&format!("/interessato?codiceFiscale={CF}"))).contains(CF));
    }

    fn it_is_the_officers_alone(store: &TestStore) {
        let server = TestServer::start(store);
        let mut visitor = signed_in_as(store, &server, Role::Dpo);
        visitor.open("/interessato");
        for role in [Role::Top, Role::Admin, Role::Standard, Role::Operator, Role::Statistician] {
            becomes(store, role);
            assert_eq!(visitor.get("/interessato").status, 403, "{role}");
            for path in PATHS {
                let answer = visitor.form(path, &[("codiceFiscale", CF)]);
                assert_eq!(answer.status, 403, "{role} {path}: {}", text(&answer));
                let empty = visitor.form(path, &[]);
                assert_eq!(empty.status, 403, "{role} {path}");
            }
        }
        visitor.jar.clear();
        assert_eq!(visitor.get("/interessato").status, 401);
    }
}
