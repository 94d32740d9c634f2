//! House numbers across the ways of writing them.

use schema::facts::Address;
use schema::names::{fold, fold_words};

use super::declaration::ResidenceClaim;
use super::reason::ReasonCode;
use super::verdict::Verdict;

/// A house number as declared: the number (0 = none, SNC) and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HouseNumber {
    number: i32,
    /// What follows without a label, folded: an exponent, a flat, or one after the other.
    rest: Vec<String>,
    staircase: Option<String>,
    interior: Option<String>,
}

/// Labels of a flat and of a staircase, longest first.
const INTERIOR: &[&str] = &["INTERNO", "INT"];
const STAIRCASE: &[&str] = &["SCALA", "SC"];

/// Reads `12`, `12/A`, `12 A`, `12A`, `12 bis`, `12 int. 3`, `n. 12`, `SNC`, `S.N.C.`, `senza numero`, `S/N`.
/// `None` if it is none of these.
fn parse(text: &str) -> Option<HouseNumber> {
    let folded = fold(text);
    if matches!(
        folded.as_str(),
        "SNC" | "SN" | "SENZANUMERO" | "SENZANUMEROCIVICO" | "SENZACIVICO" | "0"
    ) {
        return Some(HouseNumber {
            number: 0,
            rest: Vec::new(),
            staircase: None,
            interior: None,
        });
    }
    // Where digits follow digits after a sign, the sign parts them (`12/3`).
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let prefix = folded.split(|c: char| c.is_ascii_digit()).next();
    if !matches!(
        prefix,
        Some("" | "N" | "NO" | "NR" | "NUM" | "NUMERO" | "CIVICO" | "CIV")
    ) {
        return None;
    }
    let mut number = HouseNumber {
        number: digits.parse().ok()?,
        rest: Vec::new(),
        staircase: None,
        interior: None,
    };
    let mut words = fold_words(rest).into_iter();
    while let Some(word) = words.next() {
        // The label stands before its value, or is written together with it (`int3`).
        let mut labelled = |labels: &[&str]| match labels.iter().find_map(|l| word.strip_prefix(l))
        {
            Some("") => words.next(),
            Some(value) if value.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(value.to_owned())
            }
            _ => None,
        };
        if let Some(value) = labelled(INTERIOR) {
            number.interior = Some(value);
        } else if let Some(value) = labelled(STAIRCASE) {
            number.staircase = Some(value);
        } else {
            number.rest.push(word);
        }
    }
    Some(number)
}

/// A flat, staircase or exponent without its label and leading zeros.
fn unit(text: &str) -> String {
    let folded = fold(text);
    let bare = INTERIOR
        .iter()
        .chain(STAIRCASE)
        .find_map(|label| folded.strip_prefix(label).filter(|rest| !rest.is_empty()))
        .unwrap_or(&folded);
    let trimmed = bare.trim_start_matches('0');
    if trimmed.is_empty() { bare } else { trimmed }.to_owned()
}

/// A declared part against the register's, which may lack it.
fn part(declared: &str, register: &str) -> Verdict {
    if register.is_empty() {
        Verdict::of(unit(declared).is_empty()).unless(ReasonCode::Missing)
    } else {
        Verdict::of(unit(declared) == unit(register))
    }
}

/// What follows a number without a label: the exponent, the flat (`12/3` is written for both), or the
/// exponent and then the flat (`12/A/3`).
fn unlabelled(rest: &[String], register: &Address) -> Verdict {
    let [.., last] = rest else {
        // A number without exponent matches one with it.
        return Verdict::Match;
    };
    let exponent = unit(&register.exponent);
    let digits = last.bytes().all(|b| b.is_ascii_digit());
    let flat = part(last, &register.interior);
    let as_flat = match rest {
        [_] if flat == Verdict::Match && (digits || exponent.is_empty()) => flat,
        // Letters are exponents; and a register that has another exponent is not thought to lack a flat.
        [_] if digits && exponent.is_empty() => flat,
        [_] | [] => Verdict::Mismatch,
        [before @ .., _] => Verdict::of(unit(&before.concat()) == exponent).and(flat),
    };
    Verdict::of(unit(&rest.concat()) == exponent).or(as_flat)
}

/// The number and all that is written with it.
fn number(text: &str, register: &Address) -> Verdict {
    // The register keeps no number both where there is none and where the Comune did not send it.
    let unknown = register.number == 0;
    match parse(text) {
        Some(declared) if declared.number == 0 => Verdict::of(unknown),
        _ if unknown => Verdict::Doubt(ReasonCode::Missing),
        None => Verdict::Mismatch,
        Some(declared) => Verdict::of(declared.number == register.number)
            .and(unlabelled(&declared.rest, register))
            .and(Verdict::given(declared.staircase.as_deref(), |s| {
                part(s, &register.staircase)
            }))
            .and(Verdict::given(declared.interior.as_deref(), |i| {
                part(i, &register.interior)
            })),
    }
}

