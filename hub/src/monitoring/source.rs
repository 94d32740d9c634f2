//! The one place where rows of the trace are read to be shown or counted.

use std::ops::ControlFlow;

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::codes::{ActKind, Role};
use schema::db::Db;
use schema::tables::{AuditRow, audit};

use super::filter::Filter;
use super::sight::Key;
use super::span::Span;
use super::{Known, Sight};
use crate::consultation::SHOWN_BESIDE;

/// The role whose records are under seal.
pub(crate) const SEALED_ROLE: &str = Role::StandardPs.code();

/// Rows taken at once where all are counted.
const PIECE: i64 = 5_000;

type Backend = <Db as Connection>::Backend;
type Condition<'a> = Box<dyn BoxableExpression<audit::table, Backend, SqlType = Bool> + 'a>;

/// What is asked for, in terms of the table.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub span: Span,
    pub from: Option<NaiveDateTime>,
    pub to: Option<NaiveDateTime>,
    pub filter: Filter,
    /// Whom the filter's subject is, as far as the register knows.
    pub subject: Option<Known>,
}

/// What counting needs of a row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct Seen {
    pub seq: i64,
    pub at: NaiveDateTime,
    pub request_id: String,
    pub act: String,
    pub service: String,
    pub entity_id: i64,
    pub office_id: i64,
    pub user_id: i64,
    pub role: String,
    pub comune: String,
    pub subject: String,
    pub person_id: i64,
    pub outcome: String,
}

impl Seen {
    /// True if it is the record of somebody whom a search or a consultation showed beside the one asked about: the search
    /// or consultation itself has another, and is one act.
    pub(crate) fn is_shown(&self) -> bool {
        (self.act == ActKind::Search.code() && self.person_id != 0)
            || (self.act == ActKind::Answer.code() && self.outcome.ends_with(SHOWN_BESIDE))
    }
}

/// The newest `limit` rows before number `before`, newest first.
pub(super) fn page(
    conn: &mut Db,
    sight: &Sight,
    asked: &Asked,
    before: Option<i64>,
    limit: i64,
) -> QueryResult<Vec<AuditRow>> {
    let span = Span {
        last: before.map_or(asked.span.last, |before| {
            asked.span.last.min(before.saturating_sub(1))
        }),
        ..asked.span
    };
    let mut rows: Vec<AuditRow> = Vec::new();
    // Each lookup gives its newest rows; the newest of them all are the newest there are.
    for key in sight.keys() {
        rows.extend(
            visible(key, span, asked)
                .order(audit::seq.desc())
                .limit(limit)
                .select(AuditRow::as_select())
                .load::<AuditRow>(conn)?,
        );
    }
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.seq));
    rows.dedup_by_key(|row| row.seq);
    rows.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(rows)
}

/// Shows every row to `each`, once, in no particular order, until it breaks off.
pub(super) fn for_each(
    conn: &mut Db,
    sight: &Sight,
    asked: &Asked,
    mut each: impl FnMut(&Seen) -> ControlFlow<()>,
) -> QueryResult<()> {
    for key in sight.keys() {
        let mut span = asked.span;
        loop {
            let rows: Vec<Seen> = visible(key, span, asked)
                .order(audit::seq)
                .limit(PIECE)
                .select(Seen::as_select())
                .load(conn)?;
            let full = rows.len() as i64 == PIECE;
            if let Some(last) = rows.last() {
                span.first = last.seq + 1;
            }
            for row in &rows {
                let elsewhere = matches!(key, Key::Office(_)) && sight.has_comune(&row.comune);
                if !elsewhere && each(row).is_break() {
                    return Ok(());
                }
            }
            if !full {
                break;
            }
        }
    }
    Ok(())
}

/// Every reading of rows begins here: what is sealed is not among them.
fn visible<'a>(key: Key<'a>, span: Span, asked: &'a Asked) -> audit::BoxedQuery<'a, Backend> {
    let mut query = audit::table
        .filter(audit::role.ne(SEALED_ROLE))
        .filter(audit::sealed.eq(""))
        .filter(audit::seq.between(span.first, span.last))
        .into_boxed();
    match key {
        Key::All => {}
        Key::Comune(comune) => query = query.filter(audit::comune.eq(comune)),
        Key::Office(id) => query = query.filter(audit::office_id.eq(id)),
    }
    if let Some(from) = asked.from {
        query = query.filter(audit::at.ge(from));
    }
    if let Some(to) = asked.to {
        query = query.filter(audit::at.lt(to));
    }
    let filter = &asked.filter;
    if let Some(id) = filter.user_id {
        query = query.filter(audit::user_id.eq(id));
    }
    if let Some(id) = filter.office_id {
        query = query.filter(audit::office_id.eq(id));
    }
    if let Some(id) = filter.entity_id {
        query = query.filter(audit::entity_id.eq(id));
    }
    if let Some(service) = &filter.service {
        query = query.filter(audit::service.eq(service));
    }
    if let Some(case) = &filter.case_reference {
        query = query.filter(audit::case_reference.eq(case));
    }
    if !filter.acts.is_empty() {
        let any = filter.acts.iter().fold(nothing(), |any, act| {
            Box::new(any.or(audit::act.eq(act.code())))
        });
        query = query.filter(any);
    }
    if let Some(subject) = &asked.subject {
        // However she was named; nobody's number is 0.
        let found: Condition<'a> = match subject.id {
            0 => nothing(),
            id => Box::new(audit::person_id.eq(id)),
        };
        let any = subject
            .codes
            .iter()
            .fold(found, |any, code| Box::new(any.or(audit::subject.eq(code))));
        query = query.filter(any);
    }
    let patterns = outcome_patterns(filter);
    if !patterns.is_empty() {
        let any = patterns.into_iter().fold(nothing(), |any, pattern| {
            Box::new(any.or(audit::outcome.like(pattern)))
        });
        query = query.filter(any);
    }
    query
}

fn nothing<'a>() -> Condition<'a> {
    Box::new(sql::<Bool>("1 = 0"))
}

/// The column holds `KIND=S,KIND=A:REASON`, or one word, `WORD` or `WORD:DETAIL`.
fn outcome_patterns(filter: &Filter) -> Vec<String> {
    // Of the wildcards only `_` can stand in a code, and lets through no more than a letter for it.
    let ends = |text: &str| ["", ":%", ",%"].map(|end| format!("{text}{end}"));
    let anywhere = |text: &str| [text.to_owned(), format!("%,{text}")];
    match (&filter.kind, &filter.outcome) {
        (None, None) => Vec::new(),
        (Some(kind), None) => anywhere(&format!("{kind}=%")).to_vec(),
        (Some(kind), Some(outcome)) => anywhere(&format!("{kind}={outcome}"))
            .iter()
            .flat_map(|text| ends(text))
            .collect(),
        (None, Some(outcome)) => [outcome.clone(), format!("%={outcome}")]
            .iter()
            .flat_map(|text| ends(text))
            .collect(),
    }
}
