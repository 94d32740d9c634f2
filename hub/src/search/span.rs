//! To which Comune a person belonged, and where she stood there, over time: what decides whether a caller may see her.

use schema::codes::{AireExitReason, ExitReason, RegisterKind};
use schema::date::Day;
use schema::facts::PersonFacts;

use crate::check::{Position, ReasonCode, Scope, competent, last_before, position};

/// Where a person stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Standing {
    /// Resident.
    Resident = 0,
    /// In the AIRE.
    Abroad = 1,
    /// Registered somewhere, as far as uncertain or disputed facts tell.
    Doubtful = 2,
    /// Dead.
    Dead = 3,
    /// Moved to a Comune that is not of the hub, or abroad.
    Moved = 4,
    /// Removed as untraceable.
    Untraceable = 5,
    /// Removed for another reason.
    Removed = 6,
    /// Registered only later.
    NotYet = 7,
}

impl Standing {
    /// Every one, by its number.
    pub const ALL: [Self; 8] = [
        Self::Resident,
        Self::Abroad,
        Self::Doubtful,
        Self::Dead,
        Self::Moved,
        Self::Untraceable,
        Self::Removed,
        Self::NotYet,
    ];

    /// The code in requests and answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resident => "RESIDENTE",
            Self::Abroad => "AIRE",
            Self::Doubtful => "INCERTO",
            Self::Dead => "DECEDUTO",
            Self::Moved => "EMIGRATO",
            Self::Untraceable => "IRREPERIBILE",
            Self::Removed => "CANCELLATO",
            Self::NotYet => "NON_ANCORA_ISCRITTO",
        }
    }

    /// What it is, in Italian.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Resident => "Residente",
            Self::Abroad => "Iscritto all'AIRE",
            Self::Doubtful => "Posizione incerta",
            Self::Dead => "Deceduto",
            Self::Moved => "Emigrato",
            Self::Untraceable => "Cancellato per irreperibilità",
            Self::Removed => "Cancellato",
            Self::NotYet => "Non ancora iscritto",
        }
    }

    /// The standing of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// True if the person is in a Comune's register on the day.
    pub const fn is_registered(self) -> bool {
        matches!(self, Self::Resident | Self::Abroad | Self::Doubtful)
    }

    /// Where the person stands on the day: needs residences and deaths.
    fn of(facts: &PersonFacts, day: Day) -> Self {
        match position(facts, day) {
            Position::Resident(_) => Self::Resident,
            Position::Abroad(_) => Self::Abroad,
            Position::Doubtful(_) => Self::Doubtful,
            Position::Dead => Self::Dead,
            Position::BeforeHistory => Self::NotYet,
            Position::Left(ReasonCode::SubjectMoved) => Self::Moved,
            Position::Left(_) if untraceable(facts, day) => Self::Untraceable,
            Position::Left(_) => Self::Removed,
        }
    }
}

fn untraceable(facts: &PersonFacts, day: Day) -> bool {
    last_before(facts, day).is_some_and(|spell| {
        if spell.register == RegisterKind::Aire.code() {
            AireExitReason::from_code(&spell.exit_reason)
                == Some(AireExitReason::PresumedUntraceable)
        } else {
            ExitReason::from_code(&spell.exit_reason) == Some(ExitReason::Untraceable)
        }
    })
}

/// A stretch of time in which nothing of this changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// ISTAT code of the Comune as a number; 0 if the person belongs to none.
    pub comune: u32,
    pub standing: Standing,
    /// First day, as [`ordinal`].
    from: u32,
    /// The day after the last.
    to: u32,
}

/// Years that days are told apart in; what lies outside counts as the nearer end.
const FIRST_YEAR: i32 = 1600;
const LAST_ORDINAL: u32 = 800 * 372;
const DAY_BITS: u32 = 19;
const DAY_MASK: u64 = (1 << DAY_BITS) - 1;

/// A day as a number that keeps the order and takes 19 bits.
pub(super) fn ordinal(day: Day) -> u32 {
    let years = day.year() - FIRST_YEAR;
    if years < 0 {
        return 0;
    }
    let days = years.cast_unsigned() * 372 + (day.month().max(1) - 1) * 31 + day.day().max(1) - 1;
    days.min(LAST_ORDINAL)
}

