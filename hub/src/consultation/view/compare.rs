//! What differs between the same sheet of two days.

use std::collections::BTreeMap;

use schema::date::{Day, Truth};

use super::dwelling::roles_in_words;
use crate::consultation::sheet::{
    Comparison, Difference, Head, HouseholdSheet, Item, Member, PersonSheet, Sheet,
};

/// What differs between a sheet and the same of another day. Timelines and events are not of a day.
pub(super) fn compare(sheet: &Sheet, other: &Sheet, other_day: Day) -> Comparison {
    let mut differences = Vec::new();
    match (sheet, other) {
        (Sheet::Person(here), Sheet::Person(there)) => sections(here, there, &mut differences),
        (Sheet::Households(who, here), Sheet::Households(before, there)) => {
            sections(who, before, &mut differences);
            households(here, there, &mut differences);
        }
        (Sheet::Dwelling(here), Sheet::Dwelling(there)) => {
            let at = |dwelling: &crate::consultation::sheet::Dwelling| {
                let all = dwelling.groups.iter().flat_map(|group| &group.members);
                keyed(all.map(|member| (member, String::new())))
            };
            people(&at(here), &at(there), &mut differences);
        }
        _ => {}
    }
    Comparison {
        other_day,
        differences,
    }
}

/// A fact in words; that its date does not tell whether it holds is part of them.
fn words(item: &Item) -> String {
    match item.on_day {
        Truth::Yes => item.value.words(),
        Truth::Uncertain => format!("{} (data incerta)", item.value.words()),
        Truth::No => format!("{} (non più, o non ancora)", item.value.words()),
    }
}

/// What the one has that the other lacks, in both directions, in their order.
fn apart(here: &[String], there: &[String]) -> (Vec<String>, Vec<String>) {
    let only = |one: &[String], other: &[String]| {
        let mut left: Vec<&String> = other.iter().collect();
        let mut only = Vec::new();
        for text in one {
            match left.iter().position(|same| *same == text) {
                Some(at) => {
                    left.swap_remove(at);
                }
                None => only.push(text.clone()),
            }
        }
        only
    };
    (only(there, here), only(here, there))
}

fn differ(
    what: String,
    code: &'static str,
    here: &[String],
    there: &[String],
    differences: &mut Vec<Difference>,
) {
    let (on_other_day, on_day) = apart(here, there);
    if !on_other_day.is_empty() || !on_day.is_empty() {
        differences.push(Difference {
            what,
            code,
            on_other_day,
            on_day,
        });
    }
}

fn sections(here: &PersonSheet, there: &PersonSheet, differences: &mut Vec<Difference>) {
    for section in &here.sections {
        let topic = section.topic;
        let of = |items: &[Item]| items.iter().map(words).collect::<Vec<_>>();
        let (here, there) = (of(section.items.all()), of(there.items(topic)));
        differ(
            topic.label().to_owned(),
            topic.code(),
            &here,
            &there,
            differences,
        );
    }
}

/// People by id, each with her name and what she is.
type People = BTreeMap<i64, (String, Vec<String>)>;

fn keyed<'a>(members: impl Iterator<Item = (&'a Member, String)>) -> People {
    let mut people = People::new();
    for (member, mut text) in members {
        if member.on_day != Truth::Yes {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str("(data incerta)");
        }
        let name = || {
            member
                .who
                .name()
                .unwrap_or_else(|| "(mascherato)".to_owned())
        };
        let entry = people
            .entry(member.who.person_id)
            .or_insert_with(|| (name(), Vec::new()));
        entry.1.push(if text.is_empty() {
            "presente".to_owned()
        } else {
            text
        });
    }
    people
}

fn people(here: &People, there: &People, differences: &mut Vec<Difference>) {
    let none = Vec::new();
    let ids: std::collections::BTreeSet<i64> = here.keys().chain(there.keys()).copied().collect();
    for id in ids {
        let (now, before) = (here.get(&id), there.get(&id));
        let name = now.or(before).map_or_else(String::new, |one| one.0.clone());
        let of =
            |one: Option<&(String, Vec<String>)>| one.map_or(none.clone(), |one| one.1.clone());
        differ(name, "componente", &of(now), &of(before), differences);
    }
}

fn households(
    here: &[HouseholdSheet],
    there: &[HouseholdSheet],
    differences: &mut Vec<Difference>,
) {
    let on = |sheets: &[HouseholdSheet]| {
        keyed(sheets.iter().flat_map(|sheet| {
            sheet.members.iter().map(|member| {
                let role = roles_in_words(member, sheet.key.kind);
                let text = format!("scheda {} {role}", sheet.key.code);
                (member, text.trim().to_owned())
            })
        }))
    };
    people(&on(here), &on(there), differences);
    let heads = |sheets: &[HouseholdSheet]| -> Vec<String> {
        sheets.iter().filter_map(head_in_words).collect()
    };
    differ(
        "Intestatario".to_owned(),
        "intestatario",
        &heads(here),
        &heads(there),
        differences,
    );
    let homes = |sheets: &[HouseholdSheet]| -> Vec<String> {
        let items = sheets.iter().flat_map(|sheet| sheet.address.all());
        items.map(words).collect()
    };
    differ(
        "Indirizzo".to_owned(),
        "indirizzo",
        &homes(here),
        &homes(there),
        differences,
    );
}

fn head_in_words(sheet: &HouseholdSheet) -> Option<String> {
    let name = |at: &usize| {
        let member = sheet.members.get(*at);
        member
            .and_then(|member| member.who.name())
            .unwrap_or_else(|| "(mascherato)".to_owned())
    };
    Some(match sheet.head.value()? {
        Head::One(at) => name(at),
        Head::Perhaps(all) => {
            let names: Vec<String> = all.iter().map(name).collect();
            format!("{} (data incerta)", names.join(" o "))
        }
        Head::Nobody => "nessuno".to_owned(),
    })
}
