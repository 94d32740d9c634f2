//! A receipt with its proof, as it is downloaded.

use hub::audit::receipt::{Claims, Proof, ReceiptFile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;
use crate::problem::Problem;

/// Una ricevuta con la prova che sta nel registro: si verifica senza rete (docs/receipts.md).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Ricevuta)]
pub struct ReceiptBody {
    /// La ricevuta: JWS in forma compatta, firmata con EdDSA.
    #[serde(rename = "ricevuta")]
    pub compact: String,
    /// Il valore che, con le dichiarazioni, dà l'impronta `dichiarato` della ricevuta.
    #[serde(rename = "nonceDichiarato")]
    pub nonce: String,
    /// La prova.
    #[serde(rename = "prova")]
    pub proof: ReceiptProofBody,
}

/// La prova che la voce della ricevuta sta nel registro.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ProvaRicevuta)]
pub struct ReceiptProofBody {
    /// Indice della voce.
    #[serde(rename = "indice")]
    pub index: u64,
    /// Gli hash, dal basso, in base64 (RFC 6962).
    #[serde(rename = "percorso")]
    pub path: Vec<String>,
    /// Il checkpoint firmato, con le controfirme.
    pub checkpoint: String,
}

impl ReceiptBody {
    /// The file as it is written; `None` if it has no proof.
    pub fn of(file: ReceiptFile) -> Option<Self> {
        let Proof {
            indice,
            percorso,
            checkpoint,
        } = file.prova?;
        Some(Self {
            compact: file.ricevuta,
            nonce: file.nonce,
            proof: ReceiptProofBody {
                index: indice,
                path: percorso,
                checkpoint,
            },
        })
    }
}

/// Una ricevuta di cui si chiede se sia autentica: il suo testo, oppure numero e codice stampati.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RicevutaDaVerificare)]
pub struct CheckReceiptBody {
    /// JWS, contenuto del file, oppure testo del codice QR.
    #[serde(rename = "ricevuta", default)]
    receipt: Option<String>,
    /// Numero stampato.
    #[serde(rename = "numero", default)]
    number: Option<i64>,
    /// Codice di controllo stampato.
    #[serde(rename = "codice", default)]
    code: Option<String>,
}

/// The same, read.
pub enum Given {
    /// The receipt.
    Receipt(ReceiptFile),
    /// Number and control code.
    Printed(i64, String),
}

impl CheckReceiptBody {
    /// Reads it.
    ///
    /// # Errors
    /// 422 unless it is one of the two.
    pub fn read(self) -> Result<Given, Problem> {
        let mut fields = Fields::default();
        let (code, text) = match (self.receipt, self.number, self.code) {
            (Some(text), None, None) => match ReceiptFile::parse(&text) {
                Some(file) => return Ok(Given::Receipt(file)),
                None => ("NON_VALIDO", "non è una ricevuta leggibile"),
            },
            (None, Some(number), Some(code)) => return Ok(Given::Printed(number, code)),
            _ => ("ASSENTE", "serve la ricevuta, oppure numero e codice"),
        };
        fields.wrong("ricevuta", code, text);
        fields.finish(Given::Printed(0, String::new()))
    }
}

/// Il giudizio su una ricevuta.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = GiudizioRicevuta)]
pub struct VerdictBody {
    /// Vero: firmata da questo hub, e nel suo registro.
    #[serde(rename = "autentica")]
    genuine: bool,
    /// Perché no.
    #[serde(rename = "motivo", skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Che cosa dice la ricevuta (docs/receipts.md).
    #[serde(rename = "contenuto", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    claims: Option<Claims>,
}

impl VerdictBody {
    /// It is, and says this.
    pub fn genuine(claims: Claims) -> Self {
        Self {
            genuine: true,
            why: None,
            claims: Some(claims),
        }
    }

    /// It is not.
    pub fn refused(why: String) -> Self {
        Self {
            genuine: false,
            why: Some(why),
            claims: None,
        }
    }
}
