//! Supplies that are broken or mean harm.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use sync::record::{Item, Parsed};

use crate::support::{self, Found, around, read, read_around};

const PERSON: &str = "<soggetto id=\"1\"><codiceFiscale valore=\"RSSMRA70A01F257E\"/><generalita cognome=\"ROSSI\" \
    nome=\"MARIO\" sesso=\"M\" nascita=\"1970-01-01\" luogoNascita=\"F257\"/></soggetto>";

/// The code with which a supply ends, in its header or behind it.
fn ends_with(bytes: &[u8]) -> String {
    match read(bytes.to_vec(), &support::xml()) {
        Err(e) => e.anomaly.code,
        Ok(found) => found.error_code().unwrap_or("taken").to_owned(),
    }
}

fn around_root(content: &str) -> Vec<u8> {
    [content.as_bytes(), &around(PERSON)[22..]].concat()
}

#[test]
fn entities_are_refused_before_anything_is_expanded() {
    let bomb =
        "<!DOCTYPE fornitura [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    assert_eq!(ends_with(&around_root(bomb)), "F003");
    assert_eq!(
        ends_with(&around_root(
            "<!DOCTYPE fornitura SYSTEM \"file:///etc/passwd\">"
        )),
        "F003"
    );
    assert_eq!(
        ends_with(&around("<via codice=\"1\" denominazione=\"&b;\"/>")),
        "F003"
    );
    assert_eq!(ends_with(&around("&b;")), "F003");
    assert_eq!(
        ends_with(&around("<via codice=\"1\" denominazione=\"&#x41;&amp;\"/>")),
        "taken"
    );
}

#[test]
fn sizes_are_limited() {
    let deep = format!("{}{}", "<x>".repeat(50), "</x>".repeat(50));
    assert_eq!(ends_with(&around(&deep)), "F004");
    let field = format!(
        "<via codice=\"1\" denominazione=\"{}\"/>",
        "A".repeat(5_000)
    );
    assert_eq!(ends_with(&around(&field)), "F005");
    let giant = format!(
        "<via codice=\"1\" denominazione=\"{}\"/>",
        "A".repeat(5_000_000)
    );
    assert_eq!(ends_with(&around(&giant)), "F005");
    assert_eq!(
        ends_with(&around(&format!("<!--{}-->", "a".repeat(1_000_000)))),
        "F005"
    );
    assert_eq!(ends_with(&vec![b' '; 1_000_000]), "F005");
    let many: Vec<_> = (0..200).map(|i| format!(" a{i}=\"\"")).collect();
    let many = many.concat();
    assert_eq!(ends_with(&around(&format!("<via{many}/>"))), "F005");
    let facts = "<cittadinanza stato=\"100\"/>".repeat(2_001);
    assert_eq!(
        ends_with(&around(&format!("<soggetto id=\"1\">{facts}</soggetto>"))),
        "F006"
    );
    let long = format!("<evento tipo=\"NAS\" x=\"{}\"/>", "y".repeat(3_000)).repeat(100);
    assert_eq!(
        ends_with(&around(&format!("<soggetto id=\"1\">{long}</soggetto>"))),
        "F006"
    );
}

#[test]
fn a_bomb_of_gzip_is_stopped_by_the_same_limits() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![b' '; 50_000_000]).unwrap();
    assert_eq!(ends_with(&gzip.finish().unwrap()), "F005");
}

#[test]
fn gzip_is_recognised_and_its_truncation_too() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&around(&PERSON.repeat(50))).unwrap();
    let bytes = gzip.finish().unwrap();
    assert_eq!(
        read(bytes.clone(), &support::xml())
            .unwrap()
            .people()
            .count(),
        50
    );
    assert_eq!(ends_with(&bytes[..bytes.len() - 9]), "F001");
}

