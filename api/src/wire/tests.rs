use hub::check::{CheckRequest, Declaration, PersonRef, SubjectRef};
use proptest::prelude::*;
use schema::codes::CheckKind;
use schema::date::Day;
use serde_json::{Value, json};

use super::check::CheckBody;
use super::{parse_json, parse_value};
use crate::problem::{Problem, ProblemCode};

#[expect(clippy::needless_pass_by_value, reason = "called with json! in place")]
fn request(declarations: Value) -> Value {
    json!({
        "soggetto": { "codiceFiscale": "rssmra80a01f257n" },
        "dataRiferimento": "2023-01-01",
        "finalita": "prova",
        "riferimentoPratica": "1/2023",
        "dichiarazioni": declarations,
    })
}

fn read(value: &Value) -> Result<CheckRequest, Problem> {
    parse_json::<CheckBody>(value.to_string().as_bytes())?.read()
}

fn wrong(value: &Value) -> Vec<(String, &'static str)> {
    let problem = read(value).unwrap_err();
    assert_eq!(problem.code, ProblemCode::Fields, "{problem}");
    problem
        .fields
        .into_iter()
        .map(|field| (field.field, field.code))
        .collect()
}

/// One good declaration of each kind.
fn every_kind() -> Vec<Value> {
    let person = json!({ "cognome": "Rossi", "nome": "Anna" });
    vec![
        json!({ "tipo": "generalita", "cognome": "Rossi", "sesso": "F", "luogoNascita": { "codice": "F257" } }),
        json!({ "tipo": "nascita", "data": "1980-01", "luogo": { "denominazione": "Modena" } }),
        json!({ "tipo": "residenza", "comune": "036023", "denominazione": "V.le Amendola", "civico": "12/A", "cap": "41100", "dal": "2001" }),
        json!({ "tipo": "cittadinanza", "stato": "100" }),
        json!({ "tipo": "statoCivile", "stato": "1" }),
        json!({ "tipo": "statoLibero" }),
        json!({ "tipo": "matrimonio", "altraParte": person, "data": "2005-06-07" }),
        json!({ "tipo": "unioneCivile", "data": "2018" }),
        json!({ "tipo": "vedovanza", "coniuge": person }),
        json!({ "tipo": "statoDiFamiglia", "componenti": [{ "persona": person, "parentela": "2" }], "parziale": true }),
        json!({ "tipo": "esistenzaInVita" }),
        json!({ "tipo": "decesso", "data": "2020-01-01" }),
        json!({ "tipo": "paternita", "padre": person }),
        json!({ "tipo": "maternita", "madre": person }),
        json!({ "tipo": "nascitaFiglio", "figlio": person }),
        json!({ "tipo": "decessoCongiunto", "relazione": "ASCENDENTE", "persona": person }),
        json!({ "tipo": "codiceFiscale", "codiceFiscale": "RSSMRA80A01F257N" }),
        json!({ "tipo": "idAnpr", "idAnpr": "AB12345CD" }),
    ]
}

#[test]
fn every_kind_is_read_under_its_own_name() {
    let question = read(&request(Value::Array(every_kind()))).unwrap();
    let kinds: Vec<CheckKind> = question
        .declarations
        .iter()
        .map(Declaration::kind)
        .collect();
    assert_eq!(kinds, CheckKind::ALL);
    assert_eq!(question.reference_day, Some(Day(2023_01_01)));
    let subject = SubjectRef::CodiceFiscale("RSSMRA80A01F257N".to_owned());
    assert_eq!(question.subject, subject);
    for (value, kind) in every_kind().iter().zip(CheckKind::ALL) {
        assert_eq!(value.get("tipo").and_then(Value::as_str), Some(kind.code()));
    }
}

#[test]
fn a_field_that_does_not_belong_to_the_kind_is_refused() {
    for mut declaration in every_kind() {
        let kind = declaration.get("tipo").cloned();
        declaration
            .as_object_mut()
            .unwrap()
            .insert("estraneo".to_owned(), json!(1));
        let fields = wrong(&request(json!([declaration])));
        assert_eq!(
            fields,
            [("estraneo".to_owned(), "NON_PREVISTO")],
            "{kind:?}"
        );
    }
}

