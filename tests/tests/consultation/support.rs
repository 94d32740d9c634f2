//! A family with a history, and who asks about it.

use std::sync::Arc;

use diesel::prelude::*;
use hub::access::{Access, Authenticator, Context, EntityKind, Quotas, Service};
use hub::administration::ApplicationSpec;
use hub::audit::{Recorder, RecorderOptions};
use hub::check::SubjectRef;
use hub::consultation::sheet::{HouseholdSheet, PersonSheet, Sheet};
use hub::consultation::{
    About, Again, ConsultationRefusal, ConsultationRequest, ConsultationService, Consulted, Outcome,
};
use schema::clock::Clock;
use schema::codes::ConsultationKind;
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Address, Membership, PersonFacts, RegisterEvent};
use schema::tables::{agreement_grant, profile_grant};
use tests::TestStore;
use tests::directory::{Registrar, entity, write};
use tests::store::TODAY;

pub use crate::checks::support::{
    CARPI, MODENA, held, record, record_streets, replace, resident, since,
};

pub const ROSSI: &str = "RSSMRA60A01F257A";
pub const BIANCHI: &str = "BNCLRA62A41F257B";
pub const SON: &str = "RSSPLA90A01F257C";
pub const ABROAD: &str = "VRDLGU70A01B819D";

pub fn day(iso: &str) -> Day {
    Day::parse_iso(iso).expect("a day")
}

pub fn between(from: &str, to: &str) -> Validity {
    let date = |text| UncertainDate::parse(text).expect("a date");
    Validity::between(date(from), date(to))
}

pub fn stands(
    facts: &mut PersonFacts,
    comune: &str,
    code: &str,
    role: &str,
    ordinal: i32,
    when: Validity,
) {
    facts.memberships.push(held(
        Membership {
            comune: comune.to_owned(),
            household_kind: "F".to_owned(),
            household_code: code.to_owned(),
            role: role.to_owned(),
            ordinal,
            ..Membership::default()
        },
        when,
    ));
}

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

pub fn event(facts: &mut PersonFacts, comune: &str, kind: &str, on: &str) {
    facts.events.push(held(
        RegisterEvent {
            kind: kind.to_owned(),
            registered_on: day(on).0,
            comune: comune.to_owned(),
            ..RegisterEvent::default()
        },
        since(on),
    ));
}

/// Moves to another Comune of the hub.
pub fn moves(facts: &mut PersonFacts, to: &str, on: &str) {
    let at = UncertainDate::parse(on).expect("a date");
    let mut next = facts.residences[0].clone();
    let first = &mut facts.residences[0];
    (first.to_first, first.to_last) = (at.first.0, at.last.0);
    "3".clone_into(&mut first.exit_reason);
    to.clone_into(&mut next.comune);
    facts.residences.push(held(next, since(on)));
}

/// Dies.
pub fn dies(facts: &mut PersonFacts, on: &str) {
    let at = UncertainDate::parse(on).expect("a date");
    let last = facts.residences.last_mut().expect("a residence");
    (last.to_first, last.to_last) = (at.first.0, at.last.0);
    "1".clone_into(&mut last.exit_reason);
    facts
        .deaths
        .push(held(schema::facts::Death::default(), since(on)));
}

/// Husband, wife and son in Modena; the husband dies in 2020, the son moves to Carpi in 2018. Their ids, and that of
/// somebody of Carpi with whom none of them has to do.
pub fn family(store: &TestStore) -> [i64; 4] {
    record_streets(store, MODENA, &[("10", "VIA", "EMILIA CENTRO")]);
    let mut husband = resident(ROSSI, "ROSSI", "MARIO", "1960-01-01", MODENA);
    let mut wife = resident(BIANCHI, "BIANCHI", "LAURA", "1962-01-01", MODENA);
    let mut son = resident(SON, "ROSSI", "PAOLO", "1990-01-01", MODENA);
    stands(
        &mut husband,
        MODENA,
        "77",
        "1",
        1,
        between("1985-05-01", "2020-03-10"),
    );
    stands(
        &mut wife,
        MODENA,
        "77",
        "2",
        2,
        between("1985-05-01", "2020-03-10"),
    );
    stands(&mut wife, MODENA, "77", "1", 1, since("2020-03-10"));
    stands(
        &mut son,
        MODENA,
        "77",
        "3",
        3,
        between("1990-01-01", "2018-09-01"),
    );
    stands(&mut son, CARPI, "5", "1", 1, since("2018-09-01"));
    for one in [&mut husband, &mut wife] {
        lives(one, MODENA, "10", 12, since("1985-05-01"));
    }
    lives(
        &mut son,
        MODENA,
        "10",
        12,
        between("1990-01-01", "2018-09-01"),
    );
    moves(&mut son, CARPI, "2018-09-01");
    dies(&mut husband, "2020-03-10");
    event(&mut son, MODENA, "CAN_EMI_COM", "2018-09-01");
    event(&mut husband, MODENA, "MOR", "2020-03-11");
    event(&mut wife, MODENA, "FAM_COMP", "2020-03-12");
    let other = resident(ABROAD, "VERDI", "LUIGI", "1970-01-01", CARPI);
    record(store, &[husband, wife, son, other])
        .try_into()
        .expect("four people")
}

