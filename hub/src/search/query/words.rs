//! A search in the words of the trace: what was asked, in full, and the names of the fields alone.

use schema::date::UncertainDate;

use super::criteria::{AddressWish, BirthWish, Criteria};

/// What was asked, `field=value` after `field=value`.
pub(in crate::search) fn in_words(criteria: &Criteria) -> String {
    let pairs = pairs(criteria);
    let all: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    all.join("; ")
}

/// The fields that were asked for.
pub(in crate::search) fn asked_fields(criteria: &Criteria) -> String {
    let names: Vec<&str> = pairs(criteria).iter().map(|(name, _)| *name).collect();
    names.join(",")
}

fn pairs(criteria: &Criteria) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    let mut add = |name, value: Option<String>| {
        if let Some(value) = value {
            pairs.push((name, value));
        }
    };
    add("cognome", criteria.surname.clone());
    add("nome", criteria.names.clone());
    add(
        "nomiInOgniTempo",
        criteria.names_ever.then(|| "sì".to_owned()),
    );
    add("sesso", criteria.sex.map(|sex| sex.code().to_owned()));
    add("nascita", criteria.birth.map(birth));
    if let Some(place) = &criteria.birth_place {
        let both = [place.code.clone(), place.name.clone()];
        add(
            "luogoNascita",
            Some(both.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        );
    }
    add("codiceFiscale", criteria.codice_fiscale.clone());
    add("idAnpr", criteria.id_anpr.clone());
    add("documento", criteria.document.clone());
    add("indirizzo", criteria.address.as_ref().map(address));
    add(
        "indirizziInOgniTempo",
        criteria.address_ever.then(|| "sì".to_owned()),
    );
    add("comune", criteria.comune.clone());
    add(
        "scheda",
        criteria.sheet.as_ref().map(|one| one.code.clone()),
    );
    add("cittadinanza", criteria.citizenship.clone());
    add("statoCivile", criteria.marital_status.clone());
    add(
        "posizione",
        criteria.standing.map(|one| one.code().to_owned()),
    );
    pairs
}

fn birth(wish: BirthWish) -> String {
    match wish {
        BirthWish::On(date) => date.to_string(),
        BirthWish::Between(first, last) => UncertainDate { first, last }.to_string(),
        BirthWish::Aged(least, most, on) => format!("{least}-{most} anni al {on}"),
    }
}

fn address(wish: &AddressWish) -> String {
    let numbers = match (wish.number, wish.number_to) {
        (Some(first), Some(last)) => Some(format!("{first}-{last}")),
        (Some(number), None) | (None, Some(number)) => Some(number.to_string()),
        (None, None) => None,
    };
    let parts = [
        wish.comune.clone(),
        wish.street_type.clone(),
        wish.street.clone(),
        numbers,
        wish.exponent.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
