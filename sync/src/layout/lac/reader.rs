//! Pulls records out of the rows.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::io::BufRead;

use schema::codes::Kinship;
use schema::date::Validity;

use super::super::check::Checker;
use super::super::guard::UNDECODABLE;
use super::super::{MAX_FIELD, SupplyError, SupplyReader, record_check};
use super::columns::{Column, Cut, Layout};
use super::families::{self, Families, Hasher, Member};
use super::lines::Lines;
use super::row::{Read, Row, Street, not_said};
use super::values::{Encoding, LacValues};
use crate::anomaly::AnomalyCode;
use crate::layout::xml::{household_row, street_row};
use crate::record::{Item, Parsed, PersonRecord, SupplyHeader};

/// Most streets told apart; beyond, a street is described again with each row.
const MOST_STREETS: usize = 200_000;

/// Reads LAC rows.
pub struct LacReader {
    lines: Lines,
    header: SupplyHeader,
    values: LacValues,
    layout: Layout,
    cut: Cut,
    check: Checker,
    queue: VecDeque<Parsed>,
    individuals: HashSet<u64, Hasher>,
    institutions: HashSet<u64, Hasher>,
    streets: HashSet<String>,
    families: Families,
    /// Whether it was already noted that the file is not UTF-8.
    narrow: bool,
    ended: bool,
}

impl LacReader {
    /// Reads the first row. The header's `extracted_on` and `comune` are believed; its `subjects` become what a LAC
    /// can say.
    ///
    /// # Errors
    /// The input cannot be read, or its first row does not name the columns.
    pub fn open(
        input: Box<dyn BufRead + Send>,
        mut header: SupplyHeader,
        values: &LacValues,
    ) -> Result<Self, SupplyError> {
        let mut lines = Lines::new(input)?;
        if !lines.advance()? {
            return Err(SupplyError::new(AnomalyCode::Truncated, 1, "", ""));
        }
        let (first, _) = lines.text(Encoding::Utf8);
        let layout = Layout::read(&first)
            .map_err(|missing| SupplyError::new(AnomalyCode::ColumnsUnknown, 1, missing, &first))?;
        header.subjects = super::SUBJECTS;
        let mut check = Checker::new(header.extracted_on);
        check.line = 1;
        for name in &layout.unknown {
            check.note(AnomalyCode::AttributeUnknown, name, "");
        }
        let chunk = Item::Chunk {
            ordinal: 1,
            totals: None,
        };
        Ok(Self {
            lines,
            header,
            values: values.clone(),
            layout,
            cut: Cut::default(),
            queue: VecDeque::from([Parsed::Item(chunk, check.take())]),
            check,
            individuals: HashSet::default(),
            institutions: HashSet::default(),
            streets: HashSet::new(),
            families: Families::default(),
            narrow: false,
            ended: false,
        })
    }

