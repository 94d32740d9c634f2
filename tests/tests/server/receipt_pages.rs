//! Receipts on pages: to be downloaded with their proof, and to be verified by anybody.

use api::client::Answer;
use schema::codes::ValidationMode;
use serde_json::{Value, json};
use tests::{TestServer, TestStore, on_both};

use super::support::{CF, lac, lac_path, send, text};
use super::validation_pages::{FIUMALBO, clerk, second, top};
use super::visitor::Visitor;

const PATH: &str = "/ricevute/verifica";

/// A receipt: number, printed control code, and the file.
fn receipt(store: &TestStore, server: &TestServer) -> (String, String, Value) {
    send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
    let mut clerk = clerk(store, server, "m.rossi", ValidationMode::None);
    clerk.open("/verifica");
    let answer = clerk.form("/verifica", &second(&[("d-residenza-comune", "Fiumalbo")]));
    let page = text(&answer);
    let number = page.split_once("href=\"/ricevute/").unwrap().1;
    let number = number.split('"').next().unwrap().to_owned();
    let page = clerk.open(&format!("/ricevute/{number}"));
    let file = format!("/v1/ricevute/{number}");
    assert!(page.contains(&format!("href=\"{file}\"")), "{page}");
    let (_, code) = page
        .split_once("Codice di controllo</dt><dd><code>")
        .unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    let file = clerk.send("GET", &file, &[("Accept", "text/html")], "");
    assert_eq!(file.status, 200, "{}", text(&file));
    (number, code, file.json())
}

/// Says that it is genuine, and what it says; never about whom.
fn is_genuine(answer: &Answer, number: &str) {
    let page = text(answer);
    assert_eq!(answer.status, 200, "{page}");
    for said in [
        "Ricevuta autentica",
        &format!("n. {number}"),
        "Sì: corrisponde",
        "01/01/2023",
        "Residenza",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        !page.contains(CF) && !page.contains("144/A") && !page.contains("2026/17"),
        "{page}"
    );
}

