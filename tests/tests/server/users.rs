//! `anagrafe-hub user`: from an empty installation to an operator who has signed in.

use serde_json::{Value, json};
use tests::on_both;
use tests::process::Site;

use crate::identity::signer::{Kind, Signer};
use crate::identity::support::traced;

fn json(output: &std::process::Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

on_both! {
    fn the_first_operator_and_an_application(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        let province = json(&site.run(&["entity", "add", "Provincia di prova", "--kind", "provincia", "--json"]))["id"].to_string();
        let person = ["--surname", "Verdi", "--first-name", "Giuseppe", "--codice-fiscale", "VRDGPP70A01F257E"];
        let user = |name: &str, role: &str, data: &[&str]| site.run(&[&["user", "add", name, "--entity", &province, "--role", role, "--json"], data].concat());
        let add = |name: &str, role: &str| user(name, role, &person);
        let added = json(&add("G.Verdi", "operatore"));
        let password = added["password"].as_str().unwrap();
        assert_eq!(password.len(), 23);
        for (name, role) in [("g.verdi", "OPERATORE"), ("x", "OPERATORE"), ("t.rossi", "TOP"), ("t.rossi", "CAPO")] {
            let refused = add(name, role);
            assert!(!refused.status.success(), "{name} {role}");
        }
        // The input is judged as that of the pages is.
        for (data, told) in [(&person[..4], "codiceFiscale: "), (&person[2..], "cognome: "), (&[&person[..4], &["--codice-fiscale", "VRDGPP70A01F257X"]].concat(), "codiceFiscale: ")] {
            let refused = user("l.bianchi", "OPERATORE", data);
            let said = String::from_utf8_lossy(&refused.stderr);
            assert!(!refused.status.success() && (said.contains(told) || said.contains("--surname")), "{said}");
        }
        let application = json(&user("app.prova", "AUTORIZZATO", &["--surname", "Prova"]));
        assert!(application.get("password").is_none());

        let acts: Vec<_> = traced(store).into_iter().map(|row| format!("{} {} {} {}", row.act, row.service, row.outcome, row.workstation)).collect();
        let done = |service: &str, outcome: &str| format!("AMMINISTRAZIONE {service} {outcome} riga di comando");
        for act in [done("ENTI", "REGISTRATO"), done("UFFICI", "REGISTRATO"), done("UTENTI", "REGISTRATO"), done("CREDENZIALI", "FATTO")] {
            assert!(acts.contains(&act), "{act}: {acts:?}");
        }

        let process = site.start();
        let trust = &site.trust;
        let mut connection = tests::https::Connection::open(process.port(), trust, "").unwrap();
        let answer = connection.post_json("/v1/sessione", &json!({ "nomeUtente": "g.verdi", "password": password })).whole();
        assert_eq!((answer.status, answer.json()["stadio"].as_str()), (200, Some("PASSWORD")));
        drop(process);

        let listed = json(&site.run(&["user", "list", "--json"]));
        let row = listed.as_array().unwrap().iter().find(|row| row["username"] == "g.verdi").unwrap();
        assert_eq!((row["role"].as_str(), row["password"].as_str(), row["codes"].as_str()), (Some("OPERATORE"), Some("MONOUSO"), Some("NESSUNO")));
        let revoked = site.run(&["user", "session", "revoke", "g.verdi"]);
        assert_eq!(String::from_utf8_lossy(&revoked.stdout), "Sessioni terminate: 1.\n");
        let again = json(&site.run(&["user", "reset", "g.verdi", "--json"]));
        assert_ne!(again["password"].as_str(), Some(password));
        for command in [&["user", "totp-reset", "g.verdi"][..], &["user", "disable", "g.verdi"], &["user", "enable", "g.verdi"]] {
            assert!(site.run(command).status.success(), "{command:?}");
            let mut unknown = command.to_vec();
            unknown[2] = "nessuno";
            assert!(!site.run(&unknown).status.success(), "{unknown:?}");
        }

        let signer = Signer::new(Kind::Ed25519);
        let file = store.directory().join("chiave.jwk");
        std::fs::write(&file, signer.jwk().to_string()).unwrap();
        let file = file.to_str().unwrap();
        let key = json(&site.run(&["user", "key", "add", "app.prova", "--jwk", file, "--json"]));
        let kid = key["kid"].as_str().unwrap();
        // A thumbprint may begin like an option.
        let dashed = json(&site.run(&["user", "key", "add", "app.prova", "--jwk", file, "--kid", "-k", "--json"]));
        assert_eq!(dashed["kid"], "-k");
        assert!(site.run(&["user", "key", "revoke", "app.prova", "-k"]).status.success());
        assert!(!site.run(&["user", "key", "add", "g.verdi", "--jwk", file]).status.success());
        assert!(site.run(&["user", "key", "revoke", "app.prova", kid]).status.success());
        assert!(!site.run(&["user", "key", "revoke", "app.prova", kid]).status.success());
        let keys = json(&site.run(&["user", "key", "list", "--json"]));
        assert_eq!((keys[0]["application"].as_str(), keys[0]["revoked_at"].is_string()), (Some("app.prova"), true));
        assert!(site.run(&["user", "list"]).status.success() && site.run(&["user", "key", "list"]).status.success());
    }
}
