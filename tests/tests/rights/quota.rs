//! Daily quotas: exact whoever asks and wherever, and no use of them tells anything about people.

use diesel::prelude::*;
use hub::access::{Debit, Denied, Quotas};
use hub::engine::Refusal;
use schema::clock::Clock;
use schema::codes::CheckKind;
use schema::tables::{QuotaUseRow, quota_use};
use tests::on_both;
use tests::store::TODAY;

use super::support::{Granted, agree, agreement_row, context, entity_one, signed_in, user};
use crate::checks::support::{MODENA, Node, by_cf, record, residence, resident};

const CF: &str = "RSSMRA70E17F257K";

fn debit(quota: i64) -> Vec<Debit> {
    vec![Debit {
        agreement_id: 1,
        daily_quota: quota,
        protocol: "1/2026".to_owned(),
    }]
}

fn used(store: &tests::TestStore) -> i64 {
    let rows: Vec<QuotaUseRow> = quota_use::table
        .select(QuotaUseRow::as_select())
        .load(&mut store.conn())
        .unwrap();
    rows.iter().map(|row| row.used).sum()
}

on_both! {
    fn several_nodes_give_no_more_than_the_quota(store: &TestStore) {
        entity_one(store);
        agree(store, &agreement_row(1, MODENA), &[]);
        let nodes: Vec<_> = (0..3).map(|_| Quotas::new(store.register.clone())).collect();
        let given: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6)
                .map(|number| {
                    let node = &nodes[number % 3];
                    scope.spawn(move || {
                        let takes = (0..100).map(|_| node.take(&debit(250), TODAY));
                        takes.flatten().count()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        let left: i64 = nodes.iter().map(|node| node.left(1, 250, TODAY).unwrap()).sum();
        assert_eq!((given as i64 + left, used(store)), (250, 250));
        // All asked for more than there is: nothing is left that a node did not itself hold back.
        for node in &nodes {
            node.close();
        }
        assert_eq!(used(store), given as i64);
        let again = Quotas::new(store.register.clone());
        let rest = (0..300).filter(|_| again.take(&debit(250), TODAY).is_ok()).count();
        assert_eq!(given + rest, 250);
        // The next day has its own.
        assert!(again.take(&debit(250), TODAY.add_days(1)).is_ok());
    }

    fn a_quota_used_up_refuses_whoever_is_asked_about(store: &TestStore) {
        record(store, &[resident(CF, "ROSSI", "MARIO", "1970-05-17", MODENA)]);
        entity_one(store);
        let mut row = agreement_row(1, MODENA);
        row.daily_quota = 3;
        agree(store, &row, &[(CheckKind::Residence, "*")]);
        user(store, 1, &Granted { kinds: vec![(CheckKind::Residence, "*")], comuni: None });
        let node = Node::start(store);
        let ask = |cf: &str| {
            let access = signed_in(&node.authenticator, 1).for_check(&context()).unwrap();
            node.runtime.block_on(node.engine.submit(access, by_cf(cf, residence(MODENA))))
        };
        // Known or not, each takes one.
        assert!(ask(CF).is_ok() && ask("NSSNSS70A01F257X").is_ok() && ask(CF).is_ok());
        for cf in [CF, "NSSNSS70A01F257X"] {
            let refused = ask(cf).unwrap_err();
            assert_eq!(refused, Refusal::Denied(Denied::Quota("1/2026".to_owned())));
            assert_eq!(refused.to_string(), "La quota giornaliera della convenzione «1/2026» è esaurita.");
        }
        let acts: Vec<String> = schema::tables::audit::table
            .order(schema::tables::audit::seq)
            .select(schema::tables::audit::outcome)
            .load(&mut store.trace_conn())
            .unwrap();
        assert_eq!(acts[3..], ["ERRORE:QUOTA_ESAURITA", "ERRORE:QUOTA_ESAURITA"]);
        assert_eq!(node.engine.quotas().left(1, 3, store.clock.today()).unwrap(), 0);
    }
}
