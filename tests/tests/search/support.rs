//! A register in a few words, its index, and a user who searches.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hub::access::{Access, Authenticator, Context, Credential, Quotas};
use hub::audit::{Recorder, RecorderOptions};
use hub::search::{
    Criteria, Found, Hit, IndexOptions, Search, SearchAnswer, SearchIndex, SearchOptions,
    SearchRefusal, SearchService,
};
use schema::clock::Clock;
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Address, Bond, Death, Document, Identity, Marital, Membership, PersonFacts};
use schema::journal;
use tests::TestStore;
use tests::searcher::grant;
use tests::store::TODAY;

pub use crate::checks::support::{CARPI, MODENA, held, record, record_streets, replace, resident};

/// How long an index may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// NERI PIERO, born and resident in Modena.
pub fn piero() -> PersonFacts {
    resident("NRIPRI60A01F257M", "NERI", "PIERO", "1960-01-01", MODENA)
}

/// NERI PAOLA, resident in Carpi.
pub fn paola() -> PersonFacts {
    resident("NRIPLA60A01F257M", "NERI", "PAOLA", "1960-01-01", CARPI)
}

pub fn date(text: &str) -> UncertainDate {
    UncertainDate::parse(text).expect("a date")
}

pub fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

/// From the first date until the day before the second.
pub fn between(from: &str, to: &str) -> Validity {
    Validity::between(date(from), date(to))
}

pub fn since(from: &str) -> Validity {
    Validity::since(date(from))
}

/// Ends the residence on that day: moved away for `3`, dead for `1`.
pub fn left(facts: &mut PersonFacts, on: &str, reason: &str) {
    let on = date(on);
    for spell in &mut facts.residences {
        (spell.to_first, spell.to_last) = (on.first.0, on.last.0);
        reason.clone_into(&mut spell.exit_reason);
    }
    if reason == "1" {
        facts
            .deaths
            .push(held(Death::default(), Validity::since(on)));
    }
}

/// Moves to another Comune of the hub.
pub fn moved(facts: &mut PersonFacts, to: &str, on: &str) {
    let mut next = facts.residences[0].clone();
    left(facts, on, "3");
    to.clone_into(&mut next.comune);
    facts.residences.push(held(next, since(on)));
}

/// Lives there.
pub fn lives(facts: &mut PersonFacts, comune: &str, street: &str, number: i32, when: Validity) {
    facts.addresses.push(held(
        Address {
            kind: "1".to_owned(),
            comune: comune.to_owned(),
            street_code: street.to_owned(),
            number,
            ..Address::default()
        },
        when,
    ));
}

/// Takes another surname.
pub fn renamed(facts: &mut PersonFacts, surname: &str, on: &str) {
    let at = date(on);
    let mut next: Identity = facts.identities[0].clone();
    (facts.identities[0].to_first, facts.identities[0].to_last) = (at.first.0, at.last.0);
    surname.clone_into(&mut next.surname);
    facts.identities.push(held(next, since(on)));
}

/// Marries.
pub fn married(facts: &mut PersonFacts, surname: &str, on: &str) {
    facts.bonds.push(held(
        Bond {
            kind: "M".to_owned(),
            partner_surname: surname.to_owned(),
            partner_birth_last: Day::MAX.0,
            ..Bond::default()
        },
        since(on),
    ));
    facts.maritals = vec![held(
        Marital {
            status: "2".to_owned(),
            ..Marital::default()
        },
        since(on),
    )];
}

/// Is on a family sheet.
pub fn on_sheet(facts: &mut PersonFacts, comune: &str, code: &str, when: Validity) {
    facts.memberships.push(held(
        Membership {
            comune: comune.to_owned(),
            household_kind: "F".to_owned(),
            household_code: code.to_owned(),
            role: "1".to_owned(),
            ..Membership::default()
        },
        when,
    ));
}

/// Has an identity card.
pub fn with_card(facts: &mut PersonFacts, number: &str) {
    facts.documents.push(held(
        Document {
            kind: "CI".to_owned(),
            number: number.to_owned(),
            ..Document::default()
        },
        between("2020-01-01", "2030-01-01"),
    ));
}

pub use tests::searcher::Right;

pub const EVERYBODY: &[Right] = &[Right {
    comune: "",
    services: &["RICERCA", "RICERCA_CESSATI"],
    validation: "NESSUNA",
    daily_quota: 0,
}];

