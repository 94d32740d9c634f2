//! From one row to a person, the street and the sheet.

use std::borrow::Cow;

use schema::codes::{
    AddressKind, HouseholdKind, IdentifierKind, InstitutionRole, Kinship, MaritalStatus,
    RegisterKind, Sex, Standing,
};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Citizenship, Fact, Identifier, Identity, Marital, Membership, PersonFacts, Residence,
};
use schema::names::{fold_words, name_key};

use super::super::check::Checker;
use super::super::{identifiers, places};
use super::SUBJECTS;
use super::columns::{Column, Cut, Layout};
use super::values::{LacValues, to_anpr};
use crate::anomaly::AnomalyCode;
use crate::record::{PersonRecord, SupplyHeader};

const NAME: usize = 200;
const CODE: usize = 64;

/// A row and where to note what is wrong with it.
pub struct Row<'a> {
    pub text: &'a str,
    pub cut: &'a Cut,
    pub layout: &'a Layout,
    pub values: &'a LacValues,
    pub header: &'a SupplyHeader,
    pub check: &'a mut Checker,
}

/// What a row says besides the person.
pub struct Read {
    pub person: PersonRecord,
    pub street: Option<Street>,
    /// `Ncomp`, 0 if not said.
    pub size: u16,
}

/// A street as the row names it.
pub struct Street {
    pub code: String,
    pub street_type: String,
    pub name: String,
}

