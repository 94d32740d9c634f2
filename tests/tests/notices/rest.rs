//! `/v1/bacheca`, from outside.

use diesel::prelude::*;
use schema::codes::Role;
use schema::tables::app_user;
use serde_json::json;
use tests::{TestServer, on_both};

use super::support::traced;

on_both! {
    fn from_publishing_to_withdrawing(store: &TestStore) {
        let server = TestServer::start(store);
        let (client, mut connection) = (&server.client, server.connect());
        // The key is an application's: no board is for it.
        let notice = json!({ "titolo": "Sospensione", "testo": "Sabato.\n<b>Grazie</b>.", "validoAl": "2026-11-23" });
        let refused = client.post_json("/v1/bacheca", &notice).unwrap();
        assert_eq!(refused.status, 403);
        assert_eq!(refused.json()["motivo"], "FUNZIONE_NON_CONCESSA");
        let (id, role): (i64, String) = app_user::table
            .select((app_user::id, app_user::role))
            .first(&mut store.conn())
            .unwrap();
        assert_eq!(role, Role::Authorised.code());
        let become_ = |role: Role| {
            diesel::update(app_user::table.find(id))
                .set(app_user::role.eq(role.code()))
                .execute(&mut store.conn())
                .unwrap();
        };
        assert_eq!(client.get("/v1/bacheca").unwrap().status, 403);
        become_(Role::Operator);
        let published = client.post_json("/v1/bacheca", &notice).unwrap();
        assert_eq!(published.status, 201);
        let number = published.json()["id"].as_i64().unwrap();
        become_(Role::Standard);
        let board = client.get("/v1/bacheca").unwrap();
        assert_eq!(board.status, 200);
        let seen = &board.json()["avvisi"][0];
        assert_eq!(seen["testo"], "Sabato.\n<b>Grazie</b>.");
        assert_eq!((&seen["validoDal"], &seen["validoAl"]), (&json!("2026-11-21"), &json!("2026-11-23")));
        assert_eq!((&seen["gestibile"], seen.get("lettoIl")), (&json!(false), None));
        let place = format!("/v1/bacheca/{number}/lettura");
        let read = client.post_json(&place, &json!({})).unwrap();
        assert_eq!(read.status, 200);
        let board = client.get("/v1/bacheca").unwrap().json();
        assert_eq!(board["avvisi"][0]["lettoIl"], read.json()["lettoIl"]);
        // Others' receipts are not for it.
        let receipts = format!("/v1/bacheca/{number}/lettori");
        assert_eq!(client.get(&receipts).unwrap().status, 404);
        assert_eq!(connection.delete(&format!("/v1/bacheca/{number}")).whole().status, 404);
        become_(Role::Operator);
        let readers = client.get(&receipts).unwrap().json();
        assert_eq!(readers["lettori"][0]["idUtente"], id);
        assert_eq!(connection.delete(&format!("/v1/bacheca/{number}")).whole().status, 204);
        assert_eq!(client.get("/v1/bacheca").unwrap().json()["avvisi"], json!([]));
        assert_eq!(client.get(&receipts).unwrap().json(), readers);
        let told: Vec<String> = traced(store).into_iter().map(|row| row.outcome).collect();
        let refused = "ERRORE:FUNZIONE_NON_CONCESSA".to_owned();
        assert_eq!(told, [refused.clone(), refused, format!("PUBBLICATO:{number}"), format!("LETTO:{number}"), format!("RITIRATO:{number}")]);
    }

    fn what_is_wrong_is_told(store: &TestStore) {
        let server = TestServer::start(store);
        let client = &server.client;
        let fields = |body: serde_json::Value| {
            let answer = client.post_json("/v1/bacheca", &body).unwrap();
            assert_eq!(answer.status, 422, "{body}");
            let fields = answer.json()["campi"].as_array().unwrap().clone();
            fields.iter().map(|field| field["campo"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(",")
        };
        assert_eq!(
            fields(json!({ "comune": "Modena", "ruolo": "CAPO", "idUfficio": 0, "validoDal": "21/11/2026" })),
            "ruolo,idUfficio,validoAl,comune,validoDal"
        );
        assert_eq!(fields(json!({ "destinatari": "tutti" })), "destinatari");
        for path in ["/v1/bacheca/0/lettori", "/v1/bacheca/x/lettori", "/v1/bacheca/99/lettori"] {
            assert_eq!(client.get(path).unwrap().status, 404, "{path}");
        }
        assert_eq!(client.with_key("").get("/v1/bacheca").unwrap().status, 401);
        assert_eq!(client.post("/v1/bacheca", "text/plain", b"ciao").unwrap().status, 415);
        assert_eq!(client.post_json("/v1/bacheca/1", &json!({})).unwrap().status, 405);
    }
}
