//! How far a session has come, and what is still missing.

use schema::codes::{PasswordState, Role, SessionStage, TotpState};
use schema::tables::UserCredentialRow;

/// Whether whoever has that role must give a code beside the password: those who manage others, see more than one
/// Comune's persons, or work unseen.
pub(super) const fn requires_code(role: Role) -> bool {
    matches!(
        role,
        Role::Top | Role::Admin | Role::Operator | Role::Dpo | Role::StandardPs
    )
}

/// What is missing next. The code comes before anything can be changed: a new password does not stand in for it.
pub(super) fn next(
    credential: &UserCredentialRow,
    code_given: bool,
    code_required: bool,
) -> SessionStage {
    let active = credential.totp_state == TotpState::Active.code();
    if active && !code_given {
        SessionStage::Code
    } else if credential.state != PasswordState::Chosen.code() {
        SessionStage::Password
    } else if code_required && !active {
        SessionStage::Enrolment
    } else {
        SessionStage::Full
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;

    fn next_of(
        password: PasswordState,
        totp: TotpState,
        given: bool,
        required: bool,
    ) -> SessionStage {
        let row = UserCredentialRow {
            user_id: 1,
            password: String::new(),
            state: password.code().to_owned(),
            changed_at: NaiveDateTime::default(),
            expires_at: None,
            totp_state: totp.code().to_owned(),
            totp_secret: String::new(),
            totp_step: 0,
        };
        next(&row, given, required)
    }

    #[test]
    fn code_then_password_then_enrolment() {
        use PasswordState::{Chosen, OneTime};
        use SessionStage::{Code, Enrolment, Full, Password};
        use TotpState::{Active, None};
        for (password, totp, given, required, expected) in [
            (Chosen, None, false, false, Full),
            (Chosen, None, false, true, Enrolment),
            (OneTime, None, false, true, Password),
            (OneTime, Active, false, true, Code),
            (OneTime, Active, true, true, Password),
            (Chosen, Active, false, false, Code),
            (Chosen, Active, true, true, Full),
        ] {
            assert_eq!(
                next_of(password, totp, given, required),
                expected,
                "{password:?} {totp:?} {given}"
            );
        }
    }

    #[test]
    fn who_manages_others_gives_a_code() {
        let required: Vec<_> = Role::ALL
            .iter()
            .filter(|role| requires_code(**role))
            .map(|role| role.code())
            .collect();
        assert_eq!(required, ["TOP", "ADMIN", "STANDARDPS", "OPERATORE", "RPD"]);
    }
}
