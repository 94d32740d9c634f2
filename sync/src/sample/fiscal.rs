//! Codici fiscali for everyone, each only once: where two people would have the same, the later one gets
//! letters for digits (omocodia).

use schema::codice_fiscale::CodiceFiscale;

use super::dice::Dice;
use super::model::{Change, LAST_PAST, NONE, Person, Province, flag};
use super::names;

/// The codice fiscale without omocodia; zeros if none can be computed.
pub(super) fn base(person: &Person, surname: u16, given: &str) -> [u8; 16] {
    let place = super::places::places().get(person.place).belfiore;
    let surname = names::name(surname).to_uppercase();
    CodiceFiscale::compute(&surname, given, person.sex, person.birth, place)
        .ok()
        .and_then(|code| code.as_str().as_bytes().try_into().ok())
        .unwrap_or([b'0'; 16])
}

/// The variant with its rightmost `letters` digits replaced.
pub(super) fn variant(code: [u8; 16], letters: u8) -> [u8; 16] {
    if letters == 0 {
        return code;
    }
    let mask = ((1_u16 << letters.min(7)) - 1) as u8;
    std::str::from_utf8(&code)
        .ok()
        .and_then(|text| CodiceFiscale::parse(text).ok())
        .and_then(|parsed| parsed.with_omocodia(mask))
        .and_then(|parsed| parsed.as_str().as_bytes().try_into().ok())
        .unwrap_or(code)
}

/// Computes the codes of all people without one, in the order of their index, and makes them unique.
pub(super) fn assign(province: &mut Province, from: usize) {
    for index in from..province.persons.len() {
        let person = &province.persons[index];
        let given = names::given_names(person);
        let code = base(person, person.surname, &given);
        province.persons[index].cf = code;
    }
    let mut order: Vec<u32> = (0..province.persons.len() as u32).collect();
    // The bare code first, then who got it first.
    order.sort_unstable_by_key(|index| {
        let person = &province.persons[*index as usize];
        (bare(person), *index)
    });
    let mut before: Option<([u8; 16], u8)> = None;
    for index in order {
        let person = &province.persons[index as usize];
        let code = bare(person);
        let letters = match before {
            Some((same, letters)) if same == code => letters + 1,
            _ => 0,
        };
        before = Some((code, letters));
        if index as usize >= from && letters > 0 {
            let person = &mut province.persons[index as usize];
            person.omocodia = letters;
            person.cf = variant(code, letters);
        }
    }
}

/// The code without omocodia.
fn bare(person: &Person) -> [u8; 16] {
    if person.omocodia == 0 {
        return person.cf;
    }
    std::str::from_utf8(&person.cf)
        .ok()
        .and_then(|text| CodiceFiscale::parse(text).ok())
        .and_then(|parsed| parsed.base().as_str().as_bytes().try_into().ok())
        .unwrap_or(person.cf)
}

/// Some residents bore another surname or given name before, and so another codice fiscale.
pub(super) fn change_some(province: &mut Province) {
    let mut taken: std::collections::BTreeSet<[u8; 16]> = std::collections::BTreeSet::new();
    let mut changes = Vec::new();
    for index in 0..province.persons.len() as u32 {
        let person = &province.persons[index as usize];
        let mut dice = Dice::new(province.seed, "renamed", u64::from(index));
        if !person.is(flag::RESIDENT)
            || person.is(flag::NAMESAKE)
            || person.age() < 4
            || person.omocodia > 0
            || !dice.chance(0.002)
        {
            continue;
        }
        let on = dice.day(
            person.birth.add_years(1).max(super::model::HISTORY),
            LAST_PAST,
        );
        let mut old_surname = person.surname;
        let mut old_given = person.given;
        if dice.chance(0.6) {
            old_surname = names::surname_of(person.nation, &mut dice);
        } else {
            old_given = names::given_of(person.nation, person.sex, &mut dice);
        }
        let mut before = person.clone();
        before.given = old_given;
        let old_cf = base(&before, old_surname, &names::given_names(&before));
        if old_cf != person.cf && taken.insert(old_cf) {
            changes.push(Change {
                person: index,
                on,
                old_cf,
                old_surname,
                old_given,
            });
        }
    }
    // An old code must not be somebody's present one.
    let mut codes: Vec<[u8; 16]> = province
        .persons
        .iter()
        .map(|person| person.cf)
        .filter(|code| taken.contains(code))
        .collect();
    codes.sort_unstable();
    changes.retain(|change| codes.binary_search(&change.old_cf).is_err());
    province.changes = changes;
    debug_assert!(province.changes.iter().all(|change| change.person != NONE));
}
