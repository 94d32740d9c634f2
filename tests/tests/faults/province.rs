//! A few Comuni of a small sample province, and what their supplies must lead to.

use std::fs;

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use schema::tables::supply;
use sync::load::{Loader, Received};
use sync::record::{Format, SupplyHeader};
use sync::sample::{Plan, Witness, generate};
use tests::TestStore;
use tests::process::{PATIENCE, eventually};

/// Four that send XML, one that sends LAC.
const COMUNI: &[&str] = &["036023", "036005", "036040", "036015", "036035"];

/// A supply as it is sent.
pub struct Supply {
    pub header: SupplyHeader,
    pub bytes: Vec<u8>,
}

impl Supply {
    /// Where it is sent.
    pub fn path(&self) -> String {
        let comune = &self.header.comune;
        match self.header.format {
            Format::Xml => format!("/v1/forniture?comune={comune}"),
            Format::Lac => format!(
                "/v1/forniture?comune={comune}&formato=LAC&numero={}&id={}&dataEstrazione={}",
                self.header.number,
                self.header.id,
                self.header.extracted_on.iso()
            ),
        }
    }
}

/// Supplies in the order of sending, and people to ask about.
pub struct Province {
    pub supplies: Vec<Supply>,
    pub witnesses: Vec<Witness>,
}

/// A part of the sample province of so many residents.
pub fn province(residents: u32) -> Province {
    let out = tempfile::tempdir().expect("make a temporary directory");
    let plan = Plan {
        residents,
        seed: 7,
        defects: false,
        subjects: false,
    };
    let summary = generate(&plan, out.path(), &|_, _| {}).expect("make the sample");
    let supplies = summary
        .files()
        .into_iter()
        .filter(|file| COMUNI.contains(&file.header.comune.as_str()))
        .map(|file| Supply {
            header: file.header.clone(),
            bytes: fs::read(out.path().join(&file.file)).expect("read a supply"),
        })
        .collect();
    let mut witnesses = summary.witnesses;
    witnesses.retain(|witness| COMUNI.contains(&witness.comune.as_str()));
    assert!(!witnesses.is_empty(), "nobody to ask about");
    Province {
        supplies,
        witnesses,
    }
}

/// Loads supplies undisturbed, within this process.
pub fn load(store: &TestStore, supplies: &[Supply]) {
    let loader = Loader::new(
        store.register.clone(),
        store.inbox.clone(),
        store.clock.clone(),
        store.entropy.clone(),
    );
    for supply in supplies {
        let header = &supply.header;
        let meta = Received {
            comune: Some(header.comune.clone()),
            format: header.format,
            header: (header.format == Format::Lac).then(|| header.clone()),
        };
        loader
            .receive(&meta, &mut supply.bytes.as_slice())
            .expect("receive");
        loader.process_pending(&|_| {}).expect("load");
    }
    wait_until_loaded(store, supplies.len(), String::new);
}

/// Waits until so many supplies are loaded.
#[track_caller]
pub fn wait_until_loaded(store: &TestStore, wanted: usize, log: impl Fn() -> String) {
    let mut seen = Vec::new();
    let loaded = eventually(PATIENCE * 2, || {
        seen = states(store);
        let stuck = seen.iter().any(|(_, status, _)| {
            *status == SupplyStatus::Held.code() || *status == SupplyStatus::Refused.code()
        });
        assert!(!stuck, "held or refused: {seen:?}\n{}", log());
        let loaded = seen
            .iter()
            .filter(|(_, status, _)| *status == SupplyStatus::Loaded.code());
        loaded.count() == wanted
    });
    assert!(
        loaded,
        "{wanted} supplies are not loaded: {seen:?}\n{}",
        log()
    );
}

/// Id, status and reason of being held of every supply.
pub fn states(store: &TestStore) -> Vec<(i64, String, String)> {
    supply::table
        .order(supply::id)
        .select((supply::id, supply::status, supply::hold_reason))
        .load(&mut store.conn())
        .expect("read the supplies")
}
