//! Who may read what was asked.

use hub::validation::{Reader, ValidationError};
use tests::on_both;

use super::support::*;

on_both! {
    fn only_who_asked_and_the_head_of_its_office_read(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        for id in ["a", "b", "c"] {
            node.submit(id, false, &[manual(MODENA)]);
        }
        let own = node.reader();
        let readers = [
            (own.clone(), true),
            (Reader { user_id: 71, ..own.clone() }, false),
            (Reader { user_id: 71, whole_office: true, ..own.clone() }, true),
            (Reader { user_id: 71, office_id: 8, whole_office: true, ..own.clone() }, false),
            (Reader { entity_id: own.entity_id + 1, ..own.clone() }, false),
            (Reader { entity_id: own.entity_id + 1, whole_office: true, ..own.clone() }, false),
            // An application reads what its key has asked.
            (Reader { user_id: 0, key_id: 3, ..own.clone() }, false),
        ];
        for (reader, may) in readers {
            let read = node.validations.read(&reader, "b");
            assert_eq!(read.is_ok(), may, "{reader:?}");
            assert!(may || read == Err(ValidationError::NotFound));
            let listed = node.validations.list(&reader, None, 50).unwrap();
            assert_eq!(listed.len(), if may { 3 } else { 0 }, "{reader:?}");
        }
        let newest: Vec<String> = node
            .validations
            .list(&own, None, 2)
            .unwrap()
            .into_iter()
            .map(|view| view.request_id)
            .collect();
        assert_eq!(newest, ["c", "b"]);
        assert_eq!(node.validations.read(&own, "zz"), Err(ValidationError::NotFound));
    }
}