#[test]
fn whatever_is_cut_off_the_end_is_missed() {
    let whole = around(PERSON);
    assert_eq!(ends_with(&whole), "taken");
    let end = String::from_utf8(whole.clone())
        .unwrap()
        .rfind('>')
        .unwrap();
    for length in 0..=end {
        assert_eq!(
            ends_with(&whole[..length]),
            "F001",
            "{}",
            String::from_utf8_lossy(&whole[..length])
        );
    }
}

#[test]
fn what_is_not_well_formed_is_told() {
    for content in [
        "<via codice=\"1\" codice=\"2\" denominazione=\"X\"/>",
        "<via codice=1 denominazione=\"X\"/>",
        "<via codice=\"<\" denominazione=\"X\"/>",
        "<soggetto id=\"1\"></famiglia>",
        "</invio></fornitura><fornitura>",
        "</invio></fornitura>stray",
        "<?xml version=\"1.0\"?>",
    ] {
        assert_eq!(ends_with(&around(content)), "F002", "{content}");
    }
}

#[test]
fn other_files_are_not_begun() {
    assert_eq!(ends_with(b"Cognome;Nome"), "F007");
    assert_eq!(ends_with(b"<html></html>"), "F007");
    assert_eq!(ends_with(b"\xff\xfe<\0"), "F009");
    assert_eq!(
        ends_with(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><fornitura/>"),
        "F009"
    );
    let header = |from: &str, to: &str| {
        let text = String::from_utf8(around("")).unwrap();
        assert!(text.contains(from));
        ends_with(text.replacen(from, to, 1).as_bytes())
    };
    assert_eq!(header("versione=\"1\"", "versione=\"2\""), "F007");
    assert_eq!(header("comune=\"036023\"", "comune=\"F257\""), "F008");
    assert_eq!(header("progressivo=\"1\"", "progressivo=\"0\""), "F008");
    assert_eq!(header("id=\"x\"", ""), "F008");
    assert_eq!(header("completa", "parziale"), "F008");
    assert_eq!(header("2023-01-01", "2023-02-30"), "F008");
    assert_eq!(header("id=\"x\"", "id=\"x\" argomenti=\"patenti\""), "F008");
    assert_eq!(header("id=\"x\"", "id=\"x\" italiani=\"1\""), "F008");
    assert_eq!(header("id=\"x\"", "id=\"x\" italiani=\"-1\""), "F008");
}

fn refused(found: &Found) -> (&i64, &str, &str) {
    match found.refused.first() {
        Some(Parsed::Refused {
            line,
            local_id,
            raw,
            ..
        }) => (line, local_id, raw),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_defect_of_a_record_has_its_code_and_costs_only_that_record() {
    for (from, to, code) in [
        ("id=\"1\"", "", "E101"),
        ("cognome=\"ROSSI\" nome=\"MARIO\"", "", "E101"),
        ("sesso=\"M\"", "sesso=\"X\"", "E105"),
        ("sesso=\"M\"", "", "E101"),
        ("1970-01-01", "1970-02-30", "E102"),
        ("1970-01-01", "2070-01-01", "E103"),
        (
            "luogoNascita=\"F257\"",
            "luogoNascita=\"F257\" dal=\"2000\" al=\"1999\"",
            "E104",
        ),
        ("RSSMRA70A01F257E", "RSSMRA70A01F257A", "E106"),
        ("RSSMRA70A01F257E", "RSSMRA70A01", "E106"),
        (
            "</soggetto>",
            "<idAnpr valore=\"UK79569LG\"/></soggetto>",
            "E107",
        ),
        ("ROSSI", "RO&#1;SSI", "E108"),
        ("ROSSI", &"R".repeat(300), "E110"),
        (
            "</soggetto>",
            "<indirizzo tipo=\"1\" civico=\"-3\"/></soggetto>",
            "E111",
        ),
        (
            "</soggetto>",
            "<indirizzo tipo=\"1\" latitudine=\"91\"/></soggetto>",
            "E111",
        ),
        (
            "</soggetto>",
            "<indirizzo tipo=\"1\" cap=\"4112\"/></soggetto>",
            "E116",
        ),
        (
            "</soggetto>",
            "<statoCivile codice=\"1\"/><statoCivile codice=\"2\"/></soggetto>",
            "E112",
        ),
        (
            "</soggetto>",
            "<residenza registro=\"APR\" dal=\"1960\"/></soggetto>",
            "E115",
        ),
        (
            "</soggetto>",
            "<legame relazione=\"1\"/></soggetto>",
            "E101",
        ),
        (
            "</soggetto>",
            "<documento tipo=\"CI\" numero=\"A_B\"/></soggetto>",
            "E116",
        ),
        (
            "</soggetto>",
            "<procedimento tipo=\"ZZ\"/></soggetto>",
            "E105",
        ),
    ] {
        let bad = PERSON.replacen(from, to, 1);
        assert_ne!(bad, PERSON);
        let good = PERSON.replace("\"1\"", "\"2\"");
        let found = read_around(&format!("\n{bad}\n{good}"));
        assert!(found.error.is_none(), "{to}: {:?}", found.error);
        assert!(
            found
                .refusals()
                .first()
                .is_some_and(|codes| codes.contains(&code)),
            "{to}: {:?}",
            found.refused
        );
        let (line, local_id, raw) = refused(&found);
        assert_eq!((*line, raw), (5, bad.as_str()));
        assert_eq!(local_id, if from.starts_with("id=") { "" } else { "1" });
        assert_eq!(found.people().map(|p| p.line).collect::<Vec<_>>(), [6]);
    }
}

#[test]
fn bytes_that_are_no_text_cost_one_record() {
    let mut bytes = around(&format!("{}\n{PERSON}", PERSON.replace("ROSSI", "NICCOL#")));
    let at = bytes.iter().position(|b| *b == b'#').unwrap();
    bytes[at] = 0xd2;
    let found = read(bytes, &support::xml()).unwrap();
    assert_eq!(found.refusals(), [["E109"]]);
    assert!(refused(&found).2.contains("NICCOL\u{fffd}"));
    assert_eq!(found.people().count(), 1);
}

#[test]
fn what_is_only_doubtful_is_taken() {
    for (from, to, code) in [
        (
            "</soggetto>",
            "<patente numero=\"1\"><x/></patente><patente/></soggetto>",
            "W201",
        ),
        ("sesso=", "colore=\"blu\" sesso=", "W202"),
        ("</soggetto>", "text</soggetto>", "W203"),
        ("MARIO", "MARTA", "W204"),
        ("RSSMRA70A01F257E", "12345678903", "W205"),
        ("<codiceFiscale valore=\"RSSMRA70A01F257E\"/>", "", "W206"),
        ("luogoNascita=\"F257\"", "luogoNascita=\"M999\"", "W207"),
        (
            "</soggetto>",
            "<documento tipo=\"CI\" numero=\"1\"/></soggetto>",
            "W208",
        ),
        (
            "</soggetto>",
            "<residenza registro=\"APR\" motivoIscrizione=\"99\" dal=\"1990\"/></soggetto>",
            "W209",
        ),
        ("id=\"1\"", "id=\"1\" argomenti=\"generalita\"", "W214"),
        ("nome=\"MARIO\"", "", "W215"),
        (
            "</soggetto>",
            "<legame famiglia=\"1\" relazione=\"1\"/><legame famiglia=\"2\" relazione=\"1\"/></soggetto>",
            "W216",
        ),
    ] {
        let found = read_around(&PERSON.replacen(from, to, 1));
        assert!(
            found.error.is_none() && found.refused.is_empty(),
            "{to}: {found:?}"
        );
        assert_eq!(
            found.warned().iter().filter(|c| **c == code).count(),
            1,
            "{to}: {:?}",
            found.warned()
        );
    }
}

#[test]
fn undeclared_subjects_are_dropped() {
    let found = read_around(&PERSON.replace("id=\"1\"", "id=\"1\" argomenti=\"generalita\""));
    let person = found.people().next().unwrap();
    assert!(person.facts.identifiers.is_empty());
    assert_eq!(person.facts.identities.len(), 1);
}

#[test]
fn namespaces_and_comments_say_nothing() {
    let text = String::from_utf8(around(&format!("<!-- {PERSON} -->{PERSON}<?note x?>"))).unwrap();
    let text = text.replace(
        "<fornitura ",
        "<fornitura xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"fornitura.xsd\" ",
    );
    let found = read([b"\xef\xbb\xbf", text.as_bytes()].concat(), &support::xml()).unwrap();
    assert!(found.warned().is_empty(), "{:?}", found.warnings);
    assert_eq!(found.people().count(), 1);
    assert!(matches!(
        found.items.first(),
        Some(Item::Chunk {
            ordinal: 1,
            totals: None
        })
    ));
}

#[test]
fn what_the_layout_knows_must_stand_in_its_place() {
    let inside = |element: &str, content: &str| format!("<{element}>{content}</{element}>");
    for content in [
        // A fact outside a person, in a street and in another fact.
        "<cittadinanza stato=\"100\"/>".to_owned(),
        "<via codice=\"1\" denominazione=\"A\"><residenza registro=\"APR\"/></via>".to_owned(),
        PERSON.replace(
            "/></soggetto>",
            "><decesso data=\"2000\"/></generalita></soggetto>",
        ),
        // Records within records, and in what is not known.
        PERSON.replace("</soggetto>", &format!("{PERSON}</soggetto>")),
        PERSON.replace(
            "</soggetto>",
            "<via codice=\"1\" denominazione=\"A\"/></soggetto>",
        ),
        inside("invio progressivo=\"2\"", PERSON).replace("</invio progressivo=\"2\">", "</invio>"),
        inside("estensione", PERSON),
        inside("estensione", &inside("altro", "<soggetto/>")),
        // Outside every chunk.
        format!("</invio>{PERSON}<invio progressivo=\"2\">"),
        "</invio><famiglia codice=\"1\"/><invio progressivo=\"2\">".to_owned(),
    ] {
        assert_eq!(ends_with(&around(&content)), "F012", "{content}");
    }
    // The contents of an unknown element are its own, as long as they are no people.
    let unknown = inside("estensione", "<via/><residenza/>");
    assert_eq!(ends_with(&around(&unknown)), "taken");
}

#[test]
fn a_bond_says_something() {
    for (bond, refusals) in [
        ("<matrimonio/>", 1),
        ("<unioneCivile motivoFine=\"D\"/>", 1),
        ("<matrimonio dal=\"1990\"/>", 0),
        ("<matrimonio al=\"1990\"/>", 0),
        ("<matrimonio nascita=\"1960\"/>", 0),
        ("<convivenzaDiFatto nome=\"ADA\"/>", 0),
        ("<matrimonio atto=\"1990/I/A/1\"/>", 0),
    ] {
        let person = PERSON.replace("</soggetto>", &format!("{bond}</soggetto>"));
        assert_eq!(read_around(&person).refused.len(), refusals, "{bond}");
    }
}

#[test]
fn names_that_no_database_can_store_are_not_reported_as_they_came() {
    let person = PERSON.replace("sesso=", "x\0y=\"1\" sesso=");
    let found = read_around(&format!("{person}<z\0{}/>", "z".repeat(300)));
    assert_eq!(found.warned(), ["W202", "W201"]);
    for warning in &found.warnings {
        assert!(!warning.field.contains('\0'), "{warning:?}");
        assert!(warning.field.chars().count() <= 200, "{warning:?}");
    }
}

#[test]
fn a_number_has_nine_digits_at_most() {
    for (number, code) in [
        ("999999999", "taken"),
        ("1000000000", "F008"),
        ("9223372036854775807", "F008"),
    ] {
        let bytes = String::from_utf8(around(PERSON)).unwrap();
        let bytes = bytes.replacen("progressivo=\"1\"", &format!("progressivo=\"{number}\""), 1);
        assert_eq!(ends_with(bytes.as_bytes()), code, "{number}");
    }
}
