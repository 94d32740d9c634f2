//! What can be told of a family only when all its rows are read: ISTAT checks the number of members, the one head
//! and the one address of each.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use crate::anomaly::AnomalyCode;
use crate::record::Anomaly;

/// Most warnings about families in one report.
const MOST: usize = 1_000;

/// A hash that is the same in every run.
pub type Hasher = BuildHasherDefault<DefaultHasher>;

/// A number for a code: its value if it is one, or else a hash that no value can equal.
pub fn number(code: &str) -> u64 {
    let plain =
        code.len() < 18 && !code.starts_with('0') && code.bytes().all(|b| b.is_ascii_digit());
    match code.parse::<u64>() {
        Ok(value) if plain => value,
        _ => Hasher::default().hash_one(code) | 1 << 63,
    }
}

#[derive(Debug)]
struct Family {
    /// Line of its first row.
    line: u32,
    members: u16,
    /// As its first row declares; 0 = not said.
    declared: u16,
    heads: u8,
    /// Hash of the first address.
    address: u32,
    several_addresses: bool,
    several_sizes: bool,
}

/// One row of a family.
pub struct Member<'a> {
    pub code: &'a str,
    pub line: i64,
    /// `Ncomp`, 0 if not said.
    pub declared: u16,
    pub head: bool,
    pub address: u64,
}

/// The families of one file: two dozen bytes each.
#[derive(Debug, Default)]
pub struct Families {
    by_number: HashMap<u64, Family, Hasher>,
}

impl Families {
    /// Counts a member; true if the family is new.
    pub fn add(&mut self, member: &Member<'_>) -> bool {
        let address = (member.address ^ (member.address >> 32)) as u32;
        match self.by_number.entry(number(member.code)) {
            Entry::Vacant(place) => {
                place.insert(Family {
                    line: member.line.clamp(0, i64::from(u32::MAX)) as u32,
                    members: 1,
                    declared: member.declared,
                    heads: u8::from(member.head),
                    address,
                    several_addresses: false,
                    several_sizes: false,
                });
                true
            }
            Entry::Occupied(mut place) => {
                let family = place.get_mut();
                family.members = family.members.saturating_add(1);
                family.heads = family.heads.saturating_add(u8::from(member.head));
                family.several_addresses |= family.address != address;
                family.several_sizes |= family.declared != member.declared;
                false
            }
        }
    }

    /// The warnings, in the order of the families' first rows.
    pub fn remarks(&self) -> Vec<Anomaly> {
        let mut found: Vec<&Family> = self.by_number.values().filter(|f| f.is_odd()).collect();
        found.sort_by_key(|f| f.line);
        let mut remarks = Vec::new();
        for family in found.into_iter().take(MOST) {
            let line = i64::from(family.line);
            let mut note = |code, field: &str, value: String| {
                remarks.push(Anomaly::new(code, line, field, field, &value));
            };
            if family.size_differs() {
                let value = format!("{} / {}", family.declared, family.members);
                note(AnomalyCode::FamilySizeDiffers, "Ncomp", value);
            }
            if family.heads != 1 {
                note(AnomalyCode::FamilyHeads, "Relpar", family.heads.to_string());
            }
            if family.several_addresses {
                note(AnomalyCode::FamilyAddresses, "Idtoponimo", String::new());
            }
        }
        remarks
    }
}

impl Family {
    fn size_differs(&self) -> bool {
        self.several_sizes || self.declared != 0 && self.declared != self.members
    }

    fn is_odd(&self) -> bool {
        self.size_differs() || self.heads != 1 || self.several_addresses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_judged_at_the_end() {
        let mut families = Families::default();
        let row = |code, line, declared, head, address| Member {
            code,
            line,
            declared,
            head,
            address,
        };
        assert!(families.add(&row("1", 2, 2, true, 7)));
        assert!(!families.add(&row("1", 3, 2, false, 7)));
        assert!(families.add(&row("01", 4, 3, true, 7)));
        assert!(families.add(&row("X", 5, 0, false, 7)));
        assert!(!families.add(&row("X", 6, 0, false, 8)));
        let found: Vec<_> = families
            .remarks()
            .into_iter()
            .map(|a| (a.line, a.code))
            .collect();
        let expected = [(4, "W211"), (5, "W212"), (5, "W213")];
        assert_eq!(found, expected.map(|(line, code)| (line, code.to_owned())));
    }
}
