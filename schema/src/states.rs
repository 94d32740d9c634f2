//! States and territories: where people were born, live abroad, and of which they are citizens.
//!
//! The table is `schema/data/states.tsv`. Dissolved states stay in it, since people were born in them.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::date::{Day, UncertainDate};
use crate::names::fold;

const TABLE: &str = include_str!("../data/states.tsv");

/// ISTAT code of Italy.
pub const ITALY: &str = "100";

/// ISTAT codes that say that there is no state to name: stateless, being determined, not attributable.
pub const NOT_A_STATE: [&str; 3] = ["997", "998", "999"];

/// A state or a territory with a code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Belfiore code, `Z` and three digits; empty for Italy and for territories that have none.
    pub belfiore: &'static str,
    /// ISTAT code, three digits; empty for states dissolved before ISTAT's present list.
    pub istat: &'static str,
    /// ISO 3166-1 alpha-3; empty where there is none.
    pub iso3: &'static str,
    /// First day of the state; [`Day::MIN`] if older than the list.
    pub from: Day,
    /// First day on which it was no more; [`Day::MAX`] if it exists.
    pub to: Day,
    /// Day of joining the European Union (or the Communities before it).
    eu_from: Day,
    eu_to: Day,
    /// Name in Italian.
    pub name: &'static str,
}

impl State {
    /// Member of the European Union on that day.
    pub fn in_european_union(&self, day: Day) -> bool {
        self.eu_from <= day && day < self.eu_to
    }

    /// Whether it may have existed at that date.
    pub fn may_exist(&self, date: UncertainDate) -> bool {
        self.from <= date.last && date.first < self.to
    }
}

struct Table {
    rows: Vec<State>,
    by_belfiore: HashMap<&'static str, u16>,
    by_istat: HashMap<&'static str, u16>,
    by_iso3: HashMap<&'static str, u16>,
    by_name: HashMap<String, Vec<u16>>,
}

fn table() -> &'static Table {
    static STATES: OnceLock<Table> = OnceLock::new();
    STATES.get_or_init(|| {
        let rows: Vec<_> = TABLE.lines().filter_map(row).collect();
        let index = |key: fn(&State) -> &'static str| {
            rows.iter()
                .enumerate()
                .filter(|(_, s)| !key(s).is_empty())
                .map(|(i, s)| (key(s), i as u16))
                .collect()
        };
        let by_belfiore = index(|s| s.belfiore);
        let by_istat = index(|s| s.istat);
        let by_iso3 = index(|s| s.iso3);
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        for (i, state) in rows.iter().enumerate() {
            by_name.entry(fold(state.name)).or_default().push(i as u16);
        }
        Table {
            rows,
            by_belfiore,
            by_istat,
            by_iso3,
            by_name,
        }
    })
}

fn row(line: &'static str) -> Option<State> {
    let fields: Vec<_> = line.split('\t').collect();
    let &[belfiore, istat, iso3, from, to, eu_from, eu_to, name] = fields.as_slice() else {
        return None;
    };
    // 0 is "never" for an end, and for joining, which then lies beyond every day.
    let end = |text: &str| {
        text.parse()
            .ok()
            .map(|day| if day == 0 { Day::MAX } else { Day(day) })
    };
    Some(State {
        belfiore,
        istat,
        iso3,
        from: Day(from.parse().ok()?),
        to: end(to)?,
        eu_from: end(eu_from)?,
        eu_to: end(eu_to)?,
        name,
    })
}

fn at(index: Option<&u16>) -> Option<&'static State> {
    table().rows.get(usize::from(*index?))
}

/// The state with that Belfiore code (`Z404`).
pub fn by_belfiore(code: &str) -> Option<&'static State> {
    at(table().by_belfiore.get(code))
}

/// The state with that ISTAT code (`536`).
pub fn by_istat(code: &str) -> Option<&'static State> {
    at(table().by_istat.get(code))
}

/// The state with that ISO 3166-1 alpha-3 code (`USA`).
pub fn by_iso3(code: &str) -> Option<&'static State> {
    at(table().by_iso3.get(code))
}

/// The state with that name, folded by [`fold`], that may have existed at that date.
pub fn by_name(folded: &str, date: UncertainDate) -> Option<&'static State> {
    table()
        .by_name
        .get(folded)?
        .iter()
        .filter_map(|i| at(Some(i)))
        .find(|state| state.may_exist(date))
}

/// Every state and territory.
pub fn all() -> &'static [State] {
    &table().rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_by_each_of_its_codes() {
        let morocco = by_belfiore("Z330").unwrap();
        assert_eq!(
            (morocco.istat, morocco.iso3, morocco.name),
            ("436", "MAR", "Marocco")
        );
        assert_eq!(by_istat("436"), Some(morocco));
        assert_eq!(by_iso3("MAR"), Some(morocco));
        assert_eq!(by_name("MAROCCO", UncertainDate::UNKNOWN), Some(morocco));
        assert_eq!(
            by_istat(ITALY).map(|s| (s.name, s.belfiore)),
            Some(("Italia", ""))
        );
        assert_eq!(by_istat(""), None);
        assert_eq!(by_belfiore(""), None);
        assert!(NOT_A_STATE.iter().all(|code| by_istat(code).is_some()));
    }

    #[test]
    fn dissolved_states_remain_places_of_birth() {
        let born = UncertainDate::year(1970).unwrap();
        assert!(by_belfiore("Z118").unwrap().may_exist(born));
        assert!(
            !by_belfiore("Z118")
                .unwrap()
                .may_exist(UncertainDate::year(2010).unwrap())
        );
        // Two Georgias: the Soviet one ended in 1994.
        assert_eq!(
            by_name("GEORGIA", UncertainDate::year(2010).unwrap()).map(|s| s.belfiore),
            Some("Z254")
        );
    }

    #[test]
    fn membership_of_the_union_has_its_days() {
        let eu = |iso, day| by_iso3(iso).unwrap().in_european_union(Day(day));
        assert!(!eu("ROU", 2006_12_31) && eu("ROU", 2007_01_01));
        assert!(eu("GBR", 2020_01_31) && !eu("GBR", 2020_02_01));
        assert!(!eu("MAR", 2023_01_01));
        assert_eq!(
            all()
                .iter()
                .filter(|s| s.in_european_union(Day(2023_01_01)))
                .count(),
            27
        );
    }

    #[test]
    fn the_whole_table_is_read_and_no_code_is_used_twice() {
        assert_eq!(all().len(), TABLE.lines().count());
        let unique = |key: fn(&State) -> &'static str, size: usize| {
            assert_eq!(all().iter().filter(|s| !key(s).is_empty()).count(), size);
        };
        unique(|s| s.belfiore, table().by_belfiore.len());
        unique(|s| s.istat, table().by_istat.len());
        unique(|s| s.iso3, table().by_iso3.len());
        assert!(all().iter().all(|s| !s.name.is_empty()));
    }
}
