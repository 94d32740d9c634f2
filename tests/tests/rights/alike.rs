//! What cannot be told apart: people out of scope from people unknown, and profiles that differ only in what does not
//! matter to the request.

use diesel::prelude::*;
use hub::check::{CheckRequest, Declaration, PersonRef};
use schema::codes::{CheckKind, MaritalStatus};
use schema::tables::{AuditRow, audit};
use tests::model::Random;
use tests::on_both;

use super::support::{Granted, agree, agreement_row, context, entity_one, signed_in, user};
use crate::checks::support::{CARPI, MODENA, Node, by_cf, record, residence, resident};

const OF_MODENA: &str = "RSSMRA70E17F257K";
const OF_CARPI: &str = "BNCLGU65M10F257R";
const UNKNOWN: &str = "NSSNSS70A01F257X";

const PLAIN: i64 = 1;
const RICHER: i64 = 2;
const WIDE: i64 = 3;

/// The answer as it leaves, without the numbers that every request has of its own.
fn told(node: &Node, user_id: i64, request: &CheckRequest) -> String {
    let caller = signed_in(&node.authenticator, user_id);
    let answer = caller
        .for_check(&context())
        .map_err(hub::engine::Refusal::from)
        .and_then(|access| {
            node.runtime
                .block_on(node.engine.submit(access, request.clone()))
        });
    match answer {
        Ok(answer) => {
            let esiti: Vec<_> = answer
                .answers
                .iter()
                .map(|(kind, answer)| (kind.code(), answer.to_string()))
                .collect();
            serde_json::json!({ "notoAl": answer.known_at, "esiti": esiti }).to_string()
        }
        Err(refusal) => format!("{refusal:?}: {refusal}"),
    }
}

fn declaration(random: &mut Random) -> Declaration {
    match random.below(6) {
        0 => Declaration::Alive,
        1 => Declaration::MaritalStatus(MaritalStatus::Single),
        2 => Declaration::FreeStatus,
        3 => Declaration::CodiceFiscale(OF_CARPI.to_owned()),
        4 => Declaration::Fatherhood(PersonRef {
            codice_fiscale: Some(OF_CARPI.to_owned()),
            ..PersonRef::default()
        }),
        _ => residence(random.one::<&str>(&[MODENA, CARPI])),
    }
}

fn request(random: &mut Random, cf: &str) -> CheckRequest {
    let mut request = by_cf(cf, declaration(random));
    for _ in 0..random.below(3) {
        request.declarations.push(declaration(random));
    }
    request
}

