//! A sheet as blocks: what its page, its print and its PDF are made of.

use hub::consultation::sheet::{
    Change, ChangeKind, Comparison, Dwelling, EventPage, Group, Head, HouseholdSheet, Item, Member,
    PersonSheet, Sheet, SheetKey, SheetKind, Shown, Topic, comune_words,
};
use schema::codes::{HouseholdReason, InstitutionKind};
use schema::date::Day;

use super::words;
use crate::pages::text;
use crate::paper::Block;

const MASKED: &str = "non concesso";

/// All of a sheet.
pub fn blocks(sheet: &Sheet, day: Day, comparison: Option<&Comparison>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(comparison) = comparison {
        blocks.push(compared(comparison, day));
    }
    match sheet {
        Sheet::Person(person) => of_person(person, &mut blocks),
        Sheet::Households(subject, sheets) => {
            if sheets.is_empty() {
                let name = words::name(subject);
                blocks.push(Block::Text(format!(
                    "{name}: a questa data non risulta in una scheda che si possa consultare."
                )));
            }
            for sheet in sheets {
                of_household(sheet, &mut blocks);
            }
        }
        Sheet::Dwelling(dwelling) => of_dwelling(dwelling, &mut blocks),
        Sheet::Timeline(person) => blocks.push(timeline(person)),
        Sheet::Events(page) => blocks.push(events(page)),
    }
    blocks
}

fn of_person(person: &PersonSheet, blocks: &mut Vec<Block>) {
    let (mut masked, mut absent) = (Vec::new(), Vec::new());
    for section in &person.sections {
        let label = section.topic.label();
        match &section.items {
            Shown::Masked => masked.push(label),
            Shown::Value(items) if items.is_empty() => absent.push(label),
            Shown::Value(items) => {
                blocks.push(Block::Heading(label.to_owned()));
                blocks.extend(items.iter().map(of_item));
            }
        }
    }
    if !absent.is_empty() {
        blocks.push(Block::Heading("Non risultano a questa data".to_owned()));
        blocks.push(Block::Text(format!("{}.", absent.join("; "))));
    }
    if !masked.is_empty() {
        blocks.push(Block::Heading("Non concessi".to_owned()));
        blocks.push(Block::Text(format!(
            "La convenzione o il profilo non concedono: {}.",
            masked.join("; ")
        )));
    }
}

fn of_item(item: &Item) -> Block {
    let mut facts: Vec<(String, String)> = item
        .value
        .parts()
        .into_iter()
        .map(|part| {
            let text = match part.value {
                Some(_) => part.text,
                None => MASKED.to_owned(),
            };
            (part.label.to_owned(), text)
        })
        .collect();
    facts.push(("Validità".to_owned(), words::held(&item.held)));
    if let Some(doubt) = words::doubt(item.on_day) {
        facts.push(("Vale a questa data".to_owned(), doubt.to_owned()));
    }
    if let Shown::Value(known) = &item.known {
        facts.extend(words::known(known));
    }
    Block::Facts(facts)
}

/// What a sheet is called.
pub fn sheet_name(key: &SheetKey) -> String {
    let kind = match key.kind {
        SheetKind::Family => "Scheda di famiglia",
        SheetKind::Institution => "Scheda di convivenza",
    };
    format!("{kind} n. {} di {}", key.code, comune_words(&key.comune))
}

