//! The whole table of states and events, and what holds along every road through it.

use proptest::prelude::*;

use super::*;

use Event::{Approve, Discard, Elapse, Settle};
use PartStatus::{Approved, Discarded, Expired, Immediate, Silent, Waiting};
use ValidationMode::Manual;

const fn state(status: PartStatus, settled: bool) -> PartState {
    PartState { status, settled }
}

fn every_state() -> Vec<PartState> {
    PartStatus::ALL
        .iter()
        .flat_map(|status| [state(*status, false), state(*status, true)])
        .collect()
}

/// The roads there are; of every other pair nothing comes.
fn road(mode: ValidationMode, from: PartState, event: Event) -> Option<PartState> {
    let roads = [
        (Waiting, false, Approve, None, Approved, false),
        (Waiting, false, Discard, None, Discarded, false),
        (
            Waiting,
            false,
            Elapse,
            Some(ValidationMode::Silent),
            Silent,
            false,
        ),
        (Waiting, false, Elapse, Some(Manual), Expired, false),
        (Immediate, false, Settle, None, Immediate, true),
        (Approved, false, Settle, None, Approved, true),
        (Silent, false, Settle, None, Silent, true),
        (Discarded, false, Settle, None, Discarded, true),
        (Expired, false, Settle, None, Expired, true),
    ];
    roads
        .into_iter()
        .find(|(status, settled, on, only, ..)| {
            (*status, *settled, *on) == (from.status, from.settled, event)
                && only.is_none_or(|only| only == mode)
        })
        .map(|(.., status, settled)| state(status, settled))
}

#[test]
fn the_table_of_states_and_events() {
    for mode in ValidationMode::ALL {
        for from in every_state() {
            // Settled and still waiting is no state that anything leads to.
            if from == state(Waiting, true) {
                continue;
            }
            for event in Event::ALL {
                assert_eq!(
                    from.after(*mode, *event).ok(),
                    road(*mode, from, *event),
                    "{mode} {from:?} {event:?}"
                );
            }
        }
    }
}

#[test]
fn only_what_was_granted_opens_an_answer() {
    let open: Vec<_> = PartStatus::ALL
        .iter()
        .filter(|status| opens_an_answer(**status))
        .collect();
    assert_eq!(open, [&Immediate, &Approved, &Silent]);
}

#[test]
fn the_whole_is_done_when_every_part_is() {
    let (open, done) = (state(Approved, false), state(Discarded, true));
    assert_eq!(whole([done, done]), RequestStatus::Done);
    assert_eq!(whole([done, open]), RequestStatus::Waiting);
    assert_eq!(whole([state(Waiting, false)]), RequestStatus::Waiting);
}

/// How far along a part is.
fn rank(state: PartState) -> u8 {
    u8::from(state.status != Waiting) + u8::from(state.settled)
}

proptest! {
    #[test]
    fn never_two_outcomes_and_never_back(
        mode in proptest::sample::select(ValidationMode::ALL),
        events in proptest::collection::vec(proptest::sample::select(Event::ALL), 0..40),
    ) {
        let mut now = PartState::new(mode);
        let mut decided = (now.status != Waiting).then_some(now.status);
        for event in events {
            let Ok(next) = now.after(mode, event) else { continue };
            prop_assert!(rank(next) > rank(now), "{now:?} {event:?} {next:?}");
            if let Some(decided) = decided {
                prop_assert_eq!(next.status, decided);
            }
            decided = (next.status != Waiting).then_some(next.status);
            now = next;
        }
    }
}
