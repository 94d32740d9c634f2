//! Who lives at an address on a day.

use std::collections::BTreeMap;

use schema::codes::{AddressKind, ConsultationField};
use schema::date::Truth;
use schema::facts::{Address, Fact, Membership};

use super::household::{together, truth_of};
use super::lens::Lens;
use super::rows::key_of;
use crate::consultation::sheet::{
    Dwelling, DwellingAddress, Group, Member, SheetKey, SheetKind, Shown, Value,
};

impl DwellingAddress {
    /// The dwelling of an address of the register: down to the flat.
    pub fn of(row: &Address) -> Self {
        Self {
            comune: row.comune.clone(),
            street_code: row.street_code.clone(),
            number: row.number,
            exponent: Some(row.exponent.clone()),
            staircase: Some(row.staircase.clone()),
            interior: Some(row.interior.clone()),
        }
    }

    /// True if the address is there, as far as this one says.
    pub fn holds(&self, row: &Address) -> bool {
        let is_home = AddressKind::from_code(&row.kind).is_some_and(AddressKind::is_residence);
        let agrees =
            |asked: &Option<String>, known: &str| asked.as_ref().is_none_or(|asked| asked == known);
        is_home
            && self.comune == row.comune
            && self.street_code == row.street_code
            && self.number == row.number
            && agrees(&self.exponent, &row.exponent)
            && agrees(&self.staircase, &row.staircase)
            && agrees(&self.interior, &row.interior)
    }
}

impl Lens<'_> {
    /// Who lives there, by sheet; `subject` is the person from whom the address was taken, if it was.
    pub fn dwelling(&self, subject: Option<i64>, address: &DwellingAddress) -> Dwelling {
        let by_sheet = self.grants(ConsultationField::Household);
        let mut groups: BTreeMap<(bool, Option<SheetKey>), Vec<Member>> = BTreeMap::new();
        for (&id, facts) in &self.material.people {
            let homes = facts
                .addresses
                .iter()
                .filter(|row| self.sees(*row) && address.holds(row));
            let there = truth_of(homes.map(Fact::validity), self.day);
            if there == Truth::No {
                continue;
            }
            let member = |on_day: Truth, places: Vec<&Membership>| Member {
                who: self.who(id),
                on_day: there.and(on_day),
                is_subject: subject == Some(id),
                places: places
                    .into_iter()
                    .filter(|row| row.validity().at(self.day) != Truth::No)
                    .map(|row| self.item(row, self.place(row)))
                    .collect(),
            };
            let mut on_a_sheet = false;
            if by_sheet {
                let mut rows: BTreeMap<SheetKey, Vec<&Membership>> = BTreeMap::new();
                // Another Comune's sheet is that Comune's to show.
                let own = facts
                    .memberships
                    .iter()
                    .filter(|row| self.sees(*row) && row.comune == address.comune);
                for row in own {
                    rows.entry(key_of(row)).or_default().push(row);
                }
                for (key, rows) in rows {
                    let on_day = together(&rows, self.day);
                    if on_day != Truth::No {
                        on_a_sheet = true;
                        let group = groups.entry((false, Some(key))).or_default();
                        group.push(member(on_day, rows));
                    }
                }
            }
            if !on_a_sheet {
                let group = groups.entry((true, None)).or_default();
                group.push(member(Truth::Yes, Vec::new()));
            }
        }
        let groups = groups.into_iter().map(|((_, key), mut members)| {
            members.sort_by_cached_key(super::household::order);
            Group {
                key: Shown::when(by_sheet, || key),
                members,
            }
        });
        Dwelling {
            address: Shown::when(self.grants(ConsultationField::Address), || {
                self.described(address)
            }),
            groups: groups.collect(),
        }
    }

    /// The address in full: as somebody has it who lives there, else as it was asked for.
    fn described(&self, address: &DwellingAddress) -> crate::consultation::sheet::Address {
        let asked = Address {
            kind: AddressKind::Residence.code().to_owned(),
            comune: address.comune.clone(),
            street_code: address.street_code.clone(),
            number: address.number,
            exponent: address.exponent.clone().unwrap_or_default(),
            staircase: address.staircase.clone().unwrap_or_default(),
            interior: address.interior.clone().unwrap_or_default(),
            ..Address::default()
        };
        let mut rows = self
            .material
            .people
            .values()
            .flat_map(|facts| &facts.addresses);
        let lived_in = rows.find(|row| {
            self.sees(*row)
                && address.holds(row)
                && DwellingAddress::of(row) == DwellingAddress::of(&asked)
                && row.validity().at(self.day) == Truth::Yes
        });
        self.address(lived_in.unwrap_or(&asked))
    }
}

/// The role of a member of a sheet, in words; nothing if it is masked or not said.
pub(super) fn roles_in_words(member: &Member, kind: SheetKind) -> String {
    let roles = member.places.iter().filter_map(|item| match &item.value {
        Value::Place(place) => place.role.value().map(|role| kind.role_words(role)),
        _ => None,
    });
    roles.collect::<Vec<_>>().join(" / ")
}
