//! Receipts and the public side of the log, as a client sees them.

use api::client::Answer;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hub::audit::keys::{PublicKey, public_keys};
use hub::audit::note::{KeyUse, Note, NoteKey, cosign, note_key};
use hub::audit::receipt::{BadReceipt, Expected, ReceiptFile, verify};
use hub::audit::tree::{Frontier, Hash, leaf, verify_consistency, verify_inclusion};
use hub::audit::{Checkpoint, canonical};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::server::{KeyRights, key};
use tests::{TestServer, on_both};

use super::support::{CF, lac, lac_path, question, send, text};

fn checkpoint(server: &TestServer) -> (Checkpoint, Note) {
    let answer = server
        .client
        .with_key("")
        .get("/v1/registro/checkpoint")
        .unwrap();
    assert_eq!(answer.status, 200, "{}", text(&answer));
    let note = Note::parse(&text(&answer)).unwrap();
    (Checkpoint::parse(&note.text).unwrap(), note)
}

fn keys(server: &TestServer) -> (Vec<PublicKey>, NoteKey) {
    let anybody = server.client.with_key("");
    let jwks = anybody.get("/.well-known/jwks.json").unwrap();
    let keys = anybody.get("/v1/registro/chiavi").unwrap().json();
    let log = NoteKey::parse(keys["registro"].as_str().unwrap()).unwrap();
    (public_keys(&text(&jwks)), log)
}

fn ask(server: &TestServer) -> (Value, Answer) {
    let question = question(CF, &json!({ "tipo": "residenza", "comune": "036014" }));
    let answer = server.client.post_json("/v1/verifiche", &question).unwrap();
    assert_eq!(answer.status, 200, "{}", text(&answer));
    (question, answer)
}

/// The digest of what was declared, computed as the documents say: from the request as it was sent.
fn declared(question: &Value) -> String {
    let part =
        json!({ "soggetto": question["soggetto"], "dichiarazioni": question["dichiarazioni"] });
    hex::encode(Sha256::digest(canonical(&part)))
}

fn hashes(proof: &Value) -> Vec<Hash> {
    let decode = |part: &Value| {
        STANDARD
            .decode(part.as_str().unwrap())
            .unwrap()
            .try_into()
            .unwrap()
    };
    proof["percorso"]
        .as_array()
        .unwrap()
        .iter()
        .map(decode)
        .collect()
}

