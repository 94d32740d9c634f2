//! The menu offers each role what it can open.

use tests::{TestServer, TestStore};

use super::pages::shown;
use super::support::*;
use super::visiting::signed_in;

#[test]
fn every_link_of_a_menu_opens() {
    let store = &TestStore::sqlite();
    let (world, server) = (World::new(store), TestServer::start(store));
    for (name, actor) in [
        ("top.modena", &world.top_modena),
        ("admin.modena", &world.admin_modena),
        ("std.modena", &world.standard_modena),
        ("operatore", &world.operator),
    ] {
        let mut visitor = signed_in(store, &server, actor.user_id, name);
        let page = shown(&mut visitor, "/profilo");
        let links: Vec<String> = page
            .split("href=\"/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|path| !path.is_empty() && !path.starts_with("risorse"))
            .map(|path| format!("/{path}"))
            .collect();
        assert!(links.contains(&"/profilo".to_owned()), "{name}: {links:?}");
        for path in links {
            shown(&mut visitor, &path);
        }
    }
}
