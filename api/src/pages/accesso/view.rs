//! The forms of sign-in. They are shown by GET, and again, with what went wrong, by the POST that refused.

use askama::Template;

use crate::pages::components::Field;
use crate::pages::{Flash, Page};

/// Name and password.
#[derive(Template)]
#[template(path = "accesso/accesso.html")]
pub struct SignIn {
    page: Page,
    user: Field,
    password: Field,
}

impl SignIn {
    /// Title of the page.
    pub const TITLE: &str = "Accesso";

    /// The empty form.
    pub fn new(page: Page) -> Self {
        Self {
            page,
            user: Field::text("utente", "Nome utente")
                .autocomplete("username")
                .length(64),
            password: Field::password("password", "Password")
                .autocomplete("current-password")
                .length(256),
        }
    }

    /// After a refusal: why, in words that fit a wrong name as well as a wrong password, and the name as typed.
    pub fn refused(page: Page, user: &str, reason: &str) -> Self {
        let form = Self::new(page.flash(Flash::danger(reason)));
        Self {
            user: form.user.value(user),
            ..form
        }
    }
}

/// The second factor.
#[derive(Template)]
#[template(path = "accesso/codice.html")]
pub struct Code {
    page: Page,
    code: Field,
}

impl Code {
    /// Title of the page.
    pub const TITLE: &str = "Codice di verifica";

    /// The form, with what is wrong with the code that was sent.
    pub fn new(page: Page, error: Option<String>) -> Self {
        Self {
            page,
            code: Field::code("codice", "Codice")
                .help("Sei cifre, oppure un codice di riserva.")
                .autocomplete("one-time-code")
                .length(32)
                .error(error),
        }
    }
}

/// A new password.
#[derive(Template)]
#[template(path = "accesso/password.html")]
pub struct NewPassword {
    page: Page,
    reason: String,
    current: Option<Field>,
    new: Field,
    repeated: Field,
}

/// What is wrong with what was typed for a new password.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPasswordErrors {
    /// With the present one.
    pub current: Option<String>,
    /// With the new one.
    pub new: Option<String>,
    /// With its repetition.
    pub repeated: Option<String>,
}

impl NewPassword {
    /// Title of the page.
    pub const TITLE: &str = "Nuova password";

    /// The form. `reason` says why it must, or may, be changed; `policy` what it must be like; at the first access the
    /// present one was typed a moment ago and is not asked again.
    pub fn new(
        page: Page,
        reason: &str,
        policy: &str,
        ask_current: bool,
        errors: NewPasswordErrors,
    ) -> Self {
        let password =
            |name, label, token| Field::password(name, label).autocomplete(token).length(256);
        Self {
            page,
            reason: reason.to_owned(),
            current: ask_current.then(|| {
                password("attuale", "Password attuale", "current-password").error(errors.current)
            }),
            new: password("nuova", "Nuova password", "new-password")
                .help(policy)
                .error(errors.new),
            repeated: password("ripetuta", "Nuova password, ripetuta", "new-password")
                .error(errors.repeated),
        }
    }
}

/// The device that makes codes.
#[derive(Template)]
#[template(path = "accesso/attivazione.html")]
pub struct Enrol {
    page: Page,
    sealed: String,
    secret: String,
    picture: String,
    code: Field,
}

impl Enrol {
    /// Title of the page.
    pub const TITLE: &str = "Attivazione del codice";

    /// The form; `picture` is the address of an image.
    pub fn new(
        page: Page,
        sealed: String,
        secret: &str,
        picture: String,
        error: Option<String>,
    ) -> Self {
        // In fours, as it is typed.
        let letters: Vec<char> = secret.chars().collect();
        let groups: Vec<String> = letters
            .chunks(4)
            .map(|four| four.iter().collect())
            .collect();
        Self {
            page,
            sealed,
            secret: groups.join(" "),
            picture,
            code: Field::code("codice", "Codice mostrato dall'applicazione")
                .help("Sei cifre.")
                .autocomplete("one-time-code")
                .input_mode("numeric")
                .length(12)
                .error(error),
        }
    }
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "accesso/codici.html")]
pub struct RecoveryCodes {
    page: Page,
    codes: Vec<String>,
}

impl RecoveryCodes {
    /// Title of the page.
    pub const TITLE: &str = "Codici di riserva";

    /// The page.
    pub fn new(page: Page, codes: Vec<String>) -> Self {
        Self { page, codes }
    }
}
