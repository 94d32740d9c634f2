//! The keys of log and receipts over time: witnesses that cosign, keys that change, the seal; by the program itself.

use std::path::Path;

use api::client::{Answer, Client};
use hub::audit::Checkpoint;
use hub::audit::keys::load;
use hub::audit::note::{KeyUse, Note, Signed, note_key};
use serde_json::{Value, json};
use tests::process::{PATIENCE, Process, Site, eventually};
use tests::{TestStore, on_both};

use super::log_commands::{PROGRAM, alone, json_of, text};
use super::support::{CF, question};

fn client(store: &TestStore, site: &Site, process: &Process) -> Client {
    Client::new(process.port(), &store.directory().join("ca.pem"), &site.key).unwrap()
}

/// A check; the number of its record.
fn ask(client: &Client) -> i64 {
    let question = question(CF, &json!({ "tipo": "residenza", "comune": "036014" }));
    let answer = client.post_json("/v1/verifiche", &question).unwrap();
    assert_eq!(answer.status, 200);
    answer.json()["indiceRegistro"].as_i64().unwrap()
}

fn receipt(client: &Client, index: i64) -> Answer {
    let answer = client.get(&format!("/v1/ricevute/{index}")).unwrap();
    assert_eq!(answer.status, 200);
    answer
}

/// The checkpoint as the server gives it, once it holds that record.
fn checkpoint(client: &Client, index: i64) -> (Checkpoint, Note) {
    let mut found = None;
    let came = eventually(PATIENCE, || {
        let answer = client.get("/v1/registro/checkpoint").unwrap();
        let note = Note::parse(std::str::from_utf8(&answer.body).unwrap()).unwrap();
        let checkpoint = Checkpoint::parse(&note.text).unwrap();
        let holds = checkpoint.size > index.unsigned_abs();
        found = Some((checkpoint, note));
        holds
    });
    assert!(came, "no checkpoint with {index}");
    found.unwrap()
}

/// The public half of a key file, in PEM.
fn public(path: &Path) -> String {
    load(path).unwrap().public().to_pem()
}

