//! Users: who they are and where they stand. How they prove it is `hub::identity`'s business.

mod create;
mod edit;
mod enable;
mod list;

pub use create::UserInput;
pub use edit::UserEdit;
pub use list::{UserInfo, UserQuery};

use schema::codes::Role;

use super::input::Judge;

/// What of a person, or an application, is typed.
struct Person {
    surname: String,
    name: String,
    codice_fiscale: String,
    email: String,
    anpr_operator: String,
}

/// Judges it: a person has names and a codice fiscale, an application a name only.
fn judge_person(judge: &mut Judge, role: Option<Role>, edit: &UserEdit) -> Person {
    let is_application = role == Some(Role::Authorised);
    let surname = judge.required("cognome", &edit.surname, 100);
    let (name, codice_fiscale) = if is_application {
        for (field, value) in [
            ("nome", &edit.name),
            ("codiceFiscale", &edit.codice_fiscale),
        ] {
            if !value.trim().is_empty() {
                judge.wrong(
                    field,
                    "NON_PREVISTO",
                    "Un'applicazione ha solo la denominazione.",
                );
            }
        }
        (String::new(), String::new())
    } else {
        (
            judge.required("nome", &edit.name, 100),
            judge.codice_fiscale("codiceFiscale", &edit.codice_fiscale),
        )
    };
    Person {
        surname,
        name,
        codice_fiscale,
        email: judge.email("email", &edit.email),
        anpr_operator: judge.text("operatoreAnpr", &edit.anpr_operator, 50),
    }
}
