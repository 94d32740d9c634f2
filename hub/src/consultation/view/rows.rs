//! From rows to what a sheet says of them.

use schema::codes::{
    BondKind, ConsultationField, DocumentKind, EventKind, IdentifierKind, RegisterKind, Standing,
};
use schema::date::{Day, UncertainDate};
use schema::facts::{Fact, Membership, PersonFacts, Residence};

use super::lens::{Lens, Span};
use crate::consultation::sheet::{
    Address, Bond, Death, Document, Event, Generalities, Item, Named, Number, Parent, Place,
    PlaceName, Procedure, SheetKey, SheetKind, Shown, Spell, Topic, Value,
};

impl Lens<'_> {
    /// The facts of that part.
    pub fn items(&self, facts: &PersonFacts, topic: Topic) -> Vec<Item> {
        let number = |kind: IdentifierKind| {
            self.nearest(&facts.identifiers, move |row| {
                (row.kind == kind.code()).then(|| {
                    Value::Number(Number {
                        value: row.value.clone(),
                        comune: row.comune.clone(),
                        validation: row.validation.clone(),
                    })
                })
            })
        };
        match topic {
            Topic::Generalities => self.nearest(&facts.identities, |row| {
                Some(Value::Generalities(Generalities {
                    surname: row.surname.clone(),
                    names: row.names.clone(),
                    sex: row.sex.clone(),
                    birth: date(row.birth_first, row.birth_last),
                    birth_place: place(&row.birth_place, &row.birth_place_name),
                }))
            }),
            Topic::CodiceFiscale => number(IdentifierKind::CodiceFiscale),
            Topic::AnprId => number(IdentifierKind::Anpr),
            Topic::CardNumber => self.collect(&facts.identifiers, |row| {
                (row.kind == IdentifierKind::Comune.code()).then(|| {
                    Value::Number(Number {
                        value: row.value.clone(),
                        comune: row.comune.clone(),
                        validation: String::new(),
                    })
                })
            }),
            Topic::Residence => self.residences(&facts.residences),
            Topic::Address => self.collect(&facts.addresses, |row| {
                Some(Value::Address(self.address(row)))
            }),
            Topic::MaritalStatus => self.collect(&facts.maritals, |row| {
                Some(Value::MaritalStatus(row.status.clone()))
            }),
            Topic::Bonds => self.collect(&facts.bonds, |row| {
                Some(Value::Bond(Bond {
                    kind: BondKind::from_code(&row.kind),
                    partner: Named {
                        codice_fiscale: row.partner_cf.clone(),
                        surname: row.partner_surname.clone(),
                        names: row.partner_names.clone(),
                        birth: date(row.partner_birth_first, row.partner_birth_last),
                    },
                    place: place(&row.place, &row.place_name),
                    act: row.act.clone(),
                    end_reason: row.end_reason.clone(),
                }))
            }),
            Topic::Citizenship => self.collect(&facts.citizenships, |row| {
                Some(Value::Citizenship(row.state.clone()))
            }),
            Topic::StayPermits => self.documents(facts, |kind| kind == DocumentKind::StayPermit),
            Topic::Documents => self.documents(facts, |kind| kind != DocumentKind::StayPermit),
            Topic::Parents => self.collect(&facts.parentages, |row| {
                Some(Value::Parent(Parent {
                    parent: schema::codes::Parent::from_code(&row.parent),
                    who: Named {
                        codice_fiscale: row.parent_cf.clone(),
                        surname: row.parent_surname.clone(),
                        names: row.parent_names.clone(),
                        birth: date(row.parent_birth_first, row.parent_birth_last),
                    },
                }))
            }),
            Topic::Household => self.collect(&facts.memberships, |row| Some(self.place(row))),
            Topic::Death => self.collect(&facts.deaths, |row| {
                Some(Value::Death(Death {
                    place: place(&row.place, &row.place_name),
                    act: row.act.clone(),
                }))
            }),
            Topic::Procedures => self.collect(&facts.procedures, |row| {
                Some(Value::Procedure(Procedure {
                    kind: row.kind.clone(),
                    protocol: row.protocol.clone(),
                    comune: row.comune.clone(),
                    certifiability: row.certifiability.clone(),
                }))
            }),
            Topic::Events => self.collect(&facts.events, |row| {
                let tells_of_death = row.kind == EventKind::Death.code();
                (!tells_of_death || self.grants(ConsultationField::Death)).then(|| event(row))
            }),
        }
    }

    fn documents(&self, facts: &PersonFacts, wanted: impl Fn(DocumentKind) -> bool) -> Vec<Item> {
        self.collect(&facts.documents, |row| {
            let kind = DocumentKind::from_code(&row.kind);
            // What the hub does not know is a document, not a title to stay.
            wanted(kind.unwrap_or(DocumentKind::IdentityCard)).then(|| {
                Value::Document(Document {
                    kind,
                    number: row.number.clone(),
                    issuer: row.issuer.clone(),
                })
            })
        })
    }

    pub(super) fn spell(&self, row: &Residence) -> Value {
        let tells = self.grants(ConsultationField::Death);
        Value::Spell(Spell {
            comune: row.comune.clone(),
            register: RegisterKind::from_code(&row.register),
            entry_reason: row.entry_reason.clone(),
            origin: row.origin.clone(),
            exit_reason: Shown::when(tells, || row.exit_reason.clone()),
            destination: row.destination.clone(),
            no_fixed_abode: row.no_fixed_abode,
            disputed: row.standing == Standing::Disputed.code(),
        })
    }

    /// With the street's name of the day; in a timeline, of the last day on which the address held.
    pub fn address(&self, row: &schema::facts::Address) -> Address {
        let held = row.validity();
        let day = match self.span {
            Span::Day => self.day,
            Span::Ever if held.to.last <= self.day => held.to.last.add_days(-1),
            Span::Ever => self.day.max(held.from.first),
        };
        Address {
            kind: row.kind.clone(),
            comune: row.comune.clone(),
            street_code: row.street_code.clone(),
            street: self.material.street(
                &row.comune,
                &row.street_code,
                day,
                self.question.known_at,
            ),
            number: row.number,
            exponent: row.exponent.clone(),
            staircase: row.staircase.clone(),
            interior: row.interior.clone(),
            postal_code: row.postal_code.clone(),
            section: row.section.clone(),
            foreign_address: row.foreign_address.clone(),
            foreign_state: row.foreign_state.clone(),
            coordinates: row.latitude.zip(row.longitude),
        }
    }

    /// What a member is to the head tells of the head too: without the right to it, neither role nor order are there.
    pub fn place(&self, row: &Membership) -> Value {
        let tells = self.grants(ConsultationField::Kinship);
        Value::Place(Place {
            sheet: key_of(row),
            role: Shown::when(tells, || row.role.clone()),
            ordinal: Shown::when(tells, || row.ordinal),
        })
    }
}

/// The sheet of a membership.
pub(super) fn key_of(row: &Membership) -> SheetKey {
    SheetKey {
        comune: row.comune.clone(),
        kind: SheetKind::of(&row.household_kind),
        code: row.household_code.clone(),
    }
}

pub(super) fn event(row: &schema::facts::RegisterEvent) -> Value {
    Value::Event(Event {
        kind: row.kind.clone(),
        registered_on: (row.registered_on > 0).then_some(Day(row.registered_on)),
        comune: row.comune.clone(),
    })
}

fn date(first: i32, last: i32) -> UncertainDate {
    UncertainDate {
        first: Day(first),
        last: Day(last),
    }
}

fn place(code: &str, name: &str) -> PlaceName {
    PlaceName {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}