on_both! {
    /// A Comune signs what the log shows, twice; everybody sees it, and a receipt is proved against it.
    fn a_comune_is_a_witness(store: &TestStore) {
        let site = Site::new(PROGRAM, store);
        let log_key = json_of(&site.run(&["log", "keys", "--json"]))["log_key"].as_str().unwrap().to_owned();
        let comune = store.directory().join("comune");
        std::fs::create_dir(&comune).unwrap();
        let ca = store.directory().join("ca.pem").display().to_string();
        let cosign = |process: &Process| {
            let url = format!("https://localhost:{}", process.port());
            alone(&comune, &["log", "cosign", "--state", "visto.txt", "--key", "testimone.key", "--name",
                "comune.example", "--log-key", &log_key, "--url", &url, "--ca", &ca, "--json"])
        };
        let process = site.start();
        // The first time makes the key, which the hub does not know yet: it is told, to be configured there.
        let unknown = cosign(&process);
        assert!(!unknown.status.success());
        process.stop();
        let witness = note_key("comune.example", &load(&comune.join("testimone.key")).unwrap(), KeyUse::Cosignature);
        assert!(text(&unknown).contains(&witness.to_string()), "{}", text(&unknown));
        site.configure(&format!("[trace]\nwitnesses = [\"{witness}\"]\n"));

        let process = site.start();
        let client = client(store, &site, &process);
        let mut sizes = Vec::new();
        let mut index = 0;
        for _ in 0..2 {
            index = ask(&client);
            checkpoint(&client, index);
            let signed = cosign(&process);
            assert!(signed.status.success(), "{}", text(&signed));
            let told = json_of(&signed);
            assert_eq!(told["witness_key"], witness.to_string());
            sizes.push(told["size"].as_u64().unwrap());
            let (shown, note) = checkpoint(&client, index);
            assert_eq!(Some(&shown.size), sizes.last());
            assert!(matches!(witness.judge(&note), Signed::Yes { .. }), "{note}");
        }
        // The second one needed the proof that the log had only grown.
        assert!(sizes[0] < sizes[1], "{sizes:?}");

        let empty = tempfile::tempdir().unwrap();
        std::fs::write(empty.path().join("ricevuta.json"), &receipt(&client, index).body).unwrap();
        let jwks = client.get("/.well-known/jwks.json").unwrap();
        std::fs::write(empty.path().join("chiavi.json"), &jwks.body).unwrap();
        process.stop();
        let verify = |key: &str| alone(empty.path(), &["receipt", "verify", "ricevuta.json", "--key", "chiavi.json",
            "--log-key", &log_key, "--witness", key]);
        let good = verify(&witness.to_string());
        assert!(good.status.success(), "{}", text(&good));
        assert!(text(&good).contains("comune.example"), "{}", text(&good));
        // The log as a whole has it too.
        assert!(site.run(&["log", "verify"]).status.success());
    }

    /// New keys of log and receipts: a node with them begins while one without them still answers; what the old ones
    /// have signed holds.
    fn keys_change_while_the_hub_answers(store: &TestStore) {
        let site = Site::new(PROGRAM, store);
        let old = json_of(&site.run(&["log", "keys", "--json"]));
        let old_log = old["log_key"].as_str().unwrap().to_owned();
        let first = site.start();
        let before = client(store, &site, &first);
        let index = ask(&before);
        checkpoint(&before, index);
        let early = receipt(&before, index);

        let directory = store.directory();
        let place = |name: &str| directory.join(name).display().to_string();
        std::fs::write(directory.join("vecchia.pem"), old["receipt_keys"][0].as_str().unwrap()).unwrap();
        site.configure(&format!(
            "[trace]\nlog_key = {:?}\nreceipt_key = {:?}\nprevious_log_keys = [{old_log:?}]\n\
             previous_receipt_keys = [{:?}]\n",
            place("nuova-log.key"), place("nuova-ricevute.key"), place("vecchia.pem")
        ));
        let second = site.start();
        let after = client(store, &site, &second);
        let new = json_of(&site.run(&["log", "keys", "--json"]));
        let new_log = new["log_key"].as_str().unwrap().to_owned();
        assert_ne!(new_log, old_log);
        // Both answer, and both go on with one log.
        for _ in 0..2 {
            checkpoint(&before, ask(&before));
            checkpoint(&after, ask(&after));
        }
        first.stop();
        let index = ask(&after);
        let (_, note) = checkpoint(&after, index);
        let key = hub::audit::note::NoteKey::parse(&new_log).unwrap();
        assert!(matches!(key.judge(&note), Signed::Yes { .. }), "{note}");
        let late = receipt(&after, index);
        let keys = after.get("/.well-known/jwks.json").unwrap();
        let again = receipt(&after, index);
        assert_eq!(late.json()["ricevuta"], again.json()["ricevuta"]);
        second.stop();

        // Whoever has what the hub publishes now verifies both; whoever has the old key alone, the old receipt alone.
        let empty = tempfile::tempdir().unwrap();
        let keep = |name: &str, body: &[u8]| std::fs::write(empty.path().join(name), body).unwrap();
        keep("prima.json", &early.body);
        keep("dopo.json", &late.body);
        keep("chiavi.json", &keys.body);
        keep("vecchia.pem", old["receipt_keys"][0].as_str().unwrap().as_bytes());
        keep("nuova.pem", public(&directory.join("nuova-ricevute.key")).as_bytes());
        let verify = |file: &str, key: &str, log_key: &str| {
            let told = alone(empty.path(), &["receipt", "verify", file, "--key", key, "--log-key", log_key]);
            told.status.success()
        };
        for (file, key, log_key, good) in [
            ("prima.json", "chiavi.json", &old_log, true),
            ("dopo.json", "chiavi.json", &new_log, true),
            ("prima.json", "vecchia.pem", &old_log, true),
            ("dopo.json", "nuova.pem", &new_log, true),
            ("prima.json", "nuova.pem", &old_log, false),
            ("dopo.json", "vecchia.pem", &new_log, false),
            ("dopo.json", "chiavi.json", &old_log, false),
        ] {
            assert_eq!(verify(file, key, log_key), good, "{file} {key} {log_key}");
        }
        // The log is one, with checkpoints of both keys.
        let whole = site.run(&["log", "verify", "--json"]);
        assert!(whole.status.success(), "{}", text(&whole));
        let records: Value = json_of(&whole);
        assert_eq!(records["good"], true);
    }
}
