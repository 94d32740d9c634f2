//! Commands of the operator, run as a process of its own.

use serde_json::Value;
use tests::on_both;
use tests::process::Site;

use super::workstations::Authority;
use crate::load::files::lac;

fn json(output: &std::process::Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

/// What `doctor` says of one thing.
fn finding(site: &Site, check: &str) -> (String, String) {
    let output = site.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON on standard output");
    let found = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|found| found["check"] == check)
        .unwrap_or_else(|| panic!("no {check} in {report}"));
    let text = |key: &str| found[key].as_str().expect("text").to_owned();
    (text("state"), text("detail"))
}

on_both! {
    fn a_plan_is_stated_seen_and_missed_when_nothing_comes(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        assert_eq!(finding(&site, "scadenze delle forniture").0, "ok");

        let set = site.run(&["plan", "set", "--comune", "036014", "--format", "lac", "--every-days", "30"]);
        assert!(set.status.success(), "{set:?}");
        let plans = json(&site.run(&["plan", "list", "--json"]));
        assert_eq!(plans[0]["comune"], "036014");
        assert_eq!(plans[0]["format"], "LAC");
        assert_eq!(plans[0]["everyDays"], 30);

        let (state, detail) = finding(&site, "scadenze delle forniture");
        assert_eq!(state, "warning");
        assert!(detail.contains("036014"), "{detail}");
    }

    fn a_hub_without_second_factors_is_warned_of(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        assert_eq!(finding(&site, "secondo fattore").0, "ok");
        site.configure("[identity]\ncodes_optional = true\n");
        let (state, detail) = finding(&site, "secondo fattore");
        assert_eq!(state, "warning");
        assert!(detail.contains("codes_optional"), "{detail}");
    }

    fn a_revocation_list_is_watched_over(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        let authority = Authority::new();
        let (ca, crl) = authority.write(store.directory());
        site.configure(&format!("[server.tls.clients]\nca = {ca:?}\ncrl = {crl:?}\n"));
        assert_eq!(finding(&site, "lista di revoca"), ("ok".to_owned(), "valida fino al 2999-01-01T00:00:00+00:00".to_owned()));
        std::fs::write(&crl, authority.list(&[], 2025)).unwrap();
        let (state, detail) = finding(&site, "lista di revoca");
        assert_eq!(state, "error");
        assert!(detail.contains("2025-01-01"), "{detail}");
    }

    fn a_plan_that_means_nothing_is_refused(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        for wrong in [
            &["plan", "set", "--comune", "999999", "--format", "LAC"][..],
            &["plan", "set", "--comune", "036014", "--format", "PDF"],
            &["plan", "set", "--comune", "036014"],
            &["plan", "set", "--comune", "036014", "--format", "XML", "--subjects", "segreti"],
        ] {
            let output = site.run(wrong);
            assert!(!output.status.success(), "{wrong:?}");
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.starts_with("errore: "), "{told}");
        }
        assert_eq!(json(&site.run(&["plan", "list", "--json"])), Value::Array(Vec::new()));
    }

    fn a_key_for_nobody_is_refused_in_italian(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        let output = site.run(&["entity", "key", "create", "--entity", "99", "--supply"]);
        assert!(!output.status.success());
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(told.trim_end(), "errore: nessun ente ha il numero 99");
    }

    fn absences_are_confirmed_by_the_number_of_the_supply(store: &TestStore) {
        let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), store);
        for (number, residents) in [("1", 3), ("2", 0)] {
            let path = store.directory().join(format!("036035_{number}.csv"));
            std::fs::write(&path, lac("036035", 1, 0..residents).bytes).expect("write a LAC");
            let day = format!("2023-0{number}-01");
            let path = path.display().to_string();
            let loaded = json(&site.run(&["load", &path, "--comune", "036035", "--number", number, "--extracted-on", &day, "--json"]));
            assert_eq!(loaded["supplies"][0]["drift"], 0, "{loaded}");
        }
        let refused = site.run(&["load", "--confirm-absences", "1"]);
        assert!(!refused.status.success(), "{refused:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).starts_with("errore: la fornitura 1 "), "{refused:?}");
        let confirmed = json(&site.run(&["load", "--confirm-absences", "2", "--json"]));
        assert_eq!(confirmed["supplies"][0]["drift"], 3, "{confirmed}");
        assert!(!site.run(&["load"]).status.success(), "nothing to load");
    }
}