/// What the description calls required is required, and nothing else that could be left out is.
#[test]
fn fields_described_as_required_are_refused_when_missing() {
    let document = serde_json::to_value(crate::rest::openapi_document()).unwrap();
    let required = |name: &str| -> Vec<String> {
        let list = document.pointer(&format!("/components/schemas/{name}/required"));
        list.map_or_else(Vec::new, |list| {
            serde_json::from_value(list.clone()).unwrap()
        })
    };
    let expected = [
        ("Cittadinanza", "cittadinanza", "stato"),
        ("StatoCivile", "statoCivile", "stato"),
        ("StatoDiFamiglia", "statoDiFamiglia", "componenti"),
        ("Paternita", "paternita", "padre"),
        ("Maternita", "maternita", "madre"),
        ("NascitaFiglio", "nascitaFiglio", "figlio"),
        ("DecessoCongiunto", "decessoCongiunto", "relazione"),
        ("DecessoCongiunto", "decessoCongiunto", "persona"),
        (
            "CorrispondenzaCodiceFiscale",
            "codiceFiscale",
            "codiceFiscale",
        ),
        ("CorrispondenzaIdAnpr", "idAnpr", "idAnpr"),
    ];
    for (schema, kind, field) in expected {
        assert!(
            required(schema).contains(&field.to_owned()),
            "{schema}.{field}"
        );
        let mut declaration = every_kind()
            .into_iter()
            .find(|d| d["tipo"] == kind)
            .unwrap();
        declaration.as_object_mut().unwrap().remove(field).unwrap();
        let fields = wrong(&request(json!([declaration])));
        assert_eq!(fields[0].1, "ASSENTE", "{schema}.{field}: {fields:?}");
    }
    assert_eq!(required("Componente"), ["persona"]);
    let nobody = json!({ "tipo": "statoDiFamiglia", "componenti": [{}] });
    let fields = wrong(&request(json!([nobody])));
    let name = "dichiarazioni[0].componenti[0].persona".to_owned();
    assert_eq!(fields[0], (name, "ASSENTE"));
    for schema in [
        "DataLuogo",
        "Residenza",
        "Vincolo",
        "Vedovanza",
        "Persona",
        "Luogo",
    ] {
        assert_eq!(required(schema), [""; 0], "{schema}");
    }
}

/// A description made by a macro could name a field otherwise than the wire does.
#[test]
fn fields_are_described_under_the_names_they_have() {
    let document = serde_json::to_value(crate::rest::openapi_document()).unwrap();
    let variants = document["components"]["schemas"]["Dichiarazione"]["oneOf"].clone();
    let variants = variants.as_array().unwrap();
    assert_eq!(variants.len(), every_kind().len());
    for (variant, declaration) in variants.iter().zip(every_kind()) {
        let path = variant["allOf"][0]["$ref"].as_str().unwrap();
        let part = document.pointer(path.trim_start_matches('#')).unwrap();
        for name in declaration
            .as_object()
            .unwrap()
            .keys()
            .filter(|name| *name != "tipo")
        {
            assert!(part["properties"].get(name).is_some(), "{path}: {name}");
        }
    }
}

#[test]
fn all_wrong_fields_are_told_at_once() {
    let fields = wrong(&json!({
        "soggetto": { "codiceFiscale": "corto", "idAnpr": "AB12345CD" },
        "dataRiferimento": "01/01/2023",
        "notoAl": -1,
        "riferimentoPratica": " ",
        "dichiarazioni": [
            { "tipo": "residenza", "comune": "Modena", "civico": "x".repeat(201) },
            { "tipo": "residenza" },
            { "tipo": "statoCivile", "stato": "99" },
            { "tipo": "paternita" },
        ],
    }));
    let expected = [
        ("soggetto", "NON_VALIDO"),
        ("soggetto.codiceFiscale", "NON_VALIDO"),
        ("dataRiferimento", "NON_VALIDO"),
        ("notoAl", "NON_VALIDO"),
        ("finalita", "ASSENTE"),
        ("riferimentoPratica", "ASSENTE"),
        ("dichiarazioni[0].comune", "NON_VALIDO"),
        ("dichiarazioni[0].civico", "TROPPO_LUNGO"),
        // With both its fields wrong nothing is left of the first declaration.
        ("dichiarazioni[0]", "ASSENTE"),
        ("dichiarazioni[1]", "ASSENTE"),
        ("dichiarazioni[2].stato", "NON_VALIDO"),
        ("dichiarazioni[3].padre", "ASSENTE"),
    ];
    let expected: Vec<_> = expected.map(|(name, code)| (name.to_owned(), code)).into();
    assert_eq!(fields, expected);
}

/// Forms send the fields that were left blank.
#[test]
fn a_blank_field_of_a_residence_is_not_given() {
    let residence = |value: Value| read(&request(json!([value]))).map(|r| r.declarations);
    let blank = json!({ "tipo": "residenza", "comune": "036023", "specie": "", "denominazione": " ",
        "civico": "", "esponente": "", "scala": "", "interno": "", "cap": "", "dal": "" });
    let plain = json!({ "tipo": "residenza", "comune": "036023" });
    assert_eq!(residence(blank).unwrap(), residence(plain).unwrap());
    assert_eq!(
        wrong(&request(json!([{ "tipo": "residenza", "civico": "" }]))),
        [("dichiarazioni[0]".to_owned(), "ASSENTE")]
    );
}

