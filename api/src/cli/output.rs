//! What the commands print.

use std::io::Write;

use serde::Serialize;

/// One JSON object (or array) on standard output.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// A line on standard output.
pub fn line(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}

/// A text as it is on standard output.
pub fn text(text: &str) -> anyhow::Result<()> {
    write!(std::io::stdout().lock(), "{text}")?;
    Ok(())
}

/// A table with its columns aligned; numbers (columns where every cell is one) to the right.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> anyhow::Result<()> {
    let cells = |row: &[String], index: usize| row.get(index).cloned().unwrap_or_default();
    let width = |index: usize| {
        rows.iter()
            .map(|row| cells(row, index).chars().count())
            .chain(head.get(index).map(|title| title.chars().count()))
            .max()
            .unwrap_or(0)
    };
    let numeric = |index: usize| {
        rows.iter().all(|row| {
            cells(row, index)
                .chars()
                .all(|c| c.is_ascii_digit() || c == '.' || c == '-')
        })
    };
    use std::fmt::Write as _;
    let titles: Vec<String> = head.iter().map(|title| (*title).to_owned()).collect();
    let mut out = std::io::stdout().lock();
    for row in std::iter::once(&titles).chain(rows) {
        let mut text = String::new();
        for index in 0..head.len() {
            let (cell, width) = (cells(row, index), width(index));
            if index > 0 {
                text.push_str("  ");
            }
            if numeric(index) {
                write!(text, "{cell:>width$}")?;
            } else {
                write!(text, "{cell:<width$}")?;
            }
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// An error with what led to it, on standard error.
pub fn complain(error: &anyhow::Error) {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    eprintln!("errore: {}", causes.join(": "));
}
