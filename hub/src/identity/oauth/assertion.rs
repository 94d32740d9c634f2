//! What an application says of itself, and whether it is good now.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use super::error::OAuthError;
use super::jws::Audience;

/// Seconds by which clocks may differ.
const SKEW: i64 = 30;
/// Seconds for which an assertion may be good.
const LONGEST: i64 = 300;
/// Characters of a `jti` at most.
const JTI: usize = 200;

/// The claims of an assertion.
#[derive(Debug, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nbf: Option<i64>,
    pub jti: String,
}

impl Claims {
    /// Whether it speaks of that client, to this hub, now. The caller has verified the signature.
    pub fn check(&self, client: &str, hub: &[&str], now: DateTime<Utc>) -> Result<(), OAuthError> {
        let now = now.timestamp();
        let not_before = self.nbf.unwrap_or(self.iat).max(self.iat);
        let wrong = if self.iss != client || self.sub != client {
            "iss e sub devono essere il nome del client."
        } else if !self.aud.is_only(hub) {
            "L'asserzione non e' destinata a questo hub (aud)."
        } else if self.exp <= now - SKEW {
            "L'asserzione e' scaduta (exp)."
        } else if not_before > now + SKEW {
            "L'asserzione non e' ancora valida (nbf, iat)."
        } else if self.exp <= self.iat || self.exp.saturating_sub(self.iat) > LONGEST {
            "L'asserzione puo' valere al massimo cinque minuti (exp, iat)."
        } else if self.jti.is_empty() || self.jti.chars().count() > JTI {
            "L'asserzione deve avere un jti, al massimo di 200 caratteri."
        } else {
            return Ok(());
        };
        Err(OAuthError::Client(wrong))
    }

    /// From when on it is refused as expired, whoever's clock is right.
    pub fn forgotten_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let end = DateTime::from_timestamp(self.exp, 0).unwrap_or(now);
        end + Duration::seconds(SKEW + 1)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn judged(change: &dyn Fn(&mut serde_json::Value)) -> Result<(), OAuthError> {
        let mut claims = json!({ "iss": "app", "sub": "app", "aud": "https://hub.example",
            "iat": NOW, "exp": NOW + 60, "jti": "1" });
        change(&mut claims);
        let now = DateTime::from_timestamp(NOW, 0).unwrap();
        let hub = ["https://hub.example", "https://hub.example/oauth/token"];
        let claims: Claims = serde_json::from_value(claims).unwrap();
        claims.check("app", &hub, now)
    }

    #[test]
    fn each_claim_counts() {
        assert_eq!(judged(&|_| {}), Ok(()));
        assert_eq!(
            judged(&|c| c["aud"] = json!(["https://hub.example/oauth/token"])),
            Ok(())
        );
        assert_eq!(judged(&|c| c["exp"] = json!(NOW + 300)), Ok(()));
        assert_eq!(judged(&|c| c["iat"] = json!(NOW + 29)), Ok(()));
        type Spoil<'a> = &'a dyn Fn(&mut serde_json::Value);
        let wrong: [(&str, Spoil<'_>); 11] = [
            ("iss", &|c| c["iss"] = json!("other")),
            ("sub", &|c| c["sub"] = json!("other")),
            ("aud", &|c| c["aud"] = json!("https://other.example")),
            ("aud", &|c| {
                c["aud"] = json!(["https://hub.example", "https://other.example"]);
            }),
            ("aud", &|c| c["aud"] = json!([])),
            ("exp", &|c| c["exp"] = json!(NOW - 30)),
            ("nbf", &|c| c["nbf"] = json!(NOW + 31)),
            ("nbf", &|c| c["iat"] = json!(NOW + 31)),
            ("cinque", &|c| c["exp"] = json!(NOW + 301)),
            ("cinque", &|c| c["iat"] = json!(i64::MIN)),
            ("jti", &|c| c["jti"] = json!("")),
        ];
        for (about, change) in wrong {
            let Err(OAuthError::Client(text)) = judged(change) else {
                panic!("{about}");
            };
            assert!(text.contains(about) && text.is_ascii(), "{about}: {text}");
        }
    }
}
