//! The sample province that everything is measured on.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use schema::codice_fiscale::CodiceFiscale;
use serde_json::{Value, json};
use sync::sample::{self, Plan, Summary};

use super::child;

/// Any seed does, as long as it stays the same.
const SEED: u64 = 1;

/// In a child: makes the province.
pub fn generate(residents: u32, out: &Path) -> Result<Value> {
    let plan = Plan {
        residents,
        seed: SEED,
        defects: false,
        subjects: true,
    };
    let ticker = child::Ticker::new("sample");
    let start = Instant::now();
    let summary = sample::generate(&plan, out, &|done, total| ticker.tick(done, total))?;
    let seconds = start.elapsed().as_secs_f64();
    drop(ticker);
    Ok(json!({ "persons": summary.persons, "seconds": seconds, "peak": child::own_peak()? }))
}

/// A province on disk.
pub struct Province {
    /// Its directory.
    pub directory: PathBuf,
    /// What is in it.
    pub summary: Summary,
}

impl Province {
    /// Reads what was made.
    pub fn open(directory: &Path) -> Result<Self> {
        let manifest = File::open(directory.join(sample::MANIFEST))?;
        Ok(Self {
            directory: directory.to_owned(),
            summary: serde_json::from_reader(BufReader::new(manifest))?,
        })
    }

    /// The initial supply of each Comune, in the order of sending: file name, ISTAT code.
    pub fn initial(&self) -> Vec<&sample::SupplyFile> {
        let mut files: Vec<_> = self
            .summary
            .comuni
            .iter()
            .filter_map(|comune| comune.files.first())
            .collect();
        files.sort_by_key(|file| (file.header.extracted_on, &file.header.comune));
        files
    }

    /// The Comune with most residents among those that send the hub's own XML.
    pub fn largest(&self) -> Result<&sample::ComuneSummary> {
        self.summary
            .comuni
            .iter()
            .filter(|comune| {
                comune
                    .files
                    .first()
                    .is_some_and(|file| file.header.format == sync::record::Format::Xml)
            })
            .max_by_key(|comune| comune.residents)
            .context("no Comune sends XML")
    }

    /// The people to ask about.
    pub fn subjects(&self) -> Result<Subjects> {
        let mut subjects = Subjects::default();
        let lines = BufReader::new(File::open(self.directory.join(sample::SUBJECTS))?).lines();
        for line in lines {
            let line = line?;
            let mut fields = line.split('\t');
            let (Some(code), Some(comune), Some(status)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let subject = Subject {
                code: code.to_owned(),
                comune: comune.to_owned(),
            };
            match status {
                "resident" => subjects.residents.push(subject),
                _ => subjects.elsewhere.push(subject),
            }
        }
        subjects.unknown = subjects
            .residents
            .iter()
            .step_by(3)
            .filter_map(stranger)
            .collect();
        ensure!(
            !subjects.residents.is_empty()
                && !subjects.elsewhere.is_empty()
                && !subjects.unknown.is_empty(),
            "the sample names nobody to ask about"
        );
        Ok(subjects)
    }
}

/// Somebody to ask about, and the Comune in which residence is declared.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Codice fiscale.
    pub code: String,
    /// ISTAT code.
    pub comune: String,
}

/// People to ask about.
#[derive(Debug, Default)]
pub struct Subjects {
    residents: Vec<Subject>,
    /// Moved within the province, gone from it, dead, or abroad.
    elsewhere: Vec<Subject>,
    unknown: Vec<Subject>,
}

impl Subjects {
    /// Whom the n-th question is about: half are residents, a quarter moved, died or left, a quarter are unknown;
    /// spread over the whole register, so that no two neighbours share a page.
    pub fn of(&self, number: u64) -> &Subject {
        let list = match number % 4 {
            0 | 2 => &self.residents,
            1 => &self.elsewhere,
            _ => &self.unknown,
        };
        let spread = (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize;
        &list[spread % list.len()]
    }
}

/// The same birth, but letters of the name that nobody has, with their check character.
fn stranger(subject: &Subject) -> Option<Subject> {
    let tail = subject.code.get(6..15)?;
    let code = (b'A'..=b'Z').find_map(|check| {
        let text = format!("XQKXQW{tail}{}", char::from(check));
        CodiceFiscale::parse(&text).ok().map(|_| text)
    })?;
    Some(Subject {
        code,
        comune: subject.comune.clone(),
    })
}
