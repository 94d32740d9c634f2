//! What is given out as PDF says what it should, and says it to everybody.

pub mod reader;

use api::paper::{Block, Code, Paper, pdf};
use chrono::NaiveDate;
use proptest::prelude::*;

use reader::Pdf;

const MARK: &str = "Consultazione: non ha valore di certificato (art. 15 L. 183/2011)";

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "Scheda individuale n. 12".to_owned(),
        mark: MARK.to_owned(),
        foot: "Consultazione n. 12".to_owned(),
        at: NaiveDate::from_ymd_opt(2026, 11, 21)
            .unwrap()
            .and_hms_opt(14, 4, 0)
            .unwrap(),
        blocks,
        code: None,
    }
}

fn pages(paper: &Paper) -> Vec<String> {
    Pdf::parse(&pdf(paper).unwrap()).pages()
}

fn facts(pairs: &[(&str, &str)]) -> Block {
    Block::Facts(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    )
}

#[test]
fn the_text_is_read_back_with_its_accents() {
    let paper = paper(vec![
        Block::Heading("Generalità".to_owned()),
        facts(&[
            ("Cognome", "D’ANGELÒ"),
            ("Nome", "Niccolò Zoë Łukasz Şerban"),
            ("Città", "Forlì, perché è là: più giù"),
        ]),
        Block::Text("Nessun provvedimento in corso.".to_owned()),
    ]);
    let pages = pages(&paper);
    assert_eq!(pages.len(), 1);
    for said in [
        "Scheda individuale n. 12",
        MARK,
        "Generalità",
        "Cognome D’ANGELÒ",
        "Nome Niccolò Zoë Łukasz Şerban",
        "Città Forlì, perché è là: più giù",
        "Nessun provvedimento in corso.",
        "Consultazione n. 12 pagina 1 di 1",
    ] {
        assert!(pages[0].contains(said), "{said}: {}", pages[0]);
    }
}

/// A letter that the font lacks loses its mark or is a question mark; it does not vanish, and the PDF is made.
#[test]
fn what_cannot_be_written_is_seen_to_be_missing() {
    let paper = paper(vec![facts(&[("Nome", "Nguyễn 李\u{7}明")])]);
    let pages = pages(&paper);
    assert!(
        pages[0].contains("Nome Nguy") && pages[0].contains("? ?"),
        "{}",
        pages[0]
    );
}

#[test]
fn each_page_of_a_long_table_has_its_mark_and_no_row_is_lost() {
    let row = |n: usize| {
        vec![
            format!("riga-{n}"),
            "via dell'Artigianato ".repeat(1 + n % 9),
            "Carpi".to_owned(),
        ]
    };
    let paper = paper(vec![Block::Table {
        caption: "Eventi".to_owned(),
        columns: vec![
            "Numero".to_owned(),
            "Indirizzo".to_owned(),
            "Comune".to_owned(),
        ],
        rows: (0..300).map(row).collect(),
    }]);
    let pages = pages(&paper);
    assert!(pages.len() > 5, "{}", pages.len());
    for (number, page) in pages.iter().enumerate() {
        assert_eq!(page.matches(MARK).count(), 1, "{page}");
        assert!(
            page.contains("Numero")
                && page.contains(&format!("pagina {} di {}", number + 1, pages.len())),
            "{page}"
        );
    }
    let whole = pages.join(" ");
    for n in 0..300 {
        assert_eq!(
            whole
                .split(' ')
                .filter(|word| *word == format!("riga-{n}"))
                .count(),
            1,
            "{n}"
        );
    }
    let streets: usize = (0..300).map(|n| 1 + n % 9).sum();
    assert_eq!(whole.matches("Artigianato").count(), streets);
}

/// Who hears the document is told what its parts are, in Italian, and what the code is.
#[test]
fn it_is_tagged() {
    let mut paper = paper(vec![Block::Table {
        caption: "Componenti".to_owned(),
        columns: vec!["Nome".to_owned(), "Parentela".to_owned()],
        rows: vec![vec!["ROSSI ANNA".to_owned(), "Figlia".to_owned()]],
    }]);
    paper.code = Some(Code {
        text: "a".repeat(1_500),
        alternative: "Codice QR con la ricevuta firmata".to_owned(),
        caption: "La ricevuta si verifica con questo codice.".to_owned(),
    });
    let bytes = pdf(&paper).unwrap();
    let said = Pdf::parse(&bytes).dictionaries().replace(' ', "");
    for tag in [
        "/StructTreeRoot",
        "/Lang",
        "/S/H1",
        "/S/Table",
        "/S/TH",
        "/S/TD",
        "/S/Figure",
        "/Alt",
    ] {
        assert!(said.contains(tag), "{tag}: {said}");
    }
    assert!(String::from_utf8_lossy(&bytes).contains("pdfuaid"));
    assert!(pages(&paper)[0].contains("La ricevuta si verifica con questo codice."));
    // A code that is too long to be one is left out; the rest stands.
    paper.code.as_mut().unwrap().text = "a".repeat(5_000);
    assert!(pdf(&paper).is_ok());
}

fn any_text() -> impl Strategy<Value = String> {
    "[ -~àèéìòùÀÈÉÌÒÙ’čšžłøßאб李\u{7}\u{202e}]{0,120}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is written, a PDF comes of it, and every page has its mark.
    #[test]
    fn whatever_is_written_comes_out(
        title in any_text(),
        facts in prop::collection::vec((any_text(), any_text()), 0..40),
        cells in prop::collection::vec(prop::collection::vec(any_text(), 4), 0..40),
    ) {
        let mut paper = paper(vec![Block::Facts(facts), Block::Table {
            caption: String::new(),
            columns: vec![String::new(); 4],
            rows: cells,
        }]);
        paper.title = format!("x{title}");
        for page in pages(&paper) {
            prop_assert_eq!(page.matches(MARK).count(), 1);
            let unread = char::REPLACEMENT_CHARACTER;
            prop_assert!(!page.contains(unread), "{}", page);
        }
    }
}
