use hub::search::{BirthWish, Search};
use schema::date::{Day, UncertainDate};
use serde_json::{Value, json};

use super::SearchBody;
use crate::problem::Problem;
use crate::wire::parse_value;

const TODAY: Day = Day(2026_11_21);

#[expect(clippy::needless_pass_by_value, reason = "called with json! in place")]
fn read(criteria: Value, more: Value) -> Result<Search, Problem> {
    let mut body = json!({
        "criteri": criteria,
        "finalita": "Istruttoria",
        "riferimentoPratica": "2026/7",
    });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    parse_value::<SearchBody>(body)?.read(TODAY)
}

/// `field=CODE` of everything that is wrong.
fn faults(criteria: Value, more: Value) -> Vec<String> {
    let problem = read(criteria, more).err();
    let fields = problem.map_or_else(Vec::new, |problem| problem.fields);
    fields
        .iter()
        .map(|one| format!("{}={}", one.field, one.code))
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "called with json! in place")]
fn birth(birth: Value) -> Option<BirthWish> {
    read(json!({ "nascita": birth }), json!({}))
        .unwrap()
        .criteria
        .birth
}

#[test]
fn every_criterion_is_read() {
    let search = read(
        json!({
            "cognome": "Rossi", "nome": "Mario", "nomiInOgniTempo": true, "sesso": "M",
            "nascita": { "data": "1970-05" }, "luogoNascita": { "codice": "F257", "denominazione": "Modena" },
            "codiceFiscale": "RSSMRA70", "idAnpr": "AA12345BB", "documento": "CA12345BB",
            "indirizzo": { "comune": "036023", "specie": "VIA", "denominazione": "Roma", "civico": 1, "civicoFino": 9, "esponente": "A" },
            "indirizziInOgniTempo": true, "comune": "036023",
            "scheda": { "comune": "036023", "tipo": "F", "numero": "4711" },
            "cittadinanza": "100", "statoCivile": "2", "posizione": "RESIDENTE",
        }),
        json!({ "dataRiferimento": "2020-01-01", "comuni": ["036023"], "dopo": 20, "limite": 10 }),
    );
    insta::assert_debug_snapshot!(search.unwrap());
}

#[test]
fn a_birth_is_a_date_a_range_or_an_age() {
    let on = |text: &str| Some(BirthWish::On(UncertainDate::parse(text).unwrap()));
    assert_eq!(birth(json!({ "data": "1970-05-17" })), on("1970-05-17"));
    assert_eq!(birth(json!({ "data": "1970" })), on("1970"));
    let between = |a, b| Some(BirthWish::Between(Day(a), Day(b)));
    assert_eq!(
        birth(json!({ "dal": "1970-01-01", "al": "1970-06-30" })),
        between(1970_01_01, 1970_06_30)
    );
    assert_eq!(
        birth(json!({ "dal": "1970-01-01" })),
        between(1970_01_01, TODAY.0)
    );
    assert_eq!(
        birth(json!({ "al": "1970-01-01" })),
        between(1800_01_01, 1970_01_01)
    );
    assert_eq!(
        birth(json!({ "eta": { "da": 30, "a": 40, "giorno": "2020-01-01" } })),
        Some(BirthWish::Aged(30, 40, Day(2020_01_01)))
    );
    assert_eq!(
        birth(json!({ "eta": { "da": 30 } })),
        Some(BirthWish::Aged(30, 30, TODAY))
    );
}