#[test]
fn an_empty_place_is_refused() {
    for place in [
        json!({}),
        json!({ "denominazione": "" }),
        json!({ "codice": " ", "denominazione": " " }),
    ] {
        let declared = json!([{ "tipo": "generalita", "luogoNascita": place }]);
        let fields = wrong(&request(declared));
        assert_eq!(
            fields.first(),
            Some(&("dichiarazioni[0].luogoNascita".to_owned(), "ASSENTE")),
            "{fields:?}"
        );
    }
    let named =
        json!([{ "tipo": "nascita", "luogo": { "codice": "", "denominazione": "Modena" } }]);
    assert!(read(&request(named)).is_ok());
}

#[test]
fn a_declared_date_is_no_interval() {
    for date in [
        "..",
        "1970-01-01/1970-06-30",
        "../1970-06-30",
        "1970-01-01/..",
    ] {
        let declared = json!([{ "tipo": "nascita", "data": date, "luogo": { "codice": "F257" } }]);
        assert_eq!(
            wrong(&request(declared)),
            [("dichiarazioni[0].data".to_owned(), "NON_VALIDO")],
            "{date}"
        );
        let mut value = request(json!([{ "tipo": "esistenzaInVita" }]));
        value["soggetto"] = json!({ "generalita": { "cognome": "Rossi", "nome": "Anna",
            "sesso": "F", "dataNascita": date, "luogoNascita": { "codice": "F257" } } });
        assert_eq!(
            wrong(&value),
            [("soggetto.generalita.dataNascita".to_owned(), "NON_VALIDO")],
            "{date}"
        );
    }
}

#[test]
fn generalities_of_the_subject_are_all_five() {
    let mut value = request(json!([{ "tipo": "esistenzaInVita" }]));
    let five = json!({ "cognome": "Rossi", "nome": "", "sesso": "F", "dataNascita": "1980",
        "luogoNascita": { "codice": "F257" } });
    value["soggetto"] = json!({ "generalita": five });
    let question = read(&value).unwrap();
    let SubjectRef::Generalities { names, .. } = question.subject else {
        panic!("{:?}", question.subject);
    };
    assert_eq!(names, "");
    value["soggetto"]["generalita"]
        .as_object_mut()
        .unwrap()
        .remove("sesso");
    assert_eq!(
        wrong(&value),
        [("soggetto.generalita.sesso".to_owned(), "ASSENTE")]
    );
}

#[test]
fn json_errors_tell_line_and_column() {
    let problem = parse_json::<CheckBody>(b"{\n  \"soggetto\": }").unwrap_err();
    assert_eq!(problem.code, ProblemCode::Malformed);
    assert!(
        problem.detail.contains("riga 2, colonna 15"),
        "{}",
        problem.detail
    );
    let problem = parse_json::<CheckBody>(b"{\"soggetto\":").unwrap_err();
    assert!(problem.detail.contains("finisce prima del previsto"));
    let problem = parse_json::<CheckBody>(b"{\n\"sogetto\": {}}").unwrap_err();
    assert_eq!(problem.code, ProblemCode::Fields);
    assert!(problem.detail.contains("sogetto: il campo non") && problem.detail.contains("riga 2"));
    let problem = parse_value::<CheckBody>(json!({ "notoAl": "RSSMRA80A01F257N" })).unwrap_err();
    assert!(!format!("{problem:?}").contains("RSSMRA"), "{problem:?}");
}

proptest! {
    #[test]
    fn whatever_comes_is_answered_not_fatal(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(body) = parse_json::<CheckBody>(&bytes) {
            let _ = body.read();
        }
    }

    #[test]
    fn texts_pass_unchanged_and_dates_by_value(surname in "[^\\p{C}]{0,50}", year in 1900..2030_i32) {
        let mut value = request(json!([{ "tipo": "generalita", "cognome": surname, "dataNascita": year.to_string() }]));
        value["notoAl"] = json!(year);
        let question = read(&value).unwrap();
        prop_assert_eq!(question.known_at, Some(i64::from(year)));
        prop_assert_eq!(
            question.declarations,
            [Declaration::Generalities(PersonRef {
                surname: Some(surname),
                birth: schema::date::UncertainDate::year(year),
                ..PersonRef::default()
            })]
        );
    }

    #[test]
    fn what_is_written_is_read_back(body in arbitrary_text()) {
        let value = request(json!([{ "tipo": "residenza", "civico": body }]));
        let parsed: CheckBody = parse_value(value.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(parsed).unwrap(), value);
    }
}

fn arbitrary_text() -> impl Strategy<Value = String> {
    "\\PC{0,30}"
}
