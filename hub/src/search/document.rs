//! A person's facts as a document: terms, spans, card.

use schema::codes::{BondKind, IdentifierKind};
use schema::date::{Day, UncertainDate};
use schema::document::normalise;
use schema::facts::{Fact, PersonFacts, Subject, SubjectSet};
use schema::names::fold;
use tantivy::TantivyDocument;
use tantivy::schema::Field;

use super::card::{Card, Held, Home, Identity, Sheet, Timed};
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
    let card = card(person_id, facts, &spans);
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

/// A place without the province in brackets.
pub(super) fn bare(place: &str) -> &str {
    place.split_once('(').map_or(place, |(name, _)| name)
}

/// Terms of a birth: `D` day, `M` month, `Y` year; what is uncertain is also under `U` and each year, or under `U?`.
pub(super) mod birth {
    use schema::date::Day;

    /// The very day.
    pub fn day(day: Day) -> String {
        format!("D{}", day.0)
    }

    /// Its month.
    pub fn month(day: Day) -> String {
        format!("M{}", day.0 / 100)
    }

    /// The year.
    pub fn year(year: i32) -> String {
        format!("Y{year}")
    }

    /// Uncertain, and possibly in that year.
    pub fn uncertain(year: i32) -> String {
        format!("U{year}")
    }

    /// Uncertain beyond any use.
    pub const UNKNOWN: &str = "U?";
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

/// A codice fiscale without what distinguishes only omocodi: the digits restored, the check character left out. Registers
/// hold some whose check character is wrong, so that it is not looked at.
pub(super) fn fiscal(code: &str) -> String {
    if code.len() == 16 && code.is_ascii() {
        restored(code)
    } else {
        code.to_ascii_uppercase()
    }
}

/// The first 15 characters of a codice fiscale, or fewer, with the digits that omocodia had replaced.
pub(super) fn restored(code: &str) -> String {
    /// Places of the digits, from 0.
    const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
    /// The letters that stand for them, from 0.
    const LETTERS: &[u8; 10] = b"LMNPQRSTUV";
    let upper = code.bytes().map(|byte| byte.to_ascii_uppercase());
    upper
        .take(15)
        .enumerate()
        .map(|(at, byte)| match LETTERS.iter().position(|l| *l == byte) {
            Some(digit) if DIGITS.contains(&at) => char::from(b'0' + digit as u8),
            _ => char::from(byte),
        })
        .collect()
}

/// The term of a sheet.
pub(super) fn sheet(comune: &str, kind: &str, code: &str) -> String {
    format!("S{comune}|{kind}|{}", code.trim().to_uppercase())
}

/// The term of a sheet of whichever Comune.
pub(super) fn any_sheet(code: &str) -> String {
    format!("s{}", code.trim().to_uppercase())
}

/// The term of a street.
pub(super) fn street(comune: &str, code: &str) -> String {
    format!("{comune}|{code}")
}

/// The term of a house number.
pub(super) fn house(comune: &str, code: &str, number: i32) -> String {
    format!("{comune}|{code}|{number}")
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

fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

fn card<'a>(person_id: i64, facts: &'a PersonFacts, spans: &[Span]) -> Card<'a> {
    let identifiers = |kind: IdentifierKind| -> Vec<Timed<'a>> {
        let of_kind = facts
            .identifiers
            .iter()
            .filter(|one| one.kind == kind.code());
        of_kind.map(|one| timed(&one.value, one)).collect()
    };
    Card {
        person: person_id.cast_unsigned(),
        identities: facts
            .identities
            .iter()
            .map(|one| Identity {
                surname: &one.surname,
                names: &one.names,
                sex: &one.sex,
                birth_first: one.birth_first.cast_unsigned(),
                birth_last: one.birth_last.cast_unsigned(),
                place: &one.birth_place,
                place_name: &one.birth_place_name,
                held: Held::of(&one.validity()),
            })
            .collect(),
        spouses: facts
            .bonds
            .iter()
            .filter(|bond| is_spouse(&bond.kind) && !bond.partner_surname.is_empty())
            .map(|bond| timed(&bond.partner_surname, bond))
            .collect(),
        fiscal: identifiers(IdentifierKind::CodiceFiscale),
        anpr: identifiers(IdentifierKind::Anpr),
        documents: facts
            .documents
            .iter()
            .map(|one| timed(&one.number, one))
            .collect(),
        homes: facts
            .addresses
            .iter()
            .filter(|one| !one.comune.is_empty())
            .map(|one| Home {
                comune: number(&one.comune),
                street: &one.street_code,
                number: one.number.max(0).cast_unsigned(),
                exponent: &one.exponent,
                held: Held::of(&one.validity()),
            })
            .collect(),
        sheets: facts
            .memberships
            .iter()
            .map(|one| Sheet {
                comune: number(&one.comune),
                kind: &one.household_kind,
                code: &one.household_code,
                held: Held::of(&one.validity()),
            })
            .collect(),
        maritals: facts
            .maritals
            .iter()
            .map(|one| timed(&one.status, one))
            .collect(),
        citizenships: facts
            .citizenships
            .iter()
            .map(|one| timed(&one.state, one))
            .collect(),
        spans: spans.iter().map(|span| span.pack()).collect(),
    }
}

fn timed<'a>(value: &'a str, fact: &impl Fact) -> Timed<'a> {
    Timed {
        value,
        held: Held::of(&fact.validity()),
    }
}
