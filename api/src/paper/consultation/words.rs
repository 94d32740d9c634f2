//! Dates and records of a sheet in words. What is uncertain is said to be.

use hub::consultation::sheet::{Item, Known, PersonSheet, Recorded, Topic, Value, comune_words};
use schema::date::{Day, Truth, UncertainDate, Validity};

use crate::pages::text;

/// Since when something held, and until when.
pub fn held(held: &Validity) -> String {
    let from = begun(held.from);
    if held.to.is_open() {
        from
    } else {
        format!("{from}, cessato {}", on(held.to))
    }
}

/// Since when.
pub fn begun(from: UncertainDate) -> String {
    if from == UncertainDate::UNKNOWN || from.is_open() || from.last == Day::MIN {
        "da data non nota".to_owned()
    } else if from.is_exact() {
        format!("dal {}", from.italian())
    } else {
        format!("da data incerta ({})", from.italian())
    }
}

fn on(date: UncertainDate) -> String {
    if date == UncertainDate::UNKNOWN {
        "in data non nota".to_owned()
    } else if date.is_exact() {
        format!("il {}", date.italian())
    } else {
        format!("in data incerta ({})", date.italian())
    }
}

/// A date, or that there is none.
pub fn date(date: UncertainDate) -> String {
    match date.italian() {
        text if text.is_empty() => "–".to_owned(),
        text => text,
    }
}

/// What is said of something that may hold on the day.
pub const fn doubt(truth: Truth) -> Option<&'static str> {
    match truth {
        Truth::Uncertain => Some("forse: la data è incerta"),
        _ => None,
    }
}

/// When the hub came to know something, and from whom.
pub fn recorded(recorded: &Recorded) -> String {
    let number = text::count(recorded.number);
    let Some(entry) = &recorded.entry else {
        return format!("giornale n. {number}");
    };
    let from = match entry.supply {
        Some(supply) => format!("fornitura n. {supply} di {}", comune_words(&entry.comune)),
        None => comune_words(&entry.comune),
    };
    let comma = if from.is_empty() { "" } else { ", " };
    format!(
        "{} ({from}{comma}giornale n. {number})",
        text::moment(entry.at)
    )
}

/// Both ends of what was believed.
pub fn known(known: &Known) -> Vec<(String, String)> {
    let mut facts = vec![("Noto dal".to_owned(), recorded(&known.since))];
    if let Some(until) = &known.until {
        facts.push(("Creduto fino al".to_owned(), recorded(until)));
    }
    facts
}

/// Somebody's name, or that it is not told.
pub fn name(sheet: &PersonSheet) -> String {
    match sheet.name() {
        Some(name) => name,
        None if sheet
            .section(Topic::Generalities)
            .is_some_and(|one| one.items.is_masked()) =>
        {
            "(nome non concesso)".to_owned()
        }
        None => "(senza nome)".to_owned(),
    }
}

/// Somebody's birth; empty if it is not told.
pub fn birth(sheet: &PersonSheet) -> String {
    match sheet
        .items(Topic::Generalities)
        .first()
        .map(|item| &item.value)
    {
        Some(Value::Generalities(one)) => one.birth.italian(),
        _ => String::new(),
    }
}

/// Somebody's codice fiscale; empty if it is not told.
pub fn fiscal_code(sheet: &PersonSheet) -> String {
    let items = sheet.items(Topic::CodiceFiscale);
    items.first().map_or_else(String::new, number)
}

fn number(item: &Item) -> String {
    match &item.value {
        Value::Number(one) => one.value.clone(),
        _ => String::new(),
    }
}
