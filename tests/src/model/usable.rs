//! What an agreement is worth to a user.

use std::collections::BTreeSet;

use hub::access::DirectoryRows;
use schema::tables::{AgreementRow, AppUserRow, ProfileRow};

use super::declared::{Asked, Declared};

/// Comuni; `None` = everybody whom the hub holds.
pub type Territory = Option<BTreeSet<String>>;

/// The fields of a grant; `None` = all.
type Fields = Option<Vec<String>>;

/// An agreement, cut down to the profile.
#[derive(Clone)]
pub struct Usable<'a> {
    rows: &'a DirectoryRows,
    pub agreement: &'a AgreementRow,
    profile: &'a ProfileRow,
    pub territory: Territory,
    /// 0 none, 1 silence, 2 manual.
    pub strictness: u8,
    pub hours: i32,
}

/// All of the entity's agreements, whether in force or not, in the order of their ids.
pub fn all<'a>(rows: &'a DirectoryRows, user: &AppUserRow, day: i32) -> Vec<Usable<'a>> {
    let Some(profile) = rows.profiles.iter().find(|p| p.user_id == user.id) else {
        return Vec::new();
    };
    let mut own: Vec<&AgreementRow> = rows
        .agreements
        .iter()
        .filter(|a| a.entity_id == user.entity_id)
        .collect();
    own.sort_by_key(|a| a.id);
    let mut all = Vec::new();
    for agreement in own {
        let agreed = strictness(&agreement.validation);
        let strictness = agreed.max(strictness(&profile.validation));
        let hours = match strictness {
            1 if agreement.silence_hours > 0 => agreement.silence_hours,
            1 => 16,
            _ => 0,
        };
        all.push(Usable {
            rows,
            agreement,
            profile,
            territory: territory(rows, agreement, profile, day, strictness > 0),
            strictness,
            hours,
        });
    }
    all
}

fn strictness(mode: &str) -> u8 {
    match mode {
        "NESSUNA" => 0,
        "SILENZIO" => 1,
        _ => 2,
    }
}

