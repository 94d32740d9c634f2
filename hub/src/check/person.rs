//! Comparing people: a declared person with the register's, and the register's assertions among each other.

use schema::codes::{IdentifierKind, Sex};
use schema::date::{Day, Truth, UncertainDate};
use schema::facts::{Bond, Fact, Identifier, Identity, Parentage, PersonFacts};
use schema::names::fold;

use super::declaration::{PersonRef, PlaceRef};
use super::reason::ReasonCode;
use super::verdict::{OneOf, Verdict, dates, single};

/// A name as declared against the register's; both empty is a match (a person without surname or name).
pub(crate) fn name(declared: &str, register: &str) -> Verdict {
    Verdict::of(declared == register || fold(declared) == fold(register))
}

/// A place by its code where both sides have one, else by its name; a province in brackets after the name
/// does not count.
pub(crate) fn place(declared: &PlaceRef, code: &str, place_name: &str) -> Verdict {
    // One place is written in several ways (REGGIO EMILIA, REGGIO NELL'EMILIA), but has one code.
    if !declared.code.is_empty() && !code.is_empty() {
        return Verdict::of(declared.code.eq_ignore_ascii_case(code));
    }
    if declared.is_empty() {
        Verdict::Match
    } else if declared.name.is_empty() || place_name.is_empty() {
        Verdict::Doubt(ReasonCode::Missing)
    } else {
        name(bare(&declared.name), bare(place_name))
    }
}

fn bare(name: &str) -> &str {
    name.split_once('(').map_or(name, |(before, _)| before)
}

pub(crate) fn birth_of(identity: &Identity) -> UncertainDate {
    UncertainDate {
        first: Day(identity.birth_first),
        last: Day(identity.birth_last),
    }
}

/// Names, sex and birth against one state of the register.
pub(crate) fn identity(declared: &PersonRef, register: &Identity) -> Verdict {
    let verdict = Verdict::given(declared.surname.as_deref(), |s| name(s, &register.surname))
        .and(Verdict::given(declared.names.as_deref(), |n| {
            name(n, &register.names)
        }))
        .and(Verdict::given(declared.birth, |b| {
            dates(b, birth_of(register))
        }));
    let sex = Verdict::given(declared.sex, |sex| match Sex::from_code(&register.sex) {
        Some(known) => Verdict::of(known == sex),
        None => Verdict::Doubt(ReasonCode::Missing),
    });
    let born_in = Verdict::given(declared.birth_place.as_ref(), |p| {
        place(p, &register.birth_place, &register.birth_place_name)
    });
    verdict.and(sex).and(born_in)
}

/// A declared code against those that the person bears on that day.
pub(crate) fn identifier(
    kind: IdentifierKind,
    declared: &str,
    register: &[Identifier],
    day: Day,
) -> Verdict {
    let mut of_the_day = OneOf::default();
    let mut superseded = false;
    let mut variant = false;
    for known in register.iter().filter(|i| i.kind == kind.code()) {
        let equal = known.value == declared;
        variant |=
            !equal && kind == IdentifierKind::CodiceFiscale && omocode(&known.value, declared);
        let truth = known.validity().at(day);
        superseded |= equal && truth == Truth::No;
        of_the_day.or(truth, Verdict::of(equal));
    }
    match of_the_day.verdict() {
        Some(Verdict::Match) => Verdict::Match,
        _ if superseded => Verdict::Doubt(ReasonCode::IdentifierSuperseded),
        _ if variant => Verdict::Doubt(ReasonCode::IdentifierVariant),
        None => Verdict::Doubt(ReasonCode::Missing),
        Some(verdict) => verdict,
    }
}

/// A declared person against all that the register knows of one: codes of the day and identity.
pub(crate) fn known(declared: &PersonRef, facts: &PersonFacts, day: Day) -> Verdict {
    codes(declared, facts, day).and(described(declared, facts, day))
}

/// The same for somebody whom a code only identifies (a member of a family, a child): any code that the
/// person ever bore does.
pub(crate) fn identified(declared: &PersonRef, facts: &PersonFacts, day: Day) -> Verdict {
    let codes = match bore(declared, facts) {
        Verdict::Match => Verdict::Match,
        _ => codes(declared, facts, day),
    };
    codes.and(described(declared, facts, day))
}

