use proptest::prelude::*;
use schema::date::{Day, UncertainDate};

use super::check::wanted;
use super::*;

const TODAY: Day = Day(2026_11_21);

fn search(criteria: Criteria) -> Search {
    Search {
        criteria,
        purpose: "Prova".to_owned(),
        case_reference: "2026/7".to_owned(),
        ..Search::default()
    }
}

fn faults(criteria: Criteria) -> Vec<&'static str> {
    match wanted(&search(criteria), TODAY) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(|fault| fault.field).collect(),
    }
}

fn surname(text: &str) -> Criteria {
    Criteria {
        surname: Some(text.to_owned()),
        ..Criteria::default()
    }
}

#[test]
fn what_nobody_types_is_refused_with_its_field() {
    for text in [
        "",
        "   ",
        "*",
        "ROS*",
        "R?SSI",
        "%",
        "ROS\u{0}SI",
        "ROSSI\u{202e}",
        "ros\u{200b}si",
        "\u{7}",
        "---",
        "1234",
        "\u{301}",
    ] {
        assert_eq!(faults(surname(text)), ["cognome"], "{text:?}");
    }
    assert_eq!(faults(surname(&"A".repeat(10_000))), ["cognome"]);
    for text in [
        "Rossi",
        "D’Angelo",
        "Niccolo\u{300}",
        "Иванова",
        "李",
        "محمد",
    ] {
        assert_eq!(faults(surname(text)), [""; 0], "{text:?}");
    }
}

#[test]
fn something_must_identify() {
    let broad = Criteria {
        comune: Some("036023".to_owned()),
        citizenship: Some("436".to_owned()),
        ..Criteria::default()
    };
    assert_eq!(faults(broad), ["criteri"]);
    assert_eq!(faults(Criteria::default()), ["criteri"]);
}

#[test]
fn dates_and_ranges_must_be_possible() {
    let born = |birth| Criteria {
        birth: Some(birth),
        ..Criteria::default()
    };
    let between = |a, b| born(BirthWish::Between(Day(a), Day(b)));
    assert_eq!(faults(between(1980_01_01, 1970_01_01)), ["nascita"]);
    assert_eq!(faults(between(1500_01_01, 1600_01_01)), ["nascita"]);
    assert_eq!(faults(between(2030_01_01, 2031_01_01)), ["nascita"]);
    assert_eq!(
        faults(born(BirthWish::Aged(40, 30, TODAY))),
        ["nascita.eta"]
    );
    assert_eq!(
        faults(born(BirthWish::Aged(0, 500, TODAY))),
        ["nascita.eta"]
    );
    assert_eq!(faults(born(BirthWish::Aged(30, 40, TODAY))), [""; 0]);
    let numbers = |number, number_to| Criteria {
        address: Some(AddressWish {
            street: Some("Via Roma".to_owned()),
            number,
            number_to,
            ..AddressWish::default()
        }),
        ..Criteria::default()
    };
    assert_eq!(faults(numbers(Some(20), Some(10))), ["indirizzo.civico"]);
    assert_eq!(faults(numbers(Some(-1), None)), ["indirizzo.civico"]);
    assert_eq!(
        faults(numbers(Some(1), Some(100_000))),
        ["indirizzo.civico"]
    );
    assert_eq!(faults(numbers(Some(10), Some(20))), [""; 0]);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let criteria = Criteria {
        surname: Some("*".to_owned()),
        codice_fiscale: Some("RSS".to_owned()),
        comune: Some("Modena".to_owned()),
        ..Criteria::default()
    };
    let mut found = faults(criteria);
    found.sort_unstable();
    assert_eq!(found, ["codiceFiscale", "cognome", "comune"]);
    let mut nameless = search(surname("Rossi"));
    nameless.purpose = " ".to_owned();
    nameless.case_reference = "a\u{7}".to_owned();
    nameless.limit = 1000;
    nameless.reference_day = Some(Day(2999_01_01));
    let found: Vec<_> = wanted(&nameless, TODAY)
        .unwrap_err()
        .iter()
        .map(|fault| (fault.field, fault.code))
        .collect();
    assert_eq!(
        found,
        [
            ("dataRiferimento", "NON_VALIDO"),
            ("finalita", "ASSENTE"),
            ("riferimentoPratica", "NON_VALIDO"),
            ("limite", "NON_VALIDO"),
        ]
    );
}

#[test]
fn an_age_is_a_stretch_of_births() {
    let criteria = Criteria {
        birth: Some(BirthWish::Aged(30, 31, Day(2020_06_15))),
        ..Criteria::default()
    };
    let birth = wanted(&search(criteria), TODAY).unwrap().birth.unwrap();
    assert_eq!(
        (birth.first, birth.last),
        (Day(1988_06_16), Day(1990_06_15))
    );
}

#[test]
fn a_prefix_of_a_codice_fiscale_forgets_omocodia() {
    let criteria = |code: &str| Criteria {
        codice_fiscale: Some(code.to_owned()),
        ..Criteria::default()
    };
    let of = |code: &str| {
        wanted(&search(criteria(code)), TODAY)
            .unwrap()
            .fiscal
            .unwrap()
    };
    assert_eq!(of("RSSMRA7LE17F25T"), of("rssmra70e17f257"));
    assert!(matches!(of("RSSMRA70E17F257K"), Fiscal::Whole(..)));
    assert_eq!(faults(criteria("RSSMRA70E17F257KK")), ["codiceFiscale"]);
}

#[test]
fn birthdays_swapped_or_mistyped_are_near() {
    let birth = Birth::of(UncertainDate::parse("1970-05-07").unwrap());
    let fits = |iso: &str| birth.fits(UncertainDate::parse(iso).unwrap());
    assert_eq!(fits("1970-05-07"), BirthFit::Exact);
    assert_eq!(fits("1970-07-05"), BirthFit::Swapped);
    assert_eq!(fits("1970"), BirthFit::Uncertain);
    assert!(matches!(fits("1970-05-08"), BirthFit::Near(_)));
    assert!(matches!(fits("1971-05-07"), BirthFit::Near(_)));
    assert!(matches!(fits("1907-05-07"), BirthFit::Near(_)));
    assert!(matches!(fits("1970-05-27"), BirthFit::Near(_)));
    assert_eq!(fits("1983-11-30"), BirthFit::No);
    assert_eq!(fits("1971"), BirthFit::No);
}

proptest! {
    #[test]
    fn near_days_are_those_that_fit_nearly(
        (year, month, day) in (1900_i32..2020, 1_i32..13, 1_i32..29),
    ) {
        let there = Day(year * 10_000 + month * 100 + day);
        let birth = Birth { first: there, last: there };
        for near in birth.near_days() {
            prop_assert!(
                matches!(birth.fits(near.into()), BirthFit::Swapped | BirthFit::Near(_)),
                "{} {}", there, near
            );
        }
    }

    #[test]
    fn whatever_is_typed_is_answered(text in "\\PC{0,300}") {
        let criteria = Criteria {
            surname: Some(text.clone()),
            names: Some(text.clone()),
            codice_fiscale: Some(text.clone()),
            id_anpr: Some(text.clone()),
            document: Some(text.clone()),
            birth_place: Some(PlaceWish { code: None, name: Some(text.clone()) }),
            address: Some(AddressWish { street: Some(text.clone()), ..AddressWish::default() }),
            sheet: Some(SheetWish { code: text, ..SheetWish::default() }),
            ..Criteria::default()
        };
        let _ = wanted(&search(criteria), TODAY);
    }
}
