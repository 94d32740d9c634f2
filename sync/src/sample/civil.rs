//! Civil status as a Comune records it: marriages and what ends them, parents, citizenship, documents, death.

use schema::codes::{
    BondKind, CivilUnionEnd, DocumentKind, InstitutionKind, MaritalStatus, MarriageEnd,
    PARTNER_DIED, Parent, Sex,
};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{Bond, Citizenship, Death, Document, Fact, Marital, Parentage};
use schema::states;

use super::dice::Dice;
use super::fiscal;
use super::model::{self, Ending, LAST_PAST, NONE, Person};
use super::names;
use super::nations::nations;
use super::places::places;
use super::render::{View, birth_of, held, text};

/// Marital statuses, from birth on.
pub(super) fn maritals(view: &View<'_>, index: u32) -> Vec<Marital> {
    let person = &view.model.province.persons[index as usize];
    let mut changes: Vec<(Day, MaritalStatus)> = Vec::new();
    for (_, bond) in view.model.bonds(index) {
        let (bound, widowed, free) = match bond.kind {
            BondKind::Marriage => (
                MaritalStatus::Married,
                MaritalStatus::Widowed,
                MaritalStatus::Divorced,
            ),
            BondKind::CivilUnion => (
                MaritalStatus::InCivilUnion,
                MaritalStatus::FreeByPartnersDeath,
                MaritalStatus::FreeByDissolution,
            ),
            BondKind::Cohabitation => continue,
        };
        changes.push((bond.from, bound));
        // Whoever dies married stays so.
        let own_death = person.ending == Ending::Death && person.end == bond.to;
        if bond.to <= view.day && !own_death {
            changes.push((bond.to, if bond.by_death { widowed } else { free }));
        }
    }
    changes.retain(|(day, _)| *day <= view.day && *day > person.birth);
    changes.sort_by_key(|(day, _)| *day);
    let mut rows: Vec<Marital> = Vec::with_capacity(changes.len() + 1);
    let mut from = birth_of(person);
    let mut status = MaritalStatus::Single;
    let mut push = |status: MaritalStatus, validity: Validity| {
        let mut row = Marital {
            status: status.code().to_owned(),
            ..Marital::default()
        };
        row.set_validity(validity);
        rows.push(row);
    };
    for (day, next) in changes {
        let to = UncertainDate::exact(day);
        if from.last < to.first {
            push(status, Validity::between(from, to));
        }
        from = to;
        status = next;
    }
    push(status, Validity::since(from));
    rows
}

/// Someone whom the registers do not hold.
struct Outsider {
    cf: String,
    surname: String,
    names: String,
    birth: Day,
}

fn outsider(sex: Sex, nation: u8, birth: Day, surname: Option<u16>, dice: &mut Dice) -> Outsider {
    let mut person = Person::new(sex, birth, 0);
    person.nation = nation;
    person.surname = surname.unwrap_or_else(|| names::surname_of(nation, dice));
    person.given = names::given_of(nation, sex, dice);
    person.place = if nation == 0 {
        places().elsewhere(birth, dice)
    } else {
        places().nation(nation)
    };
    let given = names::given_names(&person);
    // Of people born long ago or abroad the act often has no code.
    let known = birth.year() > 1950 && dice.chance(0.7);
    Outsider {
        cf: if known {
            text(&fiscal::base(&person, person.surname, &given))
        } else {
            String::new()
        },
        surname: names::name(person.surname).to_uppercase(),
        names: given,
        birth,
    }
}

