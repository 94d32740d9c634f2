//! House numbers across the ways of writing them.

use schema::facts::Address;
use schema::names::fold;

use super::declaration::ResidenceClaim;
use super::reason::ReasonCode;
use super::verdict::Verdict;

/// A house number as declared: the number (0 = none, SNC) and what follows it, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HouseNumber {
    number: i32,
    rest: String,
}

/// Reads `12`, `12/A`, `12 A`, `12A`, `12 bis`, `n. 12`, `SNC`, `S.N.C.`, `senza numero`, `S/N`.
/// `None` if it is none of these.
fn parse(text: &str) -> Option<HouseNumber> {
    let folded = fold(text);
    if matches!(
        folded.as_str(),
        "SNC" | "SN" | "SENZANUMERO" | "SENZANUMEROCIVICO" | "SENZACIVICO" | "0"
    ) {
        return Some(HouseNumber {
            number: 0,
            rest: String::new(),
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
    Some(HouseNumber {
        number: digits.parse().ok()?,
        rest: fold(rest),
    })
}

/// A flat or staircase without its label and leading zeros.
fn unit(text: &str) -> String {
    let folded = fold(text);
    let bare = ["INTERNO", "INT", "SCALA", "SC"]
        .iter()
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

/// Number, exponent, staircase, flat and CAP: every one that was declared.
pub(crate) fn compare(claim: &ResidenceClaim, register: &Address) -> Verdict {
    let number = Verdict::given(claim.number.as_deref(), |text| match parse(text) {
        None => Verdict::Mismatch,
        Some(declared) => {
            let exponent = fold(&register.exponent);
            // `12/3` is written both for an exponent and for a flat.
            let rest = declared.rest.is_empty()
                || declared.rest == exponent
                || (exponent.is_empty() && declared.rest == fold(&register.interior));
            Verdict::of(declared.number == register.number && rest)
        }
    });
    let exponent = Verdict::given(claim.exponent.as_deref(), |text| {
        Verdict::of(fold(text) == fold(&register.exponent))
    });
    number
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
            ("12", (0, "", "")),
            ("SNC", (12, "", "")),
            ("dodici", (12, "", "")),
            ("99999999999999", (1, "", "")),
        ] {
            assert_eq!(declared(text, register), Verdict::Mismatch, "{text}");
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
