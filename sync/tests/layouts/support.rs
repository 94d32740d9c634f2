//! Reading a whole supply at once.

use std::io::Cursor;

use schema::date::Day;
use schema::facts::SubjectSet;
use sync::layout::{Expected, LacValues, SupplyError, TotalsCounter, open};
use sync::record::{Anomaly, Format, Item, Parsed, PersonRecord, SupplyHeader, SupplyKind, Totals};

/// Everything that was found.
#[derive(Debug)]
pub struct Found {
    pub header: SupplyHeader,
    pub items: Vec<Item>,
    pub warnings: Vec<Anomaly>,
    pub refused: Vec<Parsed>,
    pub error: Option<SupplyError>,
    pub totals: Totals,
}

impl Found {
    pub fn people(&self) -> impl Iterator<Item = &PersonRecord> {
        self.items.iter().filter_map(|item| match item {
            Item::Person(person) => Some(person.as_ref()),
            _ => None,
        })
    }

    /// Code of the error that ended it.
    pub fn error_code(&self) -> Option<&str> {
        self.error.as_ref().map(|e| e.anomaly.code.as_str())
    }

    /// Codes of the errors of every refused record.
    pub fn refusals(&self) -> Vec<Vec<&str>> {
        let errors = self.refused.iter().filter_map(|parsed| match parsed {
            Parsed::Refused { anomalies, .. } => Some(anomalies),
            _ => None,
        });
        errors
            .map(|all| {
                all.iter()
                    .filter(|a| a.is_error())
                    .map(|a| a.code.as_str())
                    .collect()
            })
            .collect()
    }

    /// Codes of the warnings.
    pub fn warned(&self) -> Vec<&str> {
        self.warnings.iter().map(|a| a.code.as_str()).collect()
    }
}

/// Reads a supply to its end; `Err` if its header is refused.
pub fn read(bytes: Vec<u8>, expect: &Expected) -> Result<Found, SupplyError> {
    let most = bytes.len() * 4 + 16;
    let mut reader = open(Box::new(Cursor::new(bytes)), expect)?;
    let header = reader.header().clone();
    let mut counter = TotalsCounter::new(&header.comune, header.kind, header.extracted_on);
    let mut found = Found {
        header,
        items: Vec::new(),
        warnings: Vec::new(),
        refused: Vec::new(),
        error: None,
        totals: Totals::default(),
    };
    for _ in 0..most {
        match reader.next() {
            None => {
                assert!(reader.next().is_none(), "the end stays the end");
                found.totals = counter.whole();
                return Ok(found);
            }
            Some(Ok(Parsed::Item(item, warnings))) => {
                assert!(warnings.iter().all(|a| !a.is_error()), "{warnings:?}");
                counter.add(&item);
                found.items.push(item);
                found.warnings.extend(warnings);
            }
            Some(Ok(Parsed::Remarks(warnings))) => found.warnings.extend(warnings),
            Some(Ok(refused)) => {
                if let Parsed::Refused { anomalies, .. } = &refused {
                    assert!(anomalies.iter().any(Anomaly::is_error));
                }
                counter.refused();
                found.refused.push(refused);
            }
            Some(Err(e)) => {
                assert!(found.error.is_none(), "nothing follows an error");
                found.error = Some(e);
            }
        }
    }
    panic!("the reader finds more than the file can hold");
}

pub fn xml() -> Expected {
    Expected {
        format: Format::Xml,
        header: None,
        lac_values: LacValues::default(),
    }
}

pub fn lac(comune: &str) -> Expected {
    Expected {
        format: Format::Lac,
        header: Some(header(comune, Format::Lac)),
        lac_values: LacValues::default(),
    }
}

pub fn header(comune: &str, format: Format) -> SupplyHeader {
    SupplyHeader {
        comune: comune.to_owned(),
        number: 1,
        id: "prova 1".to_owned(),
        kind: SupplyKind::Full,
        format,
        extracted_on: Day(2023_01_01),
        subjects: SubjectSet::ALL,
        totals: None,
        chunks: 1,
        software: String::new(),
    }
}

/// A supply of one chunk with that content, before which there stand three lines.
pub fn around(content: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?>\n<fornitura versione=\"1\" comune=\"036023\" progressivo=\"1\" id=\"x\" \
         tipo=\"completa\" dataEstrazione=\"2023-01-01\">\n<invio progressivo=\"1\">\n{content}\n</invio>\n</fornitura>\n"
    )
    .into_bytes()
}

/// Reads [`around`] that content.
pub fn read_around(content: &str) -> Found {
    read(around(content), &xml()).expect("the header is good")
}
