//! Which pages a user finds in the menu: those of which the one table lets its role do something.

use hub::access::policy::{Reach, reach};
use schema::codes::{Function, Role};

use super::{Menu, MenuGroup};

/// Path, label, and the functions of which one is enough.
type Entry = (&'static str, &'static str, &'static [Function]);

const GROUPS: &[(&str, &[Entry])] = &[
    (
        "Lavoro",
        &[
            ("/ricerca", "Ricerca", &[Function::Search]),
            ("/consultazioni", "Consultazione", &[Function::Consult]),
            (
                "/nuclei-familiari",
                "Nuclei familiari",
                &[Function::ConsultInBulk],
            ),
            ("/verifica", "Verifica", &[Function::Check]),
            (
                "/richieste",
                "Richieste",
                &[Function::Check, Function::Consult],
            ),
            ("/validazioni", "Validazioni", &[Function::Validate]),
            ("/bacheca", "Bacheca", &[Function::ReadNotices]),
        ],
    ),
    (
        "Amministrazione",
        &[
            (
                "/utenti",
                "Utenti",
                &[Function::ChangeUsers, Function::CreateTop],
            ),
            (
                "/uffici",
                "Uffici",
                &[Function::ManageOffices, Function::CreateStandard],
            ),
            (
                "/convenzioni",
                "Convenzioni",
                &[Function::ManageAgreements, Function::CreateStandard],
            ),
            ("/postazioni", "Postazioni", &[Function::ManageWorkstations]),
            ("/legami", "Legami", &[Function::ManageLinks]),
            (
                "/enti",
                "Enti",
                &[Function::ManageEntities, Function::ManageAgreements],
            ),
            (
                "/gruppi",
                "Gruppi e fusioni",
                &[Function::ManageEntities, Function::ManageAgreements],
            ),
        ],
    ),
    (
        "Controllo",
        &[
            ("/monitoraggio", "Monitoraggio", &[Function::Monitor]),
            (
                "/registro-accessi",
                "Registro degli accessi",
                &[Function::SeeSignIns],
            ),
            (
                "/statistiche-attivita",
                "Statistiche di attività",
                &[Function::SeeActivity],
            ),
            (
                "/interessato",
                "Accessi ai dati di una persona",
                &[Function::SubjectAccess],
            ),
        ],
    ),
    (
        "Il mio accesso",
        &[
            ("/diritti", "I miei diritti", &[Function::OwnRights]),
            ("/profilo", "Profilo", &[]),
        ],
    ),
];

/// The menu of a role. A group without pages is left out.
pub fn of(role: Role) -> Menu {
    let may = |functions: &[Function]| {
        functions.is_empty()
            || functions
                .iter()
                .any(|function| reach(role, *function) != Reach::Nothing)
    };
    GROUPS
        .iter()
        .map(|(title, entries)| MenuGroup {
            title,
            items: entries
                .iter()
                .filter(|(_, _, functions)| may(functions))
                .map(|(path, label, _)| (*path, *label))
                .collect(),
        })
        .filter(|group| !group.items.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn each_role_finds_what_it_may_use() {
        let mut printed = String::new();
        for &role in Role::ALL {
            let _ = writeln!(printed, "{}", role.code());
            for group in of(role) {
                let _ = writeln!(printed, "  {}", group.title);
                for (path, label) in group.items {
                    let _ = writeln!(printed, "    {path:<24} {label}");
                }
            }
        }
        insta::assert_snapshot!(printed);
    }

    /// The other way round than the menu is made: no entry stands in it for a role that has none of its functions.
    #[test]
    fn no_entry_is_without_a_function_but_those_that_are_for_everybody() {
        let for_everybody: Vec<_> = GROUPS
            .iter()
            .flat_map(|(_, entries)| entries.iter())
            .filter(|(_, _, functions)| functions.is_empty())
            .map(|(path, ..)| *path)
            .collect();
        assert_eq!(for_everybody, ["/profilo"]);
        for &role in Role::ALL {
            for (path, _) in of(role).into_iter().flat_map(|group| group.items) {
                let (.., functions) = GROUPS
                    .iter()
                    .flat_map(|(_, entries)| entries.iter())
                    .find(|(one, ..)| *one == path)
                    .unwrap();
                let reached = |one: &Function| reach(role, *one) != Reach::Nothing;
                assert!(
                    path == "/profilo" || functions.iter().any(reached),
                    "{role} {path}"
                );
            }
        }
    }
}
