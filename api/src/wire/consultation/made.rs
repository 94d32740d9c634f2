//! Sheets on their way onto the wire.

use std::collections::BTreeMap;

use hub::consultation::sheet::{
    Change, ChangeKind, Comparison, Difference, Dwelling, EventPage, Group, Head, HouseholdSheet,
    Item, Known, Member, PersonSheet, Recorded, Section, SheetKey, SheetKind, Shown, Value,
    comune_words,
};
use schema::codes::JournalCause;
use schema::date::{Truth, UncertainDate, Validity};

use super::sheet::{
    ChangeBody, ComparisonBody, DifferenceBody, DwellingBody, EventBody, EventsBody, GroupBody,
    HouseholdBody, ItemBody, KeyBody, KnownBody, MemberBody, PersonBody, RecordedBody, SectionBody,
};

const fn truth(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "SI",
        Truth::No => "NO",
        Truth::Uncertain => "INCERTO",
    }
}

fn bounds(held: &Validity) -> (String, Option<String>) {
    let end = |date: UncertainDate| (!date.is_open()).then(|| date.to_string());
    (held.from.to_string(), end(held.to))
}

fn parts(value: &Value) -> BTreeMap<&'static str, Option<String>> {
    let parts = value.parts().into_iter();
    parts.map(|part| (part.name, part.value)).collect()
}

fn all<T, B: From<T>>(all: Vec<T>) -> Vec<B> {
    all.into_iter().map(B::from).collect()
}

fn if_shown<T, B>(shown: Shown<T>, make: impl FnOnce(T) -> B) -> Option<B> {
    match shown {
        Shown::Masked => None,
        Shown::Value(value) => Some(make(value)),
    }
}

impl From<Item> for ItemBody {
    fn from(item: Item) -> Self {
        let (from, to) = bounds(&item.held);
        Self {
            text: item.value.words(),
            parts: parts(&item.value),
            from,
            to,
            on_day: truth(item.on_day),
            known: if_shown(item.known, KnownBody::from),
        }
    }
}

impl From<Known> for KnownBody {
    fn from(known: Known) -> Self {
        Self {
            since: known.since.into(),
            until: known.until.map(RecordedBody::from),
        }
    }
}

impl From<Recorded> for RecordedBody {
    fn from(recorded: Recorded) -> Self {
        let entry = recorded.entry;
        Self {
            number: recorded.number,
            at: entry
                .as_ref()
                .map(|entry| entry.at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            supply: entry.as_ref().and_then(|entry| entry.supply),
            cause: entry
                .as_ref()
                .and_then(|entry| entry.cause)
                .map(JournalCause::code),
            comune: entry.map(|entry| entry.comune),
        }
    }
}

impl From<Section> for SectionBody {
    fn from(section: Section) -> Self {
        Self {
            code: section.topic.code(),
            label: section.topic.label(),
            masked: section.items.is_masked(),
            items: if_shown(section.items, all).unwrap_or_default(),
        }
    }
}

impl From<PersonSheet> for PersonBody {
    fn from(sheet: PersonSheet) -> Self {
        Self {
            sections: all(sheet.sections),
        }
    }
}

impl From<SheetKey> for KeyBody {
    fn from(key: SheetKey) -> Self {
        Self {
            comune_name: comune_words(&key.comune),
            comune: key.comune,
            kind: match key.kind {
                SheetKind::Family => "F",
                SheetKind::Institution => "C",
            },
            code: key.code,
        }
    }
}

impl From<Member> for MemberBody {
    fn from(member: Member) -> Self {
        Self {
            who: member.who.into(),
            on_day: truth(member.on_day),
            is_subject: member.is_subject,
            places: all(member.places),
        }
    }
}

impl From<Change> for ChangeBody {
    fn from(change: Change) -> Self {
        let (kind, before, after) = match change.kind {
            ChangeKind::Joined(role) => ("ENTRATA", None, if_shown(role, |role| role)),
            ChangeKind::Left => ("USCITA", None, None),
            ChangeKind::Role { before, after } => ("POSIZIONE", Some(before), Some(after)),
        };
        Self {
            when: change.when.to_string(),
            kind,
            who: change.who.into(),
            before,
            after,
        }
    }
}

impl From<HouseholdSheet> for HouseholdBody {
    fn from(sheet: HouseholdSheet) -> Self {
        let held = sheet.held.as_ref().map(bounds);
        let (from, to) = held.map_or((None, None), |(from, to)| (Some(from), to));
        let head_is_sure = matches!(sheet.head, Shown::Value(Head::One(_)));
        Self {
            key: sheet.key.into(),
            on_day: truth(sheet.on_day),
            from,
            to,
            nature: sheet.nature,
            name: sheet.name,
            address: if_shown(sheet.address, all),
            head: if_shown(sheet.head, |head| match head {
                Head::One(at) => vec![at],
                Head::Perhaps(all) => all,
                Head::Nobody => Vec::new(),
            }),
            head_is_sure,
            members: all(sheet.members),
            history: if_shown(sheet.history, all),
        }
    }
}

impl From<Group> for GroupBody {
    fn from(group: Group) -> Self {
        Self {
            key: if_shown(group.key, |key| key).flatten().map(KeyBody::from),
            members: all(group.members),
        }
    }
}

impl From<Dwelling> for DwellingBody {
    fn from(dwelling: Dwelling) -> Self {
        Self {
            address: if_shown(dwelling.address, |one| parts(&Value::Address(one))),
            groups: all(dwelling.groups),
        }
    }
}

impl From<EventPage> for EventsBody {
    fn from(page: EventPage) -> Self {
        let events = page.events.into_iter().map(|one| EventBody {
            who: one.who.into(),
            event: one.event.into(),
        });
        Self {
            comune: page.comune,
            from: page.from.iso(),
            to: page.to.iso(),
            page: page.page,
            pages: page.total.div_ceil(u64::from(page.size.max(1))),
            total: page.total,
            events: events.collect(),
        }
    }
}

impl From<Difference> for DifferenceBody {
    fn from(one: Difference) -> Self {
        Self {
            code: one.code,
            what: one.what,
            on_other_day: one.on_other_day,
            on_day: one.on_day,
        }
    }
}

impl From<Comparison> for ComparisonBody {
    fn from(comparison: Comparison) -> Self {
        Self {
            other_day: comparison.other_day.iso(),
            differences: all(comparison.differences),
        }
    }
}