/// A node that answers consultations.
pub struct Node {
    pub service: ConsultationService,
    authenticator: Authenticator,
}

impl Node {
    pub fn start(store: &TestStore) -> Self {
        let clock: Arc<dyn Clock> = store.clock.clone();
        let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default());
        Self {
            service: ConsultationService::new(
                store.register.clone(),
                store.trace.clone(),
                Arc::new(recorder.expect("a recorder")),
                Arc::new(Quotas::new(store.register.clone())),
                clock.clone(),
            ),
            authenticator: Authenticator::start(store.register.clone(), clock)
                .expect("an authenticator"),
        }
    }

    pub fn access(&self, key: &str) -> Access {
        self.authenticator
            .authenticate(key)
            .expect("a good key")
            .for_consultation(&Context::new(TODAY, "richiesta"))
            .expect("granted")
    }

    pub fn ask(
        &self,
        key: &str,
        request: &ConsultationRequest,
    ) -> Result<Consulted, ConsultationRefusal> {
        self.service.consult(&self.access(key), request)
    }

    #[track_caller]
    pub fn see(&self, key: &str, request: &ConsultationRequest) -> Consulted {
        self.ask(key, request).expect("an answer")
    }

    pub fn again(&self, key: &str, number: i64) -> Result<Consulted, ConsultationRefusal> {
        let again = Again {
            number,
            session: None,
        };
        self.service.again(&self.access(key), again)
    }
}

/// A key for consultations of these Comuni (`None` = all).
pub fn key(store: &TestStore, comuni: Option<&[&str]>) -> String {
    let spec = ApplicationSpec {
        entity_id: entity(&mut store.conn(), "Ente di prova", EntityKind::Agency, ""),
        kinds: Vec::new(),
        services: vec![Service::Consultation],
        may_supply: false,
        comuni: comuni.map(|list| list.iter().map(|c| (*c).to_owned()).collect()),
        expires_at: (store.clock.now() + chrono::Duration::days(365)).naive_utc(),
    };
    let made = Registrar::of(store).key(&spec).expect("a key");
    // A node that runs already reads the directory again.
    store.clock.advance(chrono::Duration::seconds(10));
    made.text
}

/// Cuts every grant of a kind down to these fields, in agreements and profiles of everybody.
pub fn only(store: &TestStore, kind: ConsultationKind, fields: &str) {
    write(&mut store.conn(), |conn| {
        diesel::update(agreement_grant::table.filter(agreement_grant::kind.eq(kind.code())))
            .set(agreement_grant::fields.eq(fields))
            .execute(conn)?;
        diesel::update(profile_grant::table.filter(profile_grant::kind.eq(kind.code())))
            .set(profile_grant::fields.eq(fields))
            .execute(conn)
    })
    .expect("cut down");
}

pub fn about(kind: ConsultationKind, about: About) -> ConsultationRequest {
    ConsultationRequest {
        kind,
        about,
        reference_day: None,
        known_at: None,
        compared_with: None,
        purpose: "Istruttoria".to_owned(),
        case_reference: "2026/7".to_owned(),
        comuni: None,
        declared: String::new(),
    }
}

pub fn of(kind: ConsultationKind, cf: &str) -> ConsultationRequest {
    about(
        kind,
        About::Person(SubjectRef::CodiceFiscale(cf.to_owned())),
    )
}

pub fn on(iso: &str, request: ConsultationRequest) -> ConsultationRequest {
    ConsultationRequest {
        reference_day: Some(day(iso)),
        ..request
    }
}

#[track_caller]
pub fn sheet(answer: &Consulted) -> &Sheet {
    match &answer.outcome {
        Outcome::Shown(sheet, _) => sheet,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn person(answer: &Consulted) -> &PersonSheet {
    match sheet(answer) {
        Sheet::Person(one) | Sheet::Timeline(one) => one,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn households(answer: &Consulted) -> &[HouseholdSheet] {
    match sheet(answer) {
        Sheet::Households(_, sheets) => sheets,
        other => panic!("{other:?}"),
    }
}

/// Who stands on a sheet.
pub fn names(sheet: &HouseholdSheet) -> Vec<String> {
    let members = sheet.members.iter();
    members.filter_map(|member| member.who.name()).collect()
}