/// Number, exponent, staircase, flat and CAP: every one that was declared.
pub(crate) fn compare(claim: &ResidenceClaim, register: &Address) -> Verdict {
    let exponent = Verdict::given(claim.exponent.as_deref(), |text| {
        let equal = Verdict::of(unit(text) == unit(&register.exponent));
        if register.number == 0 {
            equal.unless(ReasonCode::Missing)
        } else {
            equal
        }
    });
    Verdict::given(claim.number.as_deref(), |text| number(text, register))
        .and(exponent)
        .and(Verdict::given(claim.staircase.as_deref(), |s| {
            part(s, &register.staircase)
        }))
        .and(Verdict::given(claim.interior.as_deref(), |i| {
            part(i, &register.interior)
        }))
        .and(Verdict::given(claim.postal_code.as_deref(), |cap| {
            part(cap, &register.postal_code)
        }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(number: &str, register: (i32, &str, &str)) -> Verdict {
        let claim = ResidenceClaim {
            number: Some(number.to_owned()),
            ..ResidenceClaim::default()
        };
        let address = Address {
            number: register.0,
            exponent: register.1.to_owned(),
            interior: register.2.to_owned(),
            ..Address::default()
        };
        compare(&claim, &address)
    }

    #[test]
    fn one_number_across_the_ways_of_writing_it() {
        for (text, register) in [
            ("12", (12, "", "")),
            ("n. 12", (12, "", "")),
            ("12/A", (12, "A", "")),
            ("12 A", (12, "A", "")),
            ("12a", (12, "A", "")),
            ("12 bis", (12, "BIS", "")),
            ("12", (12, "A", "")),
            ("12/3", (12, "3", "")),
            ("12/3", (12, "", "3")),
            ("12/03", (12, "", "3")),
            ("12/3", (12, "", "03")),
            ("12/03", (12, "3", "")),
            ("12 int. 3", (12, "", "3")),
            ("12 interno 03", (12, "B", "3")),
            ("12/A int3", (12, "A", "3")),
            ("12/A/3", (12, "A", "3")),
            ("12/3", (12, "A", "3")),
            ("12/B", (12, "", "B")),
            ("SNC", (0, "", "")),
            ("S.N.C.", (0, "", "")),
            ("senza numero", (0, "", "")),
            ("s/n", (0, "", "")),
        ] {
            assert_eq!(declared(text, register), Verdict::Match, "{text}");
        }
        for (text, register) in [
            ("12", (13, "", "")),
            ("12/A", (12, "B", "")),
            ("12/A", (12, "", "")),
            ("12/A", (12, "B", "A")),
            ("12/3", (12, "5", "")),
            ("12 int. 3", (12, "", "4")),
            ("13 int. 3", (12, "", "3")),
            ("12/B int. 3", (12, "A", "3")),
            ("12/A/3", (12, "A", "4")),
            ("SNC", (12, "", "")),
            ("dodici", (12, "", "")),
            ("99999999999999", (1, "", "")),
        ] {
            assert_eq!(declared(text, register), Verdict::Mismatch, "{text}");
        }
    }

    #[test]
    fn what_the_register_may_only_lack_is_no_mismatch() {
        for (text, register) in [
            ("12", (0, "", "")),
            ("12/A", (0, "", "")),
            ("dodici", (0, "", "")),
            ("12 int. 3", (12, "", "")),
            ("12/3", (12, "", "")),
            ("12/A/3", (12, "A", "")),
            ("12 scala B", (12, "", "")),
        ] {
            let missing = Verdict::Doubt(ReasonCode::Missing);
            assert_eq!(declared(text, register), missing, "{text}");
        }
    }

    #[test]
    fn a_flat_that_the_register_lacks_cannot_be_told() {
        let claim = ResidenceClaim {
            interior: Some("int. 04".to_owned()),
            ..ResidenceClaim::default()
        };
        let flat = |interior: &str| Address {
            interior: interior.to_owned(),
            ..Address::default()
        };
        assert_eq!(compare(&claim, &flat("4")), Verdict::Match);
        assert_eq!(compare(&claim, &flat("5")), Verdict::Mismatch);
        assert_eq!(
            compare(&claim, &flat("")),
            Verdict::Doubt(ReasonCode::Missing)
        );
    }
}
