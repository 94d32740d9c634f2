//! A person's way in over HTTPS: cookies, and the token that goes with every change.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::cast::Player;
use crate::client::{Answer, Client};

/// A browser of its own for each.
pub struct Visitor {
    client: Client,
    cookies: BTreeMap<String, String>,
    token: String,
}

impl Visitor {
    pub fn new(client: &Client) -> Self {
        Self {
            client: client.with_key(""),
            cookies: BTreeMap::new(),
            token: String::new(),
        }
    }

    /// Signs in with password and, where it is asked for, the code of that moment; the role that the hub sees.
    pub fn sign_in(&mut self, player: &Player, now: DateTime<Utc>) -> anyhow::Result<String> {
        let body = json!({ "nomeUtente": player.username, "password": player.password });
        let mut session = self.step("/v1/sessione", &body)?;
        if stage(&session) == "CODICE" {
            let device = player.device.as_ref().context("manca il codice")?;
            let body = json!({ "codice": device.code(now) });
            session = self.step("/v1/sessione/codice", &body)?;
        }
        ensure!(stage(&session) == "COMPLETA", "manca {}", stage(&session));
        let role = session.pointer("/utente/ruolo").and_then(Value::as_str);
        Ok(role.context("manca il ruolo")?.to_owned())
    }

    /// Opens a page.
    pub fn page(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.send("GET", path, "text/html", None)
    }

    /// Sends JSON, as a script of the hub's own pages would.
    pub fn post(&mut self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.send("POST", path, "application/json", Some(body))
    }

    pub fn sign_out(&mut self) -> anyhow::Result<()> {
        let answer = self.send("DELETE", "/v1/sessione", "application/json", None)?;
        ensure!(answer.status == 204, "l'uscita risponde {}", answer.status);
        Ok(())
    }

    fn step(&mut self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.post(path, body)?;
        let session = answer.json();
        ensure!(
            answer.status == 200,
            "l'accesso risponde {}: {}",
            answer.status,
            session.get("detail").and_then(Value::as_str).unwrap_or("")
        );
        let token = session.get("gettone").and_then(Value::as_str);
        token
            .context("manca il gettone")?
            .clone_into(&mut self.token);
        Ok(session)
    }

    fn send(
        &mut self,
        method: &str,
        path: &str,
        accept: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = vec![("Accept", accept)];
        for (name, value) in [("Cookie", &cookies), ("X-CSRF-Token", &self.token)] {
            if !value.is_empty() {
                headers.push((name, value));
            }
        }
        let text = body.map(Value::to_string).unwrap_or_default();
        if body.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        let answer = self.client.send(method, path, &headers, text.as_bytes())?;
        for (name, value) in &answer.headers {
            let pair = value
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='));
            if name == "set-cookie"
                && let Some((name, value)) = pair
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }
}

fn stage(session: &Value) -> &str {
    session.get("stadio").and_then(Value::as_str).unwrap_or("?")
}
