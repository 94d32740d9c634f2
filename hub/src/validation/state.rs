//! The states of a request and of its parts: a pure function of what they were and what happened.
//!
//! **Invariants.** A part is decided once; what was decided never changes; nothing goes back.

use schema::codes::{PartStatus, RequestStatus, ValidationMode};
use thiserror::Error;

/// Where a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartState {
    /// What was decided.
    pub status: PartStatus,
    /// The decision is traced, and the answer that it opened is kept: the requester can read it.
    pub settled: bool,
}

/// What can happen to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The Comune approves.
    Approve,
    /// The Comune discards.
    Discard,
    /// The time within which the Comune could decide is over.
    Elapse,
    /// The decision is traced and the answer kept.
    Settle,
}

impl Event {
    /// Every event.
    pub const ALL: &'static [Self] = &[Self::Approve, Self::Discard, Self::Elapse, Self::Settle];
}

/// The event is of no effect in that state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the part is past that")]
pub struct Past;

impl PartState {
    /// How a part begins: it waits, unless its agreement asks for no validation.
    pub const fn new(mode: ValidationMode) -> Self {
        Self {
            status: match mode {
                ValidationMode::None => PartStatus::Immediate,
                ValidationMode::Silent | ValidationMode::Manual => PartStatus::Waiting,
            },
            settled: false,
        }
    }

    const fn decided(status: PartStatus) -> Self {
        Self {
            status,
            settled: false,
        }
    }

    /// Its state after the event.
    pub const fn after(self, mode: ValidationMode, event: Event) -> Result<Self, Past> {
        Ok(match (self.status, event, mode) {
            (PartStatus::Waiting, Event::Approve, _) => Self::decided(PartStatus::Approved),
            (PartStatus::Waiting, Event::Discard, _) => Self::decided(PartStatus::Discarded),
            (PartStatus::Waiting, Event::Elapse, ValidationMode::Silent) => {
                Self::decided(PartStatus::Silent)
            }
            (PartStatus::Waiting, Event::Elapse, ValidationMode::Manual) => {
                Self::decided(PartStatus::Expired)
            }
            (PartStatus::Waiting, _, _) => return Err(Past),
            (status, Event::Settle, _) if !self.settled => Self {
                status,
                settled: true,
            },
            _ => return Err(Past),
        })
    }

    /// True if the decision opens an answer.
    pub const fn opens_an_answer(self) -> bool {
        opens_an_answer(self.status)
    }
}

/// True if what was decided opens an answer.
pub const fn opens_an_answer(status: PartStatus) -> bool {
    matches!(
        status,
        PartStatus::Immediate | PartStatus::Approved | PartStatus::Silent
    )
}

/// The state of the whole: done when every part is settled.
pub fn whole(parts: impl IntoIterator<Item = PartState>) -> RequestStatus {
    if parts.into_iter().all(|part| part.settled) {
        RequestStatus::Done
    } else {
        RequestStatus::Waiting
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
