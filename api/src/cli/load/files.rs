//! Which supplies a path holds, and what comes beside them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use schema::date::Day;
use serde::Deserialize;
use sync::record::{Format, SupplyHeader};

use crate::wire::supply::lac_header;

/// A file of a supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// The file.
    pub path: PathBuf,
    /// ISTAT code, if it is known beside the file.
    pub comune: Option<String>,
    /// Layout.
    pub format: Format,
    /// LAC: the header.
    pub header: Option<SupplyHeader>,
}

/// What is known of LAC files that no manifest describes.
#[derive(Debug, Clone, Default)]
pub struct LacHint {
    /// ISTAT code; else the file's name tells it.
    pub comune: Option<String>,
    /// Progressive number.
    pub number: i64,
    /// Day of extraction.
    pub extracted_on: Option<Day>,
}

/// Name of the file that describes a directory of supplies.
const MANIFEST: &str = "manifest.json";

/// Of a manifest only what loading needs.
#[derive(Debug, Deserialize)]
struct Manifest {
    comuni: Vec<Sender>,
}

#[derive(Debug, Deserialize)]
struct Sender {
    files: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    file: String,
    header: SupplyHeader,
}

/// The supplies of a file or a directory: those of its `manifest.json` in that order, else all `.xml` and `.csv`
/// files (`.gz` too), by name.
pub fn announced(path: &Path, hint: &LacHint) -> anyhow::Result<Vec<Announced>> {
    if !path.is_dir() {
        return Ok(vec![single(path, hint)?]);
    }
    let manifest = path.join(MANIFEST);
    if manifest.exists() {
        let text = fs::read(&manifest)?;
        let manifest: Manifest = serde_json::from_slice(&text)
            .with_context(|| format!("{} non è leggibile", manifest.display()))?;
        let mut entries: Vec<Entry> = manifest
            .comuni
            .into_iter()
            .flat_map(|sender| sender.files)
            .collect();
        // As the Comuni would send them: the first of each, then the second ones, and so on.
        entries.sort_by_key(|entry| (entry.header.extracted_on, entry.header.comune.clone()));
        return entries
            .into_iter()
            .map(|entry| listed(path, entry))
            .collect();
    }
    let mut files: Vec<PathBuf> = fs::read_dir(path)
        .with_context(|| format!("non riesco a leggere {}", path.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| is_csv(file) || ends(file, ".xml"));
    files.sort();
    files.iter().map(|file| single(file, hint)).collect()
}

fn listed(directory: &Path, entry: Entry) -> anyhow::Result<Announced> {
    // A manifest speaks of its own directory only.
    let name = Path::new(&entry.file);
    ensure!(
        name.components()
            .all(|part| matches!(part, std::path::Component::Normal(_))),
        "il manifest nomina un file fuori dalla sua cartella: {}",
        entry.file
    );
    Ok(Announced {
        path: directory.join(name),
        comune: Some(entry.header.comune.clone()),
        format: entry.header.format,
        header: (entry.header.format == Format::Lac).then_some(entry.header),
    })
}

fn single(path: &Path, hint: &LacHint) -> anyhow::Result<Announced> {
    if !is_csv(path) {
        return Ok(Announced {
            path: path.to_owned(),
            comune: None,
            format: Format::Xml,
            header: None,
        });
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let comune = hint
        .comune
        .clone()
        .or_else(|| code_in(&name))
        .with_context(|| format!("{name}: serve --comune, il nome del file non dice quale"))?;
    let extracted_on = hint
        .extracted_on
        .with_context(|| format!("{name}: un file LAC vuole --extracted-on"))?;
    let id = format!("{comune}-{}-{}", hint.number, extracted_on.iso());
    Ok(Announced {
        path: path.to_owned(),
        comune: Some(comune.clone()),
        format: Format::Lac,
        header: Some(lac_header(comune, hint.number, id, extracted_on)),
    })
}

/// Six digits in a row, and no more, as in `LAC_036014.csv`.
fn code_in(name: &str) -> Option<String> {
    name.split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 6)
        .map(str::to_owned)
}

fn is_csv(path: &Path) -> bool {
    ends(path, ".csv")
}

fn ends(path: &Path, extension: &str) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    name.ends_with(extension) || name.ends_with(&format!("{extension}.gz"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_without_manifest_gives_its_files_by_name() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["b.xml.gz", "a.XML", "LAC_036014.csv", "readme.txt"] {
            fs::write(directory.path().join(name), "").unwrap();
        }
        let hint = LacHint {
            number: 3,
            extracted_on: Some(Day(2023_01_01)),
            ..LacHint::default()
        };
        let found = announced(directory.path(), &hint).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|file| file.path.file_name().unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["LAC_036014.csv", "a.XML", "b.xml.gz"]);
        let header = found[0].header.clone().unwrap();
        assert_eq!((header.comune.as_str(), header.number), ("036014", 3));
        assert_eq!(header.id, "036014-3-2023-01-01");
        assert!(found[1].header.is_none());
        let error = announced(directory.path(), &LacHint::default()).unwrap_err();
        assert!(error.to_string().contains("--extracted-on"), "{error}");
    }

    #[test]
    fn a_manifest_decides_and_stays_in_its_directory() {
        let directory = tempfile::tempdir().unwrap();
        let write = |file: &str| {
            let header = lac_header("036001".to_owned(), 1, "x".to_owned(), Day(2023_01_01));
            let manifest = serde_json::json!({
                "seed": 1,
                "comuni": [{ "istat": "036001", "files": [{ "file": file, "header": header }] }],
            });
            fs::write(directory.path().join(MANIFEST), manifest.to_string()).unwrap();
        };
        write("one.csv");
        let found = announced(directory.path(), &LacHint::default()).unwrap();
        assert_eq!(found[0].comune.as_deref(), Some("036001"));
        assert_eq!(found[0].format, Format::Lac);
        write("../one.csv");
        assert!(announced(directory.path(), &LacHint::default()).is_err());
    }
}
