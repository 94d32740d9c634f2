//! A small register, written as the loader writes it.

use std::sync::Arc;

use diesel::result::Error;
use hub::access::{Access, Authenticator, Context, EntityKind};
use hub::administration::ApplicationSpec;
use hub::audit::{Recorder, RecorderOptions};
use hub::check::{CheckRequest, Declaration, ResidenceClaim, SubjectRef};
use hub::engine::{CheckEngine, EngineOptions};
use schema::clock::Clock;
use schema::codes::CheckKind;
use schema::date::{Day, UncertainDate, Validity};
use schema::db::{Db, write_tx};
use schema::facts::{
    Address, Bond, Citizenship, Death, Document, Fact, Identifier, Identity, Marital, Membership,
    Parentage, PersonFacts, Procedure, RegisterEvent, Residence, STILL_KNOWN,
};
use schema::journal::{Allotment, append};
use schema::names::name_key;
use schema::tables::{JournalRow, PersonRow, StreetRow, insert_persons, insert_streets};
use tests::TestStore;
use tests::directory::{Registrar, entity};

pub const MODENA: &str = "036023";
pub const CARPI: &str = "036005";

pub fn since(iso: &str) -> Validity {
    Validity::since(UncertainDate::parse(iso).expect("a date"))
}

pub fn held<F: Fact>(mut fact: F, validity: Validity) -> F {
    fact.set_validity(validity);
    fact
}

/// Somebody with a codice fiscale, an identity and a residence since birth.
pub fn resident(cf: &str, surname: &str, names: &str, born: &str, comune: &str) -> PersonFacts {
    let birth = UncertainDate::parse(born).expect("a date");
    let mut facts = PersonFacts::default();
    facts.identifiers.push(held(
        Identifier {
            kind: "CF".to_owned(),
            value: cf.to_owned(),
            ..Identifier::default()
        },
        Validity::always(),
    ));
    facts.identities.push(held(
        Identity {
            surname: surname.to_owned(),
            names: names.to_owned(),
            sex: "M".to_owned(),
            birth_first: birth.first.0,
            birth_last: birth.last.0,
            birth_place: "F257".to_owned(),
            birth_place_name: "MODENA".to_owned(),
            name_key: name_key(surname, names, birth.first.year()),
            ..Identity::default()
        },
        since(born),
    ));
    facts.residences.push(held(
        Residence {
            comune: comune.to_owned(),
            register: "APR".to_owned(),
            standing: "A".to_owned(),
            ..Residence::default()
        },
        since(born),
    ));
    facts.maritals.push(held(
        Marital {
            status: "1".to_owned(),
            ..Marital::default()
        },
        since(born),
    ));
    facts.citizenships.push(held(
        Citizenship {
            state: "100".to_owned(),
            ..Citizenship::default()
        },
        since(born),
    ));
    facts
}

fn journal_row(store: &TestStore, number: i64, person_id: i64, comune: &str) -> JournalRow {
    JournalRow {
        number,
        person_id,
        supply_id: 1,
        comune: comune.to_owned(),
        line: 1,
        cause: "INIZIALE".to_owned(),
        recorded_at: store.clock.now().naive_utc(),
    }
}

macro_rules! insert_subjects {
    ($conn:ident, $facts:ident, $id:ident, $number:ident: $($field:ident $Row:ident),+ $(,)?) => {
        $(
            let mut rows: Vec<$Row> = $facts.$field.clone();
            for (row, seq) in rows.iter_mut().zip(0..) {
                row.place($id, $number, seq);
            }
            $Row::insert_all($conn, &rows)?;
        )+
    };
}

fn insert_facts(conn: &mut Db, facts: &PersonFacts, id: i64, number: i64) -> Result<(), Error> {
    insert_subjects!(conn, facts, id, number:
        identifiers Identifier, identities Identity, residences Residence, addresses Address,
        memberships Membership, maritals Marital, bonds Bond, parentages Parentage,
        citizenships Citizenship, documents Document, deaths Death, procedures Procedure,
        events RegisterEvent);
    Ok(())
}

/// Records people, one journal number each, and returns their ids.
pub fn record(store: &TestStore, people: &[PersonFacts]) -> Vec<i64> {
    write_tx::<_, Error>(&mut store.conn(), |conn| {
        let mut allotment = Allotment::open(conn)?;
        let mut ids = Vec::new();
        for facts in people {
            let (number, id) = (allotment.number(), allotment.person());
            append(conn, &[journal_row(store, number, id, MODENA)])?;
            insert_persons(
                conn,
                &[PersonRow {
                    id,
                    created_by: number,
                }],
            )?;
            insert_facts(conn, facts, id, number)?;
            ids.push(id);
        }
        allotment.close(conn)?;
        Ok(ids)
    })
    .expect("record people")
}

