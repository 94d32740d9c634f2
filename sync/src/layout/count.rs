//! The control totals, counted the one way in which both writers and readers of supplies count them.

use schema::date::{Day, Truth};
use schema::facts::{Fact, PersonFacts, Subject};

use crate::record::{Item, PersonRecord, SupplyKind, Totals};

/// Counts [`Totals`] item by item, of the chunk under way and of the whole.
///
/// In a full supply a person counts who is, or may be, in the Comune's APR on the day of extraction; in a delta,
/// every person. Sex is that of the identity of that day (or else of the last one), citizenship that of that day;
/// who does not assert the subject (in a delta) counts as neither. Sheets count as often as they are described.
#[derive(Debug, Clone)]
pub struct TotalsCounter {
    comune: String,
    kind: SupplyKind,
    day: Day,
    chunk: Tally,
    whole: Tally,
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    totals: Totals,
    refused: u64,
}

/// A total that cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotalsGap {
    /// The attribute's name in the layout.
    pub field: &'static str,
    /// As declared.
    pub declared: u64,
    /// Counted among the records taken.
    pub counted: u64,
    /// Records refused, each of which may or may not have counted.
    pub refused: u64,
}

impl TotalsCounter {
    /// A counter for a supply of that Comune, kind and day of extraction.
    pub fn new(comune: &str, kind: SupplyKind, extracted_on: Day) -> Self {
        Self {
            comune: comune.to_owned(),
            kind,
            day: extracted_on,
            chunk: Tally::default(),
            whole: Tally::default(),
        }
    }

    /// Counts an item; one that begins a chunk begins its totals anew.
    pub fn add(&mut self, item: &Item) {
        match item {
            Item::Chunk { .. } => self.chunk = Tally::default(),
            Item::Street(_) => {}
            Item::Household(sheet) => self.both(|t| {
                if sheet.kind == "C" {
                    t.totals.institutions += 1;
                } else {
                    t.totals.families += 1;
                }
            }),
            Item::Person(record) => self.person(record),
        }
    }

    /// Counts a person.
    pub fn person(&mut self, record: &PersonRecord) {
        if self.kind == SupplyKind::Full && !self.resident(&record.facts) {
            return;
        }
        let sex = self.sex(&record.facts);
        let italian = record.asserts.contains(Subject::Citizenships).then(|| {
            let mut held = record.facts.citizenships.iter();
            held.any(|c| c.state == "100" && c.validity().at(self.day) != Truth::No)
        });
        self.both(|t| {
            let totals = &mut t.totals;
            totals.persons += 1;
            totals.italians += u64::from(italian == Some(true));
            totals.foreigners += u64::from(italian == Some(false));
            totals.women += u64::from(sex == Some(b'F'));
            totals.men += u64::from(sex == Some(b'M'));
        });
    }

    /// A record was refused: it may or may not belong to the totals.
    pub fn refused(&mut self) {
        self.both(|t| t.refused += 1);
    }

    /// Totals of the chunk under way.
    pub const fn chunk(&self) -> Totals {
        self.chunk.totals
    }

    /// Totals of the whole.
    pub const fn whole(&self) -> Totals {
        self.whole.totals
    }

    /// Declared totals of the chunk that cannot be right.
    pub fn chunk_gaps(&self, declared: &Totals) -> Vec<TotalsGap> {
        gaps(&self.chunk, declared)
    }

    /// Declared totals of the whole that cannot be right.
    pub fn gaps(&self, declared: &Totals) -> Vec<TotalsGap> {
        gaps(&self.whole, declared)
    }

    fn both(&mut self, count: impl Fn(&mut Tally)) {
        count(&mut self.chunk);
        count(&mut self.whole);
    }

    fn resident(&self, facts: &PersonFacts) -> bool {
        facts.residences.iter().any(|spell| {
            spell.register == "APR"
                && spell.comune == self.comune
                && spell.validity().at(self.day) != Truth::No
        })
    }

