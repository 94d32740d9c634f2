//! Makes the model, step by step; each step looks only at what the ones before it left.

use super::counts::{self, Cells};
use super::families::{self, Families};
use super::model::Province;
use super::{fiscal, kin, later, names, nations, past, timeline};

/// Families of all Comuni, drawn on two threads, in the order of the Comuni.
pub(super) fn families(cells: Vec<Cells>, seed: u64) -> Province {
    let half = largest_first(&cells);
    let mut drawn: Vec<Option<Families>> = cells.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        let draw = |these: &[usize]| -> Vec<(usize, Families)> {
            these
                .iter()
                .map(|at| (*at, families::draw(&cells[*at], *at as u8, seed)))
                .collect()
        };
        let other = scope.spawn(move || draw(&half.1));
        let mut all = draw(&half.0);
        // A panic of the other thread is a defect of the generator; it goes on in this one.
        match other.join() {
            Ok(more) => all.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        for (at, families) in all {
            drawn[at] = Some(families);
        }
    });
    let mut province = Province {
        seed,
        comuni: cells,
        ..Province::default()
    };
    for families in drawn.into_iter().flatten() {
        let (people, sheets) = (
            province.persons.len() as u32,
            province.households.len() as u32,
        );
        province
            .persons
            .extend(families.persons.into_iter().map(|mut person| {
                person.household += sheets;
                person
            }));
        province
            .households
            .extend(families.households.into_iter().map(|mut household| {
                household.first += people;
                household
            }));
    }
    province
}

/// Parts the Comuni in two heaps of about the same size.
pub(super) fn largest_first(cells: &[Cells]) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(cells[*at].total()), *at));
    let (mut one, mut two) = ((Vec::new(), 0), (Vec::new(), 0));
    for at in order {
        let heap = if one.1 <= two.1 { &mut one } else { &mut two };
        heap.0.push(at);
        heap.1 += cells[at].total();
    }
    (one.0, two.0)
}

/// The state on 1 January 2023, with its past and the six months after it.
pub(super) fn province(residents: u32, seed: u64) -> Province {
    let mut province = families(counts::scaled(residents), seed);
    nations::assign(&mut province);
    let couples = past::draw(&mut province);
    kin::link(&mut province, &couples);
    timeline::draw(&mut province, &couples);
    names::draw_all(&mut province);
    fiscal::assign(&mut province, 0);
    fiscal::change_some(&mut province);
    later::draw(&mut province);
    province
}
