//! The parts as they are written, and the rules that hold for every template.

use std::fs;
use std::path::{Path, PathBuf};

use actix_web::HttpMessage;
use actix_web::http::header::{ACCEPT, HeaderMap, HeaderValue};
use actix_web::test::TestRequest;
use askama::Template;
use hub::identity::WorkingCase;

use super::components::{
    Badge, BarChart, Cell, Choice, Choices, Column, Facts, Field, Form, Pagination, PostButton,
    Select, Table, TextArea, Tone,
};
use super::{Flash, MenuGroup, Page, UserBadge, Visitor, assets, error};

/// Every template with its content.
fn templates() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"),
        &mut found,
    );
    assert!(found.len() >= 15, "the templates were not found");
    found
}

/// The version changes with every change of a style sheet.
fn snapshot(template: &impl Template) -> String {
    template
        .render()
        .unwrap()
        .replace(&assets::url(""), "/risorse/VERSIONE/")
}

fn visitor() -> Visitor {
    Visitor {
        user: Some(UserBadge {
            name: "Niccolò d'Este".to_owned(),
            office: "Ufficio anagrafe, Comune di Fiumalbo".to_owned(),
            role: "TOP".to_owned(),
        }),
        menu: vec![MenuGroup {
            title: "Amministrazione",
            items: vec![("/utenti", "Utenti"), ("/uffici", "Uffici")],
        }],
        csrf: "gettone\"><script>".to_owned(),
        case: WorkingCase::new("Controllo a campione", "2026/17 <b>"),
    }
}

fn page() -> Page {
    let request = TestRequest::with_uri("/utenti/7").to_http_request();
    request.extensions_mut().insert(visitor());
    Page::new(&request, "Maria <Rossi>")
}

#[test]
fn a_page_with_everything_around_it() {
    #[derive(Template)]
    #[template(
        source = "{% extends \"base.html\" %}{% block content %}<p>Contenuto</p>{% endblock %}",
        ext = "html"
    )]
    struct View {
        page: Page,
    }
    let page = page()
        .crumb("Utenti", "/utenti")
        .flash(Flash::success("Utente registrato."))
        .flash(Flash::danger("Il profilo non è valido."));
    insta::assert_snapshot!(snapshot(&View { page }));
}

#[test]
fn fields() {
    let all = [
        snapshot(
            &Field::text("nome", "Nome & cognome")
                .value("\"><script>")
                .help("Come sul documento.")
                .error(Some("Manca il cognome.".to_owned()))
                .length(64),
        ),
        snapshot(&Field::password("password", "Password").value("segreta")),
        snapshot(&Field::date("dal", "Valido dal").optional()),
        snapshot(&TextArea::new("motivo", "Motivo", 500).value("</textarea>")),
        snapshot(
            &Select::new(
                "comune",
                "Comune",
                vec![
                    Choice::new("", "Tutti", false),
                    Choice::new("036014", "Fiumalbo", true),
                ],
            )
            .optional(),
        ),
        snapshot(
            &Choices::several(
                "servizi",
                "Servizi",
                vec![
                    Choice::new("VERIFICA", "Verifica", true),
                    Choice::new("VERIFICA_MASSIVA", "Verifica in massa", false).disabled(true),
                ],
            )
            .error(Some("Serve almeno un servizio.".to_owned())),
        ),
        snapshot(&Choices::one(
            "esito",
            "Esito",
            vec![Choice::new("si", "Approva", true)],
        )),
    ];
    let all = all.join("\n");
    assert!(!all.contains("segreta"), "a password is never shown again");
    insta::assert_snapshot!(all);
}

