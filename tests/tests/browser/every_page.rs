//! Every page that a GET shows, in the eyes of every role that may see it: axe finds nothing on any of them.
//!
//! The pages are those that the application registers, so that a new one cannot be left out.

use std::collections::BTreeMap;
use std::path::Path;

use api::pages;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use super::directory::enter;
use super::sights::{LOOKERS, Sights, sealing};
use crate::administration::visiting::signed_in;

/// The steps of signing in, which whoever has signed in does not see: `signing_in` and `open_pages` judge them.
const STEPS: [&str; 4] = [
    "/accesso",
    "/accesso/attivazione",
    "/accesso/codice",
    "/accesso/password",
];

/// The pages: not files, and no tables for a spreadsheet.
fn routes() -> Vec<String> {
    let routes: Vec<String> = pages::routes()
        .into_iter()
        .filter(|(_, methods)| methods.split(", ").any(|method| method == "GET"))
        .map(|(route, _)| route)
        .filter(|route| Path::new(route).extension().is_none() && !route.starts_with("/risorse/"))
        .collect();
    assert!(routes.len() > 30, "{routes:?}");
    assert!(
        STEPS
            .iter()
            .all(|step| routes.iter().any(|route| route == step))
    );
    let mut routes = routes;
    routes.retain(|route| !STEPS.contains(&route.as_str()));
    routes
}

/// What each of the pages answers to somebody.
fn answers(
    store: &TestStore,
    server: &TestServer,
    sights: &Sights,
    name: &str,
) -> Vec<(String, u16)> {
    let mut visitor = signed_in(store, server, sights.user(name), name);
    let status = |route: String| {
        let status = visitor.get(&sights.address(&route)).status;
        assert!(
            matches!(status, 200 | 403 | 404),
            "{name} {route}: {status}"
        );
        (route, status)
    };
    routes().into_iter().map(status).collect()
}

/// No page is without somebody who sees it, and so without a judgement.
#[test]
fn each_is_seen_by_some_role() {
    let store = &TestStore::sqlite();
    let server = sealing(store);
    let sights = Sights::new(store, &server);
    let mut seen: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, role) in LOOKERS {
        for (route, status) in answers(store, &server, &sights, name) {
            let by = seen.entry(route).or_default();
            if status == 200 {
                by.push(role.code());
            }
        }
    }
    let unseen: Vec<_> = seen.iter().filter(|(_, by)| by.is_empty()).collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}

/// No heading of a page is larger than the one that it stands under.
fn assert_headings_shrink(browser: &Browser, route: &str) {
    let headings = browser.script(
        "return Array.from(document.querySelectorAll('main :is(h1, h2, h3, h4)'))
            .map(one => [Number(one.tagName[1]), parseFloat(getComputedStyle(one).fontSize)]);",
    );
    let mut sizes = [f64::MAX; 5];
    for heading in headings.as_array().expect("a list") {
        let level = heading[0].as_u64().expect("a level") as usize;
        let size = heading[1].as_f64().expect("a size");
        assert!(size <= sizes[level - 1], "{route}: {headings}");
        sizes[level] = size;
    }
}

/// Opens all pages of one of those who look, and one that is refused.
fn walk(name: &str) {
    let store = &TestStore::sqlite();
    let server = sealing(store);
    let sights = Sights::new(store, &server);
    let Some(browser) = Browser::start() else {
        return;
    };
    let answers = answers(store, &server, &sights, name);
    enter(&browser, &server, store, sights.user(name), name);
    let refused = answers.iter().find(|(_, status)| *status == 403);
    let seen = answers.iter().filter(|(_, status)| *status == 200);
    for (route, status) in seen.chain(refused) {
        browser.open(&server.url(&sights.address(route)));
        assert_eq!(browser.texts("h1").len(), 1, "{route}");
        if *status == 200 {
            assert!(
                !browser.has(".hub-menu-wide") || browser.has(".hub-menu-wide a"),
                "{route}"
            );
        }
        assert_headings_shrink(&browser, route);
        let picture = route.replace('/', "-").replace("{id}", "uno");
        assert_accessible(&browser, &format!("{name}{picture}"));
    }
}

macro_rules! each_walks {
    ($($test:ident: $name:literal;)*) => {
        $(
            #[test]
            fn $test() {
                walk($name);
            }
        )*

        #[test]
        fn nobody_is_left_out() {
            assert_eq!([$($name),*], LOOKERS.map(|(name, _)| name));
        }
    };
}

each_walks! {
    a_top: "top.modena";
    an_admin: "admin.modena";
    a_clerk: "std.modena";
    an_operator: "operatore";
    the_data_protection_officer: "rpd";
    a_statistician: "statistico";
    public_security: "ps.modena";
}