/// The Comune and those that it took over by that day.
pub fn with_those_taken_over(rows: &DirectoryRows, comune: &str, day: i32) -> BTreeSet<String> {
    let mut found = BTreeSet::from([comune.to_owned()]);
    loop {
        let before = found.len();
        for row in &rows.successions {
            if row.since <= day && found.contains(&row.new) {
                found.insert(row.old.clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Whoever decides for what that Comune left.
pub fn who_decides(rows: &DirectoryRows, comune: &str, day: i32) -> String {
    let mut took_over: Vec<&String> = rows
        .successions
        .iter()
        .filter(|row| row.since <= day && row.old == comune)
        .map(|row| &row.new)
        .collect();
    took_over.sort();
    match took_over.first() {
        Some(new) => who_decides(rows, new, day),
        None => comune.to_owned(),
    }
}

fn territory(
    rows: &DirectoryRows,
    agreement: &AgreementRow,
    profile: &ProfileRow,
    day: i32,
    waits: bool,
) -> Territory {
    let widened = |comuni: Vec<&String>| {
        let mut all = BTreeSet::new();
        for comune in comuni {
            all.extend(with_those_taken_over(rows, comune, day));
        }
        all
    };
    let agreed: Territory = if agreement.territory == "GRUPPO" {
        let members = rows.group_members.iter();
        let members = members.filter(|m| Some(m.group_id) == agreement.group_id);
        Some(widened(members.map(|m| &m.comune).collect()))
    } else if agreement.comune.is_empty() && waits {
        // Only Comuni that are entities of the hub can decide.
        let entities = rows.entities.iter();
        let adhering = entities.filter(|one| one.kind == "COMUNE" && one.enabled);
        Some(widened(adhering.map(|one| &one.comune).collect()))
    } else if agreement.comune.is_empty() {
        None
    } else {
        Some(widened(vec![&agreement.comune]))
    };
    if profile.all_comuni {
        return agreed;
    }
    let kept = rows.profile_comuni.iter();
    let kept = kept.filter(|c| c.user_id == profile.user_id);
    let kept = widened(kept.map(|c| &c.comune).collect());
    match agreed {
        None => Some(kept),
        Some(agreed) => Some(agreed.intersection(&kept).cloned().collect()),
    }
}

fn fields(text: &str) -> Fields {
    if text == "*" {
        return None;
    }
    Some(text.split(',').map(str::to_owned).collect())
}

impl Usable<'_> {
    pub fn in_force(&self, day: i32) -> bool {
        let agreement = self.agreement;
        !agreement.suspended && agreement.valid_from <= day && day < agreement.valid_to
    }

    pub fn opens_service(&self, service: &str) -> bool {
        self.rows.agreement_grants.iter().any(|grant| {
            grant.agreement_id == self.agreement.id
                && grant.service == service
                && self.profile_fields(service, &grant.kind).is_some()
        })
    }

    pub fn opens_kind(&self, service: &str, kind: &str) -> bool {
        self.agreed_fields(service, kind).is_some() && self.profile_fields(service, kind).is_some()
    }

    fn agreed_fields(&self, service: &str, kind: &str) -> Option<Fields> {
        let mut grants = self.rows.agreement_grants.iter();
        let grant = grants.find(|grant| {
            grant.agreement_id == self.agreement.id
                && grant.service == service
                && grant.kind == kind
        });
        grant.map(|grant| fields(&grant.fields))
    }

    fn profile_fields(&self, service: &str, kind: &str) -> Option<Fields> {
        let mut grants = self.rows.profile_grants.iter();
        let grant = grants.find(|grant| {
            grant.user_id == self.profile.user_id && grant.service == service && grant.kind == kind
        });
        grant.map(|grant| fields(&grant.fields))
    }

    /// Labels of the fields that the declaration uses and this does not grant.
    pub fn lacks(&self, service: &str, declared: &Declared) -> Vec<&'static str> {
        let mut lacking = Vec::new();
        for (name, label) in &declared.fields {
            if !self.grants_field(service, declared.kind, name) {
                lacking.push(*label);
            }
        }
        lacking
    }

    /// The fields that a consultation under this shows.
    pub fn grants_of(&self, service: &str, declared: &Declared) -> BTreeSet<&'static str> {
        let mut granted = BTreeSet::new();
        for name in &declared.showable {
            if self.grants_field(service, declared.kind, name) {
                granted.insert(*name);
            }
        }
        granted
    }

    fn grants_field(&self, service: &str, kind: &str, name: &str) -> bool {
        let holds = |fields: Option<Fields>| match fields {
            None => false,
            Some(None) => true,
            Some(Some(names)) => names.iter().any(|one| one == name),
        };
        holds(self.agreed_fields(service, kind)) && holds(self.profile_fields(service, kind))
    }

    pub fn admits(&self, purpose: &str) -> bool {
        self.rows.agreement_purposes.iter().any(|row| {
            row.agreement_id == self.agreement.id
                && (row.purpose.trim() == "*" || row.purpose.trim() == purpose.trim())
        })
    }

    /// True if whoever asks works where this may be used.
    pub fn usable_from(&self, user: &AppUserRow, asked: &Asked) -> bool {
        let free = self.agreement.workstation == "LIBERA" && self.profile.workstation == "LIBERA";
        free || at_a_workstation(self.rows, user, asked)
    }

    pub fn reaches(&self, comune: &str) -> bool {
        self.territory
            .as_ref()
            .is_none_or(|all| all.contains(comune))
    }
}

fn at_a_workstation(rows: &DirectoryRows, user: &AppUserRow, asked: &Asked) -> bool {
    let bound: Vec<i64> = rows
        .user_workstations
        .iter()
        .filter(|row| row.user_id == user.id)
        .map(|row| row.workstation_id)
        .collect();
    rows.workstations.iter().any(|one| {
        let counts = if bound.is_empty() {
            one.office_id == user.office_id
        } else {
            bound.contains(&one.id)
        };
        let registered = !one.network.is_empty() || !one.certificate.is_empty();
        let network = one.network.is_empty() || on_network(&one.network, asked);
        let certificate = one.certificate.is_empty()
            || asked
                .certificate
                .is_some_and(|own| hex(&own) == one.certificate);
        counts && one.enabled && registered && network && certificate
    })
}

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.concat()
}

/// IPv4 only, bit by bit: all that the random worlds have.
fn on_network(network: &str, asked: &Asked) -> bool {
    let Some(address) = asked.network else {
        return false;
    };
    let (base, length) = network.split_once('/').unwrap_or((network, "32"));
    let bits = |text: &str| -> String {
        let parts = text.split('.').map(|part| part.parse::<u8>().unwrap_or(0));
        let bits: Vec<String> = parts.map(|part| format!("{part:08b}")).collect();
        bits.concat()
    };
    let length: usize = length.parse().unwrap_or(32);
    bits(base)[..length] == bits(&address.to_string())[..length]
}
