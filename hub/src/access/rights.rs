//! What a user may ask on a day: its entity's agreements, each cut down to its profile.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use schema::codes::{Territory, ValidationMode, WorkstationMode};
use schema::date::Day;

use super::directory::{Agreement, Directory, Opened, Profile, User};
use super::fields::FieldSet;
use super::kind::Kind;
use super::service::Service;
use super::settled::Settled;
use crate::check::Scope;

/// Working hours after which silence assents where a profile asks for silence and the agreement says no hours: two days.
pub const DEFAULT_SILENCE_HOURS: i32 = 16;
/// Choices kept, at most: as many as there are sets of agreements that requests have met.
const KEPT: usize = 4096;

/// An agreement, cut down to a profile.
#[derive(Debug)]
pub(super) struct Usable {
    pub agreement: Arc<Agreement>,
    pub scope: Scope,
    pub mode: ValidationMode,
    pub hours: i32,
    pub workstation: WorkstationMode,
    /// By [`place`]; `None` = not granted.
    fields: Vec<Option<FieldSet>>,
}

const KINDS: usize = Kind::COUNT + 1;

const fn place((service, kind): Opened) -> usize {
    let kind = match kind {
        None => 0,
        Some(kind) => kind.place() + 1,
    };
    service as usize * KINDS + kind
}

impl Usable {
    fn of(directory: &Directory, agreement: &Arc<Agreement>, profile: &Profile, day: Day) -> Self {
        let mut fields = vec![None; Service::ALL.len() * KINDS];
        for grant in &agreement.grants {
            let kept = profile
                .grants
                .iter()
                .find(|kept| kept.opened == grant.opened);
            if let Some(kept) = kept {
                fields[place(grant.opened)] = Some(grant.fields.intersection(kept.fields));
            }
        }
        let mode = agreement.validation.max(profile.validation);
        let mut agreed = territory(directory, agreement, day);
        // Only a Comune that takes part in the hub's work can decide.
        if mode != ValidationMode::None && agreed == Scope::All {
            agreed = expanded(directory, directory.comuni(), day);
        }
        Self {
            scope: agreed.intersection(&kept(directory, profile, day)),
            mode,
            hours: match mode {
                ValidationMode::Silent if agreement.silence_hours > 0 => agreement.silence_hours,
                ValidationMode::Silent => DEFAULT_SILENCE_HOURS,
                _ => 0,
            },
            workstation: agreement.workstation.max(profile.workstation),
            agreement: Arc::clone(agreement),
            fields,
        }
    }

    /// The fields granted; `None` if the kind is not.
    pub fn fields(&self, opened: Opened) -> Option<FieldSet> {
        self.fields[place(opened)]
    }

    /// True if it grants anything of the service.
    pub fn opens(&self, service: Service) -> bool {
        let first = service as usize * KINDS;
        self.fields[first..first + KINDS]
            .iter()
            .any(Option::is_some)
    }

    /// True if it may be used for that purpose; where none is stated, purposes do not matter.
    pub fn admits(&self, purpose: Option<&str>) -> bool {
        purpose.is_none_or(|stated| {
            let mut purposes = self.agreement.purposes.iter();
            purposes.any(|own| own == "*" || own == stated)
        })
    }
}

/// Whose residents the agreement opens. Each Comune decides for its own, so one with a single Comune opens no other's,
/// whatever its territory says; what lies outside the province is ANPR's, and not held here.
fn territory(directory: &Directory, agreement: &Agreement, day: Day) -> Scope {
    match agreement.territory {
        Territory::Group => expanded(directory, &agreement.group, day),
        Territory::Comune | Territory::National if agreement.comune.is_empty() => Scope::All,
        Territory::Comune | Territory::National => {
            expanded(directory, std::slice::from_ref(&agreement.comune), day)
        }
    }
}

fn kept(directory: &Directory, profile: &Profile, day: Day) -> Scope {
    match &profile.comuni {
        None => Scope::All,
        Some(comuni) => expanded(directory, comuni, day),
    }
}

/// These Comuni and those that they took over.
pub(super) fn expanded(directory: &Directory, comuni: &[String], day: Day) -> Scope {
    let all = comuni
        .iter()
        .flat_map(|one| directory.with_predecessors(one, day));
    Scope::of(all.collect())
}

/// What a user may ask on a day.
#[derive(Debug)]
pub(super) struct Rights {
    day: Day,
    /// False: the profile is not in force.
    pub profile_in_force: bool,
    /// In force, the one to be preferred first: the least strict, the soonest, the unlimited, the oldest.
    pub usable: Vec<Usable>,
    /// Not in force: they only explain a refusal.
    pub lapsed: Vec<Usable>,
    settled: RwLock<HashMap<Vec<u64>, Arc<Settled>>>,
}

impl Rights {
    pub fn of(directory: &Directory, user: &User, day: Day) -> Self {
        let holds = |from: Day, to: Day| from <= day && day < to;
        let (mut usable, mut lapsed) = (Vec::new(), Vec::new());
        if let Some(profile) = &user.profile {
            for agreement in directory.agreements_of(user.entity.id) {
                let one = Usable::of(directory, agreement, profile, day);
                if !agreement.suspended && holds(agreement.valid_from, agreement.valid_to) {
                    usable.push(one);
                } else {
                    lapsed.push(one);
                }
            }
        }
        usable.sort_by_key(|one| {
            (
                one.mode,
                one.hours,
                one.agreement.daily_quota > 0,
                one.agreement.id,
            )
        });
        Self {
            day,
            profile_in_force: user
                .profile
                .as_ref()
                .is_none_or(|profile| holds(profile.valid_from, profile.valid_to)),
            usable,
            lapsed,
            settled: RwLock::default(),
        }
    }

    pub fn day(&self) -> Day {
        self.day
    }

    /// What these agreements together open: worked out once for each set.
    pub fn settled(&self, directory: &Directory, set: Vec<u64>) -> Arc<Settled> {
        let known = self.settled.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(settled) = known.get(&set) {
            return Arc::clone(settled);
        }
        drop(known);
        let usable = self.usable.iter().enumerate();
        let members = usable.filter(|(i, _)| set[i / 64] & (1 << (i % 64)) != 0);
        let settled = Arc::new(Settled::of(directory, self.day, members, &Scope::All));
        let mut known = self.settled.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < KEPT {
            known.insert(set, Arc::clone(&settled));
        }
        settled
    }
}
