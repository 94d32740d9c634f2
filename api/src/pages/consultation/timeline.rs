//! The person's time drawn: a bar for each fact, from when it held to when it did not. What it shows stands in the table
//! below it too, to which it points whoever does not see it.

use askama::Template;
use hub::consultation::sheet::{PersonSheet, Shown};
use schema::date::{Day, UncertainDate};

use crate::paper::consultation::words;

/// Room for the words at the left, and for the years.
const LABELS: i64 = 300;
const YEARS: i64 = 640;
const ROW: usize = 24;
const HEAD: usize = 28;
/// Letters that fit at the left.
const LETTERS: usize = 44;

/// The drawing.
#[derive(Template)]
#[template(path = "consultazioni/linea.html")]
pub struct Timeline {
    title: String,
    width: i64,
    height: usize,
    ticks: Vec<Tick>,
    bars: Vec<Bar>,
}

struct Tick {
    x: i64,
    year: i32,
}

struct Bar {
    y: usize,
    label: String,
    /// Surely.
    x: i64,
    width: i64,
    /// Perhaps: before and after.
    outer_x: i64,
    outer_width: i64,
    /// Believed no more.
    superseded: bool,
}

impl Timeline {
    /// Nothing if there is nothing to draw.
    pub fn of(person: &PersonSheet, today: Day) -> Option<Self> {
        let items = || {
            person
                .sections
                .iter()
                .flat_map(|one| one.items.all().iter().map(move |item| (one.topic, item)))
        };
        let first = items()
            .map(|(_, item)| known_first(item.held.from))
            .filter(|day| *day != Day::MIN)
            .min()?;
        let (start, end) = (first.year(), today.year() + 1);
        let scale = Scale {
            start: Day(start * 10_000 + 101),
            days: Day(start * 10_000 + 101)
                .days_until(Day(end * 10_000 + 101))?
                .max(1),
        };
        let bars: Vec<Bar> = items()
            .enumerate()
            .map(|(row, (topic, item))| {
                let outer = (
                    scale.x(known_first(item.held.from)),
                    scale.x(item.held.to.last.min(today)),
                );
                let inner = (
                    scale.x(item.held.from.last),
                    scale.x(item.held.to.first.min(today)),
                );
                let superseded =
                    matches!(&item.known, Shown::Value(known) if known.until.is_some());
                Bar {
                    y: HEAD + row * ROW,
                    label: short(&format!("{}: {}", topic.label(), item.value.words())),
                    x: inner.0,
                    width: (inner.1 - inner.0).max(0),
                    outer_x: outer.0,
                    outer_width: (outer.1 - outer.0).max(2),
                    superseded,
                }
            })
            .collect();
        let step = ((end - start) / 8).max(1);
        let ticks = (start..=end)
            .step_by(usize::try_from(step).unwrap_or(1))
            .map(|year| Tick {
                x: scale.x(Day(year * 10_000 + 101)),
                year,
            });
        Some(Self {
            title: format!(
                "La storia di {} disegnata: {} dati dal {start}. Gli stessi dati sono nella tabella che segue.",
                words::name(person),
                bars.len()
            ),
            width: LABELS + YEARS + 20,
            height: HEAD + bars.len() * ROW + 8,
            ticks: ticks.collect(),
            bars,
        })
    }
}

/// The first day that is known; of a beginning beyond memory the last on which it may have been.
fn known_first(from: UncertainDate) -> Day {
    if from.first == Day::MIN {
        from.last
    } else {
        from.first
    }
}

struct Scale {
    start: Day,
    days: i64,
}

impl Scale {
    fn x(&self, day: Day) -> i64 {
        let far = self.start.days_until(day).unwrap_or(0).clamp(0, self.days);
        LABELS + far * YEARS / self.days
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LETTERS - 1).collect();
    format!("{}…", cut.trim_end())
}
