//! Supplies as files of the real layouts, through the real readers.

use schema::date::Day;
use schema::facts::SubjectSet;
use sync::load::{Loader, Received, SupplyReport};
use sync::record::{Format, SupplyHeader, SupplyKind};
use tests::TestStore;

use super::support::report;

/// A loader that reads the layouts.
pub fn loader(store: &TestStore) -> Loader {
    Loader::new(
        store.register.clone(),
        store.inbox.clone(),
        store.clock.clone(),
        store.entropy.clone(),
    )
}

/// A supply and what comes beside it.
pub struct File {
    pub meta: Received,
    pub bytes: Vec<u8>,
}

/// A full XML supply of one chunk, extracted 30 days after the one before.
pub fn xml(comune: &str, number: i64, content: &str) -> File {
    let day = super::support::EXTRACTED.add_days(number * 30).iso();
    let bytes = format!(
        "<fornitura versione=\"1\" comune=\"{comune}\" progressivo=\"{number}\" id=\"{comune}-{number}\" tipo=\"completa\" \
         dataEstrazione=\"{day}\">\n<invio progressivo=\"1\">\n{content}\n</invio>\n</fornitura>\n"
    );
    File {
        meta: Received {
            comune: None,
            format: Format::Xml,
            header: None,
        },
        bytes: bytes.into_bytes(),
    }
}

/// An XML record of somebody resident since 2000.
pub fn subject(id: &str, surname: &str) -> String {
    format!(
        "<soggetto id=\"{id}\"><generalita cognome=\"{surname}\" nome=\"MARIO\" sesso=\"M\" nascita=\"1970-01-01\" \
         luogoNascita=\"F257\"/><residenza registro=\"APR\" dal=\"2000-01-01\"/></soggetto>\n"
    )
}

const LAC_COLUMNS: &str = "Codpro;Codcom;Tipores;Codicefam;Codiceconv;IdIndividuo;Cognome;Nome;Codfiscale;Sesso;Datanas;\
    Pronas;Comnas;Estnas;Cittad;Ncomp;Relpar;Staciv;Dataiscr;Idtoponimo;Specie;Denominazione;Civico;Esponente;\
    Interno;Cap;Nsez\n";

/// A LAC with these people, each a family of one, since 2000.
pub fn lac(comune: &str, number: i64, cards: impl IntoIterator<Item = usize>) -> File {
    let (province, code) = comune.split_at(3);
    let mut text = LAC_COLUMNS.to_owned();
    for card in cards {
        let surname = format!("ROSSI{}", letters(card));
        let row = [
            &format!(
                "{province};{code};1;{card};;{card};{surname};MARIO;;1;01/01/1970;036;023;;100;1;1;1;"
            ),
            "01/01/2000;10;VIA;EMILIA;1;;;41121;1\n",
        ];
        text.extend(row);
    }
    let header = SupplyHeader {
        comune: comune.to_owned(),
        number,
        id: format!("{comune}-{number}"),
        kind: SupplyKind::Full,
        format: Format::Lac,
        extracted_on: Day(2023_01_01).add_days(number * 30),
        subjects: SubjectSet::ALL,
        totals: None,
        chunks: 1,
        software: String::new(),
    };
    File {
        meta: Received {
            comune: None,
            format: Format::Lac,
            header: Some(header),
        },
        bytes: text.into_bytes(),
    }
}

/// Another ending for each card: two people of one name, sex and birth could not be told apart.
fn letters(card: usize) -> String {
    card.to_string()
        .bytes()
        .map(|digit| char::from(digit - b'0' + b'A'))
        .collect()
}

/// Receives the files in this order, loads what can be loaded, and says how each stands.
pub fn load(store: &TestStore, files: &[File]) -> Vec<SupplyReport> {
    let loader = loader(store);
    let ids: Vec<i64> = files
        .iter()
        .map(|file| {
            loader
                .receive(&file.meta, &mut file.bytes.as_slice())
                .expect("receive")
                .supply_id
        })
        .collect();
    loader.process_pending(&|_| {}).expect("load");
    ids.into_iter().map(|id| report(store, id)).collect()
}
