//! LAC files, foremost two that the project did not write.

use schema::date::Day;
use sync::layout::LacValues;
use sync::record::{Item, Parsed, Totals};

use crate::support::{self, Found, read};

const FIUMALBO: &[u8] = include_bytes!("../fixtures/LAC_036014.csv");
const SESTOLA: &[u8] = include_bytes!("../fixtures/LAC_036043.csv");

const NAMES: &str = "Codpro;Codcom;Tipores;Codicefam;Codiceconv;IdIndividuo;Cognome;Nome;Codfiscale;Sesso;Datanas;\
    Pronas;Comnas;Estnas;Cittad;Ncomp;Relpar;Staciv;Dataiscr;Idtoponimo;Specie;Denominazione;Civico;Esponente;\
    Interno;Cap;Nsez";
const ROW: &str = "036;014;1;5002;;100003;COSSIGA;STELLA;CSSSLL03P56D617B;2;16/09/2003;036;014;;100;1;1;1;\
    16/09/2003;10;VIALE;J.F. KENNEDY;144;A;;41014;1;";

fn fixture(bytes: &[u8], comune: &str) -> Found {
    let found = read(bytes.to_vec(), &support::lac(comune)).unwrap();
    assert!(
        found.error.is_none() && found.refused.is_empty(),
        "{:?} {:?}",
        found.error,
        found.refused
    );
    found
}

#[test]
fn every_row_of_others_is_accepted_and_the_counts_come_back() {
    for (bytes, comune, totals) in [
        (
            FIUMALBO,
            "036014",
            Totals {
                persons: 1175,
                italians: 1053,
                foreigners: 122,
                women: 577,
                men: 598,
                families: 725,
                institutions: 1,
            },
        ),
        (
            SESTOLA,
            "036043",
            Totals {
                persons: 2410,
                italians: 2127,
                foreigners: 283,
                women: 1213,
                men: 1197,
                families: 1460,
                institutions: 1,
            },
        ),
    ] {
        let found = fixture(bytes, comune);
        assert_eq!(found.totals, totals);
        assert!(
            found
                .warnings
                .iter()
                .all(|a| a.code != "W211" && a.code != "W212"),
            "{:?}",
            found.warnings
        );
        // Every place of birth is found by its ISTAT code, and is the one that the codice fiscale names.
        let lost: Vec<_> = found
            .warnings
            .iter()
            .filter(|a| a.code == "W207" || a.code == "W204")
            .collect();
        assert!(
            lost.is_empty(),
            "{} {:?}",
            lost.len(),
            lost.iter().take(5).collect::<Vec<_>>()
        );
        assert!(
            found
                .people()
                .all(|p| p.facts.identities[0].birth_place.len() == 4)
        );
    }
}

#[test]
fn a_row_becomes_a_person_who_lives_somewhere_since_some_day() {
    let found = fixture(FIUMALBO, "036014");
    let stella = found.people().find(|p| p.local_id == "100003").unwrap();
    assert_eq!(stella.line, 3);
    let identity = &stella.facts.identities[0];
    assert_eq!(
        (identity.surname.as_str(), identity.birth_place.as_str()),
        ("COSSIGA", "D617")
    );
    assert_eq!(identity.birth_place_name, "Fiumalbo");
    assert_eq!(
        (identity.from_first, identity.from_last),
        (Day::MIN.0, 2023_01_01)
    );
    let home = &stella.facts.addresses[0];
    assert_eq!(
        (
            home.street_code.as_str(),
            home.number,
            home.exponent.as_str()
        ),
        ("10", 144, "A")
    );
    assert_eq!(stella.facts.residences[0].from_first, 2003_09_16);
    let guests: Vec<_> = found
        .people()
        .filter(|p| p.facts.memberships[0].household_kind == "C")
        .collect();
    assert!(guests.iter().all(|p| p.facts.memberships[0].role == "2"));
    assert_eq!(guests.len(), 4);
    let mut streets = found.items.iter().filter_map(|i| match i {
        Item::Street(street) => Some(street),
        _ => None,
    });
    assert!(
        streets.any(|s| s.code == "10" && s.name == "J.F. KENNEDY" && s.street_type == "VIALE")
    );
}

fn rows(rows: &[String]) -> Found {
    let text = format!("{NAMES}\r\n{}\r\n", rows.join("\r\n"));
    read(text.into_bytes(), &support::lac("036014")).unwrap()
}

