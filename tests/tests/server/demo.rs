//! The demonstration: it proves itself, and what it prints is so.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use api::client::Client;
use hub::identity::totp;
use schema::clock::{Clock, SystemClock};
use schema::codes::Role;
use serde_json::{Value, json};

use crate::identity::support::unbase32;

/// So few that it is soon there; every Comune still sends its supplies.
const RESIDENTS: &str = "150";

fn demo(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hub_under_test"));
    command
        .args(["demo", "--residents", RESIDENTS, "--port", "0", "--dir"])
        .arg(directory)
        .stdin(Stdio::null());
    command
}

fn all_roles() -> BTreeSet<&'static str> {
    Role::ALL.iter().map(|role| role.code()).collect()
}

#[test]
fn the_demonstration_proves_itself() {
    let place = tempfile::tempdir().unwrap();
    let output = demo(place.path())
        .args(["--once", "--json"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
    let users = outcome["users"].as_array().unwrap();
    assert!(
        users.iter().all(|user| user["signed_in"] == true),
        "{users:?}"
    );
    let roles: BTreeSet<&str> = users
        .iter()
        .map(|user| user["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, all_roles());
    assert!(users.iter().any(|user| user["second_factor"] == true));
    let pages: Vec<&str> = users
        .iter()
        .map(|user| user["page"].as_str().unwrap())
        .collect();
    assert!(pages.contains(&"/oauth/token"), "{pages:?}");
    let answers: Vec<&Value> = [
        "/answers/0/outcome",
        "/answers/1/outcome",
        "/answers/2/outcome",
    ]
    .iter()
    .map(|path| outcome.pointer(path).unwrap())
    .collect();
    assert_eq!(answers, ["S", "N", "A"]);
    assert_eq!(outcome["receipt"]["verified"], true);
    assert_eq!(outcome["log"]["verified"], true, "{}", outcome["log"]);
    let tampering = &outcome["tampering"];
    assert_eq!(tampering["found"], true);
    let found = tampering["findings"][0].as_str().unwrap();
    assert!(
        found.ends_with("modificata dopo la registrazione"),
        "{found}"
    );

    // A second one in the same place would mix with the first.
    let again = demo(place.path()).output().unwrap();
    assert!(!again.status.success());
    let told = String::from_utf8_lossy(&again.stderr);
    assert!(told.contains("contiene già una dimostrazione"), "{told}");
}

#[test]
fn a_port_that_is_taken_is_told_before_anything_is_made() {
    let place = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_hub_under_test"))
        .args(["demo", "--once", "--port", &port, "--dir"])
        .arg(place.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.starts_with(&format!("errore: la porta {port} è occupata")),
        "{told}"
    );
    assert!(!place.path().join("registro.db").exists());
}

/// Ended however the test ends.
struct Shown {
    child: Child,
    text: String,
}

impl Shown {
    /// Everything that it prints before it waits.
    fn start(directory: &Path) -> Self {
        let mut child = demo(directory)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut shown = Self {
            child,
            text: String::new(),
        };
        for line in stdout.lines().map_while(Result::ok) {
            shown.text.push_str(&line);
            shown.text.push('\n');
            if line.starts_with("Ctrl-C") {
                return shown;
            }
        }
        panic!("it ended: {}", shown.text);
    }

    fn port(&self) -> u16 {
        let (_, rest) = self.text.split_once("https://localhost:").unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    /// The lines of the table: user, role, password.
    fn users(&self) -> Vec<[String; 3]> {
        let lines = self.text.lines();
        lines
            .skip_while(|line| !line.starts_with("Utente "))
            .skip(1)
            .take_while(|line| !line.is_empty())
            .map(|line| {
                let cells: Vec<&str> = line.split("  ").filter(|cell| !cell.is_empty()).collect();
                let cell = |at: usize| cells[at].trim().to_owned();
                [cell(0), cell(1), cell(3)]
            })
            .collect()
    }

    /// The secrets of those who give codes too.
    fn devices(&self) -> BTreeMap<String, Vec<u8>> {
        self.text
            .lines()
            .filter_map(|line| {
                let (user, rest) = line.split_once(" dà anche un codice")?;
                let secret = rest.rsplit(' ').next()?;
                Some((user.to_owned(), unbase32(secret)))
            })
            .collect()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn everybody_whom_it_prints_can_sign_in() {
    let place = tempfile::tempdir().unwrap();
    let shown = Shown::start(place.path());
    let authority: PathBuf = place.path().join("ca.pem");
    let client = Client::new(shown.port(), &authority, "").unwrap();
    let (users, devices) = (shown.users(), shown.devices());
    let roles: BTreeSet<&str> = users.iter().map(|[_, role, _]| role.as_str()).collect();
    assert_eq!(roles, all_roles(), "{}", shown.text);
    assert!(!devices.is_empty(), "{}", shown.text);
    for [user, role, password] in &users {
        if role == Role::Authorised.code() {
            continue;
        }
        let headers = [("Content-Type", "application/json")];
        let body = json!({ "nomeUtente": user, "password": password }).to_string();
        let mut answer = client
            .send("POST", "/v1/sessione", &headers, body.as_bytes())
            .unwrap();
        if let Some(secret) = devices.get(user) {
            assert_eq!(answer.json()["stadio"], "CODICE", "{user}");
            let cookie = answer.header("set-cookie").unwrap();
            let csrf = answer.json()["gettone"].as_str().unwrap().to_owned();
            let headers = [headers[0], ("Cookie", cookie), ("X-CSRF-Token", &csrf)];
            let code = totp::code(secret, totp::step_at(SystemClock.now()));
            let body = json!({ "codice": code }).to_string();
            answer = client
                .send("POST", "/v1/sessione/codice", &headers, body.as_bytes())
                .unwrap();
        }
        let session = answer.json();
        assert_eq!(session["stadio"], "COMPLETA", "{user}: {session}");
        assert_eq!(session["utente"]["ruolo"], role.as_str());
    }
    // The key that stands in the commands is good, and so are they: the first asks what the table promises.
    let key = shown.text.split("Bearer ").nth(1).unwrap();
    let key = key.split('\'').next().unwrap();
    let body = shown.text.split("--json '").nth(1).unwrap();
    let body = body.split("'\n").next().unwrap();
    let answer = client
        .with_key(key)
        .post("/v1/verifiche", "application/json", body.as_bytes())
        .unwrap();
    assert_eq!(answer.json()["esiti"][0]["esito"], "S");
}
