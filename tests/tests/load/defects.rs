//! A sample province with all that real supplies suffer from: nothing breaks, and every record is accounted for.

use schema::codes::SupplyStatus;
use sync::load::{Received, SupplyReport};
use sync::record::Format;
use sync::sample::{DefectKind, Plan, generate};
use tests::on_both;

use super::files::loader;
use super::support::report;

/// Two small ones, those that send a truncated file and wrong totals, and two that send LAC.
const COMUNI: &[&str] = &["036022", "036020", "036001", "036040", "036035", "036014"];

/// Records of people in a file, counted without a parser.
fn records(format: Format, bytes: &[u8]) -> i64 {
    let count = match format {
        Format::Xml => bytes
            .windows(10)
            .filter(|window| *window == b"<soggetto ")
            .count(),
        Format::Lac => bytes.split_inclusive(|byte| *byte == b'\n').count() - 1,
    };
    count as i64
}

fn accounted(report: &SupplyReport) -> i64 {
    let row = &report.supply;
    row.created + row.changed + row.unchanged + row.refused
}

on_both! {
    fn every_record_of_a_spoilt_province_is_accounted_for(store: &TestStore) {
        store.guarded();
        let out = tempfile::tempdir().unwrap();
        let plan = Plan { residents: 3_000, seed: 7, defects: true, subjects: false };
        let summary = generate(&plan, out.path(), &|_, _| {}).unwrap();
        let loader = loader(store);
        let mut sent = Vec::new();
        for file in summary.files() {
            if !COMUNI.contains(&file.header.comune.as_str()) {
                continue;
            }
            let bytes = std::fs::read(out.path().join(&file.file)).unwrap();
            let meta = Received {
                comune: Some(file.header.comune.clone()),
                format: file.header.format,
                header: (file.header.format == Format::Lac).then(|| file.header.clone()),
            };
            let accepted = loader.receive(&meta, &mut bytes.as_slice()).unwrap();
            sent.push((file, records(file.header.format, &bytes), accepted.supply_id));
        }
        loader.process_pending(&|_| {}).unwrap();
        let mut refused = 0;
        let mut held = Vec::new();
        for (file, records, id) in sent {
            let report = report(store, id);
            match report.status {
                SupplyStatus::Loaded => assert_eq!(accounted(&report), records, "{}: {report:?}", file.file),
                SupplyStatus::Held => held.push((file.file.as_str(), report.supply.hold_reason.clone())),
                // What follows a held supply waits for the repaired one.
                status => assert_eq!(status, SupplyStatus::Waiting, "{}", file.file),
            }
            let rejected = sync::load::rejected(&mut store.conn(), id, 0, 1_000).unwrap();
            if report.status != SupplyStatus::Held {
                assert_eq!(rejected.len() as i64, report.supply.refused, "{}", file.file);
            }
            assert!(rejected.iter().all(|row| !row.record.is_empty()), "kept as they came: {rejected:?}");
            refused += rejected.len();
        }
        let mut expected: Vec<(&str, String)> = summary
            .defects
            .iter()
            .filter(|defect| matches!(defect.kind, DefectKind::Truncated | DefectKind::WrongTotals))
            .map(|defect| (defect.file.as_str(), defect.code.clone()))
            .collect();
        expected.sort();
        held.sort();
        assert_eq!(held, expected, "the truncated file and the one with wrong totals");
        assert_eq!(held.len(), 2);
        assert!(refused >= 3, "{refused} records refused");
    }
}