#[test]
fn each_defect_of_a_row_has_its_code() {
    for (from, to, code) in [
        ("036;014;1", "036;015;1", "E117"),
        ("100003", "", "E101"),
        ("COSSIGA;STELLA", ";", "E101"),
        ("CSSSLL03P56D617B", "CSSSLL03P56D617C", "E106"),
        (";2;16/09", ";3;16/09", "E105"),
        (";2;16/09", ";;16/09", "E101"),
        ("16/09/2003;036", "31/02/2003;036", "E102"),
        ("16/09/2003;036", "16/09/2033;036", "E103"),
        ("16/09/2003;10", "16/09/2033;10", "E103"),
        (";1;1;1;", ";1;77;1;", "E105"),
        (";1;1;1;", ";1;1;5;", "E105"),
        (";100;1", ";777;1", "E105"),
        (";144;", ";XII;", "E111"),
        ("5002", "", "E101"),
        ("STELLA", "ST\u{1}ELLA", "E108"),
        ("36;014;1;5002;", "36;014;1;5002;;", "E113"),
        (";144;A;;41014;1;", ";144;A", "E113"),
    ] {
        let bad = ROW.replacen(from, to, 1);
        assert_ne!(bad, ROW);
        let found = rows(&[
            bad.clone(),
            ROW.replace("100003", "7").replace("5002", "5003"),
        ]);
        assert!(found.error.is_none());
        assert_eq!(found.refusals(), [vec![code]], "{from} -> {to}");
        let Some(Parsed::Refused { line, raw, .. }) = found.refused.first() else {
            unreachable!()
        };
        assert_eq!((*line, raw), (2, &bad));
        assert_eq!(found.people().count(), 1, "the next row is read");
    }
}

#[test]
fn what_is_only_doubtful_is_taken() {
    for (from, to, code) in [
        ("CSSSLL03P56D617B", "", "W206"),
        ("CSSSLL03P56D617B", "12345678903", "W205"),
        ("STELLA", "MARTA", "W204"),
        ("036;014;;100", "015;999;;100", "W207"),
        (";1;1;1;", ";2;1;1;", "W211"),
        (";1;1;1;", ";1;3;1;", "W212"),
        ("COSSIGA", "", "W215"),
    ] {
        let found = rows(&[ROW.replacen(from, to, 1)]);
        assert!(found.refused.is_empty(), "{:?}", found.refused);
        assert!(
            found.warned().contains(&code),
            "{from} -> {to}: {:?}",
            found.warned()
        );
    }
}

#[test]
fn the_same_individual_twice_is_refused_the_second_time() {
    let found = rows(&[ROW.to_owned(), ROW.to_owned()]);
    assert_eq!(found.people().count(), 1);
    assert_eq!(found.refusals(), [["E114"]]);
}

#[test]
fn other_encodings_are_told_or_guessed() {
    let row = ROW.replace("STELLA", "ESTÈLLA");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&row);
    let file = [NAMES.as_bytes(), b"\n", &bytes, b"\n"].concat();
    for (encoding, warned, names) in [
        ("auto", true, Some("ESTÈLLA")),
        ("windows-1252", false, Some("ESTÈLLA")),
        ("utf-8", false, None),
    ] {
        let mut expect = support::lac("036014");
        expect.lac_values =
            serde_json::from_str(&format!(r#"{{"encoding":"{encoding}"}}"#)).unwrap();
        let found = read(file.clone(), &expect).unwrap();
        assert_eq!(found.warned().contains(&"W210"), warned, "{encoding}");
        assert_eq!(
            found
                .people()
                .next()
                .map(|p| p.facts.identities[0].names.as_str()),
            names
        );
        if names.is_none() {
            assert_eq!(found.refusals(), [["E109"]]);
        }
    }
    let marked = [b"\xef\xbb\xbf", NAMES.as_bytes(), b"\n", row.as_bytes()].concat();
    assert_eq!(
        read(marked, &support::lac("036014"))
            .unwrap()
            .people()
            .count(),
        1
    );
}

#[test]
fn a_file_of_another_make_is_not_begun() {
    let error = |bytes: &[u8]| match read(bytes.to_vec(), &support::lac("036014")) {
        Err(e) => e.anomaly.code,
        Ok(found) => panic!("{found:?}"),
    };
    assert_eq!(error(b""), "F001");
    assert_eq!(error(b"Cognome;Nome\r\nROSSI;MARIO\r\n"), "F011");
    assert_eq!(error(b"\xff\xfeC\0o\0"), "F009");
    let mut expect = support::lac("036014");
    expect.header = None;
    assert_eq!(
        read(FIUMALBO.to_vec(), &expect).unwrap_err().anomaly.code,
        "F008"
    );
}

#[test]
fn half_a_last_row_is_a_truncated_file() {
    let cut = FIUMALBO.len() - 20;
    let found = read(FIUMALBO[..cut].to_vec(), &support::lac("036014")).unwrap();
    assert_eq!(found.error_code(), Some("F001"));
}

#[test]
fn values_of_ones_own_are_translated() {
    let mut expect = support::lac("036014");
    expect.lac_values = LacValues {
        male: "M".into(),
        female: "F".into(),
        kinship: [("IS".to_owned(), "1".to_owned())].into(),
        marital: [("NUB".to_owned(), "1".to_owned())].into(),
        ..LacValues::default()
    };
    let row = ROW
        .replace(";2;16/09/2003;", ";F;16/09/2003;")
        .replace(";1;1;1;", ";1;IS;NUB;");
    let found = read(format!("{NAMES}\n{row}\n").into_bytes(), &expect).unwrap();
    let person = found.people().next().expect("the row is taken");
    assert_eq!(person.facts.identities[0].sex, "F");
    assert_eq!(person.facts.memberships[0].role, "1");
    assert_eq!(person.facts.maritals[0].status, "1");
}