on_both! {
    fn whoever_has_a_receipt_is_told_whether_it_is_genuine(store: &TestStore) {
        let server = TestServer::start(store);
        let (number, code, file) = receipt(store, &server);
        let compact = file["ricevuta"].as_str().unwrap();
        let mut anybody = Visitor::new(&server);
        let page = text(&anybody.get(PATH));
        assert!(page.contains("Codice di controllo") && page.contains("multipart/form-data"), "{page}");
        is_genuine(&anybody.form(PATH, &[("ricevuta", compact)]), &number);
        is_genuine(&anybody.form(PATH, &[("ricevuta", &format!("https://hub.example{PATH}?numero=1#{compact}\n"))]), &number);
        is_genuine(&anybody.form(PATH, &[("ricevuta", &file.to_string())]), &number);
        is_genuine(&anybody.upload(PATH, &[], file.to_string().as_bytes()), &number);
        is_genuine(&anybody.get(&format!("{PATH}?numero={number}&codice={}", code.to_lowercase().replace('-', ""))), &number);
        // One letter of the content, or of the signature.
        let (head, signature) = compact.rsplit_once('.').unwrap();
        let flipped = if signature.starts_with('A') { "B" } else { "A" };
        for forged in [format!("{head}.{flipped}{}", &signature[1..]), compact.replacen(".ey", ".eyA", 1)] {
            let answer = anybody.form(PATH, &[("ricevuta", &forged)]);
            assert!(text(&answer).contains("Ricevuta NON autentica"), "{}", text(&answer));
            assert!(!text(&answer).contains("Sì: corrisponde"));
        }
        for no_receipt in ["", "{}", "{\"ricevuta\":1}", "ciao", "a.b.c", "\u{0}"] {
            let answer = anybody.form(PATH, &[("ricevuta", no_receipt)]);
            let page = text(&answer);
            assert!(page.contains("non contiene una ricevuta") || page.contains("Qui non c"), "{no_receipt}: {page}");
            assert!(!page.contains("Ricevuta autentica"), "{page}");
        }
        assert!(text(&anybody.upload(PATH, &[], b"")).contains("Qui non c"));
        // From another site, or as another kind of thing, nothing is taken.
        let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "https://altrove.example"), ("Accept", "text/html")];
        assert_eq!(anybody.send("POST", PATH, &form, "ricevuta=x").status, 403);
        let plain = [("Content-Type", "text/plain"), ("Origin", anybody.origin.clone().leak() as &str)];
        assert_eq!(anybody.send("POST", PATH, &plain, "x").status, 415);
        assert_eq!(anybody.get(&format!("{PATH}?soggetto={CF}")).status, 400);
    }

    /// Whatever number is tried, who has no receipt is told the same: existing, another act's, none.
    fn whoever_has_none_learns_nothing(store: &TestStore) {
        let server = TestServer::start(store);
        let (number, code, file) = receipt(store, &server);
        let mut anybody = Visitor::new(&server);
        let told = |anybody: &mut Visitor, number: &str, code: &str| {
            let answer = anybody.get(&format!("{PATH}?numero={number}&codice={code}"));
            assert_eq!(answer.status, 200);
            text(&answer).replace(&format!(" value=\"{number}\""), "").replace(&format!(" value=\"{code}\""), "")
        };
        let other = "0000-0000-0000-0000";
        let wrong = told(&mut anybody, &number, other);
        assert!(wrong.contains("non sono di una ricevuta che questo hub conserva"), "{wrong}");
        for no in ["1", "99999", "0", "-1", "x", "9223372036854775807"] {
            assert_eq!(told(&mut anybody, no, other), wrong, "{no}");
            assert_eq!(told(&mut anybody, no, &code), wrong, "{no}");
        }
        let none = text(&anybody.get(&format!("{PATH}?numero={number}")));
        assert!(none.contains("non sono di una ricevuta che questo hub conserva"), "{none}");
        // The same over the interface, which needs no key either.
        let client = server.client.with_key("");
        let ask = |body: &Value| client.post_json("/v1/ricevute/verifica", body).unwrap();
        let number: i64 = number.parse().unwrap();
        let refused = ask(&json!({ "numero": number, "codice": other }));
        assert_eq!((refused.status, refused.json()["autentica"].as_bool()), (200, Some(false)), "{}", text(&refused));
        assert_eq!(ask(&json!({ "numero": 99_999, "codice": other })).json(), refused.json());
        for given in [json!({ "numero": number, "codice": code }), json!({ "ricevuta": file["ricevuta"] })] {
            let answer = ask(&given).json();
            assert_eq!((answer["autentica"].as_bool(), answer["contenuto"]["indice"].as_i64()), (Some(true), Some(number)), "{answer}");
        }
        for bad in [json!({}), json!({ "numero": 1 }), json!({ "ricevuta": "{", "numero": 1 }), json!({ "ricevuta": "{" })] {
            assert_eq!(ask(&bad).status, 422, "{bad}");
        }
        let mut forged = file["ricevuta"].as_str().unwrap().to_owned();
        forged.replace_range(forged.len() - 1.., if forged.ends_with('A') { "E" } else { "A" });
        assert_eq!(ask(&json!({ "ricevuta": forged })).json()["autentica"], json!(false));
    }

    /// What a Comune approved has its receipt too, for the office that asked.
    fn approved_parts_have_their_receipts(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::Manual);
        let mut officer = top(store, &server, "a.bianchi", FIUMALBO);
        clerk.open("/verifica");
        let submitted = clerk.form("/verifica", &second(&[("d-residenza-comune", "Fiumalbo")]));
        let place = submitted.header("location").unwrap().split('?').next().unwrap().to_owned();
        let page = officer.open("/validazioni");
        let (_, id) = page.split_once("name=\"richieste\" value=\"").unwrap();
        let id = id.split('"').next().unwrap();
        assert_eq!(officer.form("/validazioni/decisioni", &[("richieste", id), ("decisione", ""), ("motivo", "")]).status, 303);
        let page = clerk.open(&place);
        let (_, number) = page.split_once("href=\"/ricevute/").unwrap();
        let number = number.split('"').next().unwrap();
        let shown = clerk.open(&format!("/ricevute/{number}"));
        assert!(shown.contains("Sì: corrisponde") && shown.contains(&format!("href=\"/v1/ricevute/{number}\"")), "{shown}");
        let file = clerk.send("GET", &format!("/v1/ricevute/{number}"), &[], "");
        assert!(file.json()["prova"]["checkpoint"].is_string(), "{}", text(&file));
        is_genuine(&Visitor::new(&server).form(PATH, &[("ricevuta", &text(&file))]), number);
        // The Comune decided; the receipt is of those who asked.
        assert_eq!(officer.get(&format!("/ricevute/{number}")).status, 404);
    }
}
