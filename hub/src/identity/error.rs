//! Why somebody is not let in, or a credential is not changed. The texts are in Italian, for the person.

use schema::codes::SessionStage;
use thiserror::Error;

use super::password::PasswordFault;
use crate::audit::AuditError;

/// Why somebody is not let in, or a credential is not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentityError {
    /// Unknown user or wrong password: the two are told alike.
    #[error("Nome utente o password non corretti.")]
    WrongCredentials,
    /// Recognised, but may do nothing.
    #[error("L'utente, il suo ufficio o il suo ente non è abilitato.")]
    Disabled,
    /// The time of the one-time password is over.
    #[error("La password monouso è scaduta: chiederne un'altra a chi gestisce gli utenti.")]
    OneTimeExpired,
    /// Not the code of now, or one already taken.
    #[error("Il codice non è corretto o è già stato usato.")]
    WrongCode,
    /// Too many failures: so many seconds to wait.
    #[error("Troppi tentativi non riusciti: riprovare tra {0} secondi.")]
    Wait(u64),
    /// No session, or one that does not exist or is over.
    #[error("Occorre accedere: la sessione manca o è terminata.")]
    NoSession,
    /// The sign-in is not complete, or already past this.
    #[error("{}", stage_text(*.0))]
    Stage(SessionStage),
    /// The form is not from the session's own pages, or is too old.
    #[error("La pagina non è più valida: ricaricarla e ripetere l'operazione.")]
    Forged,
    /// The new password will not do.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The enrolment is somebody else's, or too old.
    #[error("L'attivazione del codice è scaduta: ricominciare.")]
    Enrolment,
    /// The role demands codes.
    #[error("Per questo ruolo il codice è obbligatorio e non si può togliere.")]
    CodeRequired,
    /// No such user, session or key.
    #[error("L'elemento indicato non esiste.")]
    NotFound,
    /// Applications have no password.
    #[error("Un'applicazione non ha password né codici: si presenta con la sua chiave.")]
    Application,
    /// Whoever acts may not do that to that user.
    #[error("{text}")]
    Refused {
        /// A stable code.
        code: &'static str,
        /// In Italian.
        text: String,
    },
    /// Public security, where the keys to which its records are sealed are not configured.
    #[error(
        "Su questo hub non sono configurate le chiavi del sigillo: gli utenti di pubblica sicurezza non possono operare."
    )]
    Unsealed,
    /// As many sign-ins as the hub takes are under way.
    #[error("Troppi accessi in corso: riprovare tra poco.")]
    Busy,
    /// The store or the trace cannot be used.
    #[error("Il controllo degli accessi non è al momento disponibile.")]
    Unavailable,
}

const fn stage_text(stage: SessionStage) -> &'static str {
    match stage {
        SessionStage::Code => "Per completare l'accesso manca il codice.",
        SessionStage::Password => "Prima di proseguire occorre scegliere una nuova password.",
        SessionStage::Enrolment => "Prima di proseguire occorre attivare il codice.",
        SessionStage::Full => "L'accesso è già completo.",
    }
}

impl IdentityError {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongCredentials => "CREDENZIALI_ERRATE",
            Self::Disabled => "UTENTE_NON_ABILITATO",
            Self::OneTimeExpired => "PASSWORD_MONOUSO_SCADUTA",
            Self::WrongCode => "CODICE_ERRATO",
            Self::Wait(_) => "TROPPI_TENTATIVI",
            Self::NoSession => "SESSIONE_ASSENTE",
            Self::Stage(_) => "ACCESSO_INCOMPLETO",
            Self::Forged => "GETTONE_NON_VALIDO",
            Self::Password(fault) => fault.code(),
            Self::Enrolment => "ATTIVAZIONE_SCADUTA",
            Self::CodeRequired => "CODICE_OBBLIGATORIO",
            Self::NotFound => "NON_TROVATO",
            Self::Application => "UTENTE_APPLICATIVO",
            Self::Refused { code, .. } => code,
            Self::Unsealed => "SIGILLO_NON_CONFIGURATO",
            Self::Busy => "TROPPI_ACCESSI",
            Self::Unavailable => "ACCESSI_NON_DISPONIBILI",
        }
    }
}

impl From<diesel::result::Error> for IdentityError {
    fn from(error: diesel::result::Error) -> Self {
        tracing::error!(%error, "the store of credentials failed");
        Self::Unavailable
    }
}

impl From<AuditError> for IdentityError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Unsealed => Self::Unsealed,
            AuditError::Busy | AuditError::Unavailable | AuditError::Closed => Self::Unavailable,
        }
    }
}

impl From<std::io::Error> for IdentityError {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(%error, "no randomness");
        Self::Unavailable
    }
}
