//! The case that a clerk works on, from page to page.

use schema::codes::ValidationMode;
use tests::{TestServer, on_both};

use super::signing_in::settled;
use super::support::{lac, lac_path, send, text};
use super::validation_pages::{FIUMALBO, PURPOSE, clerk, second};
use super::visitor::Visitor;

const BAR: &str = "class=\"hub-case\"";

fn bar(page: &str) -> &str {
    let (_, rest) = page
        .split_once(BAR)
        .unwrap_or_else(|| panic!("no case in {page}"));
    rest.split("</section>").next().unwrap()
}

fn leads_back(visitor: &mut Visitor, path: &str, fields: &[(&str, &str)]) {
    let answer = visitor.form(path, fields);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/pratica")),
        "{}",
        text(&answer)
    );
}

on_both! {
    fn it_is_offered_again_until_it_is_changed_or_closed(store: &TestStore) {
        let server = TestServer::start(store);
        send(&server.client, &lac_path(FIUMALBO, 1, "a"), &lac(144));
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        let empty = clerk.open("/verifica");
        assert!(!empty.contains(BAR) && !empty.contains("2026/17"), "{empty}");
        // What was refused is worked on by nobody.
        clerk.form("/verifica", &second(&[("d-residenza-comune", "Atlantide")]));
        assert!(!clerk.open("/").contains(BAR));
        let answer = clerk.form("/verifica", &second(&[("d-residenza-comune", "Fiumalbo")]));
        assert_eq!(answer.status, 200);
        let shown = text(&answer);
        assert!(bar(&shown).contains("2026/17") && bar(&shown).contains(PURPOSE), "{shown}");
        let next = clerk.open("/verifica");
        assert!(next.contains("name=\"pratica\" value=\"2026/17\""), "{next}");
        assert!(next.contains(&format!("<option value=\"{PURPOSE}\" selected>")), "{next}");
        // Another one.
        let page = clerk.open("/pratica");
        assert!(page.contains("name=\"pratica\" value=\"2026/17\""), "{page}");
        leads_back(&mut clerk, "/pratica", &[("finalita", PURPOSE), ("pratica", "2026/18 <i>")]);
        let page = clerk.open("/");
        assert!(bar(&page).contains("2026/18 &#60;i&#62;"), "{page}");
        let refused = clerk.form("/pratica", &[("finalita", PURPOSE), ("pratica", " ")]);
        let page = text(&refused);
        assert_eq!(refused.status, 422);
        assert!(page.contains("Indicare il riferimento della pratica") && bar(&page).contains("2026/18"), "{page}");
        // Somebody else works on something else.
        let mut other = settled(store, &server, "g.verdi");
        assert!(!other.open("/").contains(BAR));
        leads_back(&mut clerk, "/pratica/chiudi", &[]);
        assert!(!clerk.open("/verifica").contains("2026/18"));
        // Nothing is left for who signs in next.
        leads_back(&mut clerk, "/pratica", &[("finalita", PURPOSE), ("pratica", "2026/19")]);
        assert_eq!(clerk.form("/esci", &[]).status, 303);
        let mut again = Visitor::new(&server);
        again.open("/accesso");
        let entered = again.form("/accesso", &[("utente", "m.rossi"), ("password", crate::identity::support::GOOD)]);
        assert_eq!(entered.status, 303, "{}", text(&entered));
        assert!(!again.open("/").contains(BAR));
    }

    fn only_the_hub_s_own_pages_change_it(store: &TestStore) {
        let server = TestServer::start(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        clerk.open("/pratica");
        for path in ["/pratica", "/pratica/chiudi"] {
            let refused = clerk.form_with(path, "altro", &[("finalita", PURPOSE), ("pratica", "2026/17")]);
            assert_eq!(refused.status, 403, "{path}");
        }
        assert!(!clerk.open("/").contains(BAR));
    }
}
