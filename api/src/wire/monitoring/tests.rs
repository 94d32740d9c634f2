use hub::monitoring::PersonCode;
use schema::codes::{ActKind, CheckKind};
use schema::date::Day;

use super::*;
use crate::problem::Problem;
use crate::wire::parse_json;

fn body(json: &str) -> Result<Asked, Problem> {
    parse_json::<ActsBody>(json.as_bytes())?.read()
}

fn wrong(problem: &Problem) -> Vec<(&str, &str)> {
    problem
        .fields
        .iter()
        .map(|f| (f.field.as_str(), f.code))
        .collect()
}

#[test]
fn filters_are_read_and_every_wrong_one_is_named() {
    let asked = body(
        r#"{"dal":"2026-11-01","al":"2026-11-30","utente":7,"servizio":"VERIFICA","atto":"RISPOSTA",
            "tipo":"residenza","esito":"S","riferimentoPratica":"2026/1","soggetto":{"codiceFiscale":"csssll03p56d617b"}}"#,
    )
    .unwrap();
    assert_eq!((asked.before, asked.limit), (None, 100));
    let filter = asked.filter;
    assert_eq!(
        (filter.from, filter.to),
        (Some(Day(2026_11_01)), Some(Day(2026_11_30)))
    );
    assert_eq!(
        (filter.acts.as_slice(), filter.kind),
        (&[ActKind::Answer][..], Some(CheckKind::Residence.into()))
    );
    assert_eq!(
        filter.subject,
        Some(PersonCode::CodiceFiscale("CSSSLL03P56D617B".to_owned()))
    );

    let problem =
        body(r#"{"dal":"oggi","atto":"X","tipo":"X","esito":"50%","limite":0,"soggetto":{}}"#)
            .unwrap_err();
    assert_eq!(
        wrong(&problem),
        [
            ("limite", "NON_VALIDO"),
            ("atto", "NON_VALIDO"),
            ("tipo", "NON_VALIDO"),
            ("dal", "NON_VALIDO"),
            ("esito", "NON_VALIDO"),
            ("soggetto", "ASSENTE")
        ]
    );
    let both = r#"{"soggetto":{"codiceFiscale":"CSSSLL03P56D617B","idAnpr":"WC8096VE3"}}"#;
    assert_eq!(
        wrong(&body(both).unwrap_err()),
        [("soggetto", "NON_VALIDO")]
    );
}

#[test]
fn statistics_need_their_first_day_and_know_their_groups() {
    let ask = |per: &str, passo: &str| {
        StatisticsQuery {
            dal: Some("2026-11-01".to_owned()),
            per: Some(per.to_owned()),
            passo: Some(passo.to_owned()),
            ..StatisticsQuery::default()
        }
        .read()
    };
    let (_, grouping) = ask("utente, servizio", "mese").unwrap();
    assert!(grouping.user && grouping.service && !grouping.office && grouping.step.is_some());
    assert_eq!(
        wrong(&ask("soggetto", "anno").unwrap_err()),
        [("passo", "NON_VALIDO"), ("per", "NON_VALIDO")]
    );
    assert_eq!(
        wrong(&StatisticsQuery::default().read().unwrap_err()),
        [("dal", "ASSENTE")]
    );
}
