//! What real supplies suffer from, put in on purpose and written down.

use std::io::{self, Write};

use schema::codes::Sex;
use schema::codice_fiscale::CodiceFiscale;
use schema::date::Day;
use schema::facts::{Fact, Marital, Subject, SubjectSet};
use serde::{Deserialize, Serialize};

use crate::anomaly::AnomalyCode;
use crate::record::{Format, PersonRecord};

/// A kind of defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefectKind {
    /// The same record twice.
    Duplicate,
    /// Born on 30 February.
    ImpossibleDate,
    /// Resident from a day after the extraction.
    FutureDate,
    /// Left before coming.
    EndBeforeBeginning,
    /// A wrong check character.
    WrongCodiceFiscale,
    /// The codice fiscale of somebody else.
    OthersCodiceFiscale,
    /// A marital status that no table has.
    UnknownCode,
    /// Sex is not said.
    MissingField,
    /// Married and single on the same day.
    TwoStatuses,
    /// On two family sheets at once.
    TwoSheets,
    /// Two heads of one family.
    TwoHeads,
    /// A mother born after her child.
    YoungMother,
    /// A byte of another encoding within a name.
    WrongEncoding,
    /// The file ends in the middle.
    Truncated,
    /// The control totals of the supply are not those of its records.
    WrongTotals,
}

/// Those of single records that XML can have.
const IN_XML: &[DefectKind] = &[
    DefectKind::Duplicate,
    DefectKind::ImpossibleDate,
    DefectKind::FutureDate,
    DefectKind::EndBeforeBeginning,
    DefectKind::WrongCodiceFiscale,
    DefectKind::OthersCodiceFiscale,
    DefectKind::UnknownCode,
    DefectKind::MissingField,
    DefectKind::TwoStatuses,
    DefectKind::TwoSheets,
    DefectKind::YoungMother,
    DefectKind::WrongEncoding,
];

/// Those that LAC can have.
const IN_LAC: &[DefectKind] = &[
    DefectKind::Duplicate,
    DefectKind::WrongCodiceFiscale,
    DefectKind::MissingField,
    DefectKind::UnknownCode,
    DefectKind::TwoHeads,
];

/// Stands in a text for a byte that is no UTF-8; [`Raw`] puts the byte in its place.
const BAD_BYTE: char = '\u{e000}';

impl DefectKind {
    /// The anomaly that it gives; `None` if no single record tells it.
    pub fn code(self) -> Option<AnomalyCode> {
        Some(match self {
            Self::Duplicate => AnomalyCode::DuplicateIndividual,
            Self::YoungMother => return None,
            Self::ImpossibleDate => AnomalyCode::DateInvalid,
            Self::FutureDate => AnomalyCode::DateInFuture,
            Self::EndBeforeBeginning => AnomalyCode::EndBeforeBeginning,
            Self::WrongCodiceFiscale => AnomalyCode::FiscalCodeInvalid,
            Self::OthersCodiceFiscale => AnomalyCode::FiscalCodeDisagrees,
            Self::UnknownCode => AnomalyCode::CodeUnknown,
            Self::MissingField => AnomalyCode::FieldMissing,
            Self::TwoStatuses => AnomalyCode::Overlapping,
            Self::TwoSheets => AnomalyCode::SeveralSheets,
            Self::TwoHeads => AnomalyCode::FamilyHeads,
            Self::WrongEncoding => AnomalyCode::EncodingInvalid,
            Self::Truncated => AnomalyCode::Truncated,
            Self::WrongTotals => AnomalyCode::TotalsDiffer,
        })
    }

