//! From rows to facts on a sheet: which are seen on the day and at the number, and what is told of them.

use schema::codes::ConsultationField;
use schema::date::{Day, Truth};
use schema::facts::{Fact, Residence};

use super::material::{Material, Question, believed};
use crate::consultation::sheet::{Item, Known, Recorded, Shown, Value};

/// What is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// What holds, or may hold, on the day.
    Day,
    /// Whatever held at any time.
    Ever,
}

/// How facts are looked at.
#[derive(Clone, Copy)]
pub(super) struct Lens<'a> {
    pub question: &'a Question,
    pub material: &'a Material,
    /// The day; that of the question, but for events.
    pub day: Day,
    pub span: Span,
    /// Whether versions that are believed no more are seen too.
    pub versions: bool,
}

impl<'a> Lens<'a> {
    pub fn new(question: &'a Question, material: &'a Material) -> Self {
        Self {
            question,
            material,
            day: question.day,
            span: Span::Day,
            versions: false,
        }
    }

    pub fn on(self, day: Day) -> Self {
        Self { day, ..self }
    }

    /// With all that held at any time, and, where provenance is granted, with what was believed once.
    pub fn ever(self) -> Self {
        Self {
            span: Span::Ever,
            versions: self.question.granted.has(ConsultationField::Provenance),
            ..self
        }
    }

    pub fn grants(&self, field: ConsultationField) -> bool {
        self.question.granted.has(field)
    }

    /// True if the version is seen.
    pub fn sees(&self, row: &impl Fact) -> bool {
        let known_at = self.question.known_at;
        if self.versions {
            row.known_from() <= known_at
        } else {
            believed(row.known_from(), row.known_to(), known_at)
        }
    }

    fn recorded(&self, number: i64) -> Recorded {
        Recorded {
            number,
            entry: self.material.journal.get(&number).cloned(),
        }
    }

    pub fn item(&self, row: &impl Fact, value: Value) -> Item {
        let known_at = self.question.known_at;
        Item {
            value,
            held: row.validity(),
            on_day: row.validity().at(self.day),
            known: Shown::when(self.grants(ConsultationField::Provenance), || Known {
                since: self.recorded(row.known_from()),
                until: (row.known_to() <= known_at).then(|| self.recorded(row.known_to())),
            }),
        }
    }

    pub(super) fn collect<F: Fact>(
        &self,
        rows: &[F],
        make: impl Fn(&F) -> Option<Value>,
    ) -> Vec<Item> {
        let seen = rows.iter().filter(|row| {
            self.sees(*row) && (self.span == Span::Ever || row.validity().at(self.day) != Truth::No)
        });
        self.made(seen, make)
    }

    /// In the order of time, then of the journal.
    fn made<'f, F: Fact + 'f>(
        &self,
        rows: impl Iterator<Item = &'f F>,
        make: impl Fn(&F) -> Option<Value>,
    ) -> Vec<Item> {
        let mut rows: Vec<&F> = rows.collect();
        rows.sort_by_key(|row| {
            let held = row.validity();
            (held.from, held.to, row.known_from(), row.seq())
        });
        let items = rows
            .into_iter()
            .filter_map(|row| Some(self.item(row, make(row)?)));
        items.collect()
    }

    /// What tells who somebody is, on the day; if nothing does, the last before it, else the first after: nobody is
    /// nameless because her register begins later.
    pub(super) fn nearest<F: Fact>(
        &self,
        rows: &[F],
        make: impl Fn(&F) -> Option<Value>,
    ) -> Vec<Item> {
        let wanted: Vec<&F> = rows
            .iter()
            .filter(|row| self.sees(*row) && make(row).is_some())
            .collect();
        let holds = |row: &&&F| row.validity().at(self.day) != Truth::No;
        if self.span == Span::Ever || wanted.iter().any(|row| holds(&row)) {
            let seen = wanted
                .into_iter()
                .filter(|row| self.span == Span::Ever || holds(&row));
            return self.made(seen, make);
        }
        let begun = |row: &&&F| row.validity().from.first <= self.day;
        let before = wanted.iter().filter(begun);
        let after = wanted.iter().filter(|row| !begun(row));
        let order = |row: &&&F| {
            let held = row.validity();
            (held.to, held.from, row.known_from(), row.seq())
        };
        let nearest = before
            .max_by_key(order)
            .or_else(|| after.min_by_key(|row| (row.validity().from, row.known_from(), row.seq())));
        self.made(nearest.into_iter().copied(), make)
    }

    /// Residences of the day; of somebody registered nowhere then, the spell that ended last before it.
    pub(super) fn residences(&self, rows: &[Residence]) -> Vec<Item> {
        let here = self.collect(rows, |row| Some(self.spell(row)));
        if !here.is_empty() {
            return here;
        }
        let before = rows
            .iter()
            .filter(|row| self.sees(*row) && row.from_first <= self.day.0);
        let last = before.max_by_key(|row| (row.to_last, row.from_last, row.known_from, row.seq));
        self.made(last.into_iter(), |row| Some(self.spell(row)))
    }
}
