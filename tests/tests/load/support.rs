//! What the loader's tests stand on: supplies built in a few words, written as lines of JSON, and what is known
//! afterwards in a form that can be compared.

use std::io::{BufRead, Lines};
use std::sync::Arc;

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Citizenship, Fact, Identifier, Identity, Marital, Membership, NOW, PersonFacts,
    Residence, STILL_KNOWN, Subject, SubjectSet, identifier,
};
use schema::names::name_key;
use schema::tables::{HouseholdRow, StreetRow, person};
use sync::layout::{SupplyError, SupplyReader};
use sync::load::{Accepted, LoadError, Loader, Open, Received, SupplyReport};
use sync::record::{
    Anomaly, Format, Item, Parsed, PersonRecord, Severity, SupplyHeader, SupplyKind,
};
use tests::TestStore;

pub const MODENA: &str = "036023";
pub const CARPI: &str = "036005";
pub const EXTRACTED: Day = Day(2023_01_01);

/// Lines of JSON: header, records, `"end"`.
pub struct JsonLines;

impl Open for JsonLines {
    fn open(
        &self,
        input: Box<dyn BufRead + Send>,
        _: Format,
        _: Option<SupplyHeader>,
        _: &str,
    ) -> Result<Box<dyn SupplyReader + Send>, Anomaly> {
        let mut lines = input.lines();
        let header = lines
            .next()
            .and_then(Result::ok)
            .and_then(|line| serde_json::from_str(&line).ok())
            .ok_or_else(broken)?;
        Ok(Box::new(Reader {
            header,
            lines,
            over: false,
            last: String::new(),
        }))
    }
}

fn broken() -> Anomaly {
    Anomaly {
        code: "F001".to_owned(),
        severity: Severity::Error,
        line: 0,
        path: String::new(),
        field: String::new(),
        value: String::new(),
    }
}

struct Reader {
    header: SupplyHeader,
    lines: Lines<Box<dyn BufRead + Send>>,
    over: bool,
    last: String,
}

impl SupplyReader for Reader {
    fn header(&self) -> &SupplyHeader {
        &self.header
    }

    fn raw(&mut self) -> String {
        self.last.clone()
    }

    fn next(&mut self) -> Option<Result<Parsed, SupplyError>> {
        if self.over {
            return None;
        }
        let line = self.lines.next().and_then(Result::ok).unwrap_or_default();
        if line == "\"end\"" {
            self.over = true;
            return None;
        }
        self.last.clone_from(&line);
        Some(serde_json::from_str(&line).map_err(|_| {
            self.over = true;
            SupplyError {
                anomaly: broken(),
                source: None,
            }
        }))
    }
}

/// A supply under construction.
#[derive(Clone)]
pub struct Supply {
    pub header: SupplyHeader,
    pub items: Vec<Parsed>,
    pub complete: bool,
}

impl Supply {
    pub fn full(comune: &str, number: i64) -> Self {
        Self {
            header: SupplyHeader {
                comune: comune.to_owned(),
                number,
                id: format!("{comune}-{number}"),
                kind: SupplyKind::Full,
                format: Format::Xml,
                extracted_on: EXTRACTED.add_days(number * 30),
                subjects: SubjectSet::ALL,
                totals: None,
                chunks: 1,
                software: "prova".to_owned(),
            },
            items: vec![Parsed::Item(
                Item::Chunk {
                    ordinal: 1,
                    totals: None,
                },
                Vec::new(),
            )],
            complete: true,
        }
    }

    pub fn delta(comune: &str, number: i64) -> Self {
        let mut supply = Self::full(comune, number);
        supply.header.kind = SupplyKind::Delta;
        supply
    }

    pub fn lac(comune: &str, number: i64) -> Self {
        let mut supply = Self::full(comune, number);
        supply.header.format = Format::Lac;
        supply.header.chunks = 1;
        supply
    }

    pub fn with(mut self, records: impl IntoIterator<Item = PersonRecord>) -> Self {
        for mut record in records {
            record.line = self.items.len() as i64 + 1;
            self.items
                .push(Parsed::Item(Item::Person(Box::new(record)), Vec::new()));
        }
        self
    }

    pub fn street(mut self, code: &str, names: &[(&str, i32)]) -> Self {
        for (name, from) in names {
            self.items.push(Parsed::Item(
                Item::Street(StreetRow {
                    comune: self.header.comune.clone(),
                    code: code.to_owned(),
                    known_from: 0,
                    seq: 0,
                    known_to: 0,
                    from_first: *from,
                    from_last: *from,
                    to_first: Day::MAX.0,
                    to_last: Day::MAX.0,
                    street_type: "VIA".to_owned(),
                    name: (*name).to_owned(),
                }),
                Vec::new(),
            ));
        }
        self
    }

