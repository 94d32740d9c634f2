//! The Comuni of Italy since 1861: what they were called, which province they were in, and by which codes.
//!
//! A Comune lives in spells: a row holds a name, a province and an ISTAT code for the time in which none of them
//! changed. The Belfiore code names the same Comune through all of them. The table is `schema/data/comuni.tsv`.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use crate::date::{Day, UncertainDate};
use crate::names::fold;

const TABLE: &str = include_str!("../../data/comuni.tsv");

/// A Comune in a time when nothing of this changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comune {
    /// Belfiore code, as in the codice fiscale: a letter and three digits.
    pub belfiore: &'static str,
    /// First day.
    pub from: Day,
    /// First day on which it no longer was so; [`Day::MAX`] if it still is.
    pub to: Day,
    /// Sigla of the province.
    pub province: &'static str,
    /// ISTAT code, six digits; empty where the public sources of the table do not have it.
    pub istat: &'static str,
    /// Name in Italian.
    pub name: &'static str,
    /// Name in the second official language; usually empty.
    pub other_name: &'static str,
}

impl Comune {
    /// Whether the row holds on that day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && day < self.to
    }

    /// Whether it may hold at a date of which not all is known.
    pub fn may_hold_at(&self, date: UncertainDate) -> bool {
        self.from <= date.last && date.first < self.to
    }

    /// Whether the Comune exists today, as far as the table knows.
    pub fn is_current(&self) -> bool {
        self.to == Day::MAX
    }
}

struct Archive {
    /// By Belfiore code, then by first day: the order of the file.
    rows: Vec<Comune>,
    by_istat: HashMap<&'static str, Vec<u32>>,
    by_name: HashMap<String, Vec<u32>>,
    /// The sigle that a province's ISTAT number had over time.
    sigle: HashMap<&'static str, BTreeSet<&'static str>>,
}

fn archive() -> &'static Archive {
    static ARCHIVE: OnceLock<Archive> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let rows: Vec<_> = TABLE.lines().filter_map(row).collect();
        let mut by_istat: HashMap<_, Vec<u32>> = HashMap::new();
        let mut by_name: HashMap<_, Vec<u32>> = HashMap::new();
        let mut sigle: HashMap<_, BTreeSet<_>> = HashMap::new();
        for (i, row) in rows.iter().enumerate() {
            if let Some(number) = row.istat.get(..3) {
                by_istat.entry(row.istat).or_default().push(i as u32);
                sigle.entry(number).or_default().insert(row.province);
            }
            by_name.entry(fold(row.name)).or_default().push(i as u32);
            if !row.other_name.is_empty() {
                by_name
                    .entry(fold(row.other_name))
                    .or_default()
                    .push(i as u32);
            }
        }
        Archive {
            rows,
            by_istat,
            by_name,
            sigle,
        }
    })
}

fn row(line: &'static str) -> Option<Comune> {
    let mut fields = line.split('\t');
    let belfiore = fields.next()?;
    let from = Day(fields.next()?.parse().ok()?);
    let to = match fields.next()?.parse().ok()? {
        0 => Day::MAX,
        day => Day(day),
    };
    let province = fields.next()?;
    let istat = fields.next()?;
    let name = fields.next()?;
    Some(Comune {
        belfiore,
        from,
        to,
        province,
        istat,
        name,
        other_name: fields.next().unwrap_or(""),
    })
}

/// Every spell of the Comune with that Belfiore code, from the oldest; empty if there never was one.
pub fn history(belfiore: &str) -> &'static [Comune] {
    let rows = &archive().rows;
    let start = rows.partition_point(|row| row.belfiore < belfiore);
    let end = rows.partition_point(|row| row.belfiore <= belfiore);
    rows.get(start..end).unwrap_or(&[])
}

/// The Comune with that Belfiore code as it was on that day; `None` if it was not one then.
pub fn by_belfiore(belfiore: &str, day: Day) -> Option<&'static Comune> {
    // Where two rows of the source overlap, the later one holds.
    history(belfiore).iter().rev().find(|row| row.holds_on(day))
}

/// The Comune with that Belfiore code as it last was, for showing a place whatever the day.
pub fn latest(belfiore: &str) -> Option<&'static Comune> {
    history(belfiore).last()
}

/// Whether a Comune with that Belfiore code may have existed at that date.
pub fn may_exist(belfiore: &str, date: UncertainDate) -> bool {
    history(belfiore).iter().any(|row| row.may_hold_at(date))
}

/// The Comune with that ISTAT code, as it was on that day.
///
/// Files write the code of the day, today's code, or one in between: the code of the day wins, then any code that
/// the same Comune ever had, as long as it existed on that day.
pub fn by_istat(istat: &str, day: Day) -> Option<&'static Comune> {
    let rows = spells(archive().by_istat.get(istat));
    let mut known = rows.clone().rev();
    known
        .find(|row| row.holds_on(day))
        .or_else(|| rows.rev().find_map(|row| by_belfiore(row.belfiore, day)))
}

/// Whether the table knows that ISTAT code at any time.
pub fn is_istat(istat: &str) -> bool {
    archive().by_istat.contains_key(istat)
}

/// The Comune of birth that a supply names by ISTAT code, as it was on the day of birth.
///
/// The table lacks the numbers from 800 up, which ISTAT gave to Comuni gone before it numbered them, and those of
/// provinces long dissolved. There the place in the codice fiscale decides (it names the Comune as it was at
/// birth), if that Comune existed on the day and lay in the province that the ISTAT code names.
pub fn birthplace(
    istat: &str,
    birth: Day,
    place_in_codice_fiscale: Option<&str>,
) -> Option<&'static Comune> {
    by_istat(istat, birth).or_else(|| {
        let there = by_belfiore(place_in_codice_fiscale?, birth)?;
        let sigle = archive().sigle.get(istat.get(..3)?)?;
        let is_code = istat.len() == 6 && istat.bytes().all(|b| b.is_ascii_digit());
        (is_code && sigle.contains(there.province)).then_some(there)
    })
}

/// The Comuni that bore a name on that day (folded by [`fold`]; in either official language), of that province if
/// one is given. Where none bore it then, those that ever bore it and existed on that day.
pub fn by_name(folded: &str, day: Day, province: Option<&str>) -> Vec<&'static Comune> {
    let rows = spells(archive().by_name.get(folded));
    let fits = |row: &&Comune| province.is_none_or(|p| p == row.province);
    let mut found: Vec<_> = rows
        .clone()
        .filter(|row| row.holds_on(day))
        .filter(fits)
        .collect();
    if found.is_empty() {
        found = rows
            .filter_map(|row| by_belfiore(row.belfiore, day))
            .filter(fits)
            .collect();
    }
    found.dedup_by_key(|row| row.belfiore);
    found
}

/// The spells of the Comuni that ever bore that name (folded by [`fold`]; in either official language).
pub fn ever_named(folded: &str) -> impl Iterator<Item = &'static Comune> {
    spells(archive().by_name.get(folded))
}

/// The Comuni of a province on that day, by Belfiore code.
pub fn province(sigla: &str, day: Day) -> Vec<&'static Comune> {
    archive()
        .rows
        .iter()
        .filter(|row| row.province == sigla && row.holds_on(day))
        .collect()
}

fn spells(
    found: Option<&'static Vec<u32>>,
) -> impl DoubleEndedIterator<Item = &'static Comune> + Clone {
    found
        .into_iter()
        .flatten()
        .filter_map(|&i| archive().rows.get(i as usize))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
