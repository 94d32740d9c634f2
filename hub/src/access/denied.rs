//! Why a caller is refused. A refusal names the right that was missing, never whether a person exists.

use schema::codes::Function;
use thiserror::Error;

use super::fields::FieldSet;
use super::kind::Kind;
use super::service::Service;

/// Why a caller is refused. The texts are in Italian, for the caller.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Denied {
    /// No key, or one that is not of the form `ah_…_…`.
    #[error("Chiave di accesso mancante o non leggibile.")]
    NoKey,
    /// No such key: wrong, or never issued.
    #[error("Chiave di accesso non valida.")]
    UnknownKey,
    /// Its time is over.
    #[error("La chiave di accesso è scaduta.")]
    Expired,
    /// It was withdrawn.
    #[error("La chiave di accesso è stata revocata.")]
    Revoked,
    /// The entity may do nothing.
    #[error("L'ente non è abilitato.")]
    EntityDisabled,
    /// The office may do nothing.
    #[error("L'ufficio non è abilitato.")]
    OfficeDisabled,
    /// The user may do nothing.
    #[error("L'utente non è abilitato.")]
    UserDisabled,
    /// The role does not have this function, or not for that office or Comune.
    #[error("La funzione «{}» non è concessa: non è prevista per il ruolo, o non per questo ufficio o Comune.", .0.label())]
    Function(Function),
    /// The user's profile is not in force today.
    #[error("Il profilo dell'utente non è in vigore: è scaduto o non è ancora iniziato.")]
    ProfileTime,
    /// An agreement would grant it, but is not in force today.
    #[error(
        "La convenzione che lo consentirebbe non è in vigore: è scaduta, sospesa o non ancora iniziata."
    )]
    AgreementTime,
    /// No agreement and profile grant this service.
    #[error("Il servizio «{}» non è concesso.", .0.label())]
    Service(Service),
    /// No agreement and profile grant this kind.
    #[error("Le {} di tipo «{}» non sono concesse.", .0.family(), .0.label())]
    Kind(Kind),
    /// No agreement admits the purpose.
    #[error("La finalità indicata non è tra quelle concesse.")]
    Purpose,
    /// No single agreement grants all the fields that are asked: these are missing.
    #[error("Campi non concessi nelle {} di tipo «{}»: {}.", .0.family(), .0.label(), labels(*.0, *.1))]
    Fields(Kind, FieldSet),
    /// It would be granted at an authorised workstation.
    #[error("La richiesta non proviene da una postazione autorizzata.")]
    Workstation,
    /// The right does not reach this Comune.
    #[error("Il Comune {0} non è tra quelli concessi.")]
    Comune(String),
    /// The right reaches no Comune at all.
    #[error("Nessun Comune è concesso.")]
    Territory,
    /// For one of the Comuni named, something else is missing.
    #[error("Per il Comune {0}: {1}")]
    InComune(String, Box<Denied>),
    /// The agreement of that protocol has been used up for today.
    #[error("La quota giornaliera della convenzione «{0}» è esaurita.")]
    Quota(String),
    /// A Comune asked wants to decide first, where nothing can wait for it.
    #[error(
        "Uno o più Comuni interessati chiedono di validare la richiesta prima della risposta, e qui non si può attendere."
    )]
    ValidationRequired,
    /// The directory cannot be read now.
    #[error("Il controllo degli accessi non è al momento disponibile.")]
    Unavailable,
}

fn labels(kind: Kind, fields: FieldSet) -> String {
    let labels: Vec<_> = fields.of(kind).map(|field| field.label).collect();
    labels.join(", ")
}

impl Denied {
    /// The code of [`Quota`](Self::Quota).
    pub const QUOTA: &'static str = "QUOTA_ESAURITA";

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKey => "CHIAVE_MANCANTE",
            Self::UnknownKey => "CHIAVE_NON_VALIDA",
            Self::Expired => "CHIAVE_SCADUTA",
            Self::Revoked => "CHIAVE_REVOCATA",
            Self::EntityDisabled => "ENTE_NON_ABILITATO",
            Self::OfficeDisabled => "UFFICIO_NON_ABILITATO",
            Self::UserDisabled => "UTENTE_NON_ABILITATO",
            Self::Function(_) => "FUNZIONE_NON_CONCESSA",
            Self::ProfileTime => "PROFILO_NON_IN_VIGORE",
            Self::AgreementTime => "CONVENZIONE_NON_IN_VIGORE",
            Self::Service(_) => "SERVIZIO_NON_CONCESSO",
            Self::Kind(_) => "TIPO_NON_CONCESSO",
            Self::Purpose => "FINALITA_NON_CONCESSA",
            Self::Fields(..) => "CAMPO_NON_CONCESSO",
            Self::Workstation => "POSTAZIONE_NON_AUTORIZZATA",
            Self::Comune(_) => "COMUNE_NON_CONCESSO",
            Self::Territory => "TERRITORIO_NON_CONCESSO",
            Self::InComune(_, denied) => denied.code(),
            Self::Quota(_) => Self::QUOTA,
            Self::ValidationRequired => "VALIDAZIONE_RICHIESTA",
            Self::Unavailable => "ACCESSI_NON_DISPONIBILI",
        }
    }

    /// True if the caller was not recognised at all (HTTP 401); false if recognised but not allowed (403).
    pub const fn is_unauthenticated(&self) -> bool {
        matches!(
            self,
            Self::NoKey | Self::UnknownKey | Self::Expired | Self::Revoked
        )
    }
}
