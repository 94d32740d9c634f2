//! What a supply says, whatever its layout: the form in which parsers hand records to the loader
//! and in which the sample province hands them to the writers.

use schema::date::Day;
use schema::facts::{PersonFacts, SubjectSet};
use schema::tables::{HouseholdRow, StreetRow};
use serde::{Deserialize, Serialize};

/// Whole register, or only the people who changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SupplyKind {
    /// Everyone whom the Comune registers, with the history that it keeps.
    Full,
    /// Only people about whom something changed, each with all it asserts about the changed subjects.
    Delta,
}

/// How the supply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// The hub's own XML.
    Xml,
    /// ISTAT's Lista Anagrafica Comunale (CSV): full only, present state only.
    Lac,
}

/// Control totals after ANPR's S001. A person counts as Italian who holds Italian citizenship open at
/// the extraction date. Only people resident (APR) in the Comune at the extraction date are counted,
/// so that ex-residents sent with the history do not blur the figures; in a delta, every person record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// People.
    pub persons: u64,
    /// Italian citizens among them.
    pub italians: u64,
    /// The others.
    pub foreigners: u64,
    /// Women.
    pub women: u64,
    /// Men.
    pub men: u64,
    /// Family sheets described.
    pub families: u64,
    /// Institutional households described.
    pub institutions: u64,
}

/// The highest number that a supply can have.
pub const MOST_NUMBER: i64 = 999_999_999;

/// What stands at the head of a supply (in LAC files: what comes beside the file).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyHeader {
    /// ISTAT code of the Comune.
    pub comune: String,
    /// The Comune's progressive number, from 1 to [`MOST_NUMBER`].
    pub number: i64,
    /// The Comune's own id of the supply.
    pub id: String,
    /// Full or delta.
    pub kind: SupplyKind,
    /// Layout.
    pub format: Format,
    /// Day at whose end the data were drawn.
    pub extracted_on: Day,
    /// Subjects that this supply asserts.
    pub subjects: SubjectSet,
    /// Declared totals of the whole supply; `None` in LAC files.
    pub totals: Option<Totals>,
    /// Declared number of chunks; 1 in LAC files.
    pub chunks: u32,
    /// The software that wrote it, for the anomaly reports; may be empty.
    pub software: String,
}

/// What the Comune asserts about one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    /// Line on which the record begins, from 1.
    pub line: i64,
    /// The Comune's own number of the person's card.
    pub local_id: String,
    /// The subjects asserted: for each of them `facts` holds the complete list, possibly empty;
    /// the others are not spoken of.
    pub asserts: SubjectSet,
    /// The facts; keys are zero.
    pub facts: PersonFacts,
}

/// One thing found in a supply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    /// A chunk begins.
    Chunk {
        /// From 1.
        ordinal: u32,
        /// Declared totals of the chunk.
        totals: Option<Totals>,
    },
    /// A name of a street, with its validity.
    Street(StreetRow),
    /// A sheet, with its validity.
    Household(HouseholdRow),
    /// A person.
    Person(Box<PersonRecord>),
}

/// How bad an anomaly is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Severity {
    /// The record, or the supply, is refused.
    Error,
    /// It is taken.
    Warning,
}

/// One thing wrong or doubtful; the Italian text belongs to the code (`sync::anomaly`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anomaly {
    /// Stable code of the catalogue.
    pub code: String,
    /// Error or warning.
    pub severity: Severity,
    /// Line, from 1; 0 = the supply as a whole.
    pub line: i64,
    /// Path of the element (XML) or name of the column (CSV).
    pub path: String,
    /// Field.
    pub field: String,
    /// The value as it came, at most 200 characters.
    pub value: String,
}

/// What a parser hands on, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Parsed {
    /// Something good, with its warnings.
    Item(Item, Vec<Anomaly>),
    /// A record that cannot be taken; parsing goes on behind it.
    Refused {
        /// Line on which it begins.
        line: i64,
        /// True if it is about a person, false for a street or sheet.
        about_person: bool,
        /// The Comune's number of the person, if it could be read.
        local_id: String,
        /// The record as it came, at most 64 KiB, undecodable bytes as U+FFFD.
        raw: String,
        /// Every anomaly found in it, at least one error.
        anomalies: Vec<Anomaly>,
    },
    /// Warnings that belong to no record: what can be told only at the end of the file.
    Remarks(Vec<Anomaly>),
}