/// Marriages, civil unions, de facto cohabitations.
pub(super) fn bonds(view: &View<'_>, index: u32) -> Vec<Bond> {
    let province = &view.model.province;
    let person = &province.persons[index as usize];
    let rows = view.model.bonds(index).filter_map(|(number, bond)| {
        let validity = held(bond.from, bond.to, view.day)?;
        let mut dice = Dice::new(province.seed, "bond", u64::from(number));
        let place = if person.nation != 0 && bond.from < Day(2000_01_01) {
            places().nation(person.nation)
        } else if dice.chance(0.8) {
            u16::from(person.comune) + 1
        } else {
            places().elsewhere(bond.from, &mut dice)
        };
        let place = places().get(place);
        let mut row = Bond {
            kind: bond.kind.code().to_owned(),
            place: place.belfiore.to_owned(),
            place_name: place.name(bond.from),
            act: format!(
                "{}/1/{}/{}",
                bond.from.year(),
                dice.pick(&["A", "B", "C"]),
                dice.between(1, 400)
            ),
            ..Bond::default()
        };
        let other = if bond.a == index { bond.b } else { bond.a };
        let birth;
        if other == NONE {
            let sex = if person.sex == Sex::Male {
                Sex::Female
            } else {
                Sex::Male
            };
            let year = person.birth.year() + dice.between(-5, 5);
            let first = Day(bond.from.add_years(-18).0.min(year * 10_000 + 1231));
            let other = outsider(
                sex,
                person.nation,
                dice.birthday(first.year()),
                None,
                &mut dice,
            );
            birth = UncertainDate::exact(other.birth);
            row.partner_cf = other.cf;
            row.partner_surname = other.surname;
            row.partner_names = other.names;
        } else {
            let of = &province.persons[other as usize];
            birth = birth_of(of);
            row.partner_cf = view.cf(other);
            (row.partner_surname, row.partner_names) = view.names(other);
        }
        row.partner_birth_first = birth.first.0;
        row.partner_birth_last = birth.last.0;
        if !validity.is_open() {
            end_reason(&bond, &mut dice).clone_into(&mut row.end_reason);
        }
        row.set_validity(validity);
        Some(row)
    });
    rows.collect()
}

fn end_reason(bond: &model::Bond, dice: &mut Dice) -> &'static str {
    match (bond.kind, bond.by_death) {
        (BondKind::Marriage, true) => PARTNER_DIED,
        (BondKind::Marriage, false) => dice
            .pick(&[
                MarriageEnd::CivilEffects,
                MarriageEnd::Dissolution,
                MarriageEnd::CivilEffectsAgreed,
            ])
            .code(),
        (_, true) => CivilUnionEnd::Death.code(),
        (BondKind::CivilUnion, false) => CivilUnionEnd::DissolutionAgreed.code(),
        (BondKind::Cohabitation, false) => CivilUnionEnd::MarriageOrUnion.code(),
    }
}

/// Father and mother, as far as the act of birth names them.
pub(super) fn parentages(view: &View<'_>, index: u32) -> Vec<Parentage> {
    let province = &view.model.province;
    let person = &province.persons[index as usize];
    let mut dice = Dice::new(province.seed, "parents", u64::from(index));
    let mut rows = Vec::with_capacity(2);
    for (parent, of, sex) in [
        (Parent::Father, person.father, Sex::Male),
        (Parent::Mother, person.mother, Sex::Female),
    ] {
        let mut row = Parentage {
            parent: parent.code().to_owned(),
            ..Parentage::default()
        };
        let birth;
        if of == NONE {
            // A child of a lone mother may have no father in law.
            let named = match (parent, person.mother != NONE, person.nation) {
                (Parent::Father, true, _) => dice.chance(0.7),
                (_, _, 0) => dice.chance(0.9),
                _ => dice.chance(0.4),
            };
            if !named {
                continue;
            }
            let year = person.birth.year() - dice.between(20, 38);
            let surname = (sex == Sex::Male).then_some(person.surname);
            let born = dice.birthday(year);
            let other = outsider(sex, person.nation, born, surname, &mut dice);
            birth = UncertainDate::exact(other.birth);
            row.parent_cf = other.cf;
            row.parent_surname = other.surname;
            row.parent_names = other.names;
        } else {
            let other = &province.persons[of as usize];
            birth = birth_of(other);
            row.parent_cf = view.cf(of);
            (row.parent_surname, row.parent_names) = view.names(of);
        }
        row.parent_birth_first = birth.first.0;
        row.parent_birth_last = birth.last.0;
        row.set_validity(Validity::since(birth_of(person)));
        rows.push(row);
    }
    rows
}

/// Citizenships: the one of birth, and the Italian one of those who became citizens.
pub(super) fn citizenships(view: &View<'_>, index: u32) -> Vec<Citizenship> {
    let person = &view.model.province.persons[index as usize];
    let row = |state: &str, validity: Validity| {
        let mut row = Citizenship {
            state: state.to_owned(),
            ..Citizenship::default()
        };
        row.set_validity(validity);
        row
    };
    let birth = birth_of(person);
    let own = nations()
        .get(usize::from(person.nation))
        .map_or("", |nation| nation.istat);
    match held(person.naturalised, Day::MAX, view.day) {
        Some(since) if person.nation != 0 => vec![
            row(own, Validity::between(birth, since.from)),
            row(states::ITALY, since),
        ],
        _ => vec![row(own, Validity::since(birth))],
    }
}

