//! Writes LAC rows, as the sample province and the tests need them.

use std::collections::HashMap;
use std::io::{self, Write};

use schema::codes::{AddressKind, IdentifierKind};
use schema::date::{Day, Truth, UncertainDate};
use schema::facts::{Fact, Identity};
use schema::tables::StreetRow;
use schema::{comuni, states};

use super::columns::Column;
use super::values::{LacValues, from_anpr};
use crate::record::{Item, PersonRecord, SupplyHeader};

/// How many people stand on each sheet on the day of extraction: `Ncomp` must be known before the first row.
#[derive(Debug, Clone, Default)]
pub struct HouseholdSizes {
    by_sheet: HashMap<(String, String), u32>,
}

impl HouseholdSizes {
    /// Counts a person, if the person will have a row.
    pub fn count(&mut self, person: &PersonRecord, header: &SupplyHeader) {
        if !is_resident(person, header) {
            return;
        }
        if let Some(m) = current(&person.facts.memberships, header.extracted_on) {
            let sheet = (m.household_kind.clone(), m.household_code.clone());
            *self.by_sheet.entry(sheet).or_default() += 1;
        }
    }
}

/// Writes the people resident on the day of extraction, as they stand on that day; what the layout has no column
/// for is left out.
pub struct LacWriter<W: Write> {
    out: W,
    header: SupplyHeader,
    values: LacValues,
    sizes: HouseholdSizes,
    streets: HashMap<String, (String, String)>,
    row: String,
}

impl<W: Write> LacWriter<W> {
    /// Writes the first row. Without `sizes`, `Ncomp` stays empty.
    pub fn new(
        mut out: W,
        header: &SupplyHeader,
        values: &LacValues,
        sizes: HouseholdSizes,
    ) -> io::Result<Self> {
        let names: Vec<_> = Column::ALL.iter().map(|c| c.name()).collect();
        write!(out, "{}\r\n", names.join(";"))?;
        Ok(Self {
            out,
            header: header.clone(),
            values: values.clone(),
            sizes,
            streets: HashMap::new(),
            row: String::new(),
        })
    }

    /// Writes a person, or remembers a street, which must come before who lives there. Chunks and sheets have no
    /// rows of their own.
    pub fn write(&mut self, item: &Item) -> io::Result<()> {
        match item {
            Item::Street(street) => {
                self.street(street);
                Ok(())
            }
            Item::Person(person) => self.write_person(person),
            Item::Chunk { .. } | Item::Household(_) => Ok(()),
        }
    }