fn of_household(sheet: &HouseholdSheet, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(sheet_name(&sheet.key)));
    let mut facts = Vec::new();
    let mut fact = |label: &str, value: String| facts.push((label.to_owned(), value));
    if let Some(doubt) = words::doubt(sheet.on_day) {
        fact("Vi appartiene a questa data", doubt.to_owned());
    }
    if !sheet.name.is_empty() {
        fact("Denominazione", sheet.name.clone());
    }
    let nature = match sheet.key.kind {
        SheetKind::Family => HouseholdReason::from_code(&sheet.nature).map(HouseholdReason::label),
        SheetKind::Institution => {
            InstitutionKind::from_code(&sheet.nature).map(InstitutionKind::label)
        }
    };
    if let Some(nature) = nature {
        fact("Motivo", nature.to_owned());
    }
    match &sheet.head {
        Shown::Masked => fact("Intestatario", MASKED.to_owned()),
        Shown::Value(head) => fact("Intestatario", head_of(head, &sheet.members)),
    }
    match &sheet.address {
        Shown::Masked => fact("Indirizzo", MASKED.to_owned()),
        Shown::Value(items) => {
            for item in items {
                let doubt =
                    words::doubt(item.on_day).map_or(String::new(), |text| format!(" ({text})"));
                fact("Indirizzo", format!("{}{doubt}", item.value.words()));
            }
        }
    }
    if let Some(held) = &sheet.held {
        fact("La scheda esiste", words::held(held));
    }
    blocks.push(Block::Facts(facts));
    blocks.push(members("Componenti", &sheet.members));
    if let Shown::Value(history) = &sheet.history
        && !history.is_empty()
    {
        blocks.push(Block::Table {
            caption: "Storia della composizione".to_owned(),
            columns: columns(&["Quando", "Chi", "Che cosa"]),
            rows: history
                .iter()
                .map(|change| of_change(change, sheet.key.kind))
                .collect(),
        });
    }
}

fn head_of(head: &Head, members: &[Member]) -> String {
    let name = |place: &usize| {
        members
            .get(*place)
            .map_or_else(String::new, |member| words::name(&member.who))
    };
    match head {
        Head::One(place) => name(place),
        Head::Perhaps(places) => {
            let names: Vec<String> = places.iter().map(name).collect();
            format!("forse {}: le date sono incerte", names.join(" oppure "))
        }
        Head::Nobody => "nessuno a questa data".to_owned(),
    }
}

/// What somebody is on a sheet.
pub fn role(member: &Member) -> String {
    use hub::consultation::sheet::Value;
    let roles: Vec<String> = member
        .places
        .iter()
        .map(|item| match &item.value {
            Value::Place(place) if place.role.is_masked() => MASKED.to_owned(),
            Value::Place(place) => place.role_words().unwrap_or_else(|| "–".to_owned()),
            _ => String::new(),
        })
        .collect();
    roles.join(" oppure ")
}

fn members(caption: &str, members: &[Member]) -> Block {
    let since = |member: &Member| {
        let first = member.places.first();
        first.map_or_else(String::new, |item| words::held(&item.held))
    };
    Block::Table {
        caption: caption.to_owned(),
        columns: columns(&[
            "Nome",
            "Nascita",
            "Codice fiscale",
            "Parentela o ruolo",
            "Nella scheda",
        ]),
        rows: members
            .iter()
            .map(|member| {
                let since = match words::doubt(member.on_day) {
                    Some(doubt) => format!("{} ({doubt})", since(member)),
                    None => since(member),
                };
                vec![
                    words::name(&member.who),
                    words::birth(&member.who),
                    words::fiscal_code(&member.who),
                    role(member),
                    since,
                ]
            })
            .collect(),
    }
}

fn of_change(change: &Change, kind: SheetKind) -> Vec<String> {
    let what = match &change.kind {
        ChangeKind::Joined(Shown::Masked) => "entra".to_owned(),
        ChangeKind::Joined(Shown::Value(role)) if role.is_empty() => "entra".to_owned(),
        ChangeKind::Joined(Shown::Value(role)) => format!("entra: {}", kind.role_words(role)),
        ChangeKind::Left => "esce".to_owned(),
        ChangeKind::Role { before, after } => {
            format!(
                "da {} a {}",
                kind.role_words(before),
                kind.role_words(after)
            )
        }
    };
    vec![words::date(change.when), words::name(&change.who), what]
}

fn of_dwelling(dwelling: &Dwelling, blocks: &mut Vec<Block>) {
    let address = match &dwelling.address {
        Shown::Masked => MASKED.to_owned(),
        Shown::Value(address) => address.words(),
    };
    blocks.push(Block::Facts(vec![("Indirizzo".to_owned(), address)]));
    if dwelling.groups.is_empty() {
        blocks.push(Block::Text(
            "A questa data non vi risulta nessuno.".to_owned(),
        ));
    }
    for group in &dwelling.groups {
        blocks.push(members(&group_name(group), &group.members));
    }
}

