//! What the demonstration prints for whoever tries it: the users, and lines to paste into another terminal.

use std::path::Path;

use anyhow::Context;
use schema::clock::Clock;

use super::directory::Directory;
use super::questions::{Asked, Question};
use super::setting::Setting;
use crate::cli::output;
use crate::trace_keys;

/// What is told.
pub struct Invitation<'a> {
    pub port: u16,
    pub setting: &'a Setting,
    pub directory: &'a Directory,
    pub questions: &'a [Question],
    pub asked: &'a [Asked],
}

impl Invitation<'_> {
    pub fn tell(&self, clock: &dyn Clock) -> anyhow::Result<()> {
        self.users(clock)?;
        self.checks()?;
        self.receipt()?;
        self.trace()?;
        output::line("Ctrl-C ferma l'hub.")
    }

    fn users(&self, clock: &dyn Clock) -> anyhow::Result<()> {
        output::line(&format!(
            "\nPAGINE: {}/accesso\nIl certificato è della dimostrazione: il browser avvisa prima di proseguire, oppure si fida di\n{}\n",
            self.base(),
            self.setting.certificates.authority.display()
        ))?;
        let mut rows: Vec<Vec<String>> = self
            .directory
            .players
            .iter()
            .map(|player| {
                vec![
                    player.username.clone(),
                    player.role.code().to_owned(),
                    player.entity.clone(),
                    player.password.clone(),
                ]
            })
            .collect();
        rows.push(vec![
            self.directory.application.clone(),
            schema::codes::Role::Authorised.code().to_owned(),
            self.directory.application_entity.to_owned(),
            "(la chiave qui sotto)".to_owned(),
        ]);
        output::table(&["Utente", "Ruolo", "Ente", "Password"], &rows)?;
        output::line("")?;
        for player in &self.directory.players {
            if let Some(device) = &player.device {
                output::line(&format!(
                    "{} dà anche un codice: adesso {}; chiave per l'applicazione che li genera: {}",
                    player.username,
                    device.code(clock.now()),
                    device.text()
                ))?;
            }
        }
        output::line("\nDa provare:")?;
        for player in &self.directory.players {
            output::line(&format!(
                "  {}: {}, {}",
                player.username, player.page, player.hint
            ))?;
        }
        Ok(())
    }

    fn checks(&self) -> anyhow::Result<()> {
        output::line("\nVERIFICHE, da un altro terminale\n")?;
        for question in self.questions {
            output::line(&format!(
                "# {}: risposta {}",
                question.about, question.expected
            ))?;
            let body = serde_json::to_string(&question.body)?.replace('\'', "'\\''");
            output::line(&format!(
                "{} \\\n  --header 'Authorization: Bearer {}' \\\n  --json '{body}'\n",
                self.curl("/v1/verifiche"),
                self.directory.key
            ))?;
        }
        output::line(&format!(
            "Descrizione delle API: {}",
            self.curl("/v1/openapi.json")
        ))
    }

    fn receipt(&self) -> anyhow::Result<()> {
        let first = self.asked.first().context("nessuna risposta")?;
        output::line("\nRICEVUTA di una verifica, controllata in una cartella vuota\n")?;
        output::line(&format!(
            "cd \"$(mktemp -d)\"\n\
             {} \\\n  --header 'Authorization: Bearer {}' --output ricevuta.json\n\
             {} --output chiavi.json\n\
             {} receipt verify ricevuta.json --key chiavi.json \\\n  --log-key '{}'",
            self.curl(&format!("/v1/ricevute/{}", first.log_index()?)),
            self.directory.key,
            self.curl("/.well-known/jwks.json"),
            program()?,
            self.log_key()?,
        ))
    }

    fn trace(&self) -> anyhow::Result<()> {
        let program = program()?;
        let config = quoted(&self.setting.file);
        let [one, other] = &self.setting.seal;
        output::line("\nTRACCIA: verificarla, poi alterarne una copia e verificare quella\n")?;
        output::line(&format!(
            "cd \"$(mktemp -d)\"\n\
             {program} log verify --config {config}\n\
             {program} log export copia --config {config}\n\
             sed -i '0,\\#{case}#s##DEMO/9#' copia/records.ndjson\n\
             {program} log verify copia --log-key '{}'\n",
            self.log_key()?,
            case = super::questions::CASE,
        ))?;
        output::line(&format!(
            "# ciò che ha fatto la pubblica sicurezza, con le due chiavi del sigillo\n\
             {program} log open --key {} --key {} --config {config}\n",
            quoted(one),
            quoted(other)
        ))
    }

    fn base(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    fn curl(&self, path: &str) -> String {
        format!(
            "curl --noproxy localhost --cacert {} {}{path}",
            quoted(&self.setting.certificates.authority),
            self.base()
        )
    }

    fn log_key(&self) -> anyhow::Result<String> {
        Ok(trace_keys::log_key(&self.setting.config)?.to_string())
    }
}

/// This program, as a shell finds it from anywhere.
fn program() -> anyhow::Result<String> {
    Ok(quoted(&std::env::current_exe()?))
}

fn quoted(path: &Path) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    let shown = path.display().to_string();
    if shown.chars().all(plain) {
        shown
    } else {
        format!("'{}'", shown.replace('\'', "'\\''"))
    }
}