impl Span {
    /// Comune (20 bits), first day, end, standing.
    pub fn pack(self) -> u64 {
        u64::from(self.comune) << (2 * DAY_BITS + 3)
            | u64::from(self.from) << (DAY_BITS + 3)
            | u64::from(self.to) << 3
            | self.standing as u64
    }

    pub fn unpack(packed: u64) -> Self {
        let day = |shift: u32| (packed >> shift & DAY_MASK) as u32;
        Self {
            comune: (packed >> (2 * DAY_BITS + 3)) as u32,
            standing: Standing::ALL[(packed & 7) as usize],
            from: day(DAY_BITS + 3),
            to: day(3),
        }
    }

    /// True on that day ([`ordinal`]).
    pub const fn holds(self, day: u32) -> bool {
        self.from <= day && day < self.to
    }

    /// The spans of a person: needs residences and deaths. Both functions that they are made from change only on a day
    /// that bounds a spell or a death.
    pub fn of(facts: &PersonFacts) -> Vec<Self> {
        let mut days = vec![Day::MIN];
        for one in &facts.residences {
            days.extend([one.from_first, one.from_last, one.to_first, one.to_last].map(Day));
        }
        for one in &facts.deaths {
            days.extend([one.from_first, one.from_last, one.to_first, one.to_last].map(Day));
        }
        days.retain(|day| *day < Day::MAX);
        days.sort_unstable();
        days.dedup();
        let mut spans: Vec<Self> = Vec::new();
        for (at, &day) in days.iter().enumerate() {
            let from = ordinal(day);
            let to = days
                .get(at + 1)
                .map_or(LAST_ORDINAL + 1, |&next| ordinal(next));
            if from == to {
                continue;
            }
            let standing = Standing::of(facts, day);
            let comuni = competent(facts, day);
            let codes = comuni.iter().map(|code| code.parse().unwrap_or(0));
            let none = comuni.is_empty().then_some(0);
            for comune in codes.chain(none) {
                let open = spans
                    .iter_mut()
                    .find(|one| one.to == from && one.comune == comune && one.standing == standing);
                match open {
                    Some(one) => one.to = to,
                    None => spans.push(Self {
                        comune,
                        standing,
                        from,
                        to,
                    }),
                }
            }
        }
        spans
    }
}

/// Whom a caller may find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Territory {
    /// The Comuni of which it may find those registered on the day.
    pub registered: Scope,
    /// The Comuni of which it may find the others: dead, moved, removed, not registered yet.
    pub others: Scope,
}

impl Territory {
    /// The Comuni whose addresses and sheets may be searched.
    pub fn comuni(&self) -> Scope {
        self.registered.union(&self.others)
    }

    /// As a search evaluates it.
    pub(super) fn compiled(&self) -> Compiled {
        Compiled {
            registered: Comuni::of(&self.registered),
            others: Comuni::of(&self.others),
        }
    }
}

/// A scope over numbers.
#[derive(Clone, Debug)]
enum Comuni {
    All,
    These(Vec<u32>),
}

impl Comuni {
    fn of(scope: &Scope) -> Self {
        match scope {
            Scope::All => Self::All,
            Scope::Comuni(codes) => {
                let mut numbers: Vec<u32> =
                    codes.iter().filter_map(|code| code.parse().ok()).collect();
                numbers.sort_unstable();
                Self::These(numbers)
            }
        }
    }

    fn covers(&self, comune: u32) -> bool {
        match self {
            Self::All => true,
            Self::These(numbers) => numbers.binary_search(&comune).is_ok(),
        }
    }
}

/// A [`Territory`] over packed spans.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    registered: Comuni,
    others: Comuni,
}

impl Compiled {
    /// True if addresses and sheets of the Comune may be searched.
    pub fn covers(&self, comune: u32) -> bool {
        self.registered.covers(comune) || self.others.covers(comune)
    }

    /// True if on that day some span of the person lies within it.
    pub fn opens(&self, span: Span, day: u32) -> bool {
        span.holds(day)
            && if span.standing.is_registered() {
                self.registered.covers(span.comune)
            } else {
                self.others.covers(span.comune)
            }
    }
}

#[cfg(test)]
#[path = "span_tests.rs"]
mod tests;
