//! Streams: every row accounted for, in order, bad rows included.

use std::sync::Arc;

use diesel::prelude::*;
use hub::check::Declaration;
use hub::massive::{MassiveRun, RowAnswer, RowProblem};
use schema::codes::CheckKind;
use schema::tables::audit;
use tests::on_both;

use super::support::*;

const CF: &str = "RSSMRA70E17F257K";

on_both! {
    fn every_row_has_an_outcome(store: &TestStore) {
        record(store, &[resident(CF, "ROSSI", "MARIO", "1970-05-17", MODENA)]);
        let text = key(store, None, &[CheckKind::Residence]);
        let node = Node::start(store);
        let access = node
            .authenticator
            .authenticate(&text)
            .unwrap()
            .for_massive(&context())
            .unwrap();
        let mut run = MassiveRun::new(Arc::clone(&node.engine), access);
        let answers: Vec<RowAnswer> = node.runtime.block_on(async {
            let mut answers = Vec::new();
            for number in 1..=1203_u32 {
                let row = match number % 5 {
                    0 => Err(RowProblem::unreadable("virgolette non chiuse")),
                    1 => Ok(by_cf(CF, residence(MODENA))),
                    2 => Ok(by_cf(CF, residence(CARPI))),
                    3 => Ok(by_cf(CF, Declaration::Alive)),
                    _ => Ok(by_cf("NSSNSS70A01F257X", residence(MODENA))),
                };
                answers.extend(run.push(row).await.unwrap());
                if number == 700 {
                    // Learnt in the middle: the stream is answered as known at its beginning.
                    record(store, &[resident("NSSNSS70A01F257X", "NESSI", "NESSUNO", "1970-01-01", MODENA)]);
                }
            }
            while let Some(more) = run.finish().await.unwrap() {
                answers.extend(more);
            }
            answers
        });
        assert_eq!(answers.len(), 1203);
        for (answer, number) in answers.iter().zip(1_u64..) {
            assert_eq!(answer.number, number);
            let outcome = match &answer.result {
                Ok(answer) => answer.answers[0].1.to_string(),
                Err(problem) => problem.code.to_owned(),
            };
            let expected = match number % 5 {
                0 => "RIGA_NON_LEGGIBILE",
                1 => "S",
                2 => "N",
                3 => "TIPO_NON_CONCESSO",
                _ => "A:SOGGETTO_NON_TROVATO",
            };
            assert_eq!(outcome, expected, "row {number}");
        }
        let recorded: i64 = audit::table.count().get_result(&mut store.trace_conn()).unwrap();
        assert_eq!(recorded, 1203);
    }
}
