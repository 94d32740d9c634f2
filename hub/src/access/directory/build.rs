//! From rows to the directory. What cannot be read grants nothing.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, RwLock};

use schema::codes::{Role, Territory, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::tables::{
    AgreementRow, ApiKeyRow, AppUserRow, EntityRow, OfficeRow, ProfileRow, WorkstationRow,
};

use super::Directory;
use super::parts::{Agreement, Expected, Grant, Key, Profile, PublicKey, User, Workstation};
use super::rows::DirectoryRows;
use crate::access::entity_kind::EntityKind;
use crate::access::fields::FieldSet;
use crate::access::network::Network;
use crate::access::service::Service;

fn grouped<R, K: Eq + Hash, V>(
    rows: Vec<R>,
    part: impl Fn(R) -> Option<(K, V)>,
) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows.into_iter().filter_map(part) {
        groups.entry(key).or_default().push(value);
    }
    groups
}

fn by_id<R>(rows: Vec<R>, id: impl Fn(&R) -> i64) -> HashMap<i64, Arc<R>> {
    rows.into_iter()
        .map(|row| (id(&row), Arc::new(row)))
        .collect()
}

fn grant(service: &str, kind: &str, fields: &str) -> Option<Grant> {
    let service = Service::from_code(service)?;
    if service.kinds().is_empty() {
        return kind.is_empty().then_some(Grant {
            opened: (service, None),
            fields: FieldSet::ALL,
        });
    }
    let mut kinds = service.kinds().iter().copied();
    let kind = kinds.find(|one| one.code() == kind)?;
    Some(Grant {
        opened: (service, Some(kind)),
        fields: FieldSet::parse(kind, fields),
    })
}

/// What cannot be read is taken as the stricter.
fn validation(code: &str) -> ValidationMode {
    ValidationMode::from_code(code).unwrap_or(ValidationMode::Manual)
}

fn workstation_mode(code: &str) -> WorkstationMode {
    WorkstationMode::from_code(code).unwrap_or(WorkstationMode::Authorised)
}

impl Directory {
    /// The directory that these rows make.
    pub fn build(version: i64, rows: DirectoryRows) -> Self {
        let entities = by_id(rows.entities, |row: &EntityRow| row.id);
        let offices = by_id(rows.offices, |row: &OfficeRow| row.id);
        let mut comuni: Vec<String> = entities
            .values()
            .filter(|row| row.enabled && row.kind == EntityKind::Comune.code())
            .map(|row| row.comune.clone())
            .filter(|code| !code.is_empty())
            .collect();
        comuni.sort_unstable();
        comuni.dedup();
        let groups = grouped(rows.group_members, |row| Some((row.group_id, row.comune)));
        let mut purposes = grouped(rows.agreement_purposes, |row| {
            Some((row.agreement_id, row.purpose.trim().to_owned()))
        });
        let mut grants = grouped(rows.agreement_grants, |row| {
            Some((
                row.agreement_id,
                grant(&row.service, &row.kind, &row.fields)?,
            ))
        });
        let mut agreements = grouped(rows.agreements, |row: AgreementRow| {
            let group = row.group_id.and_then(|id| groups.get(&id));
            Some((row.entity_id, (row, group.cloned().unwrap_or_default())))
        })
        .into_iter()
        .map(|(entity, rows)| {
            let mut own: Vec<_> = rows
                .into_iter()
                .filter_map(|(row, group)| {
                    let purposes = purposes.remove(&row.id).unwrap_or_default();
                    let grants = grants.remove(&row.id).unwrap_or_default();
                    agreement(row, group, purposes, grants).map(Arc::new)
                })
                .collect();
            own.sort_by_key(|one| one.id);
            (entity, own)
        })
        .collect::<HashMap<_, _>>();
        agreements.shrink_to_fit();
        let workstations: HashMap<i64, Arc<Workstation>> = rows
            .workstations
            .iter()
            .map(|row| (row.id, Arc::new(workstation(row))))
            .collect();
        let of_office = grouped(rows.workstations, |row| Some((row.office_id, row.id)));
        let of_user = grouped(rows.user_workstations, |row| {
            Some((row.user_id, row.workstation_id))
        });
        let at = |user: &AppUserRow| {
            let bound = of_user.get(&user.id);
            let mut ids = bound
                .or_else(|| of_office.get(&user.office_id))
                .cloned()
                .unwrap_or_default();
            ids.sort_unstable();
            ids.iter()
                .filter_map(|id| workstations.get(id).cloned())
                .collect()
        };
        let mut kept = grouped(rows.profile_grants, |row| {
            Some((row.user_id, grant(&row.service, &row.kind, &row.fields)?))
        });
        let mut within = grouped(rows.profile_comuni, |row| Some((row.user_id, row.comune)));
        let mut profiles: HashMap<i64, Profile> = rows
            .profiles
            .into_iter()
            .map(|row| {
                let grants = kept.remove(&row.user_id).unwrap_or_default();
                let comuni = within.remove(&row.user_id).unwrap_or_default();
                (row.user_id, profile(&row, grants, comuni))
            })
            .collect();
        let users: HashMap<i64, Arc<User>> = rows
            .users
            .into_iter()
            .filter_map(|row| {
                let user = User {
                    id: row.id,
                    role: Role::from_code(&row.role)?,
                    enabled: row.enabled,
                    entity: Arc::clone(entities.get(&row.entity_id)?),
                    office: Arc::clone(offices.get(&row.office_id)?),
                    profile: profiles.remove(&row.id),
                    workstations: at(&row),
                    username: row.username,
                    rights: RwLock::default(),
                };
                Some((user.id, Arc::new(user)))
            })
            .collect();
        let keys = rows
            .keys
            .into_iter()
            .filter_map(|row| key(row, &users))
            .collect();
        let public_keys = rows
            .public_keys
            .into_iter()
            .map(|row| {
                let key = PublicKey {
                    user_id: row.user_id,
                    expires_at: row.valid_to,
                    revoked: row.revoked_at.is_some(),
                };
                (row.id, key)
            })
            .collect();
        Self {
            version,
            entities,
            offices,
            users,
            keys,
            public_keys,
            agreements,
            successions: rows.successions,
            comuni,
        }
    }
}

