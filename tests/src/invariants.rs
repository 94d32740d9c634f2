//! Statements about a whole register that always hold, for tests to ask at any moment.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::facts::{Fact, Residence, STILL_KNOWN, residence, without_person};

use crate::TestStore;

/// `standing` of a spell that overlaps another Comune's and is used for neither a yes nor a no.
const DISPUTED: &str = "D";

/// No two undisputed residence spells of one person, in what is currently known, surely overlap.
#[track_caller]
pub fn assert_no_overlapping_residence(store: &TestStore) {
    let found = overlapping_residences(store);
    assert!(found.is_empty(), "surely resident twice: {found:?}");
}

/// Every fact is about a person of the register.
#[track_caller]
pub fn assert_every_fact_has_a_person(store: &TestStore) {
    let found = without_person(&mut store.conn()).expect("read the ends of the tables");
    assert!(found.is_empty(), "facts without a person: {found:?}");
}

/// The pairs of spells that break the invariant.
pub fn overlapping_residences(store: &TestStore) -> Vec<(Residence, Residence)> {
    let spells: Vec<Residence> = residence::table
        .filter(residence::known_to.eq(STILL_KNOWN))
        .filter(residence::standing.ne(DISPUTED))
        .select(Residence::as_select())
        .load(&mut *store.conn())
        .expect("read the residence spells");
    let mut of_person: BTreeMap<i64, Vec<Residence>> = BTreeMap::new();
    for spell in spells {
        of_person.entry(spell.person_id).or_default().push(spell);
    }
    let mut found = Vec::new();
    for spells in of_person.values() {
        for (index, one) in spells.iter().enumerate() {
            for other in spells.iter().skip(index + 1) {
                if one.validity().surely_overlaps(&other.validity()) {
                    found.push((one.clone(), other.clone()));
                }
            }
        }
    }
    found
}
