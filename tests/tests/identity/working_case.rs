//! The case that a session works on, and who can know it.

use chrono::Duration;
use diesel::prelude::*;
use hub::identity::{IdentityError, WorkingCase};
use schema::tables::session;
use tests::{TestStore, on_both};

use super::support::*;

fn case(reference: &str) -> WorkingCase {
    WorkingCase::new("Controllo a campione", reference).unwrap()
}

fn known(node: &Node, token: &str) -> Option<WorkingCase> {
    let session = node.runtime.block_on(node.identity.session(token));
    session.unwrap().case
}

fn work_on(node: &Node, token: &str, case: Option<&WorkingCase>) -> Result<(), IdentityError> {
    node.runtime.block_on(node.identity.work_on(token, case))
}

/// What the store holds of the cases of all sessions.
fn stored(store: &TestStore) -> Vec<String> {
    session::table
        .order(session::id)
        .select(session::working_case)
        .load(&mut *store.conn())
        .unwrap()
}

#[test]
fn a_case_has_a_purpose_and_a_reference() {
    assert_eq!(case(" 2026/17 ").reference, "2026/17");
    let long = "à".repeat(501);
    for (purpose, reference) in [
        ("", "1"),
        ("Controllo", " "),
        (long.as_str(), "1"),
        ("Controllo", &long),
    ] {
        assert_eq!(WorkingCase::new(purpose, reference), None);
    }
    assert!(WorkingCase::new(&long[2..], "1").is_some());
}

on_both! {
    fn it_is_kept_until_another_is_taken_up_or_the_session_ends(store: &TestStore) {
        let (here, there) = (Node::start(store), Node::start(store));
        let mine = here.settled(store, "m.rossi");
        let other = here.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap();
        assert_eq!(known(&here, &mine.token), None);
        for reference in ["2026/17", "2026/17", "2026/18"] {
            work_on(&here, &mine.token, Some(&case(reference))).unwrap();
            assert_eq!(known(&here, &mine.token), Some(case(reference)));
        }
        // It is that of the session, not of the user; another node knows it too.
        assert_eq!(known(&here, &other.token), None);
        assert_eq!(known(&there, &mine.token), Some(case("2026/18")));
        work_on(&there, &mine.token, None).unwrap();
        store.clock.advance(Duration::milliseconds(3_001));
        assert_eq!(known(&here, &mine.token), None);
        work_on(&here, &mine.token, Some(&case("2026/19"))).unwrap();
        here.runtime.block_on(here.identity.sign_out(&mine.token, &peer("192.0.2.1"))).unwrap();
        assert_eq!(work_on(&here, &mine.token, Some(&case("2026/19"))).unwrap_err(), IdentityError::NoSession);
        assert!(stored(store).iter().all(String::is_empty));
    }

    /// The store alone does not tell it, and nothing that is not the token opens it.
    fn nobody_reads_it_in_the_store(store: &TestStore) {
        let node = Node::start(store);
        let mine = node.settled(store, "m.rossi");
        let other = node.sign_in("m.rossi", GOOD, "192.0.2.1").unwrap();
        work_on(&node, &mine.token, Some(&case("Bianchi Lucia"))).unwrap();
        let kept = stored(store).concat();
        assert!(kept.len() > 40 && !kept.contains("Bianchi") && !kept.contains("Controllo"), "{kept}");
        // Put into another session's row it is nothing.
        diesel::update(session::table.find(other.session.id))
            .set(session::working_case.eq(&kept))
            .execute(&mut *store.conn())
            .unwrap();
        store.clock.advance(Duration::milliseconds(3_001));
        assert_eq!(known(&node, &other.token), None);
        assert_eq!(known(&node, &mine.token), Some(case("Bianchi Lucia")));
        // Nor is what does not end where it should.
        diesel::update(session::table.find(mine.session.id))
            .set(session::working_case.eq(&kept[..20]))
            .execute(&mut *store.conn())
            .unwrap();
        store.clock.advance(Duration::milliseconds(3_001));
        assert_eq!(known(&node, &mine.token), None);
        // A new password brings a new token, which does not open what the old one sealed: it is asked again.
        work_on(&node, &mine.token, Some(&case("2026/17"))).unwrap();
        let changed = node.choose(&mine.token, GOOD, "un'altra frase lunga").unwrap();
        assert_eq!(known(&node, &changed.token), None);
        assert!(stored(store).iter().all(String::is_empty));
    }

    fn nobody_works_halfway_in(store: &TestStore) {
        let node = Node::start(store);
        let entered = node.settled(store, "m.rossi");
        let one_time = node.reset(entered.session.person.id);
        let halfway = node.sign_in("m.rossi", &one_time, "192.0.2.1").unwrap();
        let refused = work_on(&node, &halfway.token, Some(&case("2026/17"))).unwrap_err();
        assert!(matches!(refused, IdentityError::Stage(_)), "{refused}");
        assert_eq!(stored(store).concat(), "");
    }
}
