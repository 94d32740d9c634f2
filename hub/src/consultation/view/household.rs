//! Family sheets and institutional households: who stands on them on the day, and who came and went until it.

use schema::codes::{AddressKind, ConsultationField, ConsultationKind, InstitutionRole, Kinship};
use schema::date::{Day, Truth, Validity};
use schema::facts::{Fact, Membership};

use super::lens::Lens;
use super::material::{believed, validity};
use super::rows::key_of;
use crate::check::covered;
use crate::consultation::sheet::{
    Change, ChangeKind, Head, HouseholdSheet, Item, Member, SheetKey, SheetKind, Shown, Topic,
    Value,
};

/// Whether something holds on a day that several rows assert one after the other: it may be uncertain which of them
/// holds, and certain that one does.
pub(super) fn together(rows: &[&Membership], day: Day) -> Truth {
    truth_of(rows.iter().map(|row| row.validity()), day)
}

pub(super) fn truth_of(all: impl Iterator<Item = Validity>, day: Day) -> Truth {
    let mut open = Vec::new();
    for held in all {
        match held.at(day) {
            Truth::Yes => return Truth::Yes,
            Truth::Uncertain => open.push(held),
            Truth::No => {}
        }
    }
    if open.is_empty() {
        Truth::No
    } else if covered(&open, day) {
        Truth::Yes
    } else {
        Truth::Uncertain
    }
}

/// The sheets of that kind on which somebody stands, or may stand, on the day.
pub(in crate::consultation) fn sheets_of(
    memberships: &[Membership],
    kind: ConsultationKind,
    day: Day,
    known_at: i64,
) -> Vec<(SheetKey, Truth)> {
    let wanted = match kind {
        ConsultationKind::Institution => SheetKind::Institution,
        _ => SheetKind::Family,
    };
    let mut keys: Vec<SheetKey> = memberships
        .iter()
        .filter(|row| believed(row.known_from, row.known_to, known_at))
        .map(key_of)
        .filter(|key| key.kind == wanted)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let truth = |key: &SheetKey| {
        let rows = memberships
            .iter()
            .filter(|row| believed(row.known_from, row.known_to, known_at) && &key_of(row) == key);
        truth_of(rows.map(Fact::validity), day)
    };
    let mut sheets: Vec<(SheetKey, Truth)> = keys
        .into_iter()
        .map(|key| {
            let truth = truth(&key);
            (key, truth)
        })
        .filter(|(_, truth)| *truth != Truth::No)
        .collect();
    sheets.sort_by_key(|(_, truth)| *truth != Truth::Yes);
    sheets
}