#[test]
fn each_fault_has_its_field_and_its_code() {
    let none = || json!({});
    let long = "A".repeat(10_000);
    for (criteria, expected) in [
        (json!({}), "criteri=ASSENTE"),
        (
            json!({ "comune": "036023", "sesso": "F" }),
            "criteri=ASSENTE",
        ),
        (json!({ "cognome": "*" }), "criteri.cognome=NON_VALIDO"),
        (json!({ "cognome": "%" }), "criteri.cognome=NON_VALIDO"),
        (json!({ "cognome": "" }), "criteri.cognome=ASSENTE"),
        (json!({ "cognome": "---" }), "criteri.cognome=NON_VALIDO"),
        (json!({ "cognome": "A\u{0}" }), "criteri.cognome=NON_VALIDO"),
        (json!({ "nome": "A\u{202e}B" }), "criteri.nome=NON_VALIDO"),
        (json!({ "nome": "\u{301}" }), "criteri.nome=NON_VALIDO"),
        (json!({ "nome": long }), "criteri.nome=TROPPO_LUNGO"),
        (
            json!({ "cognome": "Rossi", "sesso": "X" }),
            "criteri.sesso=NON_VALIDO",
        ),
        (json!({ "nascita": {} }), "criteri.nascita=ASSENTE"),
        (
            json!({ "nascita": { "data": "1970", "al": "1980-01-01" } }),
            "criteri.nascita=NON_VALIDO",
        ),
        (
            json!({ "nascita": { "data": "1970-02-30" } }),
            "criteri.nascita.data=NON_VALIDO",
        ),
        (
            json!({ "nascita": { "data": "2099-01-01" } }),
            "criteri.nascita=NON_VALIDO",
        ),
        (
            json!({ "nascita": { "dal": "1980-01-01", "al": "1970-01-01" } }),
            "criteri.nascita=NON_VALIDO",
        ),
        (
            json!({ "nascita": { "dal": "1980-13-01" } }),
            "criteri.nascita.dal=NON_VALIDO",
        ),
        (
            json!({ "nascita": { "eta": { "da": 40, "a": 30 } } }),
            "criteri.nascita.eta=NON_VALIDO",
        ),
        (
            json!({ "nascita": { "eta": { "da": -1 } } }),
            "criteri.nascita.eta.da=NON_VALIDO",
        ),
        (
            json!({ "nascita": { "eta": { "a": 30 } } }),
            "criteri.nascita.eta.da=ASSENTE",
        ),
        (
            json!({ "codiceFiscale": "RSS" }),
            "criteri.codiceFiscale=NON_VALIDO",
        ),
        (json!({ "idAnpr": "1" }), "criteri.idAnpr=NON_VALIDO"),
        (json!({ "documento": "1" }), "criteri.documento=NON_VALIDO"),
        (
            json!({ "indirizzo": { "civico": 3 } }),
            "criteri.indirizzo.denominazione=ASSENTE",
        ),
        (
            json!({ "indirizzo": { "denominazione": "Roma", "civico": 9, "civicoFino": 3 } }),
            "criteri.indirizzo.civico=NON_VALIDO",
        ),
        (
            json!({ "indirizzo": { "denominazione": "Roma", "civico": 9_999_999_999_i64 } }),
            "criteri.indirizzo.civico=NON_VALIDO",
        ),
        (json!({ "scheda": {} }), "criteri.scheda.numero=ASSENTE"),
        (
            json!({ "scheda": { "numero": "1", "tipo": "X" } }),
            "criteri.scheda.tipo=NON_VALIDO",
        ),
        (
            json!({ "cognome": "Rossi", "cittadinanza": "x" }),
            "criteri.cittadinanza=NON_VALIDO",
        ),
        (
            json!({ "cognome": "Rossi", "statoCivile": "x" }),
            "criteri.statoCivile=NON_VALIDO",
        ),
        (
            json!({ "cognome": "Rossi", "posizione": "x" }),
            "criteri.posizione=NON_VALIDO",
        ),
        (
            json!({ "luogoNascita": {}, "cognome": "Rossi" }),
            "criteri.luogoNascita=ASSENTE",
        ),
    ] {
        assert_eq!(faults(criteria.clone(), none()), [expected], "{criteria}");
    }
    let named = || json!({ "cognome": "Rossi" });
    for (more, expected) in [
        (json!({ "finalita": " " }), "finalita=ASSENTE"),
        (
            json!({ "riferimentoPratica": null }),
            "riferimentoPratica=ASSENTE",
        ),
        (
            json!({ "riferimentoPratica": "a\u{7}" }),
            "riferimentoPratica=NON_VALIDO",
        ),
        (
            json!({ "finalita": "x".repeat(501) }),
            "finalita=TROPPO_LUNGO",
        ),
        (
            json!({ "dataRiferimento": "2026-02-30" }),
            "dataRiferimento=NON_VALIDO",
        ),
        (
            json!({ "dataRiferimento": "2026-11-22" }),
            "dataRiferimento=NON_VALIDO",
        ),
        (json!({ "comuni": [] }), "comuni=NON_VALIDO"),
        (json!({ "comuni": ["Modena"] }), "comuni=NON_VALIDO"),
        (json!({ "limite": 0 }), "limite=NON_VALIDO"),
        (json!({ "limite": 51 }), "limite=NON_VALIDO"),
        (json!({ "dopo": -1 }), "dopo=NON_VALIDO"),
    ] {
        assert_eq!(faults(named(), more.clone()), [expected], "{more}");
    }
    assert_eq!(
        faults(json!({ "cognomi": "x" }), none()),
        ["cognomi=NON_PREVISTO"]
    );
    // All at once.
    let all = faults(
        json!({ "cognome": "*", "nascita": { "data": "x" }, "codiceFiscale": "R" }),
        json!({ "finalita": "" }),
    );
    assert_eq!(
        all,
        [
            "criteri.nascita.data=NON_VALIDO",
            "finalita=ASSENTE",
            "criteri.cognome=NON_VALIDO",
            "criteri.codiceFiscale=NON_VALIDO"
        ]
    );
}
