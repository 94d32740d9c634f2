//! The application as it presents itself without a key: an assertion signed anew for each short token.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use hub::audit::keys::{load, load_or_create};
use hub::identity::oauth::NewKey;
use hub::identity::{Actor, Identity, Peer};
use schema::clock::{Clock, Entropy};
use serde_json::{Value, json};

use super::questions::PURPOSE;
use super::setting::Setting;
use crate::client::Client;

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Makes the application's key pair and registers the public half.
pub async fn register(
    identity: &Identity,
    username: &str,
    setting: &Setting,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> anyhow::Result<()> {
    let (key, _) = load_or_create(&file(setting), entropy)?;
    let now = clock.now();
    let new = NewKey {
        client: username.to_owned(),
        jwk: key.public().to_jwk().to_string(),
        kid: Some(kid(username)),
        valid_from: now.naive_utc(),
        valid_to: (now + Duration::days(90)).naive_utc(),
        created_by: 0,
    };
    identity
        .register_key(&Actor::command_line(), new, &Peer::local("demo"))
        .await?;
    Ok(())
}

/// Asks for a token with an assertion that is good for a minute.
pub fn token(
    client: &Client,
    username: &str,
    setting: &Setting,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> anyhow::Result<String> {
    let key = load(&file(setting))?;
    let mut unique = [0; 16];
    entropy.fill(&mut unique)?;
    let now = clock.now().timestamp();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!(
        "{}.{}",
        part(&json!({ "alg": "EdDSA", "kid": kid(username), "typ": "JWT" })),
        part(
            &json!({ "iss": username, "sub": username, "aud": setting.config.oauth.issuer,
            "iat": now, "exp": now + 60, "jti": hex::encode(unique) })
        )
    );
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    let form = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", &format!("{message}.{signature}")),
        ("finalita", PURPOSE),
    ];
    let form: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    let answer = client.with_key("").post(
        "/oauth/token",
        "application/x-www-form-urlencoded",
        form.join("&").as_bytes(),
    )?;
    let told = answer.json();
    ensure!(answer.status == 200, "risposta {}: {told}", answer.status);
    let token = told.get("access_token").and_then(Value::as_str);
    Ok(token.context("manca il gettone")?.to_owned())
}

fn file(setting: &Setting) -> PathBuf {
    setting.directory.join("applicazione.key")
}

fn kid(username: &str) -> String {
    format!("{username}-1")
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
