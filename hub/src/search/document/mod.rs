//! A person's facts as a document: terms, spans, card.

mod carded;
mod keys;

use schema::codes::{BondKind, IdentifierKind};
use schema::date::{Day, UncertainDate};
use schema::document::normalise;
use schema::facts::{PersonFacts, Subject, SubjectSet};
use schema::names::fold;
use tantivy::TantivyDocument;
use tantivy::schema::Field;

pub(super) use keys::{any_sheet, bare, birth, fiscal, house, restored, sheet, street};

use super::fields::Fields;
use super::span::Span;
use super::terms::{Name, sounds};

/// What a document is made from.
pub(super) const SUBJECTS: SubjectSet = SubjectSet::of(&[
    Subject::Identifiers,
    Subject::Identities,
    Subject::Residences,
    Subject::Addresses,
    Subject::Memberships,
    Subject::Maritals,
    Subject::Bonds,
    Subject::Citizenships,
    Subject::Documents,
    Subject::Deaths,
]);

/// Years over which an uncertain birth is spread; a wider one is found by whatever date.
const WIDEST_BIRTH: i32 = 30;

/// The document of a person; `None` if nothing is known of her (any more).
pub(super) fn document(
    fields: &Fields,
    person_id: i64,
    facts: &PersonFacts,
) -> Result<Option<TantivyDocument>, postcard::Error> {
    if facts.is_empty() {
        return Ok(None);
    }
    let spans = Span::of(facts);
    let card = carded::card(person_id, facts, &spans);
    let mut terms = Terms::default();
    names(&mut terms, fields, facts);
    identity(&mut terms, fields, facts);
    numbers(&mut terms, fields, facts);
    homes(&mut terms, fields, facts);
    facets(&mut terms, fields, facts, &spans);
    let mut document = TantivyDocument::new();
    document.add_u64(fields.person, person_id.cast_unsigned());
    for (field, text) in terms.unique() {
        document.add_text(field, text);
    }
    for span in &spans {
        document.add_u64(fields.spans, span.pack());
    }
    document.add_bytes(fields.card, &card.write()?);
    Ok(Some(document))
}

/// The terms of a document, each once.
#[derive(Default)]
struct Terms(Vec<(Field, String)>);

impl Terms {
    fn add(&mut self, field: Field, text: impl Into<String>) {
        self.0.push((field, text.into()));
    }

    fn unique(mut self) -> Vec<(Field, String)> {
        self.0
            .sort_unstable_by(|a, b| (a.0.field_id(), &a.1).cmp(&(b.0.field_id(), &b.1)));
        self.0.dedup();
        self.0
    }
}

fn names(terms: &mut Terms, fields: &Fields, facts: &PersonFacts) {
    for one in &facts.identities {
        add_name(terms, fields.surname, fields.surname_sound, &one.surname);
        add_name(terms, fields.given, fields.given_sound, &one.names);
    }
    for bond in facts.bonds.iter().filter(|bond| is_spouse(&bond.kind)) {
        add_name(
            terms,
            fields.spouse,
            fields.surname_sound,
            &bond.partner_surname,
        );
    }
}

/// A de facto cohabitation gives nobody another's name.
fn is_spouse(kind: &str) -> bool {
    kind == BondKind::Marriage.code() || kind == BondKind::CivilUnion.code()
}

fn add_name(terms: &mut Terms, field: Field, sound: Field, text: &str) {
    for form in Name::of(text).forms() {
        for key in sound_terms(&form) {
            terms.add(sound, key);
        }
        terms.add(field, form);
    }
}

/// A word behind each of its sounds.
fn sound_terms(word: &str) -> Vec<String> {
    let sounds = sounds(word);
    let keys = sounds.keys.iter().map(|key| format!("{key}|{word}"));
    // With the key, by which it is compared.
    let of_skeleton = |skeleton: &String| format!("-{skeleton}|{}|{word}", sounds.italian());
    keys.chain(sounds.skeleton.iter().map(of_skeleton))
        .collect()
}

fn identity(terms: &mut Terms, fields: &Fields, facts: &PersonFacts) {
    for one in &facts.identities {
        let birth = UncertainDate {
            first: Day(one.birth_first),
            last: Day(one.birth_last),
        };
        for term in birth_terms(birth) {
            terms.add(fields.born, term);
        }
        if !one.birth_place.is_empty() {
            terms.add(fields.place, format!("#{}", one.birth_place));
        }
        if !one.birth_place_name.is_empty() {
            terms.add(fields.place, fold(bare(&one.birth_place_name)));
        }
    }
}

fn birth_terms(date: UncertainDate) -> Vec<String> {
    if date.is_exact() {
        let day = date.first;
        return vec![birth::day(day), birth::month(day), birth::year(day.year())];
    }
    let (first, last) = (date.first.year(), date.last.year());
    if last - first > WIDEST_BIRTH {
        return vec![birth::UNKNOWN.to_owned()];
    }
    let years = first..=last;
    years
        .flat_map(|year| [birth::year(year), birth::uncertain(year)])
        .collect()
}

fn numbers(terms: &mut Terms, fields: &Fields, facts: &PersonFacts) {
    for one in &facts.identifiers {
        match IdentifierKind::from_code(&one.kind) {
            Some(IdentifierKind::CodiceFiscale) => terms.add(fields.fiscal, fiscal(&one.value)),
            Some(IdentifierKind::Anpr) => terms.add(fields.number, format!("A{}", one.value)),
            // A Comune's own card number is asked for by nobody else.
            Some(IdentifierKind::Comune) | None => {}
        }
    }
    for one in &facts.documents {
        if !one.number.is_empty() {
            terms.add(fields.number, format!("D{}", normalise(&one.number)));
        }
    }
    for one in &facts.memberships {
        terms.add(
            fields.number,
            sheet(&one.comune, &one.household_kind, &one.household_code),
        );
        terms.add(fields.number, any_sheet(&one.household_code));
    }
}

fn homes(terms: &mut Terms, fields: &Fields, facts: &PersonFacts) {
    for one in facts.addresses.iter().filter(|one| !one.comune.is_empty()) {
        terms.add(fields.home, street(&one.comune, &one.street_code));
        terms.add(
            fields.home,
            house(&one.comune, &one.street_code, one.number),
        );
        // An address in a Comune, whatever the street.
        terms.add(fields.home, one.comune.as_str());
    }
}

fn facets(terms: &mut Terms, fields: &Fields, facts: &PersonFacts, spans: &[Span]) {
    for span in spans {
        if span.comune != 0 {
            terms.add(fields.facet, format!("C{:06}", span.comune));
        }
        terms.add(fields.facet, format!("P{}", span.standing as u8));
    }
    for one in &facts.identities {
        if !one.sex.is_empty() {
            terms.add(fields.facet, format!("X{}", one.sex));
        }
    }
    for one in &facts.citizenships {
        terms.add(fields.facet, format!("N{}", one.state));
    }
    for one in &facts.maritals {
        terms.add(fields.facet, format!("M{}", one.status));
    }
}