    /// Reads one row into the queue; `false` at the end of the file.
    fn row(&mut self) -> Result<bool, SupplyError> {
        if !self.lines.advance()? {
            return Ok(false);
        }
        let line = self.lines.number;
        let ended = self.lines.ended;
        let (text, guessed) = self.lines.text(self.values.encoding);
        self.check.line = line;
        self.check.path = "";
        if guessed && !self.narrow {
            self.narrow = true;
            self.check.note(AnomalyCode::NotUtf8, "", "");
        }
        self.cut.row(&text);
        if self.cut.longest() > MAX_FIELD {
            return Err(SupplyError::new(AnomalyCode::FieldTooLarge, line, "", ""));
        }
        let width = self.layout.width;
        let closed = self.cut.count() == width + 1 && self.cut.get(&text, width).is_empty();
        if self.cut.count() != width && !closed {
            if !ended {
                // Half a row at the end of the file: the rest of the file is missing too.
                return Err(SupplyError::new(AnomalyCode::Truncated, line, "", &text));
            }
            self.check
                .note(AnomalyCode::ColumnCount, "", &self.cut.count().to_string());
            let refused = refused(&mut self.check, line, String::new(), &text);
            self.queue.push_back(refused);
            return Ok(true);
        }
        let mut row = Row {
            text: &text,
            cut: &self.cut,
            layout: &self.layout,
            values: &self.values,
            header: &self.header,
            check: &mut self.check,
        };
        let Read {
            mut person,
            street,
            size,
        } = row.read();
        self.check.path = Column::IdIndividuo.name();
        if !person.local_id.is_empty()
            && !self.individuals.insert(families::number(&person.local_id))
        {
            self.check.note(
                AnomalyCode::DuplicateIndividual,
                Column::IdIndividuo.name(),
                &person.local_id,
            );
        }
        record_check::person(&mut self.check, &mut person);
        if self.check.refuses() {
            let refused = refused(&mut self.check, line, person.local_id, &text);
            self.queue.push_back(refused);
            return Ok(true);
        }
        let warnings = self.check.take();
        drop(text);
        if let Some(street) = street {
            self.street(street);
        }
        self.sheet(&person, size);
        self.queue
            .push_back(Parsed::Item(Item::Person(Box::new(person)), warnings));
        Ok(true)
    }

    fn undated(&self) -> Validity {
        Validity::since(not_said(self.header.extracted_on))
    }

    /// Describes a street the first time that it is named.
    fn street(&mut self, street: Street) {
        if self.streets.contains(&street.code) {
            return;
        }
        if self.streets.len() < MOST_STREETS {
            self.streets.insert(street.code.clone());
        }
        let row = street_row(
            &self.header.comune,
            street.code,
            street.street_type,
            street.name,
            self.undated(),
        );
        self.queue
            .push_back(Parsed::Item(Item::Street(row), Vec::new()));
    }

    /// Counts the member, and describes the sheet with its first.
    fn sheet(&mut self, person: &PersonRecord, size: u16) {
        let Some(membership) = person.facts.memberships.first() else {
            return;
        };
        let code = membership.household_code.as_str();
        let family = membership.household_kind == "F";
        let new = if family {
            let address = person.facts.addresses.first();
            self.families.add(&Member {
                code,
                line: person.line,
                declared: size,
                head: membership.role == Kinship::Head.code(),
                address: hash(
                    &address.map(|a| (&a.street_code, a.number, &a.exponent, &a.interior)),
                ),
            })
        } else {
            self.institutions.insert(families::number(code))
        };
        if new {
            let described = (String::new(), String::new());
            let kind = &membership.household_kind;
            let row = household_row(
                &self.header.comune,
                kind,
                code.to_owned(),
                described,
                self.undated(),
            );
            self.queue
                .push_back(Parsed::Item(Item::Household(row), Vec::new()));
        }
    }
}

fn hash(value: &impl Hash) -> u64 {
    Hasher::default().hash_one(value)
}

fn refused(check: &mut Checker, line: i64, local_id: String, text: &str) -> Parsed {
    Parsed::Refused {
        line,
        about_person: true,
        local_id,
        raw: as_it_came(text),
        anomalies: check.take(),
    }
}

/// The row without the mark of undecodable bytes.
fn as_it_came(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == char::from(UNDECODABLE) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

impl SupplyReader for LacReader {
    fn header(&self) -> &SupplyHeader {
        &self.header
    }

    fn raw(&mut self) -> String {
        as_it_came(&self.lines.text(self.values.encoding).0)
    }

    fn next(&mut self) -> Option<Result<Parsed, SupplyError>> {
        loop {
            if let Some(parsed) = self.queue.pop_front() {
                return Some(Ok(parsed));
            }
            if self.ended {
                return None;
            }
            match self.row() {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    let remarks = self.families.remarks();
                    return (!remarks.is_empty()).then_some(Ok(Parsed::Remarks(remarks)));
                }
                Err(e) => {
                    self.ended = true;
                    return Some(Err(e));
                }
            }
        }
    }
}
