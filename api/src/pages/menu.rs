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
            ("/verifica", "Verifica", &[Function::Check]),
            ("/richieste", "Richieste", &[Function::Check]),
            ("/validazioni", "Validazioni", &[Function::Validate]),
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
    ("Il mio accesso", &[("/profilo", "Profilo", &[])]),
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
    use super::*;

    #[test]
    fn each_role_finds_what_it_may_use() {
        let labels = |role| {
            let menu = of(role);
            let items = menu.into_iter().flat_map(|group| group.items);
            items.map(|(_, label)| label).collect::<Vec<_>>()
        };
        assert!(labels(Role::Top).contains(&"Convenzioni"));
        assert!(labels(Role::Admin).contains(&"Utenti") && !labels(Role::Admin).contains(&"Enti"));
        assert!(labels(Role::Operator).contains(&"Enti"));
        assert!(labels(Role::Standard).contains(&"Profilo"));
        assert!(!labels(Role::Standard).contains(&"Utenti"));
    }
}
