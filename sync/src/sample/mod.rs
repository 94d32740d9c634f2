//! The sample province: what 47 Comuni would send, invented people with the real counts.
//!
//! At 702,521 residents the Comuni have exactly the people of each age and sex that ISTAT counted on 1 January
//! 2023 (`sync/data`); at other sizes, the same in proportion. From that day the generator reaches twenty years
//! back (who died, left, married, moved, came) and six months on, month by month. It holds the whole province as
//! small records (some 150 bytes a person), since people move, marry and have children across Comuni; names, cards
//! and house numbers are drawn only when a record is written.
//!
//! Everything is drawn from streams of chance of their own (`dice`): the same seed gives the same bytes,
//! however many threads write.

mod addresses;
mod bonds;
mod build;
mod civil;
mod counts;
mod defects;
mod dice;
mod events;
mod families;
mod fiscal;
mod homes;
mod index;
mod kin;
mod later;
mod later_civil;
mod later_moves;
mod manifest;
mod model;
mod names;
mod nations;
mod past;
mod places;
mod render;
mod stays;
mod streets;
mod supplies;
mod timeline;
mod witnesses;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;

pub use defects::DefectKind;
pub use manifest::{
    ComuneSummary, Defect, Summary, SupplyFile, Witness, WitnessAddress, WitnessKind,
};

use index::Finished;
use model::{Ending, START};
use supplies::Work;

/// Name of the file that holds the [`Summary`].
pub const MANIFEST: &str = "manifest.json";

/// Name of the file that lists people for load tests: codice fiscale, ISTAT code of the Comune, and `resident`,
/// `moved` (now in another Comune of the province), `left`, `dead` or `aire`, as on 1 January 2023.
pub const SUBJECTS: &str = "subjects.tsv";

/// The most residents that can be asked for.
pub const MOST_RESIDENTS: u32 = 20_000_000;

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Residents on 1 January 2023; 702521 gives the real counts.
    pub residents: u32,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Puts in what real supplies suffer from, and lists it in the manifest.
    pub defects: bool,
    /// Writes [`SUBJECTS`] too.
    pub subjects: bool,
}

/// Why there is no sample.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The folder or a file in it cannot be written.
    #[error("non è possibile scrivere in {path}: {source}")]
    Write {
        /// What could not be written.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// More residents than [`MOST_RESIDENTS`].
    #[error("al massimo {MOST_RESIDENTS} residenti")]
    TooMany,
}

/// Writes the supplies of all Comuni, and [`MANIFEST`], into a folder, which is made if it does not exist; files
/// of the same names in it are overwritten. `progress` is told the records written and to be written.
///
/// # Errors
/// [`SampleError`]: too many residents, or the folder cannot be written.
pub fn generate(
    plan: &Plan,
    out: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Summary, SampleError> {
    if plan.residents > MOST_RESIDENTS {
        return Err(SampleError::TooMany);
    }
    let failed = |path: &Path, source| SampleError::Write {
        path: path.to_owned(),
        source,
    };
    std::fs::create_dir_all(out).map_err(|e| failed(out, e))?;
    let model = Finished::new(build::province(plan.residents, plan.seed));
    let written = AtomicU64::new(0);
    let work = Work {
        model: &model,
        out,
        defects: plan.defects,
        written: &written,
        expected: model.people.iter().map(|people| people.len() as u64).sum(),
        progress,
    };
    let (one, two) = build::largest_first(&model.province.comuni);
    let write = |comuni: &[usize]| -> io::Result<Vec<_>> {
        let each = comuni.iter();
        each.map(|at| Ok((*at, supplies::write(&work, *at as u8)?)))
            .collect()
    };
    let both = std::thread::scope(|scope| {
        let other = scope.spawn(|| write(&two));
        let own = write(&one);
        match other.join() {
            Ok(other) => [own, other],
            Err(panic) => std::panic::resume_unwind(panic),
        }
    });
    let mut done = Vec::new();
    for half in both {
        done.extend(half.map_err(|e| failed(out, e))?);
    }
    done.sort_by_key(|(at, _)| *at);
    let mut summary = Summary {
        seed: plan.seed,
        residents: u64::from(plan.residents),
        persons: model.province.persons.len() as u64,
        comuni: Vec::with_capacity(done.len()),
        witnesses: witnesses::find(&model),
        defects: Vec::new(),
    };
    for (_, (comune, defects)) in done {
        summary.comuni.push(comune);
        summary.defects.extend(defects);
    }
    // Whoever's record was spoilt, or stands in a supply that will be held, is no witness.
    summary.witnesses.retain(|witness| {
        !summary.defects.iter().any(|defect| {
            let of = |comune: &str| !comune.is_empty() && defect.file.starts_with(comune);
            let whole = defect.local_id.is_empty() && witness.kind == WitnessKind::Moved;
            whole && (of(&witness.comune) || of(&witness.other_comune))
                || of(&witness.comune) && defect.local_id == witness.local_id
        })
    });
    let path = out.join(MANIFEST);
    let text = serde_json::to_vec_pretty(&summary).map_err(|e| failed(&path, e.into()))?;
    std::fs::write(&path, text).map_err(|e| failed(&path, e))?;
    if plan.subjects {
        let path = out.join(SUBJECTS);
        write_subjects(&model, &path).map_err(|e| failed(&path, e))?;
    }
    Ok(summary)
}

fn write_subjects(model: &Finished, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for index in 0..model.province.persons.len() as u32 {
        let person = &model.province.persons[index as usize];
        let stays = model.stays(index);
        let Some(at) = model.comune_on(index, START) else {
            continue;
        };
        let known = stays.iter().take_while(|stay| stay.from <= START);
        let Some(last) = known.last() else {
            continue;
        };
        let moved = stays
            .iter()
            .any(|stay| stay.comune != at && stay.to >= model::HISTORY);
        let status = match person.ending {
            _ if last.aire => "aire",
            Ending::Death if person.end <= START => "dead",
            _ if last.to <= START => "left",
            _ if moved => "moved",
            _ => "resident",
        };
        let comune = &model.province.comuni[usize::from(at)].istat;
        writeln!(out, "{}\t{comune}\t{status}", render::text(&person.cf))?;
    }
    out.flush()
}