/// Replaces all the facts of one subject of a person; the journal number that did it.
pub fn replace<F: Fact>(store: &TestStore, id: i64, facts: &[F]) -> i64 {
    write_tx::<_, Error>(&mut store.conn(), |conn| {
        let mut allotment = Allotment::open(conn)?;
        let number = allotment.number();
        append(conn, &[journal_row(store, number, id, MODENA)])?;
        for old in F::load(conn, &[id], STILL_KNOWN - 1)? {
            old.supersede(conn, number)?;
        }
        let mut rows = facts.to_vec();
        for (row, seq) in rows.iter_mut().zip(0..) {
            row.place(id, number, seq);
        }
        F::insert_all(conn, &rows)?;
        allotment.close(conn)?;
        Ok(number)
    })
    .expect("replace facts")
}

/// Records streets of a Comune: code, type, name.
pub fn record_streets(store: &TestStore, comune: &str, streets: &[(&str, &str, &str)]) {
    write_tx::<_, Error>(&mut store.conn(), |conn| {
        let mut allotment = Allotment::open(conn)?;
        let number = allotment.number();
        append(conn, &[journal_row(store, number, 0, comune)])?;
        let rows: Vec<StreetRow> = streets
            .iter()
            .zip(0..)
            .map(|((code, street_type, name), seq)| StreetRow {
                comune: comune.to_owned(),
                code: (*code).to_owned(),
                known_from: number,
                seq,
                known_to: STILL_KNOWN,
                from_first: 0,
                from_last: 0,
                to_first: Day::MAX.0,
                to_last: Day::MAX.0,
                street_type: (*street_type).to_owned(),
                name: (*name).to_owned(),
            })
            .collect();
        insert_streets(conn, &rows)?;
        allotment.close(conn)
    })
    .expect("record streets");
}

/// A key's text.
pub fn key(store: &TestStore, comuni: Option<&[&str]>, kinds: &[CheckKind]) -> String {
    let spec = ApplicationSpec {
        entity_id: entity(&mut store.conn(), "AUSL di prova", EntityKind::Agency, ""),
        kinds: kinds.to_vec(),
        services: Vec::new(),
        may_supply: false,
        comuni: comuni.map(|list| list.iter().map(|c| (*c).to_owned()).collect()),
        expires_at: (store.clock.now() + chrono::Duration::days(365)).naive_utc(),
    };
    Registrar::of(store).key(&spec).expect("a key").text
}

/// A request's circumstances.
pub fn context() -> Context {
    Context::new(tests::store::TODAY, "richiesta")
}

/// What a node runs for checks.
pub struct Node {
    pub engine: Arc<CheckEngine>,
    pub recorder: Arc<Recorder>,
    pub authenticator: Arc<Authenticator>,
    pub runtime: tokio::runtime::Runtime,
}

impl Node {
    pub fn start(store: &TestStore) -> Self {
        Self::with(store, EngineOptions::default(), RecorderOptions::default())
    }

    pub fn with(store: &TestStore, engine: EngineOptions, recorder: RecorderOptions) -> Self {
        let clock: Arc<dyn Clock> = store.clock.clone();
        let recorder =
            Arc::new(Recorder::start(store.trace.clone(), recorder).expect("a recorder"));
        Self {
            engine: Arc::new(
                CheckEngine::start(&store.register, &recorder, clock.clone(), engine)
                    .expect("an engine"),
            ),
            recorder,
            authenticator: Arc::new(
                Authenticator::start(store.register.clone(), clock).expect("an authenticator"),
            ),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }

    pub fn access(&self, key: &str) -> Access {
        self.authenticator
            .authenticate(key)
            .expect("a good key")
            .for_check(&context())
            .expect("granted")
    }

    /// Asks and gives the answers as the trace writes them.
    pub fn ask(&self, key: &str, request: &CheckRequest) -> Vec<String> {
        let access = self.access(key);
        self.runtime
            .block_on(self.engine.submit(access, request.clone()))
            .expect("an answer")
            .answers
            .iter()
            .map(|(_, answer)| answer.to_string())
            .collect()
    }
}

pub fn request(subject: SubjectRef, declaration: Declaration) -> CheckRequest {
    CheckRequest {
        subject,
        reference_day: None,
        known_at: None,
        purpose: "Controllo a campione".to_owned(),
        case_reference: "2026/1".to_owned(),
        declarations: vec![declaration],
        declared: String::new(),
        comuni: None,
    }
}

pub fn by_cf(cf: &str, declaration: Declaration) -> CheckRequest {
    request(SubjectRef::CodiceFiscale(cf.to_owned()), declaration)
}

pub fn residence(comune: &str) -> Declaration {
    Declaration::Residence(ResidenceClaim {
        comune: Some(comune.to_owned()),
        ..ResidenceClaim::default()
    })
}