fn agreement(
    row: AgreementRow,
    group: Vec<String>,
    purposes: Vec<String>,
    grants: Vec<Grant>,
) -> Option<Agreement> {
    Some(Agreement {
        id: row.id,
        comune: row.comune,
        group,
        territory: Territory::from_code(&row.territory)?,
        protocol: row.protocol,
        valid_from: Day(row.valid_from),
        valid_to: Day(row.valid_to),
        suspended: row.suspended,
        validation: validation(&row.validation),
        silence_hours: row.silence_hours,
        daily_quota: row.daily_quota,
        workstation: workstation_mode(&row.workstation),
        purposes,
        grants,
    })
}

fn profile(row: &ProfileRow, grants: Vec<Grant>, comuni: Vec<String>) -> Profile {
    Profile {
        valid_from: Day(row.valid_from),
        valid_to: Day(row.valid_to),
        comuni: (!row.all_comuni).then_some(comuni),
        validation: validation(&row.validation),
        workstation: workstation_mode(&row.workstation),
        search_hits: u32::try_from(row.search_hits).ok().filter(|most| *most > 0),
        grants,
    }
}

fn workstation(row: &WorkstationRow) -> Workstation {
    Workstation {
        id: row.id,
        name: row.name.clone(),
        enabled: row.enabled,
        network: Expected::read(&row.network, Network::parse),
        certificate: Expected::read(&row.certificate, |text| {
            hex::decode(text.trim()).ok()?.try_into().ok()
        }),
    }
}

fn key(row: ApiKeyRow, users: &HashMap<i64, Arc<User>>) -> Option<(String, Arc<Key>)> {
    let user = users.get(&row.user_id)?;
    // Only applications call with keys.
    if user.role != Role::Authorised {
        return None;
    }
    let key = Key {
        id: row.id,
        user: Arc::clone(user),
        hash: hex::decode(&row.hash).ok()?.try_into().ok()?,
        expires_at: row.expires_at,
        revoked: row.revoked_at.is_some(),
    };
    Some((row.prefix, Arc::new(key)))
}
