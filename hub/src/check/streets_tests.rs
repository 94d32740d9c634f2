use super::*;

const TODAY: Day = Day(2026_01_01);

fn street(code: &str, kind: &str, name: &str) -> StreetRow {
    StreetRow {
        comune: "036023".to_owned(),
        code: code.to_owned(),
        known_from: 1,
        seq: 0,
        known_to: i64::MAX,
        from_first: 0,
        from_last: 0,
        to_first: Day::MAX.0,
        to_last: Day::MAX.0,
        street_type: kind.to_owned(),
        name: name.to_owned(),
    }
}

fn book() -> StreetBook {
    StreetBook::new(&[
        street("1", "VIA", "GIUSEPPE GARIBALDI"),
        street("2", "VIA", "JOHN FITZGERALD KENNEDY"),
        street("3", "PIAZZA", "SANT'ANTONIO"),
        street("4", "VIA", "XXV APRILE"),
        street("5", "VIALE", "DELLE RIMEMBRANZE"),
        street("6", "VIA", "DELL'ARTIGIANATO"),
        street("7", "VIA", "GUGLIELMO MARCONI"),
        street("8", "VIA", "MARIA MARCONI"),
        street("9", "CORSO", "ROMA"),
        street("10", "VIA", "ROMA"),
        street("11", "VIA", "ROMA ANTICA"),
        street("12", "VIA", "I MAGGIO"),
        street("13", "VIA NUOVA", "ESTENSE"),
        street("14", "VIA", "FRATELLI CERVI"),
    ])
}

fn found(kind: &str, name: &str) -> Vec<String> {
    match book().find((!kind.is_empty()).then_some(kind), name, TODAY, 10) {
        Streets::Fit(codes) => codes,
        Streets::NoRegister => panic!("the register has streets"),
    }
}

#[test]
fn one_street_across_the_ways_of_writing_it() {
    for (kind, name, code) in [
        ("VIA", "GIUSEPPE GARIBALDI", "1"),
        ("V.", "G. Garibaldi", "1"),
        ("", "Via Garibaldi", "1"),
        ("", "v. garibaldi giuseppe", "1"),
        ("via", "J.F. Kennedy", "2"),
        ("via", "Kennedy", "2"),
        ("P.zza", "S. Antonio", "3"),
        ("", "Piazza San Antonio", "3"),
        ("", "p.zza santo antonio", "3"),
        ("via", "25 aprile", "4"),
        ("", "VIA VENTICINQUE APRILE", "4"),
        ("V.LE", "RIMEMBRANZE", "5"),
        ("", "via Artigianato", "6"),
        ("", "VIA DELL’ARTIGIANATO", "6"),
        ("C.so", "Roma", "9"),
        ("via", "via roma", "10"),
        ("via", "Roma", "10"),
        ("via", "1° Maggio", "12"),
        ("", "via Primo Maggio", "12"),
        ("", "Via Nuova Estense", "13"),
        ("", "via F.lli Cervi", "14"),
    ] {
        assert_eq!(found(kind, name), [code], "{kind} {name}");
    }
}

#[test]
fn several_streets_stay_several_and_none_is_none() {
    assert_eq!(found("via", "M. Marconi"), ["8"]);
    assert_eq!(found("via", "Marconi"), ["7", "8"]);
    assert_eq!(found("", "Roma"), ["10", "9"]);
    assert!(found("viale", "Garibaldi").is_empty());
    assert!(found("via", "Giuseppe Verdi").is_empty());
    assert!(found("via", "G.").is_empty());
    assert!(found("via", "").is_empty());
}

#[test]
fn past_names_count_and_names_to_come_do_not() {
    let mut old = street("1", "VIA", "DEL LITTORIO");
    old.to_first = 1945_06_01;
    old.to_last = 1945_06_01;
    let mut new = street("1", "VIA", "DELLA LIBERTA'");
    new.from_first = 1945_06_01;
    new.from_last = 1945_06_01;
    let book = StreetBook::new(&[old, new]);
    let on = |name: &str, day| book.find(Some("via"), name, Day(day), 10);
    let one = Streets::Fit(vec!["1".to_owned()]);
    assert_eq!(on("Littorio", 2026_01_01), one);
    assert_eq!(on("Libertà", 2026_01_01), one);
    assert_eq!(on("Libertà", 1940_01_01), Streets::Fit(Vec::new()));
    assert_eq!(
        book.find(Some("via"), "Littorio", TODAY, 0),
        Streets::NoRegister
    );
}

/// LAC files that leave the type empty write it with the name, or not at all.
#[test]
fn a_type_that_the_register_writes_with_the_name_is_read_there() {
    let book = StreetBook::new(&[
        street("1", "", "VIA ROMA"),
        street("2", "", "PIAZZA ROMA"),
        street("3", "", "VIA NUOVA ESTENSE"),
        street("4", "", "GIUSEPPE GARIBALDI"),
        street("5", "", "CORTE BASSA"),
    ]);
    let found = |kind: &str, name: &str| {
        let kind = (!kind.is_empty()).then_some(kind);
        match book.find(kind, name, TODAY, 10) {
            Streets::Fit(codes) => codes,
            Streets::NoRegister => panic!("the register has streets"),
        }
    };
    for (kind, name, code) in [
        ("Via", "Roma", "1"),
        ("V.", "Roma", "1"),
        ("", "via Roma", "1"),
        ("P.zza", "Roma", "2"),
        ("Via", "Nuova Estense", "3"),
        ("Via Nuova", "Estense", "3"),
        ("Via", "G. Garibaldi", "4"),
        ("", "Corso Garibaldi", "4"),
        ("Via", "Corte Bassa", "5"),
        ("Corte", "Bassa", "5"),
    ] {
        assert_eq!(found(kind, name), [code], "{kind} {name}");
    }
    assert_eq!(found("", "Roma"), ["1", "2"]);
    for (kind, name) in [("Viale", "Roma"), ("Corso", "Estense"), ("Via", "Bassa")] {
        assert!(found(kind, name).is_empty(), "{kind} {name}");
    }
}