    /// Writes a person, unless not resident on the day of extraction.
    pub fn write_person(&mut self, person: &PersonRecord) -> io::Result<()> {
        if !is_resident(person, &self.header) {
            return Ok(());
        }
        self.row.clear();
        self.append(person);
        self.row.push_str("\r\n");
        let narrow = self.values.encoding == super::Encoding::Windows1252;
        if narrow {
            let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&self.row);
            self.out.write_all(&bytes)
        } else {
            self.out.write_all(self.row.as_bytes())
        }
    }

    /// Hands back the output, flushed.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    /// The name that holds on the day of extraction wins over others of the same street.
    fn street(&mut self, street: &StreetRow) {
        let open = street.to_first > self.header.extracted_on.0;
        if open || !self.streets.contains_key(&street.code) {
            let named = (street.street_type.clone(), street.name.clone());
            self.streets.insert(street.code.clone(), named);
        }
    }

    fn append(&mut self, person: &PersonRecord) {
        let facts = &person.facts;
        let day = self.header.extracted_on;
        let values = self.values.clone();
        let none = Identity::default();
        let identity = current(&facts.identities, day).unwrap_or(&none);
        let sheet = current(&facts.memberships, day);
        let institution = sheet.is_some_and(|m| m.household_kind == "C");
        let homes: Vec<_> = facts
            .addresses
            .iter()
            .filter(|a| a.kind == AddressKind::Residence.code())
            .cloned()
            .collect();
        let home = current(&homes, day);
        let code = sheet.map_or("", |m| m.household_code.as_str());
        let role = sheet.map_or("", |m| m.role.as_str());

        let (province, comune) = self.header.comune.split_at_checked(3).unwrap_or_default();
        let (province, comune) = (province.to_owned(), comune.to_owned());
        self.put(&province);
        self.put(&comune);
        self.put(if institution {
            &values.institution
        } else {
            &values.family
        });
        self.put(if institution { "" } else { code });
        self.put(if institution { code } else { "" });
        self.put(&person.local_id);
        self.put(&identity.surname);
        self.put(&identity.names);
        let codes = facts
            .identifiers
            .iter()
            .filter(|i| i.kind == IdentifierKind::CodiceFiscale.code());
        let held: Vec<_> = codes.cloned().collect();
        self.put(current(&held, day).map_or("", |i| i.value.as_str()));
        self.put(match identity.sex.as_str() {
            "M" => &values.male,
            "F" => &values.female,
            _ => "",
        });
        let birth = UncertainDate {
            first: Day(identity.birth_first),
            last: Day(identity.birth_last),
        };
        self.date(birth);
        self.birth_place(&identity.birth_place, birth);
        let citizenship = facts
            .citizenships
            .iter()
            .find(|c| c.state == "100" && c.validity().at(day) != Truth::No);
        let citizenship = citizenship.or(current(&facts.citizenships, day));
        self.put(citizenship.map_or("", |c| c.state.as_str()));
        let key = sheet.map(|m| (m.household_kind.clone(), m.household_code.clone()));
        let size = key.and_then(|key| self.sizes.by_sheet.get(&key).copied());
        self.put(&size.map_or_else(String::new, |n| n.to_string()));
        let roles = if institution {
            &values.institution_role
        } else {
            &values.kinship
        };
        self.put(from_anpr(roles, role));
        let status = current(&facts.maritals, day).map_or("", |m| m.status.as_str());
        self.put(from_anpr(&values.marital, status));
        let spells: Vec<_> = facts
            .residences
            .iter()
            .filter(|r| r.register == "APR")
            .cloned()
            .collect();
        self.date(current(&spells, day).map_or(UncertainDate::UNKNOWN, |r| r.validity().from));
        let street = home.map_or("", |a| a.street_code.as_str());
        let (street_type, name) = self.streets.get(street).cloned().unwrap_or_default();
        // A code beginning with `~` is the hub's, for a street without one.
        self.put(if street.starts_with('~') { "" } else { street });
        self.put(&street_type);
        self.put(&name);
        self.put(
            &home
                .filter(|a| a.number != 0)
                .map_or_else(String::new, |a| a.number.to_string()),
        );
        self.put(home.map_or("", |a| a.exponent.as_str()));
        self.put(home.map_or("", |a| a.interior.as_str()));
        self.put(home.map_or("", |a| a.postal_code.as_str()));
        self.put(home.map_or("", |a| a.section.as_str()));
    }

    /// Appends a field. Separators, quotes and control characters cannot stand in one; a leading sign of a formula
    /// can, because a register's name must come back as it is (exports for spreadsheets guard against it).
    fn put(&mut self, value: &str) {
        self.row.extend(value.chars().map(|c| {
            if matches!(c, ';' | '"') || c.is_control() {
                ' '
            } else {
                c
            }
        }));
        self.row.push(';');
    }

    fn date(&mut self, date: UncertainDate) {
        let text = self.values.dates.format(date).unwrap_or_default();
        self.put(&text);
    }

    /// `Pronas`, `Comnas`, `Estnas`.
    fn birth_place(&mut self, place: &str, birth: UncertainDate) {
        if place.starts_with('Z') {
            let state = states::by_belfiore(place).map_or("", |s| s.istat);
            self.put("");
            self.put("");
            self.put(state);
            return;
        }
        let istat = comuni::by_belfiore(place, birth.last)
            .or(comuni::latest(place))
            .map_or("", |c| c.istat);
        let (province, comune) = istat.split_at_checked(3).unwrap_or_default();
        self.put(province);
        self.put(comune);
        self.put("");
    }
}

/// What holds on that day, if it is certain of one; otherwise what may.
fn current<F: Fact>(facts: &[F], day: Day) -> Option<&F> {
    let at = |wanted| facts.iter().find(move |f| f.validity().at(day) == wanted);
    at(Truth::Yes).or_else(|| at(Truth::Uncertain))
}

fn is_resident(person: &PersonRecord, header: &SupplyHeader) -> bool {
    person.facts.residences.iter().any(|r| {
        r.register == "APR"
            && r.comune == header.comune
            && r.validity().at(header.extracted_on) != Truth::No
    })
}
