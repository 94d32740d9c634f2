//! The family drawn: a row for each generation, everybody joined to the head. What it shows stands in the table of
//! members too, to which it points whoever does not see it.

use askama::Template;
use hub::consultation::sheet::{Head, HouseholdSheet, Member, SheetKind, Shown, Value};
use schema::codes::Kinship;

use crate::paper::consultation::{role, words};

const WIDTH: usize = 190;
const HEIGHT: usize = 62;
const GAP: usize = 20;
const BETWEEN: usize = 40;
/// Letters that fit into a box.
const LETTERS: usize = 24;

/// The drawing.
#[derive(Template)]
#[template(path = "consultazioni/albero.html")]
pub struct Tree {
    id: String,
    title: String,
    width: usize,
    height: usize,
    boxes: Vec<Card>,
    lines: Vec<Line>,
}

struct Card {
    x: usize,
    y: usize,
    name: String,
    role: String,
    birth: String,
    head: bool,
    subject: bool,
    doubtful: bool,
}

struct Line {
    x1: usize,
    y1: usize,
    x2: usize,
    y2: usize,
}

impl Card {
    const fn middle(&self) -> usize {
        self.x + WIDTH / 2
    }
}

impl Tree {
    /// Nothing if there is nobody to be joined to somebody.
    pub fn of(number: usize, sheet: &HouseholdSheet) -> Option<Self> {
        if sheet.members.len() < 2 || sheet.key.kind != SheetKind::Family {
            return None;
        }
        let head = match &sheet.head {
            Shown::Value(Head::One(place)) => Some(*place),
            _ => None,
        };
        let mut rows: Vec<(i8, Vec<usize>)> = Vec::new();
        let mut order: Vec<(i8, usize)> = sheet
            .members
            .iter()
            .enumerate()
            .map(|(place, member)| (generation(member), place))
            .collect();
        // Within a generation the head comes first, the others as on the sheet.
        order.sort_by_key(|(generation, place)| (*generation, Some(*place) != head, *place));
        for (generation, place) in order {
            match rows.last_mut() {
                Some((same, row)) if *same == generation => row.push(place),
                _ => rows.push((generation, vec![place])),
            }
        }
        let widest = rows.iter().map(|(_, row)| row.len()).max().unwrap_or(1);
        let span = |boxes: usize| boxes * WIDTH + boxes.saturating_sub(1) * GAP;
        let width = span(widest);
        let mut boxes = Vec::new();
        let mut at: Vec<(i8, usize)> = Vec::new();
        for (line, (generation, row)) in rows.iter().enumerate() {
            let left = (width - span(row.len())) / 2;
            for (column, place) in row.iter().enumerate() {
                at.push((*generation, *place));
                boxes.push(drawn(
                    &sheet.members[*place],
                    left + column * (WIDTH + GAP),
                    line * (HEIGHT + BETWEEN),
                    Some(*place) == head,
                ));
            }
        }
        let lines = joined(&boxes, &at, head);
        Some(Self {
            id: format!("albero-{number}"),
            title: format!(
                "La famiglia disegnata: {} persone. Gli stessi dati sono nella tabella dei componenti.",
                sheet.members.len()
            ),
            width,
            height: rows.len() * HEIGHT + rows.len().saturating_sub(1) * BETWEEN,
            boxes,
            lines,
        })
    }
}

fn drawn(member: &Member, x: usize, y: usize, head: bool) -> Card {
    Card {
        x: x + 1,
        y: y + 1,
        name: short(&words::name(&member.who)),
        role: short(&role(member)),
        birth: words::birth(&member.who),
        head,
        subject: member.is_subject,
        doubtful: words::doubt(member.on_day).is_some(),
    }
}

/// From the head to those beside, and by a rail to those above and below. Without a head nobody is joined.
fn joined(boxes: &[Card], at: &[(i8, usize)], head: Option<usize>) -> Vec<Line> {
    let Some(from) = at.iter().position(|(_, place)| Some(*place) == head) else {
        return Vec::new();
    };
    let origin = &boxes[from];
    let mut lines = Vec::new();
    for (one, (generation, _)) in boxes.iter().zip(at) {
        let of_head = at[from].0;
        if std::ptr::eq(one, origin) {
            continue;
        }
        if *generation == of_head {
            let y = one.y + HEIGHT / 2;
            lines.push(Line {
                x1: origin.x + WIDTH,
                y1: y,
                x2: one.x,
                y2: y,
            });
            continue;
        }
        let below = *generation > of_head;
        let (start, end) = if below {
            (origin.y + HEIGHT, one.y)
        } else {
            (origin.y, one.y + HEIGHT)
        };
        let rail = if below {
            one.y - BETWEEN / 2
        } else {
            one.y + HEIGHT + BETWEEN / 2
        };
        let line = |x1, y1, x2, y2| Line { x1, y1, x2, y2 };
        lines.push(line(origin.middle(), start, origin.middle(), rail));
        lines.push(line(origin.middle(), rail, one.middle(), rail));
        lines.push(line(one.middle(), rail, one.middle(), end));
    }
    lines
}

/// How far below the head somebody is; whoever is no relation in line stands beside.
fn generation(member: &Member) -> i8 {
    use Kinship as K;
    let place = member.places.first().map(|item| &item.value);
    let Some(Value::Place(place)) = place else {
        return 0;
    };
    let code = place.role.value().map_or("", String::as_str);
    match Kinship::from_code(code) {
        Some(K::GreatGrandparent) => -3,
        Some(K::Grandparent) => -2,
        Some(K::Parent | K::Stepparent | K::ParentInLaw | K::Uncle | K::UncleByAffinity) => -1,
        Some(
            K::Child
            | K::Stepchild
            | K::ChildInLaw
            | K::Adopted
            | K::SiblingsChild
            | K::NephewByAffinity
            | K::Nephew,
        ) => 1,
        Some(K::Grandchild) => 2,
        Some(K::GreatGrandchild) => 3,
        _ => 0,
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LETTERS - 1).collect();
    format!("{}…", cut.trim_end())
}
