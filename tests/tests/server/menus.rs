//! The menu of each role, followed to its pages.

use schema::codes::Role;
use tests::{TestServer, on_both};

use super::monitoring::{becomes, entity_becomes, signed_in_as};
use super::support::text;

/// All roles of people; those of public security cannot work where nothing seals.
const PEOPLE: [Role; 6] = [
    Role::Top,
    Role::Admin,
    Role::Standard,
    Role::Operator,
    Role::Statistician,
    Role::Dpo,
];

/// Paths in the menu of a page.
fn menu(page: &str) -> Vec<String> {
    let (_, rest) = page.split_once("hub-menu-wide").unwrap();
    let (nav, _) = rest.split_once("</nav>").unwrap();
    nav.split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

on_both! {
    fn no_role_finds_a_page_that_it_may_not_open(store: &TestStore) {
        let server = TestServer::start(store);
        let mut visitor = signed_in_as(store, &server, Role::Top);
        entity_becomes(store, "036023");
        for role in PEOPLE {
            becomes(store, role);
            let paths = menu(&visitor.open("/"));
            assert!(paths.contains(&"/profilo".to_owned()), "{role}: {paths:?}");
            for path in paths {
                let answer = visitor.get(&path);
                let page = text(&answer);
                assert_eq!(answer.status, 200, "{role} {path}: {page}");
                assert!(page.contains(&format!("href=\"{path}\" aria-current=\"true\"")), "{role} {path}");
            }
        }
    }
}
