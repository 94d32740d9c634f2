//! Writes what one Comune sends: a full supply and its deltas in XML, or two LAC files.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use schema::date::Day;
use schema::facts::{Subject, SubjectSet};

use super::defects::{DefectKind, Raw, Spoiler};
use super::index::Finished;
use super::later::{self, MONTHS};
use super::manifest::{ComuneSummary, Defect, SupplyFile};
use super::model::START;
use super::render::View;
use crate::layout::TotalsCounter;
use crate::layout::lac::{self, HouseholdSizes, LacValues, LacWriter};
use crate::layout::xml::XmlWriter;
use crate::record::{Format, Item, PersonRecord, SupplyHeader, SupplyKind, Totals};

/// People in a chunk.
const CHUNK: usize = 4_000;

/// The Comuni that can only send LAC: the five smallest of the real counts.
pub(super) const LAC_COMUNI: &[&str] = &["036035", "036024", "036014", "036032", "036016"];

/// The Comune whose last delta is cut off, if defects are wanted.
const TRUNCATED: &str = "036022";

/// The Comune whose second delta has wrong totals, if defects are wanted.
const WRONG_TOTALS: &str = "036020";

/// The day of the second LAC file.
const SECOND_LAC: Day = Day(2023_04_01);

/// What is known while the supplies are written.
pub(super) struct Work<'a> {
    /// The model.
    pub(super) model: &'a Finished,
    /// The folder.
    pub(super) out: &'a Path,
    /// Whether to spoil some of it.
    pub(super) defects: bool,
    /// Records written so far.
    pub(super) written: &'a AtomicU64,
    /// Records to write in all, about.
    pub(super) expected: u64,
    /// Told after each chunk: written and expected records.
    pub(super) progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// The Comune with its files, and the defects put in.
pub(super) fn write(work: &Work<'_>, comune: u8) -> io::Result<(ComuneSummary, Vec<Defect>)> {
    let cells = &work.model.province.comuni[usize::from(comune)];
    let mut sender = Sender {
        work,
        comune,
        istat: &cells.istat,
        files: Vec::new(),
        defects: Vec::new(),
    };
    let first;
    if LAC_COMUNI.contains(&cells.istat.as_str()) {
        first = sender.lac(1, START)?;
        sender.lac(2, SECOND_LAC)?;
    } else {
        first = sender.full()?;
        for month in 0..MONTHS {
            sender.delta(month)?;
        }
    }
    let view = View {
        model: work.model,
        comune,
        day: START,
    };
    let open = |institution: bool| {
        let sheets = work.model.sheets[usize::from(comune)].iter();
        sheets
            .filter(|(index, from, to)| {
                let household = &work.model.province.households[*index as usize];
                household.institution.is_some() == institution
                    && *from <= view.day
                    && *to > view.day
            })
            .count() as u64
    };
    let summary = ComuneSummary {
        istat: cells.istat.clone(),
        belfiore: cells.belfiore.clone(),
        name: cells.name.clone(),
        residents: first.persons,
        women: first.women,
        foreigners: first.foreigners,
        families: open(false),
        institutions: open(true),
        files: sender.files,
    };
    Ok((summary, sender.defects))
}

struct Sender<'a> {
    work: &'a Work<'a>,
    comune: u8,
    istat: &'a str,
    files: Vec<SupplyFile>,
    defects: Vec<Defect>,
}