impl<'a> Row<'a> {
    fn get(&mut self, column: Column) -> Cow<'a, str> {
        self.check.path = column.name();
        self.cut.get(self.text, self.layout.place(column))
    }

    fn note(&mut self, code: AnomalyCode, column: Column, value: &str) {
        self.check.path = column.name();
        self.check.note(code, column.name(), value);
    }

    fn text(&mut self, column: Column, longest: usize) -> String {
        let value = self.get(column);
        self.check.text(column.name(), &value, longest)
    }

    fn required(&mut self, column: Column, longest: usize) -> String {
        let value = self.get(column);
        self.check.required(column.name(), &value, longest)
    }

    /// The date in a column, `None` if empty or wrong.
    fn date(&mut self, column: Column) -> Option<UncertainDate> {
        let value = self.get(column);
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let Some(date) = self.values.dates.parse(value) else {
            self.note(AnomalyCode::DateInvalid, column, value);
            return None;
        };
        self.check
            .not_future(column.name(), value, date)
            .then_some(date)
    }

    /// ISTAT code of the Comune in two columns; empty if both are.
    fn comune(&mut self, province: Column, comune: Column) -> String {
        let province = self.get(province);
        let comune = self.get(comune);
        let (province, comune) = (province.trim(), comune.trim());
        if province.is_empty() && comune.is_empty() {
            return String::new();
        }
        format!("{province:0>3}{comune:0>3}")
    }

    /// Since when, of what the layout does not date.
    fn undated(&self) -> Validity {
        Validity::since(UncertainDate::not_after(self.header.extracted_on))
    }

    /// Reads the row; what is wrong is noted.
    pub fn read(&mut self) -> Read {
        let comune = self.comune(Column::Codpro, Column::Codcom);
        if comune != self.header.comune {
            self.note(AnomalyCode::RowOfOtherComune, Column::Codcom, &comune);
        }
        let local_id = self.required(Column::IdIndividuo, CODE);
        let mut facts = PersonFacts::default();
        self.identifiers(&local_id, &mut facts);
        self.identity(&mut facts);
        self.residence(&mut facts);
        let street = self.address(&mut facts);
        self.membership(&mut facts);
        self.marital(&mut facts);
        self.citizenship(&mut facts);
        let size = self.number(Column::Ncomp, 9_999) as u16;
        Read {
            person: PersonRecord {
                line: self.check.line,
                local_id,
                asserts: SUBJECTS,
                facts,
            },
            street,
            size,
        }
    }

    fn number(&mut self, column: Column, most: i32) -> i32 {
        let value = self.get(column);
        self.check.number(column.name(), &value, 0..=most)
    }

    fn identifiers(&mut self, local_id: &str, facts: &mut PersonFacts) {
        let value = self.get(Column::Codfiscale);
        let code = self.check.compact(Column::Codfiscale.name(), &value, 16);
        // A missing one is noted with the record as a whole.
        if !code.is_empty() {
            identifiers::codice_fiscale(self.check, Column::Codfiscale.name(), &code);
            self.push_identifier(facts, IdentifierKind::CodiceFiscale, code, "");
        }
        if !local_id.is_empty() {
            let comune = &self.header.comune;
            self.push_identifier(facts, IdentifierKind::Comune, local_id.to_owned(), comune);
        }
    }

    fn push_identifier(
        &self,
        facts: &mut PersonFacts,
        kind: IdentifierKind,
        value: String,
        comune: &str,
    ) {
        let mut identifier = Identifier {
            kind: kind.code().to_owned(),
            value,
            comune: comune.to_owned(),
            ..Identifier::default()
        };
        identifier.set_validity(self.undated());
        facts.identifiers.push(identifier);
    }

    fn identity(&mut self, facts: &mut PersonFacts) {
        let surname = self.text(Column::Cognome, NAME);
        let names = self.text(Column::Nome, NAME);
        // The layout has no flag for who has only one of the two.
        match (surname.is_empty(), names.is_empty()) {
            (true, true) => self.note(AnomalyCode::FieldMissing, Column::Cognome, ""),
            (true, false) => self.note(AnomalyCode::NameMissing, Column::Cognome, ""),
            (false, true) => self.note(AnomalyCode::NameMissing, Column::Nome, ""),
            (false, false) => {}
        }
        let sex = self.sex();
        if self.get(Column::Datanas).trim().is_empty() {
            self.note(AnomalyCode::FieldMissing, Column::Datanas, "");
        }
        let birth = self.date(Column::Datanas).unwrap_or(UncertainDate::UNKNOWN);
        let (birth_place, birth_place_name) = self.birth_place(birth);
        let mut identity = Identity {
            name_key: name_key(&surname, &names, birth.first.year()),
            surname,
            names,
            sex,
            birth_first: birth.first.0,
            birth_last: birth.last.0,
            birth_place,
            birth_place_name,
            ..Identity::default()
        };
        identity.set_validity(self.undated());
        facts.identities.push(identity);
    }

    fn sex(&mut self) -> String {
        let value = self.get(Column::Sesso);
        let value = value.trim();
        if value == self.values.male {
            Sex::Male.code().to_owned()
        } else if value == self.values.female {
            Sex::Female.code().to_owned()
        } else {
            let code = if value.is_empty() {
                AnomalyCode::FieldMissing
            } else {
                AnomalyCode::CodeUnknown
            };
            self.note(code, Column::Sesso, value);
            String::new()
        }
    }

    fn birth_place(&mut self, birth: UncertainDate) -> (String, String) {
        let state = self.get(Column::Estnas);
        let state = state.trim();
        // Italy as the state of birth says what the Comune says better.
        let state = if state == "100" { "" } else { state };
        let comune = self.comune(Column::Pronas, Column::Comnas);
        if state.is_empty() && comune.is_empty() {
            return (String::new(), String::new());
        }
        let codice_fiscale = self.get(Column::Codfiscale);
        let padded = if state.is_empty() {
            String::new()
        } else {
            format!("{state:0>3}")
        };
        if let Some(place) = places::birth_place(&padded, &comune, birth, &codice_fiscale) {
            return (place.code, place.name);
        }
        let (column, code) = if state.is_empty() {
            (Column::Comnas, comune.as_str())
        } else {
            (Column::Estnas, state)
        };
        self.note(AnomalyCode::PlaceUnknown, column, code);
        (String::new(), String::new())
    }

    fn residence(&mut self, facts: &mut PersonFacts) {
        let validity = match self.date(Column::Dataiscr) {
            Some(entered) => Validity::since(entered),
            None => self.undated(),
        };
        let mut spell = Residence {
            comune: self.header.comune.clone(),
            register: RegisterKind::Apr.code().to_owned(),
            standing: Standing::Asserted.code().to_owned(),
            ..Residence::default()
        };
        spell.set_validity(validity);
        facts.residences.push(spell);
    }

    /// The address, unless the row names no street (no fixed abode, or not said).
    fn address(&mut self, facts: &mut PersonFacts) -> Option<Street> {
        let street_type = self.text(Column::Specie, NAME);
        let name = self.text(Column::Denominazione, NAME);
        let mut code = self.text(Column::Idtoponimo, CODE);
        if code.is_empty() {
            if name.is_empty() {
                return None;
            }
            code = street_key(&street_type, &name);
        }
        let number = self.get(Column::Civico);
        let (number, rest) = self.house_number(number.trim());
        let mut exponent = self.text(Column::Esponente, 16);
        if exponent.is_empty() {
            exponent = rest;
        }
        exponent.retain(|c| !c.is_whitespace());
        let interior = self.text(Column::Interno, 32);
        let section = self.text(Column::Nsez, 16);
        let postal_code = self.text(Column::Cap, 10);
        let postal_code = if places::is_postal_code(&postal_code) {
            postal_code
        } else {
            if !postal_code.is_empty() {
                self.note(AnomalyCode::CodeIgnored, Column::Cap, &postal_code);
            }
            String::new()
        };
        let mut address = Address {
            kind: AddressKind::Residence.code().to_owned(),
            comune: self.header.comune.clone(),
            street_code: code.clone(),
            number,
            exponent: exponent.to_uppercase(),
            interior: without_prefix(&interior).to_owned(),
            postal_code,
            section,
            ..Address::default()
        };
        address.set_validity(self.undated());
        facts.addresses.push(address);
        Some(Street {
            code,
            street_type,
            name,
        })
    }

    /// The number and what follows it: `12`, `12/A`, `12 bis`, `SNC`, nothing.
    fn house_number(&mut self, value: &str) -> (i32, String) {
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = value.split_at_checked(digits).unwrap_or(("", value));
        let rest = rest
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_uppercase();
        if number.is_empty() {
            let plain: String = rest.chars().filter(char::is_ascii_alphanumeric).collect();
            if !matches!(plain.as_str(), "" | "SNC" | "SN") {
                self.note(AnomalyCode::NumberInvalid, Column::Civico, value);
            }
            return (0, String::new());
        }
        if rest.chars().count() > 16 {
            self.note(AnomalyCode::TooLong, Column::Civico, value);
        }
        match number.parse() {
            Ok(number) if number <= 999_999 => (number, rest),
            _ => {
                self.note(AnomalyCode::NumberInvalid, Column::Civico, value);
                (0, String::new())
            }
        }
    }

    fn membership(&mut self, facts: &mut PersonFacts) {
        let tipores = self.get(Column::Tipores);
        let tipores = tipores.trim();
        let institution = tipores == self.values.institution;
        if !institution && tipores != self.values.family {
            let code = if tipores.is_empty() {
                AnomalyCode::FieldMissing
            } else {
                AnomalyCode::CodeUnknown
            };
            self.note(code, Column::Tipores, tipores);
            return;
        }
        let written = self.get(Column::Relpar);
        let written = written.trim();
        let values = self.values;
        let (kind, column, role) = if institution {
            let role = to_anpr(&values.institution_role, written);
            if !role.is_empty() && InstitutionRole::from_code(role).is_none() {
                self.note(AnomalyCode::CodeUnknown, Column::Relpar, written);
            }
            // What a person is to the institution many exports leave out.
            let role = if role.is_empty() {
                InstitutionRole::Unknown.code()
            } else {
                role
            };
            (HouseholdKind::Institution, Column::Codiceconv, role)
        } else {
            let role = to_anpr(&values.kinship, written);
            if role.is_empty() {
                self.note(AnomalyCode::FieldMissing, Column::Relpar, "");
            } else if Kinship::from_code(role).is_none() {
                self.note(AnomalyCode::CodeUnknown, Column::Relpar, written);
            }
            (HouseholdKind::Family, Column::Codicefam, role)
        };
        let mut membership = Membership {
            comune: self.header.comune.clone(),
            household_kind: kind.code().to_owned(),
            household_code: self.required(column, CODE),
            role: role.to_owned(),
            ordinal: 0,
            ..Membership::default()
        };
        membership.set_validity(self.undated());
        facts.memberships.push(membership);
    }

    fn marital(&mut self, facts: &mut PersonFacts) {
        let written = self.get(Column::Staciv);
        let written = written.trim();
        if written.is_empty() {
            return;
        }
        let status = to_anpr(&self.values.marital, written);
        if MaritalStatus::from_code(status).is_none() {
            self.note(AnomalyCode::CodeUnknown, Column::Staciv, written);
        }
        let mut marital = Marital {
            status: status.to_owned(),
            ..Marital::default()
        };
        marital.set_validity(self.undated());
        facts.maritals.push(marital);
    }

    fn citizenship(&mut self, facts: &mut PersonFacts) {
        let written = self.get(Column::Cittad);
        let written = written.trim();
        let state = match written {
            "" | "999" => String::new(),
            written => format!("{written:0>3}"),
        };
        if !state.is_empty() && !places::is_state_code(&state) {
            self.note(AnomalyCode::CodeUnknown, Column::Cittad, written);
        }
        let mut citizenship = Citizenship {
            state,
            ..Citizenship::default()
        };
        citizenship.set_validity(self.undated());
        facts.citizenships.push(citizenship);
    }
}

/// The key of a street to which the Comune gives no code.
pub fn street_key(street_type: &str, name: &str) -> String {
    let words = [fold_words(street_type), fold_words(name)].concat();
    format!("~{}", words.join(" "))
}

/// A flat without the word that says that it is one.
fn without_prefix(interior: &str) -> &str {
    ["Int.", "INT.", "int.", "Int ", "INT ", "int "]
        .iter()
        .find_map(|prefix| interior.strip_prefix(prefix))
        .unwrap_or(interior)
        .trim()
}

/// The day on which nothing more is known than that it had come.
pub fn not_said(extracted_on: Day) -> UncertainDate {
    UncertainDate::not_after(extracted_on)
}
