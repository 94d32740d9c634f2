//! `log` and `receipt`, run as processes of their own: by the operator, by a Comune, by whoever holds a receipt.

use std::path::Path;
use std::process::{Command, Output};

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use tests::https::Connection;
use tests::on_both;
use tests::process::Site;

use super::support::{CF, question};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_hub_under_test");

pub fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

pub fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs the program in a directory, without any configuration.
pub fn alone(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .current_dir(directory)
        .args(arguments)
        .output()
        .expect("run the program")
}

on_both! {
    /// A check is asked; its receipt is carried to an empty folder; a Comune has cosigned; then a byte is flipped.
    fn from_a_check_to_a_flipped_byte(store: &TestStore) {
        let site = Site::new(PROGRAM, store);
        let keys = json_of(&site.run(&["log", "keys", "--json"]));
        let log_key = keys["log_key"].as_str().unwrap().to_owned();
        let comune = store.directory().join("comune");
        std::fs::create_dir(&comune).unwrap();
        let process = site.start();
        let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
        let question = question(CF, &json!({ "tipo": "residenza", "comune": "036014" }));
        let mut index = 0;
        for _ in 0..3 {
            let answer = connection.post_json("/v1/verifiche", &question).whole();
            assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
            index = answer.json()["indiceRegistro"].as_i64().unwrap();
        }

        // The witness first learns its own key; the hub does not know it yet.
        let url = format!("https://localhost:{}", process.port());
        let ca = store.directory().join("ca.pem").display().to_string();
        let cosign = |log_key: &str| alone(&comune, &["log", "cosign", "--state", "visto.txt", "--key", "testimone.key",
            "--name", "comune.example", "--log-key", log_key, "--url", &url, "--ca", &ca, "--json"]);
        let unknown = cosign(&log_key);
        assert!(!unknown.status.success(), "{unknown:?}");
        assert!(text(&unknown).contains("non ha accolto la controfirma (403)"), "{unknown:?}");
        let other = log_key.replace("anagrafe-hub", "altro-hub");
        assert!(text(&cosign(&other)).contains("--log-key non è una chiave"));

        let receipt = connection.get(&format!("/v1/ricevute/{index}")).whole();
        assert_eq!(receipt.status, 200);
        process.stop();

        // The receipt, the public key, and nothing else.
        let empty = tempfile::tempdir().unwrap();
        std::fs::write(empty.path().join("ricevuta.json"), &receipt.body).unwrap();
        std::fs::write(empty.path().join("chiave.pem"), keys["receipt_keys"][0].as_str().unwrap()).unwrap();
        std::fs::write(empty.path().join("richiesta.json"), question.to_string()).unwrap();
        let verify = |more: &[&str]| alone(empty.path(), &[&["receipt", "verify", "ricevuta.json", "--key", "chiave.pem"], more].concat());
        let good = verify(&["--log-key", &log_key, "--declared", "richiesta.json"]);
        assert!(good.status.success(), "{good:?}");
        assert!(text(&good).starts_with("RICEVUTA VALIDA"), "{good:?}");
        assert!(text(&good).contains("firma, presenza nel registro, checkpoint, dichiarazioni"), "{good:?}");
        let told = json_of(&verify(&["--json"]));
        assert_eq!((&told["good"], &told["receipt"]["indice"]), (&json!(true), &json!(index)));
        let mut forged: Value = serde_json::from_slice(&receipt.body).unwrap();
        forged["ricevuta"] = forged["ricevuta"].as_str().unwrap().replace("ey", "eY").into();
        std::fs::write(empty.path().join("ricevuta.json"), forged.to_string()).unwrap();
        let bad = verify(&[]);
        assert!(!bad.status.success() && text(&bad).contains("RICEVUTA NON VALIDA"), "{bad:?}");

        // The log as it is, and a copy of it.
        let good = site.run(&["log", "verify", "--json"]);
        assert!(good.status.success(), "{good:?}");
        assert_eq!(json_of(&good)["good"], true);
        let copy = store.directory().join("copia").display().to_string();
        assert_eq!(json_of(&site.run(&["log", "export", &copy, "--json"]))["records"], json!(index));
        assert!(alone(empty.path(), &["log", "verify", &copy, "--log-key", &log_key]).status.success());
        assert_eq!(json_of(&site.run(&["log", "expire", "--json"]))["records"], 0);

        flip(store, index - 1);
        let bad = site.run(&["log", "verify"]);
        assert!(!bad.status.success(), "{bad:?}");
        let told = text(&bad);
        assert!(told.contains(&format!("voce {}: modificata", index - 1)), "{told}");
        assert!(told.contains("il registro è stato alterato: 1 anomalie"), "{told}");
    }
}

/// One bit of a record: in the very file where the store has one.
fn flip(store: &tests::TestStore, seq: i64) {
    let mut conn = store.trace_conn();
    if !store.is_sqlite() {
        let change = format!(
            "UPDATE audit SET subject = overlay(subject placing 'Z' from 1) WHERE seq = {seq}"
        );
        return conn.batch_execute(&change).unwrap();
    }
    // A mark by which the record's bytes are found in the file: the request's id is each record's own.
    use diesel::prelude::*;
    use schema::tables::audit;
    let id: String = audit::table
        .find(seq)
        .select(audit::request_id)
        .first(&mut conn)
        .unwrap();
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(conn);
    let path = store.trace_url.trim_start_matches("sqlite:");
    let bytes = std::fs::read(path).unwrap();
    let places: Vec<usize> = bytes
        .windows(id.len())
        .enumerate()
        .filter(|(_, w)| *w == id.as_bytes())
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places.len(), 1, "{id}");
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, &[bytes[places[0]] ^ 1], places[0] as u64)
        .unwrap();
}
