//! Addresses, the street register, and the sheets themselves.

use schema::codes::AddressKind;
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Address, Fact};
use schema::tables::{HouseholdRow, StreetRow};

use super::civil;
use super::dice::Dice;
use super::model::{HISTORY, LAST_PAST, START, Stay, flag};
use super::places::places;
use super::render::{View, held};
use super::streets;

impl View<'_> {
    pub(super) fn addresses(&self, index: u32) -> Vec<Address> {
        let person = self.person(index);
        let mut rows = Vec::new();
        for home in self.homes(index, false) {
            for (from, to, segment) in self.removals(home) {
                if let Some(validity) = held(from, to, self.day) {
                    let mut row = self.address(home.household, segment, person.is(flag::NO_ABODE));
                    row.set_validity(validity);
                    rows.push(row);
                }
            }
        }
        for stay in self.model.stays(index) {
            if stay.aire
                && stay.comune == self.comune
                && let Some(validity) = held(stay.from, stay.to, self.day)
            {
                let mut row = self.address_abroad(index);
                row.set_validity(validity);
                rows.push(row);
            }
        }
        rows
    }

    /// Parts the time in a household by its changes of address: from, to, and which address.
    pub(super) fn removals(&self, home: Stay) -> Vec<(Day, Day, u64)> {
        let province = &self.model.province;
        let mut dice = Dice::new(province.seed, "removals", u64::from(home.household));
        let mut days = Vec::with_capacity(2);
        if dice.chance(0.22) {
            let household = &province.households[home.household as usize];
            let first = household.arrived.max(HISTORY).add_days(200);
            let last = LAST_PAST.min(household.closed);
            if first < last {
                days.push(dice.day(first, last));
            }
        }
        let begin = province
            .removals
            .partition_point(|(who, _)| *who < home.household);
        let later = province.removals[begin..].iter();
        days.extend(
            later
                .take_while(|(who, _)| *who == home.household)
                .map(|(_, day)| *day),
        );
        let mut parts = Vec::with_capacity(days.len() + 1);
        let mut from = home.from;
        for (segment, day) in days.iter().enumerate() {
            if *day >= home.to {
                parts.push((from, home.to, segment as u64));
                return parts;
            }
            if *day > from {
                parts.push((from, *day, segment as u64));
                from = *day;
            }
        }
        parts.push((from, home.to, days.len() as u64));
        parts
    }

    fn address(&self, household: u32, segment: u64, no_abode: bool) -> Address {
        let province = &self.model.province;
        let streets = &self.model.streets[usize::from(self.comune)];
        let mut dice = Dice::new(province.seed, "address", u64::from(household) * 8 + segment);
        // The last street is the fictitious one of those without an abode.
        let street = if no_abode {
            &streets[streets.len() - 1]
        } else {
            &streets[dice.index(streets.len() - 1)]
        };
        let mut row = Address {
            kind: AddressKind::Residence.code().to_owned(),
            comune: self.istat().to_owned(),
            street_code: street.code.clone(),
            section: street.section.to_string(),
            postal_code: streets::postal_code(self.istat(), street.section),
            ..Address::default()
        };
        if no_abode {
            return row;
        }
        row.number = if dice.chance(0.004) {
            0
        } else {
            dice.between(1, 24)
        };
        if row.number > 0 && dice.chance(0.09) {
            let exponent = dice.pick(&["A", "A", "B", "C", "BIS"]);
            exponent.clone_into(&mut row.exponent);
        }
        if dice.chance(0.05) {
            dice.pick(&["A", "B"]).clone_into(&mut row.staircase);
        }
        if dice.chance(0.42) {
            row.interior = dice.between(1, 14).to_string();
        }
        row
    }

    /// The state where an Italian of the province lives or was born.
    pub(super) fn state_abroad(&self, person: u32) -> u16 {
        let of = self.person(person);
        if places().get(of.place).is_abroad() {
            return of.place;
        }
        let mut dice = Dice::new(self.model.province.seed, "abroad", u64::from(person));
        places().emigration(&mut dice)
    }

    fn address_abroad(&self, person: u32) -> Address {
        let state = places().get(self.state_abroad(person));
        let mut dice = Dice::new(self.model.province.seed, "street abroad", u64::from(person));
        let street = dice.pick(&[
            "Bahnhofstraße",
            "Rue de la Gare",
            "High Street",
            "Calle Mayor",
            "Avenida Central",
        ]);
        Address {
            kind: AddressKind::ResidenceAbroad.code().to_owned(),
            foreign_address: format!("{street} {}", dice.between(1, 180)),
            foreign_state: state.istat(START).to_owned(),
            ..Address::default()
        }
    }

    /// The street register.
    pub(super) fn streets(&self) -> Vec<StreetRow> {
        let mut rows = Vec::new();
        let since = Day(1951_11_04);
        for street in &self.model.streets[usize::from(self.comune)] {
            let mut add = |kind: &str, name: &str, validity: Validity| {
                rows.push(StreetRow {
                    comune: self.istat().to_owned(),
                    code: street.code.clone(),
                    known_from: 0,
                    seq: 0,
                    known_to: 0,
                    from_first: validity.from.first.0,
                    from_last: validity.from.last.0,
                    to_first: validity.to.first.0,
                    to_last: validity.to.last.0,
                    street_type: kind.to_owned(),
                    name: name.to_owned(),
                });
            };
            let since = UncertainDate::exact(since);
            match &street.before {
                Some((kind, name, day)) => {
                    let day = UncertainDate::exact(*day);
                    add(kind, name, Validity::between(since, day));
                    add(street.kind, &street.name, Validity::since(day));
                }
                None => add(street.kind, &street.name, Validity::since(since)),
            }
        }
        rows
    }

    /// A sheet.
    pub(super) fn sheet(&self, (household, from, to): (u32, Day, Day)) -> Option<HouseholdRow> {
        let of = &self.model.province.households[household as usize];
        let validity = held(from, to, self.day)?;
        let (kind, nature, name) = match of.institution {
            Some(kind) => ("C", kind.code(), civil::institution_name(kind, of.code)),
            None => ("F", if of.nation == 0 { "1" } else { "2" }, String::new()),
        };
        Some(HouseholdRow {
            comune: self.istat().to_owned(),
            kind: kind.to_owned(),
            code: of.code.to_string(),
            known_from: 0,
            seq: 0,
            known_to: 0,
            from_first: validity.from.first.0,
            from_last: validity.from.last.0,
            to_first: validity.to.first.0,
            to_last: validity.to.last.0,
            nature: nature.to_owned(),
            name,
        })
    }
}
