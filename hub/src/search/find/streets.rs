//! The streets that a typed one may be, in the Comuni whose addresses the caller may search.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::date::Day;
use schema::db::Db;
use schema::journal;
use tantivy::Term;

use crate::check::{Caches, Scope, Streets as Matched};
use crate::search::document::{house, street};
use crate::search::fields::Fields;
use crate::search::query::Address;
use crate::search::span::Territory;
use crate::search::terms::likeness;

/// Comuni whose streets are looked through for one that is only alike: it costs a comparison for each street.
const FEW_COMUNI: usize = 12;
/// From this likeness on a street may be the one.
const ALIKE: f32 = 0.8;

/// The streets in question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Streets {
    /// No street was typed: whoever lives in that Comune.
    whole: Option<(u32, String)>,
    /// By Comune and code: whether it surely is the one, and its name.
    found: HashMap<(u32, String), (bool, String)>,
    /// The Comuni by number.
    comuni: HashMap<u32, String>,
}

impl Streets {
    /// Whether an address is in one of them: `Some(true)` if surely.
    pub fn has(&self, comune: u32, code: &str) -> Option<bool> {
        if let Some((whole, _)) = &self.whole {
            return (*whole == comune).then_some(true);
        }
        // The few that fit are found faster than a key for the map is made.
        let mut streets = self.found.iter();
        streets
            .find(|((there, known), _)| *there == comune && known == code)
            .map(|(_, (sure, _))| *sure)
    }

    /// The name of one of them.
    pub fn name(&self, comune: u32, code: &str) -> &str {
        let mut streets = self.found.iter();
        streets
            .find(|((there, known), _)| *there == comune && known == code)
            .map_or("", |(_, (_, name))| name)
    }

    /// The terms of addresses in them, with house numbers if some are asked for; of streets merely alike only if `alike`.
    pub fn terms(&self, fields: &Fields, numbers: Option<(u32, u32)>, alike: bool) -> Vec<Term> {
        let mut terms = Vec::new();
        if let Some((_, comune)) = &self.whole {
            terms.push(Term::from_field_text(fields.home, comune));
        }
        for ((comune, code), (sure, _)) in &self.found {
            let Some(comune) = self.comuni.get(comune).filter(|_| *sure || alike) else {
                continue;
            };
            match numbers {
                None => terms.push(Term::from_field_text(fields.home, &street(comune, code))),
                Some((first, last)) => terms.extend((first..=last).map(|number| {
                    Term::from_field_text(fields.home, &house(comune, code, number.cast_signed()))
                })),
            }
        }
        terms
    }

    fn add(&mut self, comune: &str, code: String, sure: bool, name: String) {
        let number = comune.parse().unwrap_or(0);
        self.comuni.insert(number, comune.to_owned());
        self.found.entry((number, code)).or_insert((sure, name));
    }
}

/// Looks up a typed street.
pub(in crate::search) fn resolve(
    conn: &mut Db,
    caches: &Caches,
    asked: &Address,
    territory: &Territory,
    day: Day,
) -> QueryResult<Streets> {
    let mut streets = Streets::default();
    let scope = territory.comuni();
    let Some(typed) = &asked.street else {
        if let Some(comune) = asked.comune.as_ref().filter(|code| scope.covers(code)) {
            streets.whole = Some((comune.parse().unwrap_or(0), comune.clone()));
        }
        return Ok(streets);
    };
    let head = journal::head(conn)?;
    caches.refresh(conn, head)?;
    let comuni = match (&asked.comune, &scope) {
        (Some(comune), _) if scope.covers(comune) => vec![comune.clone()],
        (Some(_), _) => Vec::new(),
        (None, Scope::Comuni(comuni)) => comuni.to_vec(),
        (None, Scope::All) => caches.comuni(conn, head)?.to_vec(),
    };
    let street_type = asked.street_type.as_deref();
    for comune in &comuni {
        let book = caches.streets(conn, comune, head)?;
        if let Matched::Fit(codes) = book.find(street_type, typed, day, head) {
            for code in codes {
                let name = book.written(&code, head).unwrap_or_default().to_owned();
                streets.add(comune, code, true, name);
            }
        }
    }
    if streets.found.is_empty() && comuni.len() <= FEW_COMUNI {
        for comune in &comuni {
            let book = caches.streets(conn, comune, head)?;
            for (code, name) in book.alike(street_type, typed, head, ALIKE, likeness) {
                streets.add(comune, code.to_owned(), false, name.to_owned());
            }
        }
    }
    Ok(streets)
}