/// Those registered in that Comune.
pub const fn registered_in(comune: &'static str) -> Right {
    Right {
        comune,
        services: &["RICERCA"],
        validation: "NESSUNA",
        daily_quota: 0,
    }
}

/// All people of that Comune.
pub const fn all_of(comune: &'static str) -> Right {
    Right {
        comune,
        services: &["RICERCA", "RICERCA_CESSATI"],
        validation: "NESSUNA",
        daily_quota: 0,
    }
}

/// A node that searches over a store.
pub struct Node {
    pub service: SearchService,
    authenticator: Authenticator,
    pub index: Arc<SearchIndex>,
}

/// Options with which a test does not wait.
pub fn options() -> IndexOptions {
    IndexOptions {
        every: Duration::from_millis(20),
        build_memory: 20 << 20,
        follow_memory: 16 << 20,
        people: 7,
        ..IndexOptions::default()
    }
}

pub fn index_dir(store: &TestStore) -> PathBuf {
    store.directory().join("search-index")
}

impl Node {
    pub fn start(store: &TestStore) -> Self {
        Self::with(store, SearchOptions::default())
    }

    /// One that has caught up.
    pub fn ready(store: &TestStore) -> Self {
        let node = Self::start(store);
        node.caught_up(store);
        node
    }

    pub fn with(store: &TestStore, search: SearchOptions) -> Self {
        let index = SearchIndex::start(store.register.clone(), &index_dir(store), options())
            .expect("an index");
        let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default());
        let clock: Arc<dyn Clock> = store.clock.clone();
        Self {
            service: SearchService::new(
                Arc::clone(&index),
                store.register.clone(),
                Arc::new(recorder.expect("a recorder")),
                Arc::new(Quotas::new(store.register.clone())),
                clock.clone(),
                search,
            ),
            authenticator: Authenticator::start(store.register.clone(), clock)
                .expect("an authenticator"),
            index,
        }
    }

    /// Waits until all that is in the journal can be found.
    pub fn caught_up(&self, store: &TestStore) -> &Self {
        let head = journal::head(&mut store.conn()).expect("the head");
        assert!(self.index.wait_for(head, PATIENCE), "the index lags behind");
        self
    }

    pub fn access(&self, user: i64) -> Access {
        self.authenticator
            .user(user, Credential::Session { id: 1 })
            .expect("a user")
            .for_search(&Context::new(TODAY, "richiesta"))
            .expect("granted")
    }

    pub fn ask(&self, user: i64, search: &Search) -> Result<SearchAnswer, SearchRefusal> {
        self.service.search(&self.access(user), search)
    }

    /// Whom a user finds.
    #[track_caller]
    pub fn find(&self, user: i64, criteria: Criteria) -> Found {
        self.ask(user, &search(criteria)).expect("an answer").found
    }

    #[track_caller]
    pub fn find_on(&self, user: i64, iso: &str, criteria: Criteria) -> Found {
        let mut search = search(criteria);
        search.reference_day = Some(day(iso));
        self.ask(user, &search).expect("an answer").found
    }
}

pub fn search(criteria: Criteria) -> Search {
    Search {
        criteria,
        purpose: "Istruttoria".to_owned(),
        case_reference: "2026/7".to_owned(),
        ..Search::default()
    }
}

pub fn named(surname: &str, names: &str) -> Criteria {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Criteria {
        surname: some(surname),
        names: some(names),
        ..Criteria::default()
    }
}

/// Ids of those who fit.
pub fn fitting(found: &Found) -> Vec<i64> {
    let mut ids: Vec<i64> = found
        .hits
        .iter()
        .filter(|hit| hit.strength.fits())
        .map(|hit| hit.person_id)
        .collect();
    ids.sort_unstable();
    ids
}

/// `cognome:ESATTO`, … of a hit.
pub fn reasons(hit: &Hit) -> Vec<String> {
    hit.reasons
        .iter()
        .map(|one| format!("{}:{}", one.field.code(), one.how.code()))
        .collect()
}

/// A user of an entity of its own, with an agreement for each right.
pub fn user(store: &TestStore, id: i64, rights: &[Right]) {
    let moment = store.clock.now().naive_utc();
    grant(&mut store.conn(), moment, id, rights).expect("write the directory");
}