on_both! {
    fn each_check_has_a_receipt_that_holds_without_the_hub(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(12));
        let (question, answer) = ask(&server);
        let (receipt_keys, log_key) = keys(&server);
        let body = answer.json();
        let index = body["indiceRegistro"].as_i64().unwrap();
        let again = server.client.get(&format!("/v1/ricevute/{index}")).unwrap();
        assert_eq!(again.status, 200, "{}", text(&again));
        assert_eq!(again.json()["ricevuta"], body["ricevuta"], "the same receipt");
        assert_eq!(again.json()["nonceDichiarato"], body["nonceDichiarato"]);
        assert!(again.header("content-disposition").unwrap().contains(&format!("ricevuta-{index}.json")));

        let expected = Expected {
            receipt_keys,
            log_keys: vec![log_key],
            witnesses: Vec::new(),
            declared: Some(declared(&question)),
        };
        let file = ReceiptFile::parse(&text(&again)).unwrap();
        let verified = verify(&file, &expected).unwrap();
        assert_eq!(verified.claims.indice, index);
        assert_eq!(verified.claims.esiti[0].esito, "S");
        assert_eq!(json!(verified.claims.known_at), body["notoAl"]);
        assert_eq!(verified.claims.richiesta, body["idRichiesta"].as_str().unwrap());
        let mut other = question.clone();
        other["dichiarazioni"][0]["comune"] = "036023".into();
        let expected = Expected { declared: Some(declared(&other)), ..expected };
        assert_eq!(verify(&file, &expected), Err(BadReceipt::OtherDeclared));
    }

    fn a_receipt_is_for_the_entity_that_asked(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(12));
        let index = ask(&server).1.json()["indiceRegistro"].as_i64().unwrap();
        let others = server.client.with_key(&key(store, &KeyRights::default()));
        let path = format!("/v1/ricevute/{index}");
        let refused = others.get(&path).unwrap();
        assert_eq!(refused.status, 404);
        // An act that is no answer, one that is not there, no number: all alike.
        for path in ["/v1/ricevute/1", "/v1/ricevute/99999", "/v1/ricevute/0", "/v1/ricevute/x"] {
            let answer = server.client.get(path).unwrap();
            assert_eq!((answer.status, &answer.json()["detail"]), (404, &refused.json()["detail"]), "{path}");
        }
        assert_eq!(server.client.with_key("").get(&path).unwrap().status, 401);
    }

    fn rows_of_a_stream_carry_their_index(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(12));
        let row = question(CF, &json!({ "tipo": "residenza", "comune": "036014" })).to_string();
        let body = format!("{row}\n{{}}\n{row}\n");
        let answer = server.client.post("/v1/verifiche/massive", "application/x-ndjson", body.as_bytes()).unwrap();
        let rows: Vec<Value> = text(&answer).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let index = rows[0]["indiceRegistro"].as_i64().unwrap();
        assert_eq!(rows[2]["indiceRegistro"], json!(index + 2), "the bad row between has its record too");
        let receipt = server.client.get(&format!("/v1/ricevute/{}", index + 2)).unwrap();
        assert_eq!(receipt.status, 200, "{}", text(&receipt));
        assert_eq!(server.client.get(&format!("/v1/ricevute/{}", index + 1)).unwrap().status, 404);
    }

    /// Whoever has nothing but the addresses rebuilds the tree, and sees it grow without being rewritten.
    fn anybody_can_follow_the_log(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path("036014", 1, "a"), &lac(12));
        let anybody = server.client.with_key("");
        let (_, log_key) = keys(&server);
        let (old, note) = checkpoint(&server);
        assert!(matches!(log_key.judge(&note), hub::audit::note::Signed::Yes { .. }));
        for _ in 0..5 {
            ask(&server);
        }
        assert_eq!(checkpoint(&server).0, old, "not made anew at every request");
        store.clock.advance(chrono::Duration::milliseconds(600));
        let (new, _) = checkpoint(&server);
        assert_eq!(new.size, old.size + 5);

        let size = new.size;
        let bundle = anybody.get(&format!("/v1/registro/tile/entries/000.p/{size}")).unwrap();
        assert_eq!(bundle.status, 200, "{}", text(&bundle));
        assert!(bundle.header("cache-control").unwrap().contains("immutable"));
        let tile = anybody.get(&format!("/v1/registro/tile/0/000.p/{size}")).unwrap();
        let mut frontier = Frontier::default();
        let entries: Vec<&[u8]> = bundle.body.chunks(34).map(|entry| &entry[2..]).collect();
        assert_eq!(entries.len() as u64, size);
        for (entry, hash) in entries.iter().zip(tile.body.chunks(32)) {
            assert_eq!(leaf(entry), hash);
            frontier.push(leaf(entry));
        }
        assert_eq!(frontier.root(), new.root);
        for path in [format!("0/000.p/{}", size + 1), "0/000".to_owned(), "1/000.p/1".to_owned(), "entries/001.p/1".to_owned(), "../x".to_owned(), "0/0".to_owned()] {
            assert_eq!(anybody.get(&format!("/v1/registro/tile/{path}")).unwrap().status, 404, "{path}");
        }

        let path = format!("/v1/registro/prove/coerenza?da={}&a={}", old.size, new.size);
        let proof = hashes(&anybody.get(&path).unwrap().json());
        assert!(verify_consistency(old.size, new.size, &old.root, &new.root, &proof));
        let path = format!("/v1/registro/prove/inclusione?indice=3&dimensione={}", new.size);
        let proof = hashes(&anybody.get(&path).unwrap().json());
        assert!(verify_inclusion(&leaf(entries[3]), 3, new.size, &proof, &new.root));
        assert_eq!(anybody.get("/v1/registro/prove/inclusione?indice=3&dimensione=999").unwrap().status, 404);
        assert_eq!(anybody.get("/v1/registro/prove/inclusione?indice=3").unwrap().status, 400);
    }

    fn only_known_witnesses_cosign_and_only_what_the_log_has_signed(store: &TestStore) {
        let witness = hub::audit::keys::SigningKey::from_seed(&[7; 32]).unwrap();
        let stranger = hub::audit::keys::SigningKey::from_seed(&[8; 32]).unwrap();
        let known = note_key("comune.example", &witness, KeyUse::Cosignature);
        let server = TestServer::start_configured(store, |config| {
            config.trace.witnesses = vec![known.to_string()];
        });
        send(&server.client, &lac_path("036014", 1, "a"), &lac(12));
        let index = ask(&server).1.json()["indiceRegistro"].as_i64().unwrap();
        store.clock.advance(chrono::Duration::seconds(1));
        let (_, note) = checkpoint(&server);
        let anybody = server.client.with_key("");
        let offer = |note: &Note| {
            let answer = anybody.post("/v1/registro/controfirme", "text/plain", note.to_string().as_bytes()).unwrap();
            (answer.status, answer)
        };
        let with = |line| Note { signatures: vec![line], ..note.clone() };
        assert_eq!(offer(&note).0, 403, "nobody has cosigned it");
        assert_eq!(offer(&with(cosign(&note.text, "comune.example", &stranger, 5))).0, 403);
        let invented = Note { text: note.text.replacen('\n', "\n1", 1), ..note.clone() };
        let line = cosign(&invented.text, "comune.example", &witness, 5);
        assert_eq!(offer(&Note { signatures: vec![line], ..invented }).0, 409);
        assert_eq!(anybody.post("/v1/registro/controfirme", "text/plain", b"x").unwrap().status, 400);

        let (status, answer) = offer(&with(cosign(&note.text, "comune.example", &witness, 1_795_262_400)));
        assert_eq!(status, 200, "{}", text(&answer));
        assert_eq!(answer.json()["testimoni"], json!(["comune.example"]));
        let signed = hub::audit::note::Signed::Yes { at: 1_795_262_400 };
        assert_eq!(known.judge(&checkpoint(&server).1), signed);
        // A receipt is proved against the checkpoint that a witness has seen.
        ask(&server);
        store.clock.advance(chrono::Duration::seconds(1));
        assert!(checkpoint(&server).1.signatures.len() == 1);
        let file = server.client.get(&format!("/v1/ricevute/{index}")).unwrap();
        let (receipt_keys, log_key) = keys(&server);
        let expected = Expected { receipt_keys, log_keys: vec![log_key], witnesses: vec![known], declared: None };
        let verified = verify(&ReceiptFile::parse(&text(&file)).unwrap(), &expected).unwrap();
        assert_eq!(verified.witnesses, [("comune.example".to_owned(), 1_795_262_400)]);
    }
}