/// Names, sex and birth, as far as declared.
fn described(declared: &PersonRef, facts: &PersonFacts, day: Day) -> Verdict {
    let speaks_of_identity = declared.surname.is_some()
        || declared.names.is_some()
        || declared.sex.is_some()
        || declared.birth.is_some()
        || declared.birth_place.is_some();
    if speaks_of_identity {
        single(&facts.identities, day, |i| identity(declared, i))
    } else {
        Verdict::Match
    }
}

/// Whether the person ever bore the declared codes.
fn bore(declared: &PersonRef, facts: &PersonFacts) -> Verdict {
    let bore = |code: &Option<String>| {
        Verdict::given(code.as_deref(), |code| {
            Verdict::of(facts.identifiers.iter().any(|i| i.value == code))
        })
    };
    bore(&declared.codice_fiscale).and(bore(&declared.id_anpr))
}

/// The declared codes only.
pub(crate) fn codes(declared: &PersonRef, facts: &PersonFacts, day: Day) -> Verdict {
    Verdict::given(declared.codice_fiscale.as_deref(), |cf| {
        identifier(IdentifierKind::CodiceFiscale, cf, &facts.identifiers, day)
    })
    .and(Verdict::given(declared.id_anpr.as_deref(), |id| {
        identifier(IdentifierKind::Anpr, id, &facts.identifiers, day)
    }))
}

/// Another person as a fact asserts them: a partner, a parent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asserted<'a> {
    pub cf: &'a str,
    pub surname: &'a str,
    pub names: &'a str,
    pub birth: UncertainDate,
}

impl<'a> From<&'a Bond> for Asserted<'a> {
    fn from(bond: &'a Bond) -> Self {
        Self {
            cf: &bond.partner_cf,
            surname: &bond.partner_surname,
            names: &bond.partner_names,
            birth: UncertainDate {
                first: Day(bond.partner_birth_first),
                last: Day(bond.partner_birth_last),
            },
        }
    }
}

impl<'a> From<&'a Parentage> for Asserted<'a> {
    fn from(parentage: &'a Parentage) -> Self {
        Self {
            cf: &parentage.parent_cf,
            surname: &parentage.parent_surname,
            names: &parentage.parent_names,
            birth: UncertainDate {
                first: Day(parentage.parent_birth_first),
                last: Day(parentage.parent_birth_last),
            },
        }
    }
}

impl Asserted<'_> {
    fn unnamed(&self) -> bool {
        self.surname.is_empty() && self.names.is_empty()
    }
}

/// A declared person against an asserted one. `found` is whom the hub found for the declaration: it tells
/// what the assertion leaves out, and which codes one person bore.
pub(crate) fn asserted(
    declared: &PersonRef,
    other: Asserted<'_>,
    found: Option<&PersonFacts>,
    day: Day,
) -> Verdict {
    let missing = Verdict::Doubt(ReasonCode::Missing);
    let name_part = |declared: Option<&str>, register: &str| {
        Verdict::given(declared, |d| {
            if other.unnamed() {
                missing
            } else {
                name(d, register)
            }
        })
    };
    let cf = Verdict::given(declared.codice_fiscale.as_deref(), |cf| {
        if other.cf.is_empty() {
            missing
        } else if other.cf == cf {
            Verdict::Match
        } else if omocode(other.cf, cf) {
            Verdict::Doubt(ReasonCode::IdentifierVariant)
        } else {
            Verdict::Mismatch
        }
    });
    let rest = name_part(declared.surname.as_deref(), other.surname)
        .and(name_part(declared.names.as_deref(), other.names))
        .and(Verdict::given(declared.birth, |b| dates(b, other.birth)))
        .and(Verdict::given(declared.sex, |_| missing))
        .and(Verdict::given(declared.birth_place.as_ref(), |_| missing));
    match found {
        Some(facts) if same_person(other, facts, day) == Verdict::Match => bore(declared, facts)
            .and(rest.or(single(&facts.identities, day, |i| identity(declared, i)))),
        _ => cf
            .and(rest)
            .and(Verdict::given(declared.id_anpr.as_ref(), |_| missing)),
    }
}

