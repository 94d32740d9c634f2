//! The root element: the header of the supply, and the head of a chunk.

use schema::date::Day;
use schema::facts::SubjectSet;

use super::super::{SupplyError, parse_subjects};
use super::VERSION;
use super::attrs::Attrs;
use crate::anomaly::AnomalyCode;
use crate::record::{Format, Item, MOST_NUMBER, SupplyHeader, SupplyKind, Totals};

/// Most chunks of one supply.
const MOST_CHUNKS: u64 = 100_000;

/// Reads the attributes of `fornitura`.
pub fn read(attrs: &mut Attrs<'_>, line: i64) -> Result<SupplyHeader, SupplyError> {
    let version = attrs.get("versione");
    if version.trim() != VERSION {
        return Err(SupplyError::new(
            AnomalyCode::LayoutUnknown,
            line,
            "versione",
            &version,
        ));
    }
    let wrong =
        |field: &str, value: &str| SupplyError::new(AnomalyCode::HeaderInvalid, line, field, value);

    let comune = attrs.get("comune");
    let comune = comune.trim();
    if comune.len() != 6 || !comune.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong("comune", comune));
    }
    let number = attrs.get("progressivo");
    let number = number
        .trim()
        .parse::<i64>()
        .ok()
        .filter(|n| (1..=MOST_NUMBER).contains(n))
        .ok_or_else(|| wrong("progressivo", &number))?;
    let id = attrs.get("id");
    let id = id.trim();
    if id.is_empty() || id.chars().count() > 64 || id.contains(char::is_control) {
        return Err(wrong("id", id));
    }
    let kind = attrs.get("tipo");
    let kind = match kind.trim() {
        "completa" => SupplyKind::Full,
        "variazioni" => SupplyKind::Delta,
        other => return Err(wrong("tipo", other)),
    };
    let extracted = attrs.get("dataEstrazione");
    let extracted_on =
        Day::parse_iso(extracted.trim()).ok_or_else(|| wrong("dataEstrazione", &extracted))?;
    let subjects = match attrs.find("argomenti") {
        None => SubjectSet::ALL,
        Some(names) => parse_subjects(&names).map_err(|name| wrong("argomenti", name))?,
    };
    let software = attrs.get("applicativo");
    let software = software.trim();
    if software.chars().count() > 200 || software.contains(char::is_control) {
        return Err(wrong("applicativo", software));
    }
    Ok(SupplyHeader {
        comune: comune.to_owned(),
        number,
        id: id.to_owned(),
        kind,
        format: Format::Xml,
        extracted_on,
        subjects,
        totals: totals(attrs, line)?,
        chunks: count(attrs, "totaleInvii", MOST_CHUNKS, line)?.map_or(1, |n| n as u32),
        software: software.to_owned(),
    })
}

/// Reads the attributes of `invio`.
pub fn chunk(attrs: &mut Attrs<'_>, line: i64) -> Result<Item, SupplyError> {
    let Some(ordinal) = count(attrs, "progressivo", MOST_CHUNKS, line)? else {
        return Err(SupplyError::new(
            AnomalyCode::HeaderInvalid,
            line,
            "progressivo",
            "",
        ));
    };
    Ok(Item::Chunk {
        ordinal: ordinal as u32,
        totals: totals(attrs, line)?,
    })
}

/// The control totals: all of them, or none.
fn totals(attrs: &mut Attrs<'_>, line: i64) -> Result<Option<Totals>, SupplyError> {
    let mut read = |field| count(attrs, field, u64::from(u32::MAX), line);
    let all = [
        read("schedeSoggetto")?,
        read("italiani")?,
        read("nonItaliani")?,
        read("femmine")?,
        read("maschi")?,
        read("famiglie")?,
        read("convivenze")?,
    ];
    match all {
        [None, None, None, None, None, None, None] => Ok(None),
        [
            Some(persons),
            Some(italians),
            Some(foreigners),
            Some(women),
            Some(men),
            Some(families),
            Some(institutions),
        ] => Ok(Some(Totals {
            persons,
            italians,
            foreigners,
            women,
            men,
            families,
            institutions,
        })),
        _ => Err(SupplyError::new(
            AnomalyCode::HeaderInvalid,
            line,
            "schedeSoggetto",
            "",
        )),
    }
}

fn count(
    attrs: &mut Attrs<'_>,
    field: &str,
    most: u64,
    line: i64,
) -> Result<Option<u64>, SupplyError> {
    let Some(value) = attrs.find(field) else {
        return Ok(None);
    };
    match value.trim().parse() {
        Ok(number) if number <= most => Ok(Some(number)),
        _ => Err(SupplyError::new(
            AnomalyCode::HeaderInvalid,
            line,
            field,
            &value,
        )),
    }
}
