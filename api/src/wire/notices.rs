//! The notice board on the wire.

use chrono::{NaiveDateTime, SecondsFormat};
use hub::notices::{Audience, Draft, NoticeView, Receipt};
use schema::codes::Role;
use schema::date::Day;
use schema::italian_time::day_of;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;
use crate::problem::Problem;

/// Un avviso da pubblicare. Va a chi soddisfa insieme Comune, ufficio e ruolo.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NuovoAvviso)]
pub struct NewNoticeBody {
    /// Codice ISTAT: gli utenti di quel Comune e degli uffici che ha registrato; se manca, di tutti.
    #[serde(default)]
    comune: Option<String>,
    /// Gli utenti di quell'ufficio; se manca, di tutti.
    #[serde(rename = "idUfficio", default)]
    office_id: Option<i64>,
    /// Gli utenti con quel ruolo (`TOP`, `ADMIN`, `STANDARD`, …); se manca, tutti.
    #[serde(rename = "ruolo", default)]
    role: Option<String>,
    /// Una riga, al massimo 120 caratteri.
    #[serde(rename = "titolo", default)]
    title: String,
    /// Testo semplice, al massimo 4000 caratteri.
    #[serde(rename = "testo", default)]
    body: String,
    /// Primo giorno in cui è visibile, `AAAA-MM-GG`; se manca, subito.
    #[serde(rename = "validoDal", default)]
    valid_from: Option<String>,
    /// Ultimo giorno in cui è visibile, `AAAA-MM-GG`.
    #[serde(rename = "validoAl", default)]
    valid_to: Option<String>,
}

impl NewNoticeBody {
    /// Reads it; what is too long or too late is the service's to say.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<Draft, Problem> {
        let mut fields = Fields::default();
        let role = self.role.filter(|code| !code.is_empty()).map(|code| {
            Role::from_code(&code).unwrap_or_else(|| {
                fields.wrong("ruolo", "NON_VALIDO", "il ruolo non è tra quelli previsti");
                Role::Standard
            })
        });
        if self.office_id.is_some_and(|id| id < 1) {
            fields.wrong(
                "idUfficio",
                "NON_VALIDO",
                "ci vuole il numero di un ufficio",
            );
        }
        if self.valid_to.as_deref().unwrap_or_default().is_empty() {
            fields.wrong("validoAl", "ASSENTE", "il campo è obbligatorio");
        }
        let comune = fields.comune("comune", self.comune).unwrap_or_default();
        let valid_from = fields.day("validoDal", self.valid_from);
        let valid_to = fields.day("validoAl", self.valid_to);
        fields.finish(Draft {
            audience: Audience {
                comune,
                office_id: self.office_id.unwrap_or(0),
                role,
            },
            title: self.title,
            body: self.body,
            valid_from,
            valid_to: valid_to.unwrap_or(Day::MIN),
        })
    }
}

/// Gli avvisi della bacheca.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bacheca)]
pub struct NoticesBody {
    /// Prima quelli non letti, poi dal più recente.
    #[serde(rename = "avvisi")]
    pub notices: Vec<NoticeBody>,
}

/// Un avviso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Avviso)]
pub struct NoticeBody {
    /// Numero dell'avviso.
    pub id: i64,
    /// Titolo.
    #[serde(rename = "titolo")]
    pub title: String,
    /// Testo semplice.
    #[serde(rename = "testo")]
    pub body: String,
    /// Codice ISTAT del Comune a cui è rivolto.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comune: Option<String>,
    /// Ufficio a cui è rivolto.
    #[serde(rename = "idUfficio", skip_serializing_if = "Option::is_none")]
    pub office_id: Option<i64>,
    /// Ruolo a cui è rivolto.
    #[serde(rename = "ruolo", skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Momento della pubblicazione, UTC.
    #[serde(rename = "pubblicatoIl")]
    pub published_at: String,
    /// Primo giorno in cui è visibile.
    #[serde(rename = "validoDal")]
    pub valid_from: String,
    /// Ultimo giorno in cui è visibile.
    #[serde(rename = "validoAl")]
    pub valid_to: String,
    /// Momento in cui chi chiede lo ha letto, UTC; manca se non lo ha ancora letto.
    #[serde(rename = "lettoIl", skip_serializing_if = "Option::is_none")]
    pub read_at: Option<String>,
    /// Chi chiede può ritirarlo e vedere chi lo ha letto.
    #[serde(rename = "gestibile")]
    pub manages: bool,
}

impl From<NoticeView> for NoticeBody {
    fn from(view: NoticeView) -> Self {
        let row = view.notice;
        // The end is exclusive: its last moment belongs to the last day.
        let last = row.valid_to - chrono::Duration::microseconds(1);
        Self {
            id: row.id,
            title: row.title,
            body: row.body,
            comune: Some(row.comune).filter(|code| !code.is_empty()),
            office_id: Some(row.office_id).filter(|id| *id != 0),
            role: Some(row.role).filter(|code| !code.is_empty()),
            published_at: moment(row.created_at),
            valid_from: day_of(row.valid_from.and_utc()).iso(),
            valid_to: day_of(last.and_utc()).iso(),
            read_at: view.read_at.map(moment),
            manages: view.manages,
        }
    }
}

/// Un avviso pubblicato.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvvisoPubblicato)]
pub struct PublishedBody {
    /// Numero dell'avviso.
    pub id: i64,
}

/// La conferma di lettura.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConfermaLettura)]
pub struct ReadBody {
    /// Momento della prima lettura, UTC.
    #[serde(rename = "lettoIl")]
    pub read_at: String,
}

/// Chi ha letto un avviso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lettori)]
pub struct ReadersBody {
    /// In ordine di lettura.
    #[serde(rename = "lettori")]
    pub readers: Vec<ReceiptBody>,
}

/// Un utente che ha letto un avviso.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lettore)]
pub struct ReceiptBody {
    /// Numero dell'utente.
    #[serde(rename = "idUtente")]
    pub user_id: i64,
    /// Cognome e nome.
    #[serde(rename = "nome")]
    pub name: String,
    /// Il suo ufficio.
    #[serde(rename = "idUfficio")]
    pub office_id: i64,
    /// Momento della prima lettura, UTC.
    #[serde(rename = "lettoIl")]
    pub read_at: String,
}

impl From<Receipt> for ReceiptBody {
    fn from(receipt: Receipt) -> Self {
        Self {
            user_id: receipt.user_id,
            name: receipt.name,
            office_id: receipt.office_id,
            read_at: moment(receipt.read_at),
        }
    }
}

/// RFC 3339, to the second.
pub fn moment(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}