    pub fn sheet(mut self, code: &str) -> Self {
        self.items.push(Parsed::Item(
            Item::Household(HouseholdRow {
                comune: self.header.comune.clone(),
                kind: "F".to_owned(),
                code: code.to_owned(),
                known_from: 0,
                seq: 0,
                known_to: 0,
                from_first: 0,
                from_last: 0,
                to_first: Day::MAX.0,
                to_last: Day::MAX.0,
                nature: "1".to_owned(),
                name: String::new(),
            }),
            Vec::new(),
        ));
        self
    }

    pub fn refused(mut self, local_id: &str) -> Self {
        self.items.push(Parsed::Refused {
            line: self.items.len() as i64 + 1,
            about_person: true,
            local_id: local_id.to_owned(),
            raw: "<persona/>".to_owned(),
            anomalies: vec![Anomaly {
                code: "E101".to_owned(),
                ..broken()
            }],
        });
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut lines = vec![serde_json::to_string(&self.header).unwrap()];
        lines.extend(
            self.items
                .iter()
                .map(|item| serde_json::to_string(item).unwrap()),
        );
        if self.complete {
            lines.push("\"end\"".to_owned());
        }
        (lines.join("\n") + "\n").into_bytes()
    }

    pub fn meta(&self) -> Received {
        Received {
            comune: Some(self.header.comune.clone()),
            format: self.header.format,
            header: None,
        }
    }
}

/// A person with card number, codice fiscale and generalities, all subjects asserted.
pub fn citizen(card: &str, cf: &str, names: &str) -> PersonRecord {
    let since = Validity::since(UncertainDate::exact(Day(1970_01_31)));
    let mut record = PersonRecord {
        local_id: card.to_owned(),
        asserts: SubjectSet::ALL,
        ..PersonRecord::default()
    };
    if !cf.is_empty() {
        record.facts.identifiers.push(valid(
            Identifier {
                kind: "CF".to_owned(),
                value: cf.to_owned(),
                ..Identifier::default()
            },
            since,
        ));
    }
    record.facts.identities.push(valid(
        Identity {
            surname: "ROSSI".to_owned(),
            names: names.to_owned(),
            sex: "M".to_owned(),
            birth_first: 1970_01_31,
            birth_last: 1970_01_31,
            birth_place: "F257".to_owned(),
            birth_place_name: "MODENA".to_owned(),
            name_key: name_key("ROSSI", names, 1970),
            ..Identity::default()
        },
        since,
    ));
    record.facts.citizenships.push(valid(
        Citizenship {
            state: "100".to_owned(),
            ..Citizenship::default()
        },
        since,
    ));
    record.facts.maritals.push(valid(
        Marital {
            status: "1".to_owned(),
            ..Marital::default()
        },
        since,
    ));
    record
}

pub fn valid<F: Fact>(mut fact: F, validity: Validity) -> F {
    fact.set_validity(validity);
    fact
}

pub fn day(day: i32) -> UncertainDate {
    UncertainDate::exact(Day(day))
}

/// What a test adds to a record.
pub trait Also: Sized {
    /// Registered with this Comune, on its card; spells `(from, to, origin)`, `to` 0 = open.
    fn at(self, comune: &str, spells: &[(i32, i32, &str)]) -> Self;
    fn anpr(self, id: &str) -> Self;
    fn married(self, on: i32) -> Self;
    fn living(self, comune: &str, street: &str, from: i32) -> Self;
    fn member(self, comune: &str, sheet: &str, role: &str) -> Self;
    fn only(self, subjects: &[Subject]) -> Self;
}

impl Also for PersonRecord {
    fn at(mut self, comune: &str, spells: &[(i32, i32, &str)]) -> Self {
        self.facts.identifiers.push(valid(
            Identifier {
                kind: "COMUNE".to_owned(),
                value: self.local_id.clone(),
                comune: comune.to_owned(),
                ..Identifier::default()
            },
            Validity::always(),
        ));
        for (from, to, origin) in spells {
            let end = if *to == 0 {
                UncertainDate::OPEN
            } else {
                day(*to)
            };
            self.facts.residences.push(valid(
                Residence {
                    comune: comune.to_owned(),
                    register: "APR".to_owned(),
                    entry_reason: "1".to_owned(),
                    origin: (*origin).to_owned(),
                    standing: "A".to_owned(),
                    ..Residence::default()
                },
                Validity::between(day(*from), end),
            ));
        }
        self
    }

    fn anpr(mut self, id: &str) -> Self {
        self.facts.identifiers.push(valid(
            Identifier {
                kind: "ANPR".to_owned(),
                value: id.to_owned(),
                ..Identifier::default()
            },
            Validity::always(),
        ));
        self
    }

