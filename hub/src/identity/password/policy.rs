//! What may be chosen as a password: long, not known to everybody, not the user's own name. No rules of composition
//! and no expiry: they make passwords worse (OWASP ASVS 5, V6.2).

use thiserror::Error;

use super::common;

/// Least length, in characters.
const LEAST: usize = 12;
/// Greatest length, in characters: room for a phrase, and an end to what is hashed.
const MOST: usize = 256;
/// A name shorter than this may occur by chance.
const TELLING: usize = 4;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Fewer than 12 characters.
    #[error("La password deve avere almeno 12 caratteri.")]
    TooShort,
    /// More than 256.
    #[error("La password può avere al massimo 256 caratteri.")]
    TooLong,
    /// It contains the user's name.
    #[error("La password non può contenere il nome dell'utente.")]
    UserName,
    /// It contains the name of the service.
    #[error("La password non può contenere il nome del servizio.")]
    ServiceName,
    /// Everybody would try it.
    #[error("La password è tra le più usate, o è una semplice ripetizione: sceglierne un'altra.")]
    Common,
    /// It is the one in use.
    #[error("La password nuova è uguale a quella attuale.")]
    Same,
}

impl PasswordFault {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "PASSWORD_CORTA",
            Self::TooLong => "PASSWORD_LUNGA",
            Self::UserName => "PASSWORD_CON_NOME_UTENTE",
            Self::ServiceName => "PASSWORD_CON_NOME_SERVIZIO",
            Self::Common => "PASSWORD_COMUNE",
            Self::Same => "PASSWORD_UGUALE",
        }
    }
}

/// Whether that user may choose that password.
pub fn check(password: &str, username: &str) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length < LEAST {
        return Err(PasswordFault::TooShort);
    }
    if length > MOST {
        return Err(PasswordFault::TooLong);
    }
    let plain = common::plain(password);
    let spelled = common::spelled(&plain);
    let contains = |name: &str| {
        let name = common::plain(name);
        name.chars().count() >= TELLING
            && (plain.contains(&name) || spelled.contains(&common::spelled(&name)))
    };
    if contains(username) {
        return Err(PasswordFault::UserName);
    }
    if contains("anagrafehub") {
        return Err(PasswordFault::ServiceName);
    }
    if common::is_common(&plain) {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_and_nothing_else_is_demanded() {
        let ask = |password: &str| check(password, "m.rossi");
        assert_eq!(ask("perché così"), Err(PasswordFault::TooShort));
        assert_eq!(ask("perché così è"), Ok(()));
        assert_eq!(ask("tutta minuscola senza cifre"), Ok(()));
        assert_eq!(ask(&"lunga frase ".repeat(11)), Err(PasswordFault::Common));
        let long: String = ('a'..='z').cycle().step_by(3).take(128).collect();
        assert_eq!(ask(&format!("un inizio diverso {long}")), Ok(()));
        assert_eq!(ask(&"è".repeat(257)), Err(PasswordFault::TooLong));
    }

    #[test]
    fn names_are_refused_however_they_are_dressed() {
        let ask = |password: &str| check(password, "mario.rossi");
        assert_eq!(ask("xx-MarioRossi-77"), Err(PasswordFault::UserName));
        assert_eq!(ask("M4r10.R0ss1 forever"), Err(PasswordFault::UserName));
        assert_eq!(ask("Anagrafe-Hub per noi"), Err(PasswordFault::ServiceName));
        assert_eq!(check("zio e nipote in gita", "zio"), Ok(()));
    }

    #[test]
    fn what_everybody_would_try() {
        for password in [
            "password1234",
            "P@ssw0rd2026!",
            "Benvenuto2026",
            "123456789012",
            "aaaaaaaaaaaa",
            "abcabcabcabcabc",
            "qwertyuiop12",
            "forzajuventus",
            "Forza Inter 2026",
            "andreaandrea",
            "ComuneDiModena1",
        ] {
            assert_eq!(
                check(password, "m.bianchi"),
                Err(PasswordFault::Common),
                "{password}"
            );
        }
    }
}
