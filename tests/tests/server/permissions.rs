//! What the program writes is its user's alone, whatever the shell that started it allows.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use tests::TestStore;
use tests::https::Connection;
use tests::process::{PATIENCE, Site, eventually};

use super::support::{lac, lac_path};

fn mode(path: &Path) -> u32 {
    fs::metadata(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .permissions()
        .mode()
        & 0o777
}

/// What `doctor` says of the modes.
fn doctor(site: &Site) -> (String, String) {
    let report: Value = serde_json::from_slice(&site.run(&["doctor", "--json"]).stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let found = findings
        .iter()
        .find(|found| found["check"] == "permessi dei file")
        .unwrap();
    let text = |key: &str| found[key].as_str().unwrap().to_owned();
    (text("state"), text("detail"))
}

#[test]
fn databases_and_supplies_are_for_nobody_else() {
    let mut store = TestStore::sqlite();
    // Places that do not exist yet, but for the register: it holds the key with which the supply is sent.
    let directory = store.directory().to_owned();
    let trace = directory.join("new-trace.db");
    store.trace_url = format!("sqlite:{}", trace.display());
    fs::remove_dir(&store.inbox).unwrap();
    let site = Site::new(env!("CARGO_BIN_EXE_hub_under_test"), &store);
    assert!(site.run(&["migrate"]).status.success());
    assert_eq!(mode(&trace), 0o600);

    let process = site.start();
    let mut connection = Connection::open(process.port(), &site.trust, &site.key).unwrap();
    let answer = connection
        .upload(&lac_path("036014", 1, "a"), &lac(144), |_| {})
        .whole();
    assert_eq!(answer.status, 202, "{}", answer.head);
    let place = answer.header("location").unwrap().to_owned();
    assert!(eventually(PATIENCE, || connection
        .get(&place)
        .whole()
        .json()["stato"]
        == "CARICATA"));
    assert_eq!(mode(&store.inbox), 0o700);
    let mut seen = 0;
    for entry in fs::read_dir(&store.inbox).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
        seen += 1;
    }
    assert!(seen > 0);
    for suffix in ["-wal", "-shm"] {
        assert_eq!(
            mode(&directory.join(format!("new-trace.db{suffix}"))),
            0o600
        );
    }
    process.stop();

    let register = directory.join("register.db");
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
    assert_eq!(doctor(&site).0, "ok");
    fs::set_permissions(&register, fs::Permissions::from_mode(0o640)).unwrap();
    let (state, detail) = doctor(&site);
    assert_eq!(state, "warning");
    assert!(detail.contains("register.db"), "{detail}");
    fs::set_permissions(&register, fs::Permissions::from_mode(0o600)).unwrap();
    // Whoever reads one of these can sign in the hub's name.
    for key in [
        "server.key",
        "trace-log.key",
        "trace-receipt.key",
        "identity.key",
    ] {
        let path = directory.join(key);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let (state, detail) = doctor(&site);
        assert_eq!(state, "warning", "{key}");
        assert!(detail.contains(key), "{detail}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}