impl Sender<'_> {
    fn view(&self, day: Day) -> View<'_> {
        View {
            model: self.work.model,
            comune: self.comune,
            day,
        }
    }

    fn header(&self, number: i64, kind: SupplyKind, day: Day) -> SupplyHeader {
        SupplyHeader {
            comune: self.istat.to_owned(),
            number,
            id: format!("{}-{}-{number:04}", self.istat, day.0),
            kind,
            format: Format::Xml,
            extracted_on: day,
            subjects: SubjectSet::ALL,
            totals: None,
            chunks: 1,
            software: "Provincia campione".to_owned(),
        }
    }

    fn create(&self, file: &str) -> io::Result<BufWriter<Raw<File>>> {
        let file = File::create(self.work.out.join(file))?;
        Ok(BufWriter::with_capacity(256 << 10, Raw(file)))
    }

    fn note(&mut self, file: &str, kind: DefectKind, local_id: String) {
        let code = kind.code();
        self.defects.push(Defect {
            file: file.to_owned(),
            kind,
            local_id,
            code: code.map_or(String::new(), |code| code.code().to_owned()),
            refused: code.is_some_and(|code| code.code().starts_with(['E', 'F'])),
        });
    }

    fn wrote(&self, records: usize) {
        let before = self
            .work
            .written
            .fetch_add(records as u64, Ordering::Relaxed);
        (self.work.progress)(before + records as u64, self.work.expected);
    }

    fn full(&mut self) -> io::Result<Totals> {
        let view = self.view(START);
        let people: Vec<(u32, SubjectSet)> = self.work.model.people[usize::from(self.comune)]
            .iter()
            .filter(|person| view.knows(**person))
            .map(|person| (*person, view.asserts(*person)))
            .collect();
        let sheets = self.sheets(|from, _| from <= START);
        let header = self.header(1, SupplyKind::Full, START);
        self.xml(header, &people, &sheets, true)
    }

    fn delta(&mut self, month: u8) -> io::Result<Totals> {
        let day = later::extraction(month);
        let before = if month == 0 {
            START
        } else {
            later::extraction(month - 1)
        };
        let mut people: Vec<(u32, SubjectSet)> = Vec::new();
        let always = SubjectSet::of(&[Subject::Identifiers, Subject::Identities]);
        let touched = &self.work.model.province.touched;
        let begin = touched.partition_point(|t| (t.comune, t.month) < (self.comune, month));
        for touched in &touched[begin..] {
            if (touched.comune, touched.month) != (self.comune, month) {
                break;
            }
            let subjects = SubjectSet(touched.subjects).union(always);
            match people.last_mut() {
                Some((person, known)) if *person == touched.person => {
                    *known = known.union(subjects);
                }
                _ => people.push((touched.person, subjects)),
            }
        }
        let news = |on: Day| before < on && on <= day;
        let sheets = self.sheets(|from, to| news(from) || from <= day && news(to));
        let header = self.header(i64::from(month) + 2, SupplyKind::Delta, day);
        self.xml(header, &people, &sheets, false)
    }

    fn sheets(&self, wanted: impl Fn(Day, Day) -> bool) -> Vec<(u32, Day, Day)> {
        let all = self.work.model.sheets[usize::from(self.comune)].iter();
        all.copied()
            .filter(|(_, from, to)| wanted(*from, *to))
            .collect()
    }

    /// Writes an XML supply in two passes over the model: one for the totals that stand before the records,
    /// one for the records.
    fn xml(
        &mut self,
        mut header: SupplyHeader,
        people: &[(u32, SubjectSet)],
        sheets: &[(u32, Day, Day)],
        streets: bool,
    ) -> io::Result<Totals> {
        let view = self.view(header.extracted_on);
        let chunks = people.len().div_ceil(CHUNK).max(1);
        let share = sheets.len().div_ceil(chunks);
        let part = |chunk: usize| {
            let sheets = sheets.iter().skip(chunk * share).take(share);
            let people = people.iter().skip(chunk * CHUNK).take(CHUNK);
            (sheets, people)
        };
        let spoils = self.work.defects && header.kind == SupplyKind::Full;
        let mut spoiler = Spoiler::new(people.len(), self.comune, Format::Xml);
        let mut rehearsal = Spoiler::new(people.len(), self.comune, Format::Xml);
        let counted = SubjectSet::of(&[
            Subject::Identities,
            Subject::Residences,
            Subject::Citizenships,
        ]);
        let mut counter = TotalsCounter::new(&header.comune, header.kind, header.extracted_on);
        let mut totals = Vec::with_capacity(chunks);
        for chunk in 0..chunks {
            counter.add(&Item::Chunk {
                ordinal: chunk as u32 + 1,
                totals: None,
            });
            let (sheets, people) = part(chunk);
            for sheet in sheets.filter_map(|sheet| view.sheet(*sheet)) {
                counter.add(&Item::Household(sheet));
            }
            for (person, asserts) in people {
                let record = view.record(*person, SubjectSet(asserts.0 & counted.0));
                counter.person(&record);
                // A record that will stand there twice counts twice: the totals are those of the file.
                if spoils && rehearsal.spoil(&mut view.record(*person, *asserts)) {
                    counter.person(&record);
                }
            }
            totals.push(counter.chunk());
        }
        let mut whole = counter.whole();
        let residents = whole;
        let cut =
            self.work.defects && self.istat == TRUNCATED && header.number == i64::from(MONTHS) + 1;
        let miscounted = self.work.defects && self.istat == WRONG_TOTALS && header.number == 3;
        if miscounted {
            whole.persons += 1;
        }
        header.chunks = chunks as u32;
        header.totals = Some(whole);
        let kind = if header.kind == SupplyKind::Full {
            "completa"
        } else {
            "variazioni"
        };
        let file = format!("{}_{:04}_{kind}.xml", self.istat, header.number);
        let mut writer = XmlWriter::new(self.create(&file)?, &header)?;
        let mut records = 0;
        for (chunk, totals) in totals.into_iter().enumerate() {
            writer.write(&Item::Chunk {
                ordinal: chunk as u32 + 1,
                totals: Some(totals),
            })?;
            if streets && chunk == 0 {
                for street in view.streets() {
                    writer.write(&Item::Street(street))?;
                }
            }
            let (sheets, people) = part(chunk);
            for sheet in sheets.filter_map(|sheet| view.sheet(*sheet)) {
                writer.write(&Item::Household(sheet))?;
            }
            let mut wrote = 0;
            for (person, asserts) in people {
                let mut record = view.record(*person, *asserts);
                let twice = spoils && spoiler.spoil(&mut record);
                writer.write_person(&record)?;
                if twice {
                    writer.write_person(&record)?;
                }
                wrote += 1 + usize::from(twice);
            }
            records += wrote;
            self.wrote(wrote);
        }
        writer.finish()?.flush()?;
        for (local_id, kind) in std::mem::take(&mut spoiler.done) {
            self.note(&file, kind, local_id);
        }
        if cut {
            let whole = OpenOptions::new()
                .write(true)
                .open(self.work.out.join(&file))?;
            let bytes = whole.metadata()?.len();
            // Behind the header, which is some hundred bytes long, so that it is the records that break off.
            let kept = (bytes * 3 / 5).max(bytes.saturating_sub(30).min(1_000));
            whole.set_len(kept)?;
            self.note(&file, DefectKind::Truncated, String::new());
        }
        if miscounted {
            self.note(&file, DefectKind::WrongTotals, String::new());
        }
        self.files.push(SupplyFile {
            file,
            header,
            records: records as u64,
        });
        Ok(residents)
    }

    fn lac(&mut self, number: i64, day: Day) -> io::Result<Totals> {
        let view = self.view(day);
        let mut header = self.header(number, SupplyKind::Full, day);
        header.format = Format::Lac;
        header.subjects = lac::SUBJECTS;
        let people: Vec<u32> = self.work.model.people[usize::from(self.comune)]
            .iter()
            .copied()
            .filter(|person| view.knows(*person) && view.asserts(*person) == SubjectSet::ALL)
            .collect();
        let mut counter = TotalsCounter::new(&header.comune, header.kind, day);
        let mut sizes = HouseholdSizes::default();
        let mut residents: Vec<u32> = Vec::with_capacity(people.len());
        for person in people {
            let record = view.record(person, lac::SUBJECTS);
            let before = counter.whole().persons;
            counter.person(&record);
            sizes.count(&record, &header);
            if counter.whole().persons > before {
                residents.push(person);
            }
        }
        let file = format!("{}_{number:04}.csv", self.istat);
        let values = LacValues::default();
        let mut writer = LacWriter::new(self.create(&file)?, &header, &values, sizes)?;
        for street in view.streets() {
            writer.write(&Item::Street(street))?;
        }
        let spoils = self.work.defects && number == 1;
        let mut spoiler = Spoiler::new(residents.len(), self.comune, Format::Lac);
        let mut records = 0;
        for person in residents {
            let mut record: PersonRecord = view.record(person, lac::SUBJECTS);
            record.asserts = SubjectSet::ALL;
            let twice = spoils && spoiler.spoil(&mut record);
            record.asserts = lac::SUBJECTS;
            writer.write_person(&record)?;
            if twice {
                writer.write_person(&record)?;
            }
            records += 1 + usize::from(twice);
        }
        self.wrote(records);
        writer.finish()?.flush()?;
        for (local_id, kind) in std::mem::take(&mut spoiler.done) {
            self.note(&file, kind, local_id);
        }
        self.files.push(SupplyFile {
            file,
            header,
            records: records as u64,
        });
        Ok(counter.whole())
    }
}