    fn sex(&self, facts: &PersonFacts) -> Option<u8> {
        let now = facts
            .identities
            .iter()
            .find(|identity| identity.validity().at(self.day) != Truth::No);
        let identity = now.or(facts.identities.last())?;
        identity.sex.bytes().next()
    }
}

fn gaps(tally: &Tally, declared: &Totals) -> Vec<TotalsGap> {
    let pairs = fields(&tally.totals).into_iter().zip(fields(declared));
    pairs
        .filter(|((_, counted), (_, declared))| {
            !(*counted..=counted + tally.refused).contains(declared)
        })
        .map(|((field, counted), (_, declared))| TotalsGap {
            field,
            declared,
            counted,
            refused: tally.refused,
        })
        .collect()
}

/// The totals under their names in the layout.
pub fn fields(totals: &Totals) -> [(&'static str, u64); 7] {
    [
        ("schedeSoggetto", totals.persons),
        ("italiani", totals.italians),
        ("nonItaliani", totals.foreigners),
        ("femmine", totals.women),
        ("maschi", totals.men),
        ("famiglie", totals.families),
        ("convivenze", totals.institutions),
    ]
}

#[cfg(test)]
mod tests {
    use schema::date::{UncertainDate, Validity};
    use schema::facts::{Citizenship, Identity, Residence, SubjectSet};

    use super::*;

    const DAY: Day = Day(2023_01_01);

    fn person(sex: &str, state: &str, comune: &str, register: &str) -> PersonRecord {
        let since = Validity::since(UncertainDate::exact(Day(2000_01_01)));
        let mut record = PersonRecord {
            asserts: SubjectSet::ALL,
            ..PersonRecord::default()
        };
        let mut identity = Identity {
            sex: sex.into(),
            ..Identity::default()
        };
        identity.set_validity(since);
        let mut citizenship = Citizenship {
            state: state.into(),
            ..Citizenship::default()
        };
        citizenship.set_validity(since);
        let mut spell = Residence {
            comune: comune.into(),
            register: register.into(),
            ..Residence::default()
        };
        spell.set_validity(since);
        record.facts.identities.push(identity);
        record.facts.citizenships.push(citizenship);
        record.facts.residences.push(spell);
        record
    }

    #[test]
    fn a_full_supply_counts_residents_a_delta_everyone() {
        let people = [
            person("F", "100", "036023", "APR"),
            person("M", "201", "036023", "APR"),
            person("M", "100", "036023", "AIRE"),
            person("M", "100", "036022", "APR"),
        ];
        for (kind, persons, italians, men) in
            [(SupplyKind::Full, 2, 1, 1), (SupplyKind::Delta, 4, 3, 3)]
        {
            let mut counter = TotalsCounter::new("036023", kind, DAY);
            for person in &people {
                counter.person(person);
            }
            let totals = counter.whole();
            assert_eq!(
                (totals.persons, totals.italians, totals.men),
                (persons, italians, men)
            );
            assert_eq!((totals.women, totals.foreigners), (1, 1));
        }
    }

    #[test]
    fn a_refused_record_may_or_may_not_have_counted() {
        let mut counter = TotalsCounter::new("036023", SupplyKind::Full, DAY);
        counter.add(&Item::Chunk {
            ordinal: 1,
            totals: None,
        });
        counter.person(&person("F", "100", "036023", "APR"));
        let declared = Totals {
            persons: 2,
            italians: 2,
            women: 1,
            men: 1,
            ..Totals::default()
        };
        let fields: Vec<_> = counter
            .gaps(&declared)
            .iter()
            .map(|gap| gap.field)
            .collect();
        assert_eq!(fields, ["schedeSoggetto", "italiani", "maschi"]);
        counter.refused();
        assert!(counter.gaps(&declared).is_empty());
        assert!(counter.chunk_gaps(&declared).is_empty());
        counter.add(&Item::Chunk {
            ordinal: 2,
            totals: None,
        });
        assert_eq!(counter.chunk(), Totals::default());
        assert_eq!(counter.whole().persons, 1);
    }
}