    /// Spoils a record; false if it is not fit for this defect. A duplicate is left as it is.
    fn spoil(self, record: &mut PersonRecord) -> bool {
        let facts = &mut record.facts;
        match self {
            Self::Duplicate => true,
            Self::ImpossibleDate => facts.identities.last_mut().is_some_and(|identity| {
                let day = identity.birth_first / 10_000 * 10_000 + 230;
                (identity.birth_first, identity.birth_last) = (day, day);
                true
            }),
            Self::FutureDate => facts.residences.last_mut().is_some_and(|spell| {
                let fits = spell.to_first == Day::MAX.0;
                if fits {
                    (spell.from_first, spell.from_last) = (2031_05_01, 2031_05_01);
                }
                fits
            }),
            Self::EndBeforeBeginning => facts.residences.last_mut().is_some_and(|spell| {
                let end = Day(spell.from_first).add_years(-2).0;
                (spell.to_first, spell.to_last) = (end, end);
                true
            }),
            Self::WrongCodiceFiscale => facts.identifiers.first_mut().is_some_and(|code| {
                let last = code.value.pop();
                code.value.push(if last == Some('A') { 'B' } else { 'A' });
                last.is_some()
            }),
            Self::OthersCodiceFiscale => {
                // That of someone with the surname read backwards.
                let code = facts.identities.last().and_then(|identity| {
                    let surname: String = identity.surname.chars().rev().collect();
                    let sex = Sex::from_code(&identity.sex)?;
                    let birth = Day(identity.birth_first);
                    let place = &identity.birth_place;
                    CodiceFiscale::compute(&surname, &identity.names, sex, birth, place).ok()
                });
                let own = facts.identifiers.first_mut();
                own.zip(code).is_some_and(|(own, code)| {
                    let fits = own.value.get(..3) != code.as_str().get(..3);
                    code.as_str().clone_into(&mut own.value);
                    fits
                })
            }
            Self::UnknownCode => facts.maritals.last_mut().is_some_and(|row| {
                "5".clone_into(&mut row.status);
                true
            }),
            Self::MissingField => facts.identities.last_mut().is_some_and(|identity| {
                identity.sex.clear();
                true
            }),
            Self::TwoStatuses => facts.maritals.last().cloned().is_some_and(|row| {
                let other = if row.status == "1" { "2" } else { "1" };
                facts.maritals.push(Marital {
                    status: other.to_owned(),
                    ..row
                });
                record.asserts.contains(Subject::Maritals)
            }),
            Self::TwoSheets => {
                let open = facts.memberships.iter().find(|m| m.validity().is_open());
                open.cloned().is_some_and(|mut second| {
                    let fits = second.household_kind == "F";
                    second.household_code.push_str("0001");
                    if fits {
                        facts.memberships.push(second);
                    }
                    fits
                })
            }
            Self::TwoHeads => facts.memberships.last_mut().is_some_and(|m| {
                let fits = m.household_kind == "F" && m.role != "1";
                if fits {
                    "1".clone_into(&mut m.role);
                }
                fits
            }),
            Self::YoungMother => {
                let birth = facts.identities.last().map_or(0, |i| i.birth_first);
                let mother = facts.parentages.iter_mut().find(|p| p.parent == "M");
                mother.is_some_and(|mother| {
                    let day = Day(birth).add_years(3).0;
                    (mother.parent_birth_first, mother.parent_birth_last) = (day, day);
                    day > 0
                })
            }
            Self::WrongEncoding => facts.identities.last_mut().is_some_and(|identity| {
                identity.surname.push(BAD_BYTE);
                true
            }),
            Self::Truncated | Self::WrongTotals => false,
        }
    }
}

/// Where the defects of a full supply stand, and which they are.
pub(super) struct Spoiler {
    /// Records between two defects.
    every: usize,
    seen: usize,
    next: usize,
    format: Format,
    /// What was done: number of the person and kind.
    pub(super) done: Vec<(String, DefectKind)>,
}

impl Spoiler {
    /// For a supply of that many records: about one in a thousand is spoilt, at least one. `at` makes the
    /// Comuni begin with different kinds.
    pub(super) fn new(records: usize, at: u8, format: Format) -> Self {
        let count = (records / 1_000).max(1);
        Self {
            every: (records / (count + 1)).max(1),
            seen: 0,
            next: usize::from(at),
            format,
            done: Vec::new(),
        }
    }

    /// Spoils the record if it is its turn; returns true if it is to be written twice.
    pub(super) fn spoil(&mut self, record: &mut PersonRecord) -> bool {
        self.seen += 1;
        // The due defect waits for the next record that is fit for it.
        if self.seen < self.every * (self.done.len() + 1) || record.asserts != SubjectSet::ALL {
            return false;
        }
        let open = record
            .facts
            .residences
            .iter()
            .any(|r| r.register == "APR" && r.validity().is_open());
        let changed = record.facts.identities.len() > 1;
        if !open || changed || self.done.len() > self.seen / self.every {
            return false;
        }
        let kinds = match self.format {
            Format::Xml => IN_XML,
            Format::Lac => IN_LAC,
        };
        let kind = kinds[self.next % kinds.len()];
        let before = record.clone();
        if !kind.spoil(record) {
            *record = before;
            return false;
        }
        self.next += 1;
        self.done.push((record.local_id.clone(), kind));
        kind == DefectKind::Duplicate
    }
}

/// Puts the bytes of another encoding where [`BAD_BYTE`] stands.
pub(super) struct Raw<W>(pub(super) W);

impl<W: Write> Write for Raw<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut mark = [0; 4];
        let mark = BAD_BYTE.encode_utf8(&mut mark).as_bytes();
        let mut rest = bytes;
        // The writers hand over whole records: the mark is never cut in two.
        while let Some(at) = memchr::memmem::find(rest, mark) {
            self.0.write_all(&rest[..at])?;
            self.0.write_all(b"\xd2")?;
            rest = &rest[at + mark.len()..];
        }
        self.0.write_all(rest)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