fn group_name(group: &Group) -> String {
    match &group.key {
        Shown::Masked => "Persone a questo indirizzo".to_owned(),
        Shown::Value(None) => "Persone senza scheda".to_owned(),
        Shown::Value(Some(key)) => sheet_name(key),
    }
}

/// Every fact with both clocks.
fn timeline(person: &PersonSheet) -> Block {
    let mut rows = Vec::new();
    for section in &person.sections {
        for item in section.items.all() {
            let (since, until) = match &item.known {
                Shown::Masked => (MASKED.to_owned(), MASKED.to_owned()),
                Shown::Value(known) => (
                    words::recorded(&known.since),
                    known
                        .until
                        .as_ref()
                        .map_or_else(|| "–".to_owned(), words::recorded),
                ),
            };
            rows.push(vec![
                section.topic.label().to_owned(),
                item.value.words(),
                words::held(&item.held),
                since,
                until,
            ]);
        }
    }
    Block::Table {
        caption: format!("Storico di {}", words::name(person)),
        columns: columns(&[
            "Che cosa",
            "Dato",
            "Validità",
            "Noto dal",
            "Creduto fino al",
        ]),
        rows,
    }
}

fn events(page: &EventPage) -> Block {
    let rows = page.events.iter().map(|one| {
        vec![
            one.event.value.words(),
            words::held(&one.event.held),
            words::name(&one.who),
            words::birth(&one.who),
            words::fiscal_code(&one.who),
        ]
    });
    Block::Table {
        caption: format!(
            "Eventi registrati da {} dal {} al {}: {}, pagina {}",
            comune_words(&page.comune),
            text::day(page.from),
            text::day(page.to),
            text::count(i64::try_from(page.total).unwrap_or(i64::MAX)),
            page.page
        ),
        columns: columns(&["Evento", "Quando", "Chi", "Nascita", "Codice fiscale"]),
        rows: rows.collect(),
    }
}

fn compared(comparison: &Comparison, day: Day) -> Block {
    let other = text::day(comparison.other_day);
    let list = |lines: &[String]| match lines {
        [] => "–".to_owned(),
        lines => lines.join("; "),
    };
    if comparison.differences.is_empty() {
        return Block::Text(format!(
            "Tra il {other} e il {} non cambia nulla di ciò che si può consultare.",
            text::day(day)
        ));
    }
    Block::Table {
        caption: format!("Che cosa cambia tra il {other} e il {}", text::day(day)),
        columns: vec![
            "Che cosa".to_owned(),
            format!("Solo al {other}"),
            format!("Solo al {}", text::day(day)),
        ],
        rows: comparison
            .differences
            .iter()
            .map(|one| vec![one.what.clone(), list(&one.on_other_day), list(&one.on_day)])
            .collect(),
    }
}

fn columns(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

/// The addresses of a sheet that say where they are on earth.
pub fn places(sheet: &Sheet) -> Vec<(String, (i32, i32))> {
    use hub::consultation::sheet::{Address, Value};
    let mut found: Vec<(String, (i32, i32))> = Vec::new();
    let mut put = |address: &Address| {
        if let Some(at) = address.coordinates {
            let one = (address.words(), at);
            if !found.contains(&one) {
                found.push(one);
            }
        }
    };
    let items = match sheet {
        Sheet::Person(person) => person.items(Topic::Address),
        Sheet::Dwelling(dwelling) => {
            dwelling.address.value().into_iter().for_each(&mut put);
            &[]
        }
        _ => &[],
    };
    for item in items {
        if let Value::Address(address) = &item.value {
            put(address);
        }
    }
    if let Sheet::Households(_, sheets) = sheet {
        for item in sheets.iter().flat_map(|one| one.address.all()) {
            if let Value::Address(address) = &item.value {
                put(address);
            }
        }
    }
    found
}
