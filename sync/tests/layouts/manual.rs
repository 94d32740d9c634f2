//! The examples of the manual are what the manual says they are.

use std::path::Path;
use std::process::Command;

use sync::record::{Item, SupplyKind, Totals};

use crate::support::{self, read};

const FULL: &str = include_str!("../../../docs/examples/completa.xml");
const DELTA: &str = include_str!("../../../docs/examples/variazioni.xml");
const LAC: &str = include_str!("../../../docs/examples/lac.csv");

#[test]
fn the_full_example_is_taken_whole_and_its_totals_are_right() {
    let found = read(FULL.into(), &support::xml()).unwrap();
    assert!(
        found.error.is_none() && found.refused.is_empty(),
        "{found:?}"
    );
    assert_eq!(found.people().count(), 5);
    assert_eq!(found.header.kind, SupplyKind::Full);
    assert_eq!(Some(found.totals), found.header.totals);
    let head = found.people().next().unwrap();
    assert_eq!(head.facts.len(), 17);
    assert_eq!(head.facts.addresses[0].latitude, Some(44_646_500));
    assert!(found.warned().is_empty(), "{:?}", found.warnings);
}

#[test]
fn the_delta_example_is_taken_whole_and_its_totals_are_right() {
    let found = read(DELTA.into(), &support::xml()).unwrap();
    assert!(
        found.error.is_none() && found.refused.is_empty(),
        "{found:?}"
    );
    assert_eq!(found.header.kind, SupplyKind::Delta);
    assert_eq!(Some(found.totals), found.header.totals);
}

#[test]
fn the_lac_example_is_taken_whole() {
    let found = read(LAC.into(), &support::lac("036023")).unwrap();
    assert!(
        found.error.is_none() && found.refused.is_empty(),
        "{found:?}"
    );
    assert!(found.warned().is_empty(), "{:?}", found.warnings);
    let expected = Totals {
        persons: 4,
        italians: 3,
        foreigners: 1,
        women: 3,
        men: 1,
        families: 1,
        institutions: 1,
    };
    assert_eq!(found.totals, expected);
    let carpi = found.people().nth(1).unwrap();
    assert_eq!(carpi.facts.identities[0].birth_place, "B819");
    let streets = found
        .items
        .iter()
        .filter(|i| matches!(i, Item::Street(_)))
        .count();
    assert_eq!(streets, 2);
}

#[test]
fn the_schema_admits_the_examples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for example in ["completa.xml", "variazioni.xml"] {
        let output = Command::new("xmllint")
            .arg("--noout")
            .arg("--schema")
            .arg(root.join("schemas/fornitura.xsd"))
            .arg(root.join("../docs/examples").join(example))
            .output();
        match output {
            Ok(output) => assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            ),
            Err(e) => {
                assert!(
                    std::env::var_os("CI").is_none(),
                    "xmllint cannot be run: {e}"
                );
                eprintln!("skipped: xmllint cannot be run ({e})");
            }
        }
    }
}