/// Whether an asserted person is one whom the hub knows: by any code ever borne, else by names and birth.
pub(crate) fn same_person(other: Asserted<'_>, facts: &PersonFacts, day: Day) -> Verdict {
    let mut cfs = facts
        .identifiers
        .iter()
        .filter(|i| i.kind == IdentifierKind::CodiceFiscale.code())
        .peekable();
    if !other.cf.is_empty() && cfs.peek().is_some() {
        let mut variant = false;
        for cf in cfs {
            if cf.value == other.cf {
                return Verdict::Match;
            }
            variant |= omocode(&cf.value, other.cf);
        }
        return if variant {
            Verdict::Doubt(ReasonCode::IdentifierVariant)
        } else {
            Verdict::Mismatch
        };
    }
    if other.unnamed() {
        return Verdict::Doubt(ReasonCode::Missing);
    }
    let declared = PersonRef {
        surname: Some(other.surname.to_owned()),
        names: Some(other.names.to_owned()),
        birth: Some(other.birth),
        ..PersonRef::default()
    };
    // Names may have changed since the act was written: a different name is no certain mismatch.
    let named = single(&facts.identities, day, |i| {
        name(other.surname, &i.surname)
            .and(name(other.names, &i.names))
            .unless(ReasonCode::LinkUnclear)
    });
    let born = single(&facts.identities, day, |i| {
        Verdict::given(declared.birth, |b| dates(b, birth_of(i)))
    });
    born.and(named)
}

/// True if two codici fiscali differ at most by omocodia (letters in place of digits, DM 13813/1976)
/// and by the check character that follows from it.
pub(crate) fn omocode(a: &str, b: &str) -> bool {
    /// Positions of the digits, from 0.
    const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
    let digit = |c: u8| match c {
        b'L' => b'0',
        b'M' => b'1',
        b'N' => b'2',
        b'P' => b'3',
        b'Q' => b'4',
        b'R' => b'5',
        b'S' => b'6',
        b'T' => b'7',
        b'U' => b'8',
        b'V' => b'9',
        other => other,
    };
    a.len() == 16
        && b.len() == 16
        && a.bytes()
            .zip(b.bytes())
            .take(15)
            .enumerate()
            .all(|(at, (x, y))| x == y || (DIGITS.contains(&at) && digit(x) == digit(y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omocodia_is_no_other_person() {
        // Published with the ANPR test subjects: the same code with one and three letters.
        assert!(omocode("PRVGNN90R10H501Q", "PRVGNN90R10H50MI"));
        assert!(omocode("PRVGNN90R10H50MI", "PRVGNN90R10HRLMO"));
        assert!(!omocode("PRVGNN90R10H501Q", "PRVGNN90R11H501R"));
        assert!(!omocode("PRVGNN90R10H501Q", "12345678901"));
    }

    #[test]
    fn a_place_matches_by_code_or_by_name() {
        let declared = |code: &str, name: &str| PlaceRef {
            code: code.to_owned(),
            name: name.to_owned(),
        };
        let missing = Verdict::Doubt(ReasonCode::Missing);
        assert_eq!(
            place(&declared("F257", ""), "F257", "MODENA"),
            Verdict::Match
        );
        assert_eq!(
            place(&declared("", "Modena (MO)"), "F257", "MODENA"),
            Verdict::Match
        );
        assert_eq!(
            place(&declared("F257", "Modena"), "", "MODENA"),
            Verdict::Match
        );
        assert_eq!(place(&declared("F257", ""), "", "MODENA"), missing);
        assert_eq!(place(&declared("", "Modena"), "F257", ""), missing);
        assert_eq!(
            place(&declared("F257", ""), "A944", "BOLOGNA"),
            Verdict::Mismatch
        );
        assert_eq!(
            place(&declared("", "Carpi"), "F257", "MODENA"),
            Verdict::Mismatch
        );
        assert_eq!(
            place(
                &declared("H223", "Reggio Emilia"),
                "H223",
                "REGGIO NELL'EMILIA"
            ),
            Verdict::Match
        );
        assert_eq!(
            place(&declared("F257", "Bologna"), "A944", "BOLOGNA"),
            Verdict::Mismatch
        );
    }
}
