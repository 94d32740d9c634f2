//! The lists of signing in.

use super::code_list;

code_list! {
    /// Where a user's password comes from.
    PasswordState {
        None = "NESSUNA", "Nessuna password";
        OneTime = "MONOUSO", "Password monouso, da cambiare al primo accesso";
        Chosen = "SCELTA", "Password scelta dall'utente";
    }
}

code_list! {
    /// Whether a user gives a one-time code beside the password.
    TotpState {
        None = "NESSUNO", "Nessun codice";
        Active = "ATTIVO", "Codice chiesto a ogni accesso";
    }
}

code_list! {
    /// How far a session has come; only the last stage opens anything.
    SessionStage {
        Code = "CODICE", "Manca il codice";
        Password = "PASSWORD", "La password va scelta";
        Enrolment = "ISCRIZIONE", "Il codice va attivato";
        Full = "COMPLETA", "Accesso completato";
    }
}