/// The identity card, and the residence permit of who is not a citizen of the Union.
pub(super) fn documents(view: &View<'_>, index: u32) -> Vec<Document> {
    let province = &view.model.province;
    let person = &province.persons[index as usize];
    let mut rows = Vec::new();
    let mut dice = Dice::new(province.seed, "documents", u64::from(index));
    let arrived = view
        .model
        .stays(index)
        .first()
        .map_or(person.birth, |stay| stay.from);
    let card = |issued: Day, serial: u32, rows: &mut Vec<Document>| {
        if issued > view.day || issued >= person.end {
            return;
        }
        // Valid until the tenth birthday after the issue; five years for minors.
        let years = if person.birth.age_on(issued) < 18 {
            5
        } else {
            10
        };
        let expiry = Day((issued.year() + years) * 10_000 + person.birth.0 % 10_000);
        let expiry = if expiry.to_naive().is_some() {
            expiry
        } else {
            issued.add_years(years)
        };
        let letter = |n: u32| char::from(b'A' + (n % 26) as u8);
        let number = format!(
            "C{}{:05}{}{}",
            letter(serial),
            index % 100_000,
            letter(index / 100_000),
            letter(index / 2_600_000 + serial / 26),
        );
        let mut row = Document {
            kind: DocumentKind::IdentityCard.code().to_owned(),
            number,
            issuer: view.istat().to_owned(),
            ..Document::default()
        };
        row.set_validity(Validity::between(
            UncertainDate::exact(issued),
            UncertainDate::exact(expiry),
        ));
        rows.push(row);
    };
    let first = Day(2016_07_04).max(person.birth.add_years(12)).max(arrived);
    if first < LAST_PAST && dice.chance(0.82) {
        card(dice.day(first, LAST_PAST), index % 3, &mut rows);
    }
    if let Some(day) = province.card(index) {
        card(day, 3 + index % 7, &mut rows);
    }
    let union = nations()
        .get(usize::from(person.nation))
        .and_then(|nation| states::by_istat(nation.istat))
        .is_none_or(|state| state.in_european_union(LAST_PAST));
    let first = arrived.max(Day(2015_01_01));
    if person.nation != 0 && !union && first < LAST_PAST && dice.chance(0.6) {
        let issued = dice.day(first, LAST_PAST);
        if !person.is_italian(issued) && issued < person.end {
            let mut row = Document {
                kind: DocumentKind::StayPermit.code().to_owned(),
                number: format!("I{:08}", u64::from(index) * 7_919 % 100_000_000),
                issuer: "QUESTURA DI MODENA".to_owned(),
                ..Document::default()
            };
            row.set_validity(Validity::between(
                UncertainDate::exact(issued),
                UncertainDate::exact(issued.add_years(5)),
            ));
            rows.push(row);
        }
    }
    rows
}

/// Death.
pub(super) fn deaths(view: &View<'_>, index: u32) -> Vec<Death> {
    let province = &view.model.province;
    let person = &province.persons[index as usize];
    if person.ending != Ending::Death || person.end > view.day {
        return Vec::new();
    }
    let mut dice = Dice::new(province.seed, "death", u64::from(index));
    let place = places().get(places().local(person.comune, person.end, &mut dice));
    let mut row = Death {
        place: place.belfiore.to_owned(),
        place_name: place.name(person.end),
        act: format!("{}/1/A/{}", person.end.year(), dice.between(1, 900)),
        ..Death::default()
    };
    row.set_validity(Validity::since(UncertainDate::exact(person.end)));
    vec![row]
}

/// Name of an institution.
pub(super) fn institution_name(kind: InstitutionKind, number: u32) -> String {
    const SAINTS: &[&str] = &[
        "SAN GIUSEPPE",
        "SANT'ANNA",
        "SAN GEMINIANO",
        "SANTA CATERINA",
        "SAN PELLEGRINO",
    ];
    let saint = SAINTS[number as usize % SAINTS.len()];
    match kind {
        InstitutionKind::Religious => format!("MONASTERO {saint}"),
        InstitutionKind::Military => format!("CASERMA N. {number}"),
        _ => format!("CASA RESIDENZA {saint} N. {number}"),
    }
}
