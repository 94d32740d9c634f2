use super::*;

fn none() -> Vec<(String, String)> {
    Vec::new()
}

fn variable(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

#[test]
fn the_documented_file_names_every_key_with_its_default() {
    let text = include_str!("../../../docs/anagrafe-hub.toml");
    let documented: toml::Table = text.parse().unwrap();
    assert_eq!(
        toml::Table::try_from(Config::default()).unwrap(),
        documented
    );
    assert_eq!(
        parse(text, "docs/anagrafe-hub.toml", none()).unwrap(),
        Config::default()
    );
}

#[test]
fn an_unknown_key_is_refused_by_name_with_the_nearest_one() {
    let message = |text: &str| parse(text, "hub.toml", none()).unwrap_err().to_string();
    assert_eq!(
        message("[server]\nadress = \"0.0.0.0:1\""),
        "chiave di configurazione sconosciuta: server.adress (hub.toml); forse server.address?"
    );
    assert_eq!(
        message("[server.limits]\nzzz = 1"),
        "chiave di configurazione sconosciuta: server.limits.zzz (hub.toml)"
    );
    assert!(message("sever = 1").contains("sconosciuta: sever (hub.toml)"));
}

#[test]
fn the_environment_overrides_the_file() {
    let text = "[server]\naddress = \"127.0.0.1:1\"\n[server.limits]\nrate_burst = 5";
    let mut environment = variable("ANAGRAFE_HUB__SERVER__ADDRESS", "127.0.0.1:2");
    environment.extend(variable(
        "ANAGRAFE_HUB__SERVER__LIMITS__RATE_PER_SECOND",
        "7",
    ));
    environment.extend(variable("ANAGRAFE_HUB__INBOX__PROCESS", "false"));
    environment.extend(variable(
        "ANAGRAFE_HUB__TRACE__RETENTION__SERVICES",
        "VERIFICA:1, VERIFICA_MASSIVA:2",
    ));
    environment.extend(variable("HOME", "/"));
    let config = parse(text, "hub.toml", environment).unwrap();
    assert_eq!(config.server.address, "127.0.0.1:2");
    assert_eq!(config.server.limits.rate_per_second, 7);
    assert_eq!(config.server.limits.rate_burst, 5);
    assert!(!config.inbox.process);
    assert_eq!(
        config.trace.retention.services,
        ["VERIFICA:1", "VERIFICA_MASSIVA:2"]
    );
}

#[test]
fn a_wrong_variable_is_named() {
    let message = |name: &str, value: &str| {
        parse("", "", variable(name, value))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        message("ANAGRAFE_HUB__ENGINE__QUEUES", "1"),
        "chiave di configurazione sconosciuta: engine.queues (ANAGRAFE_HUB__ENGINE__QUEUES); forse engine.queue?"
    );
    assert!(message("ANAGRAFE_HUB__ENGINE", "1").contains("sconosciuta: engine "));
    assert!(message("ANAGRAFE_HUB__ENGINE__QUEUE", "many").contains("ci vuole un numero intero"));
    assert!(message("ANAGRAFE_HUB__", "x").contains("sconosciuta"));
}

#[test]
fn values_that_cannot_work_are_refused() {
    for (text, key) in [
        ("[database]\nurl = \"mysql://x\"", "database.url"),
        ("[database]\ntrace_url = \"\"", "database.trace_url"),
        (
            "[database]\nurl = \"postgres://a/b\"\ntrace_url = \"sqlite:t.db\"",
            "database.trace_url",
        ),
        ("[server]\naddress = \"localhost\"", "server.address"),
        ("[server]\nworkers = \"two\"", "server.workers"),
        ("[engine]\nqueue = 0", "engine.queue"),
        ("[trace]\norigin = \"a b\"", "trace.origin"),
        ("[trace]\nwitnesses = [\"x\"]", "trace.witnesses"),
        (
            "[trace.retention]\nservices = [\"VERIFICA\"]",
            "trace.retention.services",
        ),
        ("[trace.seal]\nfirst_key = \"a.pub\"", "trace.seal"),
        ("[monitoring]\nopens = 20", "monitoring.closes"),
        (
            "[monitoring]\nburst_minutes = 0",
            "monitoring.burst_minutes",
        ),
    ] {
        let message = parse(text, "hub.toml", none()).unwrap_err().to_string();
        assert!(
            message.starts_with(&format!("valore non valido per {key} ")),
            "{message}"
        );
    }
    assert!(parse("[server", "hub.toml", none()).is_err());
    assert!(parse("[log]\nlevel = \"loud\"", "hub.toml", none()).is_err());
    assert!(parse("[server.limits]\nrate_burst = -1", "hub.toml", none()).is_err());
}