    fn married(mut self, on: i32) -> Self {
        for fact in &mut self.facts.maritals {
            let from = fact.validity().from;
            fact.set_validity(Validity::between(from, day(on)));
        }
        self.facts.maritals.push(valid(
            Marital {
                status: "2".to_owned(),
                ..Marital::default()
            },
            Validity::since(day(on)),
        ));
        self
    }

    fn living(mut self, comune: &str, street: &str, from: i32) -> Self {
        self.facts.addresses.push(valid(
            Address {
                kind: "1".to_owned(),
                comune: comune.to_owned(),
                street_code: street.to_owned(),
                number: 12,
                ..Address::default()
            },
            Validity::since(day(from)),
        ));
        self
    }

    fn member(mut self, comune: &str, sheet: &str, role: &str) -> Self {
        self.facts.memberships.push(valid(
            Membership {
                comune: comune.to_owned(),
                household_kind: "F".to_owned(),
                household_code: sheet.to_owned(),
                role: role.to_owned(),
                ..Membership::default()
            },
            Validity::since(day(2000_01_01)),
        ));
        self
    }

    fn only(mut self, subjects: &[Subject]) -> Self {
        self.asserts = SubjectSet::of(subjects);
        self
    }
}

pub fn loader(store: &TestStore) -> Loader {
    Loader::with_source(
        store.register.clone(),
        store.inbox.clone(),
        store.clock.clone(),
        store.entropy.clone(),
        Arc::new(JsonLines),
    )
}

pub fn receive(store: &TestStore, supply: &Supply) -> Result<Accepted, LoadError> {
    loader(store).receive(&supply.meta(), &mut supply.bytes().as_slice())
}

/// The code with which a supply is refused.
#[track_caller]
pub fn refusal(result: Result<Accepted, LoadError>) -> String {
    match result {
        Err(LoadError::Refused(anomaly)) => anomaly.code,
        other => panic!("not refused: {other:?}"),
    }
}

/// Receives and loads supplies, in this order; the state of the last one.
pub fn load(store: &TestStore, supplies: &[&Supply]) -> SupplyReport {
    let loader = loader(store).with_piece(3);
    let mut last = 0;
    for supply in supplies {
        last = loader
            .receive(&supply.meta(), &mut supply.bytes().as_slice())
            .expect("receive")
            .supply_id;
    }
    loader.process_pending(&|_| {}).expect("load");
    report(store, last)
}

pub fn report(store: &TestStore, supply_id: i64) -> SupplyReport {
    sync::load::status(&mut store.conn(), supply_id)
        .expect("read the state")
        .expect("the supply exists")
}

#[track_caller]
pub fn assert_loaded(report: &SupplyReport) {
    assert_eq!(report.status, SupplyStatus::Loaded, "{report:?}");
}

/// Codes of the anomalies found in a supply.
pub fn codes(report: &SupplyReport) -> Vec<&str> {
    report
        .anomalies
        .iter()
        .map(|(code, _, _)| code.as_str())
        .collect()
}

/// Every person as now known, without keys: what two registers that came by different ways must agree on.
pub fn known(store: &TestStore) -> Vec<String> {
    let mut shown: Vec<String> = people(store)
        .into_iter()
        .map(|mut facts| {
            macro_rules! normalise {
                ($($field:ident)*) => {
                    $(
                        for fact in &mut facts.$field {
                            fact.place(0, 0, 0);
                        }
                        facts.$field.sort_by_key(|fact| format!("{fact:?}"));
                    )*
                };
            }
            normalise!(identifiers identities residences addresses memberships maritals bonds parentages
                citizenships documents deaths procedures events);
            format!("{facts:#?}")
        })
        .collect();
    shown.sort();
    shown
}

/// The facts of every person.
pub fn people(store: &TestStore) -> Vec<PersonFacts> {
    let mut conn = store.conn();
    let ids: Vec<i64> = person::table
        .order(person::id)
        .select(person::id)
        .load(&mut conn)
        .expect("list the people");
    PersonFacts::load(&mut conn, &ids, SubjectSet::ALL, NOW).expect("read the facts")
}

/// The facts of the one person with this codice fiscale.
#[track_caller]
pub fn by_cf(store: &TestStore, cf: &str) -> PersonFacts {
    let mut conn = store.conn();
    let ids: Vec<i64> = identifier::table
        .filter(identifier::value.eq(cf))
        .filter(identifier::known_to.eq(STILL_KNOWN))
        .select(identifier::person_id)
        .load(&mut conn)
        .expect("look up");
    let [id] = ids[..] else {
        panic!("{cf} names {ids:?}");
    };
    PersonFacts::load(&mut conn, &[id], SubjectSet::ALL, NOW)
        .expect("read the facts")
        .remove(0)
}

/// Last journal number.
pub fn head(store: &TestStore) -> i64 {
    schema::journal::head(&mut store.conn()).expect("read the journal's head")
}
