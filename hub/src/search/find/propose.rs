//! The query by which terms propose people who fit: everything as typed, and the parts that both steps share.

use std::ops::Bound;

use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{BooleanQuery, EmptyQuery, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, SegmentReader, Term};

use super::streets::Streets;
use crate::search::document::{any_sheet, birth, sheet};
use crate::search::fields::{Fields, SPANS};
use crate::search::query::{Birth, Fiscal, Place, Wanted};
use crate::search::span::{Compiled, Span, ordinal};
use crate::search::terms::Name;

/// A query, whatever it is.
pub(super) type AnyQuery = Box<dyn Query>;

/// Years that a range of births is spelt out in.
const MOST_YEARS: i32 = 250;

/// Makes queries.
pub(super) struct Proposer<'a> {
    pub fields: &'a Fields,
    pub wanted: &'a Wanted,
    pub streets: Option<&'a Streets>,
    pub territory: &'a Compiled,
}

/// A term, each occurrence worth the same.
pub(super) fn term(field: Field, text: &str) -> AnyQuery {
    let term = Term::from_field_text(field, text);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// All of them.
pub(super) fn all(queries: Vec<AnyQuery>) -> AnyQuery {
    Box::new(BooleanQuery::intersection(queries))
}

/// Any of them; none if there is none.
pub(super) fn any(mut queries: Vec<AnyQuery>) -> AnyQuery {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

/// Documents with any of the terms.
pub(super) fn any_term(terms: Vec<Term>) -> AnyQuery {
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [one] => Box::new(TermQuery::new(one.clone(), IndexRecordOption::Basic)),
        // A handful is merged; more are gathered once.
        few if few.len() <= 8 => any(few
            .iter()
            .map(|term| {
                Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)) as AnyQuery
            })
            .collect()),
        _ => Box::new(TermSetQuery::new(terms)),
    }
}

impl Proposer<'_> {
    /// Whom the caller may find: evaluated for every document that anything else proposes.
    pub fn territory(&self) -> AnyQuery {
        let day = ordinal(self.wanted.day);
        let territory = self.territory.clone();
        let predicate = FunctionPredicate::from(move |segment: &SegmentReader| {
            let spans = segment.fast_fields().u64(SPANS)?;
            let territory = territory.clone();
            Ok(move |document: DocId| {
                let mut packed = spans.values_for_doc(document);
                packed.any(|span| territory.opens(Span::unpack(span), day))
            })
        });
        Box::new(DocPredicateQuery::from(predicate))
    }

    /// Everybody whom all criteria may fit, as typed.
    pub fn exact(&self) -> AnyQuery {
        let (fields, wanted) = (self.fields, self.wanted);
        let mut must = vec![self.territory()];
        if let Some(name) = &wanted.surname {
            must.push(named(fields.surname, name));
        }
        if let Some(name) = &wanted.names {
            must.push(named(fields.given, name));
        }
        if let Some(birth) = wanted.birth {
            must.push(any_term(self.births(birth)));
        }
        if let Some(place) = &wanted.place {
            must.push(any_term(self.places(place)));
        }
        if let (Some(asked), Some(streets)) = (&wanted.address, self.streets) {
            must.push(any_term(streets.terms(fields, asked.numbers, false)));
        }
        must.extend(self.hard());
        all(must)
    }

    /// What must hold in both steps.
    pub fn hard(&self) -> Vec<AnyQuery> {
        let (fields, wanted) = (self.fields, self.wanted);
        let mut must = Vec::new();
        if let Some(code) = &wanted.fiscal {
            must.push(self.fiscal(code));
        }
        if let Some(code) = &wanted.anpr {
            must.push(term(fields.number, &format!("A{code}")));
        }
        if let Some(number) = &wanted.document {
            must.push(term(fields.number, &format!("D{number}")));
        }
        if let Some(asked) = &wanted.sheet {
            must.push(match (&asked.comune, &asked.kind) {
                (Some(comune), Some(kind)) => {
                    term(fields.number, &sheet(comune, kind, &asked.code))
                }
                (Some(comune), None) => any(["F", "C"]
                    .map(|kind| term(fields.number, &sheet(comune, kind, &asked.code)))
                    .into()),
                (None, _) => term(fields.number, &any_sheet(&asked.code)),
            });
        }
        let facets = [
            wanted.comune.map(|code| format!("C{code:06}")),
            wanted.sex.map(|sex| format!("X{}", sex.code())),
            wanted.citizenship.as_ref().map(|state| format!("N{state}")),
            wanted.marital.as_ref().map(|status| format!("M{status}")),
            wanted.standing.map(|one| format!("P{}", one as u8)),
        ];
        must.extend(
            facets
                .iter()
                .flatten()
                .map(|facet| term(fields.facet, facet)),
        );
        must
    }

    fn fiscal(&self, code: &Fiscal) -> AnyQuery {
        match code {
            Fiscal::Whole(_, base) => term(self.fields.fiscal, base),
            Fiscal::Prefix(start) => {
                let bound = |text: &str| Term::from_field_text(self.fields.fiscal, text);
                // After every letter and digit.
                let end = format!("{start}~");
                Box::new(RangeQuery::new(
                    Bound::Included(bound(start)),
                    Bound::Excluded(bound(&end)),
                ))
            }
        }
    }

    /// Births within the days wanted, and those that may be, as far as the register knows.
    pub fn births(&self, wanted: Birth) -> Vec<Term> {
        let text = |text: &str| Term::from_field_text(self.fields.born, text);
        let years = wanted.first.year().max(1700)..=wanted.last.year().min(2200);
        let mut terms = vec![text(birth::UNKNOWN)];
        if let Some(day) = wanted.day() {
            terms.push(text(&birth::day(day)));
        } else if let Some(month) = wanted.month() {
            terms.push(text(&birth::month(month)));
        } else {
            terms.extend(
                years
                    .clone()
                    .take(MOST_YEARS as usize)
                    .map(|year| text(&birth::year(year))),
            );
        }
        terms.extend(
            years
                .take(MOST_YEARS as usize)
                .map(|year| text(&birth::uncertain(year))),
        );
        terms
    }

    /// The terms of a place.
    pub fn places(&self, place: &Place) -> Vec<Term> {
        let codes = place.codes.iter().map(|code| format!("#{code}"));
        let name = (!place.name.is_empty()).then(|| place.name.clone());
        codes
            .chain(name)
            .map(|text| Term::from_field_text(self.fields.place, &text))
            .collect()
    }
}

/// Whoever ever bore all the words of a name, or the name written as one.
fn named(field: Field, name: &Name) -> AnyQuery {
    let words: Vec<AnyQuery> = name.words.iter().map(|word| term(field, word)).collect();
    if words.len() == 1 {
        return any(words);
    }
    any(vec![all(words), term(field, &name.whole)])
}
