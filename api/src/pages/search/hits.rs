//! Whom a search found, and why.

use askama::Template;
use hub::search::{Hit, How, SearchAnswer};
use schema::codes::Sex;
use schema::comuni;
use schema::date::Day;

use super::draft::{Draft, SHOWN};
use super::names;
use crate::pages::components::{Badge, PostButton};
use crate::pages::{Markup, Page, Sheet, text};

/// Somebody found, as a page shows her.
#[derive(Template)]
#[template(path = "ricerca/trovato.html")]
struct Shown {
    name: String,
    badges: Vec<Badge>,
    /// Born when and where.
    birth: String,
    comune: String,
    reasons: Vec<Reason>,
    actions: Vec<Markup>,
}

/// Why she was found.
struct Reason {
    criterion: &'static str,
    how: &'static str,
    found: String,
    /// True unless it is as typed.
    differs: bool,
}

/// All of a page.
#[derive(Template)]
#[template(path = "ricerca/trovati.html")]
struct Hits {
    first: u32,
    hits: Vec<Markup>,
}

/// What can be done with somebody found: the form that opens a sheet, by a reference that says nothing.
pub type Actions<'a> = dyn Fn(&Hit, &str) -> Vec<Markup> + 'a;

/// The page of results.
pub fn page(page: &Page, draft: &Draft, answer: &SearchAnswer, actions: &Actions<'_>) -> Sheet {
    let found = &answer.found;
    let again = |step: u32, label: &str, about: &str| {
        let button = PostButton::new(page, "/ricerca", label, about);
        let button = draft
            .0
            .all()
            .fold(button, |button, (name, value)| button.hidden(name, value));
        button.hidden("dopo", step.to_string())
    };
    let change = draft.0.all().fold(
        PostButton::new(page, "/ricerca", "Modifica la ricerca", ""),
        |button, (name, value)| button.hidden(name, value),
    );
    let change = change.hidden("passo", "modifica");
    let mut sheet = Sheet::new(page.clone()).lead(told(answer)).part(&change);
    if !answer.validating.is_empty() {
        let comuni: Vec<String> = answer.validating.iter().map(|code| comune(code)).collect();
        sheet = sheet.text(&format!(
            "Non si è cercato tra i residenti di questi Comuni, che secondo la convenzione devono prima assentire: {}.",
            comuni.join(", ")
        ));
    }
    sheet = sheet.part(&Hits {
        first: found.after.saturating_add(1),
        hits: found
            .hits
            .iter()
            .map(|hit| Markup::of(&shown(hit, actions)))
            .collect(),
    });
    if found.after > 0 {
        let before = found.after.min(found.total).saturating_sub(SHOWN);
        sheet = sheet.part(&again(before, "Pagina precedente", "dei risultati"));
    }
    if let Some(next) = found.next() {
        sheet = sheet.part(&again(next, "Pagina successiva", "dei risultati"));
    }
    sheet
}

/// How many, of when, and under which number it is on record.
fn told(answer: &SearchAnswer) -> String {
    let found = &answer.found;
    let like = found.total - found.exact.min(found.total);
    let people = |number: u32, one: &str, more: &str| match number {
        1 => one.to_owned(),
        _ => format!("{} {more}", text::count(i64::from(number))),
    };
    let what = match (found.exact, like) {
        (0, 0) => "Nessuna persona trovata".to_owned(),
        (exact, 0) => people(exact, "Una persona corrisponde", "persone corrispondono"),
        (0, like) => format!(
            "Nessuna persona corrisponde; {}",
            people(like, "una è simile", "sono simili")
        ),
        (exact, like) => format!(
            "{}; {}",
            people(exact, "Una persona corrisponde", "persone corrispondono"),
            people(like, "un'altra è simile", "altre sono simili")
        ),
    };
    let page = match (found.hits.len(), found.is_beyond_the_end()) {
        (_, true) => " Oltre la fine dei risultati non c'è altro.".to_owned(),
        (shown, false) if found.after > 0 || found.next().is_some() => {
            let last = i64::from(found.after) + i64::try_from(shown).unwrap_or(i64::MAX);
            format!(
                " Da {} a {}.",
                text::count(i64::from(found.after) + 1),
                text::count(last)
            )
        }
        _ => String::new(),
    };
    format!(
        "{what}, al {}.{page} Ricerca n. {}.",
        text::day(answer.reference_day),
        text::count(answer.trace_number)
    )
}

fn shown(hit: &Hit, actions: &Actions<'_>) -> Shown {
    let person = &hit.person;
    let name = format!("{} {}", person.surname, person.names)
        .trim()
        .to_owned();
    let (words, tone) = names::strength(hit.strength);
    let place = if person.birth_place_name.is_empty() {
        comuni::latest(&person.birth_place).map_or(String::new(), |one| one.name.to_owned())
    } else {
        person.birth_place_name.clone()
    };
    let born = if person.sex == Sex::Female.code() {
        "nata"
    } else {
        "nato"
    };
    let mut birth = format!("{born} {}", person.birth.italian());
    if !place.is_empty() {
        birth = format!("{birth} a {place}");
    }
    Shown {
        badges: vec![
            Badge::new(words, tone),
            Badge::new(person.standing.label(), names::standing(person.standing)),
        ],
        birth,
        comune: comune(&person.comune),
        reasons: hit
            .reasons
            .iter()
            .map(|reason| Reason {
                criterion: names::criterion(reason.field),
                how: reason.how.label(),
                found: reason.found.clone(),
                differs: reason.how != How::Exact,
            })
            .collect(),
        actions: actions(hit, &name),
        name,
    }
}

/// A Comune by its ISTAT code, also one that is no more.
fn comune(istat: &str) -> String {
    const LATEST: Day = Day(9999_12_30);
    comuni::by_istat(istat, LATEST).map_or_else(|| istat.to_owned(), |one| one.name.to_owned())
}
