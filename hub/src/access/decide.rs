//! The decision about one declaration. Pure: the directory, the day, the request, and nothing else.

use std::sync::Arc;

use schema::codes::WorkstationMode;

use super::denied::Denied;
use super::directory::Directory;
use super::fields::FieldSet;
use super::kind::Kind;
use super::rights::{Rights, Usable, expanded};
use super::service::Service;
use super::settled::Settled;
use crate::check::Scope;

/// What is asked, as far as rights go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub service: Service,
    /// `None` for a service that is granted as a whole.
    pub kind: Option<Kind>,
    pub fields: FieldSet,
    /// Trimmed; `None` where the service has none.
    pub purpose: Option<&'a str>,
    /// True if the caller works at an authorised workstation.
    pub at_workstation: bool,
}

impl Asked<'_> {
    /// One agreement must grant all of it: kinds and fields of two are not mixed.
    pub(super) fn granted_by(&self, one: &Usable) -> bool {
        one.fields((self.service, self.kind))
            .is_some_and(|granted| granted.contains(self.fields))
            && self.allowed_here(one)
            && one.admits(self.purpose)
    }

    fn allowed_here(&self, one: &Usable) -> bool {
        self.at_workstation || one.workstation == WorkstationMode::Free
    }
}

/// Who answers, or what was missing. With Comuni named, each of them must be granted.
pub(super) fn decide(
    directory: &Directory,
    rights: &Rights,
    asked: &Asked<'_>,
    named: Option<&[String]>,
) -> Result<Arc<Settled>, Denied> {
    let mut set = vec![0_u64; rights.usable.len().div_ceil(64)];
    let mut any = false;
    for (i, one) in rights.usable.iter().enumerate() {
        if asked.granted_by(one) {
            set[i / 64] |= 1 << (i % 64);
            any = true;
        }
    }
    if !any {
        return Err(missing(rights, asked, |_| true));
    }
    let settled = match named {
        None => rights.settled(directory, set),
        Some(named) => Arc::new(settle_named(directory, rights, asked, named)?),
    };
    if settled.is_empty() {
        return Err(Denied::Territory);
    }
    Ok(settled)
}

fn settle_named(
    directory: &Directory,
    rights: &Rights,
    asked: &Asked<'_>,
    named: &[String],
) -> Result<Settled, Denied> {
    let opened = (asked.service, asked.kind);
    for comune in named {
        let reaches = |one: &Usable| one.scope.covers(comune);
        let granted = |one: &Usable| reaches(one) && asked.granted_by(one);
        if rights.usable.iter().any(granted) {
            continue;
        }
        let reached = rights.usable.iter().any(reaches);
        let lapsed = |one: &Usable| reaches(one) && one.fields(opened).is_some();
        if !reached && !rights.lapsed.iter().any(lapsed) {
            return Err(Denied::Comune(comune.clone()));
        }
        let missing = missing(rights, asked, reaches);
        return Err(Denied::InComune(comune.clone(), Box::new(missing)));
    }
    let within = expanded(directory, named, rights.day());
    let granting = rights.usable.iter().enumerate();
    Ok(Settled::of(
        directory,
        rights.day(),
        granting.filter(|(_, one)| asked.granted_by(one)),
        &within,
    ))
}

/// The first thing that no agreement (of those that count) grants: service, kind, purpose, fields, workstation.
pub(super) fn missing(
    rights: &Rights,
    asked: &Asked<'_>,
    counts: impl Fn(&Usable) -> bool,
) -> Denied {
    let mut left: Vec<&Usable> = rights.usable.iter().filter(|one| counts(one)).collect();
    let lapsed = |grants: &dyn Fn(&Usable) -> bool| {
        rights.lapsed.iter().any(|one| counts(one) && grants(one))
    };
    let in_service = |one: &Usable| one.opens(asked.service);
    left.retain(|one| in_service(one));
    if left.is_empty() {
        return if lapsed(&in_service) {
            Denied::AgreementTime
        } else {
            Denied::Service(asked.service)
        };
    }
    let opened = (asked.service, asked.kind);
    let of_kind = |one: &Usable| one.fields(opened).is_some();
    left.retain(|one| of_kind(one));
    if left.is_empty() {
        return match asked.kind {
            _ if lapsed(&of_kind) => Denied::AgreementTime,
            Some(kind) => Denied::Kind(kind),
            None => Denied::Service(asked.service),
        };
    }
    left.retain(|one| one.admits(asked.purpose));
    if left.is_empty() {
        return Denied::Purpose;
    }
    let lacks = |one: &Usable| {
        asked
            .fields
            .minus(one.fields(opened).unwrap_or(FieldSet::NONE))
    };
    // The agreement that comes closest says what to ask for.
    let closest = left
        .iter()
        .map(|one| lacks(one))
        .min_by_key(|lacking| lacking.len());
    if let (Some(kind), Some(lacking)) = (asked.kind, closest)
        && !lacking.is_empty()
    {
        return Denied::Fields(kind, lacking);
    }
    left.retain(|one| lacks(one).is_empty() && asked.allowed_here(one));
    if left.is_empty() {
        Denied::Workstation
    } else {
        Denied::Territory
    }
}

/// Whose residents a service that is granted as a whole reaches.
pub(super) fn reach(rights: &Rights, asked: &Asked<'_>) -> Scope {
    let granting = rights.usable.iter().filter(|one| asked.granted_by(one));
    granting.fold(Scope::none(), |all, one| all.union(&one.scope))
}