on_both! {
    fn who_is_out_of_scope_is_told_like_who_does_not_exist(store: &TestStore) {
        record(store, &[
            resident(OF_MODENA, "ROSSI", "MARIO", "1970-05-17", MODENA),
            resident(OF_CARPI, "BIANCHI", "LUIGI", "1965-08-10", CARPI),
        ]);
        entity_one(store);
        let kinds = [
            (CheckKind::Residence, "*"),
            (CheckKind::Alive, "*"),
            (CheckKind::MaritalStatus, "*"),
            (CheckKind::CodiceFiscale, "*"),
            (CheckKind::Fatherhood, "*"),
        ];
        agree(store, &agreement_row(1, MODENA), &kinds);
        let mut validated = agreement_row(2, "036040");
        validated.validation = "MANUALE".to_owned();
        agree(store, &validated, &kinds);
        // Nobody's of the first; of another Comune, purpose or kind the second has more.
        agree(store, &agreement_row(3, "036001"), &[(CheckKind::Family, "*")]);
        let plain = Granted { kinds: kinds.to_vec(), comuni: Some(vec![MODENA, "036040"]) };
        user(store, PLAIN, &plain);
        let mut more = plain.clone();
        more.kinds.push((CheckKind::Family, "*"));
        more.comuni = Some(vec![MODENA, "036040", "036001"]);
        user(store, RICHER, &more);
        let node = Node::start(store);
        let mut random = Random::new(1);
        let (mut answered, mut refused) = (0, 0);
        for _ in 0..150 {
            let seed = random.below(u64::MAX);
            let of = |cf: &str| request(&mut Random::new(seed), cf);
            let outside = told(&node, PLAIN, &of(OF_CARPI));
            assert_eq!(outside, told(&node, PLAIN, &of(UNKNOWN)));
            let inside = told(&node, PLAIN, &of(OF_MODENA));
            assert_eq!(inside, told(&node, RICHER, &of(OF_MODENA)));
            assert_eq!(outside, told(&node, RICHER, &of(OF_CARPI)));
            if outside.starts_with('{') {
                answered += 1;
                assert_ne!(inside, outside);
            } else {
                refused += 1;
                assert_eq!(inside, outside);
            }
        }
        assert!(answered > 20 && refused > 20, "{answered} answered, {refused} refused");
    }

    fn naming_the_comuni_hides_the_rest_of_the_profile(store: &TestStore) {
        record(store, &[
            resident(OF_MODENA, "ROSSI", "MARIO", "1970-05-17", MODENA),
            resident(OF_CARPI, "BIANCHI", "LUIGI", "1965-08-10", CARPI),
        ]);
        entity_one(store);
        let kinds = [(CheckKind::Residence, "*"), (CheckKind::Alive, "*")];
        agree(store, &agreement_row(1, MODENA), &kinds);
        agree(store, &agreement_row(2, CARPI), &kinds);
        let only = Granted { kinds: kinds.to_vec(), comuni: Some(vec![MODENA]) };
        user(store, PLAIN, &only);
        user(store, WIDE, &Granted { comuni: None, ..only });
        let node = Node::start(store);
        for cf in [OF_MODENA, OF_CARPI, UNKNOWN] {
            let mut request = by_cf(cf, residence(MODENA));
            request.declarations.push(Declaration::Alive);
            let free = told(&node, PLAIN, &request);
            request.comuni = Some(vec![MODENA.to_owned()]);
            assert_eq!(told(&node, WIDE, &request), free, "{cf}");
            assert_eq!(told(&node, PLAIN, &request), free, "{cf}");
        }
        let mut request = by_cf(OF_CARPI, Declaration::Alive);
        request.comuni = Some(vec![MODENA.to_owned(), CARPI.to_owned()]);
        assert!(told(&node, WIDE, &request).contains("\"S\""));
        assert!(told(&node, PLAIN, &request).ends_with("Il Comune 036005 non è tra quelli concessi."));
        let last: AuditRow = audit::table
            .order(audit::seq.desc())
            .select(AuditRow::as_select())
            .first(&mut store.trace_conn())
            .unwrap();
        assert_eq!((last.act.as_str(), last.outcome.as_str()), ("RIFIUTO", "ERRORE:COMUNE_NON_CONCESSO"));
        assert_eq!((last.user_id, last.office_id, last.role.as_str()), (PLAIN, 1, "STANDARD"));
    }

    fn the_record_says_under_which_agreement_and_for_which_comune(store: &TestStore) {
        record(store, &[
            resident(OF_MODENA, "ROSSI", "MARIO", "1970-05-17", MODENA),
            resident(OF_CARPI, "BIANCHI", "LUIGI", "1965-08-10", CARPI),
        ]);
        entity_one(store);
        agree(store, &agreement_row(7, MODENA), &[(CheckKind::Residence, "comune")]);
        agree(store, &agreement_row(8, CARPI), &[(CheckKind::Residence, "comune")]);
        user(store, PLAIN, &Granted { kinds: vec![(CheckKind::Residence, "*")], comuni: None });
        let node = Node::start(store);
        for cf in [OF_MODENA, OF_CARPI, UNKNOWN] {
            told(&node, PLAIN, &by_cf(cf, residence(MODENA)));
        }
        let rows: Vec<AuditRow> = audit::table
            .order(audit::seq)
            .select(AuditRow::as_select())
            .load(&mut store.trace_conn())
            .unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.agreement_id, row.comune.as_str())).collect();
        assert_eq!(told, [(7, MODENA), (8, CARPI), (0, "")]);
        assert!(rows.iter().all(|row| row.fields == "residenza.comune" && row.user_id == PLAIN));
    }
}
