//! Supplies that would harm others than their own Comune.

use std::sync::Mutex;

use schema::codes::SupplyStatus;
use schema::date::Validity;
use schema::facts::Bond;
use sync::load::Phase;
use tests::on_both;

use super::files::{self, subject, xml};
use super::support::*;

on_both! {
    fn what_a_database_cannot_store_holds_up_nobody(store: &TestStore) {
        let hostile = "<soggetto id=\"a&#0;b\" x\0y=\"1\"/><z\0z/>";
        let mut lac = files::lac("036035", 1, [1]);
        lac.bytes.extend_from_slice(b"036;035;1;7;;a\0b;ROSSI;MARIO;;1;01/01/1970;036;023;;100;1;1;1;01/01/2000;10;VIA;EMILIA;1;;;41121;1\n");
        let reports = files::load(store, &[
            xml(MODENA, 1, &(subject("1", "ROSSI") + hostile)),
            lac,
            xml(CARPI, 1, &subject("1", "BIANCHI")),
        ]);
        for report in &reports {
            assert_loaded(report);
        }
        let refused: Vec<i64> = reports.iter().map(|report| report.supply.refused).collect();
        assert_eq!(refused, [1, 1, 0]);
        let rejected = sync::load::rejected(&mut store.conn(), reports[0].supply.id, 0, 10).unwrap();
        assert_eq!(rejected[0].local_id, "a\u{fffd}b");
    }

    fn what_fails_for_one_comune_holds_up_nobody_else(store: &TestStore) {
        let full = |comune: &str| Supply::full(comune, 1).with([citizen("1", "", "MARIO").at(comune, &[(2000_01_01, 0, "")])]);
        for comune in ["036001", MODENA, CARPI] {
            receive(store, &full(comune)).unwrap();
        }
        // Where one would be staged there is a directory, and where another has been.
        let names: Vec<String> = sync::load::supplies(&mut store.conn(), None, 0, 10)
            .unwrap()
            .into_iter()
            .map(|row| row.file)
            .collect();
        let [first, second, _] = &names[..] else { panic!("{names:?}") };
        std::fs::create_dir(store.inbox.join(format!("{first}.spool"))).unwrap();
        let stopped = loader(store);
        stopped.process(2, &|progress| {
            if progress.phase == Phase::Stage {
                stopped.stop();
            }
        }).unwrap_err();
        let spool = store.inbox.join(format!("{second}.spool"));
        std::fs::remove_file(&spool).unwrap();
        std::fs::create_dir(&spool).unwrap();
        let failed = loader(store).process_pending(&|_| {});
        assert!(failed.is_err(), "what failed is told");
        assert_loaded(&report(store, 3));
    }

    fn the_memory_of_a_piece_is_bounded(store: &TestStore) {
        let large = |card: usize| {
            let mut record = citizen(&card.to_string(), &format!("RSSMRA70A31F{card:03}X"), &format!("MARIO{card}"))
                .at(MODENA, &[(2000_01_01, 0, "")]);
            record.facts.bonds.push(valid(
                Bond { kind: "M".to_owned(), place_name: "x".repeat(1 << 20), ..Bond::default() },
                Validity::since(day(2000_01_01)),
            ));
            record
        };
        receive(store, &Supply::full(MODENA, 1).with((0..20).map(large))).unwrap();
        let steps = Mutex::new(vec![0]);
        loader(store).process_pending(&|progress| {
            if progress.phase == Phase::Apply {
                steps.lock().unwrap().push(progress.done);
            }
        }).unwrap();
        let report = report(store, 1);
        assert_loaded(&report);
        assert_eq!(report.supply.created, 20);
        assert_eq!(*steps.lock().unwrap(), [0, 8, 16, 20]);
    }

    fn people_outside_a_chunk_are_not_passed_over(store: &TestStore) {
        let first = xml(MODENA, 1, &(subject("1", "ROSSI") + &subject("2", "VERDI")));
        assert_loaded(&files::load(store, &[first])[0]);
        let before = known(store);
        let mut second = xml(MODENA, 2, &subject("1", "ROSSI"));
        let text = String::from_utf8(second.bytes).unwrap();
        second.bytes = text.replace("</invio>", &format!("</invio>{}", subject("2", "VERDI"))).into_bytes();
        let report = &files::load(store, &[second])[0];
        assert_eq!(report.status, SupplyStatus::Held);
        assert_eq!(report.supply.hold_reason, "F012");
        assert_eq!(known(store), before);
    }
}
