//! Sign-in, sessions, codes, as they travel.

use chrono::NaiveDateTime;
use hub::identity::{Enrolment, Session, SessionInfo};
use schema::tables::OauthKeyRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Nome e password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Credenziali)]
pub struct SignInBody {
    /// Nome utente.
    #[serde(rename = "nomeUtente")]
    pub username: String,
    /// Password.
    pub password: String,
}

/// Il codice dell'applicazione di autenticazione, o un codice di riserva.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Codice)]
pub struct CodeBody {
    /// Sei cifre, oppure un codice di riserva.
    #[serde(rename = "codice")]
    pub code: String,
}

/// Una password nuova.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovaPassword)]
pub struct NewPasswordBody {
    /// La password attuale; non serve al primo accesso, quando è stata appena scritta.
    #[serde(rename = "attuale", default)]
    pub present: String,
    /// La password nuova.
    #[serde(rename = "nuova")]
    pub new: String,
}

/// La propria password, scritta di nuovo.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = PasswordAttuale)]
pub struct PasswordBody {
    /// La password attuale.
    pub password: String,
}

/// Il primo codice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConfermaCodici)]
pub struct ConfirmBody {
    /// Come ricevuta all'inizio dell'attivazione.
    #[serde(rename = "attivazione")]
    pub sealed: String,
    /// Il codice mostrato dall'applicazione.
    #[serde(rename = "codice")]
    pub code: String,
}

/// Chi ha acceduto, e che cosa manca.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sessione)]
pub struct SessionBody {
    /// Numero della sessione.
    pub id: i64,
    /// `CODICE`, `PASSWORD`, `ISCRIZIONE`: che cosa manca; `COMPLETA`: nulla.
    #[serde(rename = "stadio")]
    pub stage: &'static str,
    /// Da ripetere in `X-CSRF-Token` nelle richieste che modificano qualcosa. Cambia a ogni passo dell'accesso.
    #[serde(rename = "gettone")]
    pub csrf: String,
    /// Fine della sessione, comunque vada (UTC).
    #[serde(rename = "scadenza")]
    pub expires_at: String,
    /// Chi è, quando l'accesso è completo.
    #[serde(rename = "utente", skip_serializing_if = "Option::is_none")]
    pub user: Option<UserBody>,
}

/// Un utente.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UtenteDellaSessione)]
pub struct UserBody {
    /// Numero.
    pub id: i64,
    /// Nome utente.
    #[serde(rename = "nomeUtente")]
    pub username: String,
    /// Cognome.
    #[serde(rename = "cognome")]
    pub surname: String,
    /// Nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Ruolo.
    #[serde(rename = "ruolo")]
    pub role: &'static str,
    /// Ente.
    #[serde(rename = "ente")]
    pub entity: String,
    /// Ufficio.
    #[serde(rename = "ufficio")]
    pub office: String,
}

/// Una sessione in corso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessioneInCorso)]
pub struct SessionInfoBody {
    /// Numero.
    pub id: i64,
    /// Se è quella di questa richiesta.
    #[serde(rename = "questa")]
    pub present: bool,
    /// Inizio (UTC).
    #[serde(rename = "inizio")]
    pub created_at: String,
    /// Ultimo uso (UTC), al minuto.
    #[serde(rename = "ultimoUso")]
    pub seen_at: String,
    /// Fine, comunque vada (UTC).
    #[serde(rename = "scadenza")]
    pub expires_at: String,
    /// Indirizzo di rete dal quale è stata aperta.
    #[serde(rename = "rete")]
    pub network: String,
    /// Che cosa manca all'accesso; `COMPLETA`: nulla.
    #[serde(rename = "stadio")]
    pub stage: &'static str,
}

/// Le sessioni in corso dell'utente.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessioniInCorso)]
pub struct SessionsBody {
    /// Le sessioni, la più recente per prima.
    #[serde(rename = "elementi")]
    pub items: Vec<SessionInfoBody>,
}

/// Se l'utente dà un codice a ogni accesso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatoCodici)]
pub struct CodesBody {
    /// Se il codice è attivo.
    #[serde(rename = "attivo")]
    pub active: bool,
    /// Codici di riserva non ancora usati.
    #[serde(rename = "codiciDiRiservaRimasti")]
    pub left: i64,
}