impl Lens<'_> {
    /// One sheet.
    pub fn household(&self, subject: i64, key: SheetKey, on_day: Truth) -> HouseholdSheet {
        let members = self.members(subject, &key);
        let details = self.material.households.iter().filter(|row| {
            row.comune == key.comune
                && SheetKind::of(&row.kind) == key.kind
                && row.code == key.code
                && believed(row.known_from, row.known_to, self.question.known_at)
        });
        let held = |row: &&schema::tables::HouseholdRow| {
            validity((row.from_first, row.from_last), (row.to_first, row.to_last))
        };
        let details = details.max_by_key(|row| {
            let rank = match held(row).at(self.day) {
                Truth::Yes => 2,
                Truth::Uncertain => 1,
                Truth::No => 0,
            };
            (rank, row.from_first, row.known_from)
        });
        let kinship = self.grants(ConsultationField::Kinship);
        HouseholdSheet {
            on_day,
            held: details.map(|row| held(&row)),
            nature: details.map_or_else(String::new, |row| row.nature.clone()),
            name: details.map_or_else(String::new, |row| row.name.clone()),
            address: Shown::when(self.grants(ConsultationField::Address), || {
                self.home(subject)
            }),
            head: Shown::when(kinship, || head(&members, key.kind)),
            history: Shown::when(self.grants(ConsultationField::Composition), || {
                self.changes(&key)
            }),
            members,
            key,
        }
    }

    /// Where somebody lives in Italy on the day.
    fn home(&self, subject: i64) -> Vec<Item> {
        let facts = self.material.people.get(&subject);
        let mut items = facts.map_or_else(Vec::new, |facts| self.items(facts, Topic::Address));
        items.retain(|item| match &item.value {
            Value::Address(one) => {
                AddressKind::from_code(&one.kind).is_some_and(AddressKind::is_residence)
            }
            _ => false,
        });
        items
    }

    /// Everybody's rows on a sheet, as known, in the order of time.
    fn rows(&self, key: &SheetKey) -> impl Iterator<Item = (i64, Vec<&Membership>)> {
        self.material.people.iter().filter_map(move |(id, facts)| {
            let mut rows: Vec<&Membership> = facts
                .memberships
                .iter()
                .filter(|row| self.sees(*row) && &key_of(row) == key)
                .collect();
            rows.sort_by_key(|row| (row.validity().from, row.validity().to, row.seq));
            (!rows.is_empty()).then_some((*id, rows))
        })
    }

    fn members(&self, subject: i64, key: &SheetKey) -> Vec<Member> {
        let mut members: Vec<Member> = self
            .rows(key)
            .filter_map(|(id, rows)| {
                let on_day = together(&rows, self.day);
                let held = rows
                    .into_iter()
                    .filter(|row| row.validity().at(self.day) != Truth::No);
                (on_day != Truth::No).then(|| Member {
                    who: self.who(id),
                    on_day,
                    is_subject: id == subject,
                    places: held.map(|row| self.item(row, self.place(row))).collect(),
                })
            })
            .collect();
        members.sort_by_cached_key(order);
        members
    }

    /// Who came and went, until the day: what is known to begin later is not of that day's sheet.
    fn changes(&self, key: &SheetKey) -> Vec<Change> {
        let roles = self.grants(ConsultationField::Kinship);
        let mut changes = Vec::new();
        for (id, rows) in self.rows(key) {
            let mut before: Option<&Membership> = None;
            let mut add = |when, kind| changes.push((when, kind, id));
            for row in rows {
                let held = row.validity();
                match before {
                    // Two rows that meet are one stay.
                    Some(last) if last.validity().to == held.from => {
                        if roles && last.role != row.role {
                            let kind = ChangeKind::Role {
                                before: last.role.clone(),
                                after: row.role.clone(),
                            };
                            add(held.from, kind);
                        }
                    }
                    _ => {
                        if let Some(last) = before {
                            add(last.validity().to, ChangeKind::Left);
                        }
                        let role = Shown::when(roles, || row.role.clone());
                        add(held.from, ChangeKind::Joined(role));
                    }
                }
                before = Some(row);
            }
            if let Some(last) = before {
                add(last.validity().to, ChangeKind::Left);
            }
        }
        changes.retain(|(when, ..)| !when.is_open() && when.first <= self.day);
        changes.sort_by_key(|(when, kind, id)| {
            let rank = match kind {
                ChangeKind::Left => 0,
                ChangeKind::Role { .. } => 1,
                ChangeKind::Joined(_) => 2,
            };
            (*when, rank, *id)
        });
        let made = changes.into_iter().map(|(when, kind, id)| Change {
            when,
            kind,
            who: self.who(id),
        });
        made.collect()
    }
}

/// The order of a sheet: its own, then by kinship, then by age.
pub(super) fn order(member: &Member) -> (i32, u32, i32, i64) {
    let places = || {
        member.places.iter().filter_map(|item| match &item.value {
            Value::Place(place) => Some(place),
            _ => None,
        })
    };
    let ordinal = places()
        .filter_map(|place| place.ordinal.value().copied())
        .find(|ordinal| *ordinal > 0);
    let role = places()
        .filter_map(|place| place.role.value())
        .find_map(|role| role.parse().ok());
    let birth = member.who.items(Topic::Generalities).first();
    let birth = birth.map_or(i32::MAX, |item| match &item.value {
        Value::Generalities(one) => one.birth.first.0,
        _ => i32::MAX,
    });
    (
        ordinal.unwrap_or(i32::MAX),
        role.unwrap_or(u32::MAX),
        birth,
        member.who.person_id,
    )
}

/// True of the role of whoever heads a sheet.
pub(super) fn heads(kind: SheetKind, role: &str) -> bool {
    match kind {
        SheetKind::Family => {
            matches!(
                Kinship::from_code(role),
                Some(Kinship::Head | Kinship::InstitutionHead)
            )
        }
        SheetKind::Institution => InstitutionRole::from_code(role) == Some(InstitutionRole::Head),
    }
}

fn head(members: &[Member], kind: SheetKind) -> Head {
    let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
    for (at, member) in members.iter().enumerate() {
        let heading: Vec<&Item> = member
            .places
            .iter()
            .filter(|item| match &item.value {
                Value::Place(place) => place.role.value().is_some_and(|role| heads(kind, role)),
                _ => false,
            })
            .collect();
        if heading.is_empty() {
            continue;
        }
        perhaps.push(at);
        // All her places of the day head it, so it does not matter which of them holds.
        let whole = heading.len() == member.places.len() && member.on_day == Truth::Yes;
        if whole || heading.iter().any(|item| item.on_day == Truth::Yes) {
            sure.push(at);
        }
    }
    match (sure.as_slice(), perhaps.as_slice()) {
        ([one], _) => Head::One(*one),
        (_, []) => Head::Nobody,
        _ => Head::Perhaps(perhaps),
    }
}