#[test]
fn a_table_and_what_is_done_in_it() {
    let mut table = Table::new(
        "utenti",
        "Utenti dell'ufficio",
        vec![
            Column::text("Nome"),
            Column::number("Richieste"),
            Column::text("Stato"),
            Column::text("Chiave"),
            Column::actions("Azioni"),
        ],
    )
    .download("/utenti.csv")
    .pagination(Pagination {
        about: "Utenti".to_owned(),
        position: "Da 1 a 20 di 312".to_owned(),
        previous: None,
        next: Some("/utenti?da=21&stato=attivo".to_owned()),
    });
    table.push(vec![
        Cell::link("/utenti/1", "<b>Rossi</b>"),
        Cell::Number(12_345),
        Cell::Badge(Badge::new("Attivo", Tone::Success)),
        Cell::Code("ah_0".to_owned()),
        Cell::buttons(&[
            PostButton::new(&page(), "/utenti/1/disattiva", "Disattiva", "Rossi").hidden("a", "1"),
        ]),
    ]);
    let none = Table::new("niente", "Niente", vec![Column::text("A")]).empty("Non c'è nulla.");
    insta::assert_snapshot!(format!("{}\n{}", snapshot(&table), snapshot(&none)));
}

#[test]
fn a_chart_a_question_facts_and_a_filter() {
    let chart = BarChart::new("Richieste per servizio", "Servizio", "Richieste")
        .bar("Verifica", 1_200)
        .bar("Forniture", 300)
        .download("/statistiche-attivita.csv");
    let question = Form::confirm(
        &page(),
        "/utenti/1/disabilita",
        "L'utente non potrà più accedere.",
        "Disabilita l'utente",
        "/utenti/1",
    )
    .hidden("id", "1")
    .or("esito", "scarta", "Scarta", Tone::Danger)
    .field(&TextArea::new("motivo", "Motivo", 500).error(Some("Manca.".to_owned())));
    let facts = Facts::new()
        .fact("Ente", "Comune di <Fiumalbo>")
        .fact("Telefono", "")
        .code("Chiave", "ah_0");
    insta::assert_snapshot!(
        [
            snapshot(&chart),
            snapshot(&question),
            snapshot(&facts),
            snapshot(
                &Form::get("/utenti", "Filtra").field(&Field::text("parola", "Parola").optional())
            ),
        ]
        .join("\n")
    );
}

/// The policy of the pages would stop each of them, without a word to whoever wrote it.
#[test]
fn nothing_is_inline() {
    for (path, text) in templates() {
        for forbidden in [" style=", "<style", "<script", " onclick=", "javascript:"] {
            assert!(
                !text.contains(forbidden),
                "{} contains {forbidden}",
                path.display()
            );
        }
        // Every form that changes something carries the token.
        let posts = text.matches("method=\"post\"").count();
        let tokens = text.matches("csrf_field()").count() + text.matches("{{ csrf }}").count();
        assert!(tokens >= posts, "{}: a form without token", path.display());
    }
}

/// A file that a page names is there. Without npm the fonts and icons are not.
#[test]
fn what_pages_load_exists() {
    for (path, text) in templates() {
        for part in text.split("asset(\"").skip(1) {
            let name = part.split('"').next().unwrap();
            let third_party = name.starts_with("licenze/") && !assets::complete();
            assert!(
                third_party || assets::exists(name),
                "{}: {name}",
                path.display()
            );
        }
    }
    if assets::complete() {
        let fonts = include_str!("../../ui/fonts.css");
        for part in fonts.split("url(\"../").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(assets::exists(name), "{name}");
        }
    }
}

#[test]
fn icons_that_pages_show_are_in_the_sheet() {
    if !assets::complete() {
        return;
    }
    let sheet = assets::text("svg/sprites.svg").unwrap();
    for (path, text) in templates() {
        for part in text.split("icon(\"").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(
                sheet.contains(&format!("id=\"{name}\"")),
                "{}: {name}",
                path.display()
            );
        }
    }
}

#[test]
fn who_wants_pages() {
    let wants = |accept: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(ACCEPT, HeaderValue::from_str(value).unwrap());
        }
        error::wants_pages(&headers)
    };
    assert!(wants(&[
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    ]));
    assert!(wants(&["application/json", "Text/HTML; q=0.5"]));
    assert!(!wants(&[]));
    assert!(!wants(&["*/*"]));
    assert!(!wants(&["application/json"]));
    assert!(!wants(&["text/html;level=1; q=0, */*"]));
}