/// Ciò che serve per attivare i codici.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttivazioneCodici)]
pub struct EnrolmentBody {
    /// Da rimandare con il primo codice, entro quindici minuti.
    #[serde(rename = "attivazione")]
    pub sealed: String,
    /// Il segreto, da scrivere dove non c'è una fotocamera (base32).
    #[serde(rename = "segreto")]
    pub secret: String,
    /// Indirizzo `otpauth://` per l'applicazione.
    #[serde(rename = "indirizzo")]
    pub address: String,
    /// Lo stesso come codice QR (SVG).
    #[serde(rename = "immagine")]
    pub picture: String,
}

/// Codici di riserva: si vedono solo adesso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CodiciDiRiserva)]
pub struct RecoveryBody {
    /// I codici, ciascuno buono una volta.
    #[serde(rename = "codiciDiRiserva")]
    pub codes: Vec<String>,
    /// La sessione, che può aver fatto un passo avanti.
    #[serde(rename = "sessione", skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionBody>,
}

/// Una chiave pubblica da registrare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovaChiavePubblica)]
pub struct PublicKeyInBody {
    /// La chiave (RFC 7517): Ed25519, P-256 o RSA da 2048 bit. Il suo `kid`, o la sua impronta, è il nome.
    pub jwk: serde_json::Value,
    /// Giorni di validità.
    #[serde(rename = "giorni", default = "a_year")]
    #[schema(minimum = 1, maximum = 730)]
    pub days: u32,
}

const fn a_year() -> u32 {
    365
}

/// Una chiave pubblica.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChiavePubblica)]
pub struct PublicKeyBody {
    /// Come la chiamano le asserzioni.
    pub kid: String,
    /// La chiave.
    pub jwk: serde_json::Value,
    /// Inizio della validità (UTC).
    #[serde(rename = "dal")]
    pub valid_from: String,
    /// Fine della validità (UTC).
    #[serde(rename = "scadenza")]
    pub valid_to: String,
    /// Quando è stata revocata (UTC).
    #[serde(rename = "revocata", skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
}

/// Le chiavi pubbliche di un'applicazione.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChiaviPubbliche)]
pub struct PublicKeysBody {
    /// Le chiavi, la più vecchia per prima.
    #[serde(rename = "elementi")]
    pub items: Vec<PublicKeyBody>,
}

impl From<OauthKeyRow> for PublicKeyBody {
    fn from(row: OauthKeyRow) -> Self {
        Self {
            jwk: serde_json::from_str(&row.jwk).unwrap_or_default(),
            kid: row.kid,
            valid_from: time(row.valid_from),
            valid_to: time(row.valid_to),
            revoked_at: row.revoked_at.map(time),
        }
    }
}

impl From<&Session> for SessionBody {
    fn from(session: &Session) -> Self {
        // Whoever has not signed in to the end is told nothing about the user.
        let user = session.full().ok().map(|person| UserBody {
            id: person.id,
            username: person.username.clone(),
            surname: person.surname.clone(),
            name: person.name.clone(),
            role: person.role.code(),
            entity: person.entity_name.clone(),
            office: person.office_name.clone(),
        });
        Self {
            id: session.id,
            stage: session.stage.code(),
            csrf: session.csrf.clone(),
            expires_at: time(session.expires_at),
            user,
        }
    }
}

impl SessionInfoBody {
    /// As its owner sees it.
    pub fn of(info: SessionInfo, present: i64) -> Self {
        Self {
            id: info.id,
            present: info.id == present,
            created_at: time(info.created_at),
            seen_at: time(info.seen_at),
            expires_at: time(info.expires_at),
            network: info.network,
            stage: info.stage.code(),
        }
    }
}

impl From<Enrolment> for EnrolmentBody {
    fn from(enrolment: Enrolment) -> Self {
        Self {
            sealed: enrolment.sealed,
            secret: enrolment.secret,
            address: enrolment.address,
            picture: enrolment.picture,
        }
    }
}

fn time(at: NaiveDateTime) -> String {
    at.and_utc()
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
