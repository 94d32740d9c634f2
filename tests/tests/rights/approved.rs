//! Rights looked at again when a Comune has approved.

use hub::access::{Access, Approved, Credential, Denied};
use hub::check::Scope;
use schema::codes::CheckKind;
use tests::on_both;
use tests::store::TODAY;

use super::support::{Granted, agree, agreement_row, entity_one, user};
use crate::checks::support::{MODENA, Node, by_cf, record, residence, resident};

const CF: &str = "RSSMRA70E17F257K";

on_both! {
    /// What was asked under a token's purpose is opened for that one, at the approval as at the asking.
    fn a_token_s_purpose_counts_at_the_approval_too(store: &TestStore) {
        record(store, &[resident(CF, "ROSSI", "MARIO", "1970-05-17", MODENA)]);
        entity_one(store);
        agree(store, &agreement_row(1, MODENA), &[(CheckKind::Residence, "*")]);
        user(store, 1, &Granted { kinds: vec![(CheckKind::Residence, "*")], comuni: None });
        let node = Node::start(store);
        let request = by_cf(CF, residence(MODENA));
        let covers = Scope::of(vec![MODENA.to_owned()]);
        let bound = |purpose: &str| Credential::Deferred { key_id: 0, purpose: purpose.to_owned() };
        let access = |credential| -> Access {
            let caller = node.authenticator.user(1, credential).unwrap();
            caller.for_deferred_check(TODAY, "richiesta.1", "192.0.2.1").unwrap()
        };
        let approved = |credential| {
            let part = Approved { agreement_id: 1, covers: &covers, declarations: &[0] };
            access(credential).approved(part, &request)
        };
        assert_eq!(approved(bound("un'altra")), Err(Denied::Purpose));
        assert!(approved(bound(&request.purpose)).is_ok());
        // What needed no validation is planned as at the asking.
        assert_eq!(access(bound("un'altra")).plan(&request), Err(Denied::Purpose));
    }
}
