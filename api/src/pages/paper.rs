//! Blocks of a paper as parts of a page: what is printed from the browser is what the PDF says.

use super::Sheet;
use super::components::{Cell, Column, Facts, Table};
use crate::paper::Block;

/// The page with the blocks, one below the other.
pub fn parts(sheet: Sheet, blocks: &[Block]) -> Sheet {
    blocks
        .iter()
        .enumerate()
        .fold(sheet, |sheet, (number, block)| part(sheet, number, block))
}

/// The page with one more block; its number makes its id.
pub fn part(sheet: Sheet, number: usize, block: &Block) -> Sheet {
    match block {
        Block::Heading(text) => sheet.heading(text),
        Block::Text(text) => sheet.text(text),
        Block::Facts(facts) => {
            let facts = facts
                .iter()
                .fold(Facts::new(), |all, (name, value)| all.fact(name, value));
            sheet.part(&facts)
        }
        Block::Table { .. } => match table(number, block) {
            Some(table) => sheet.part(&table),
            None => sheet,
        },
    }
}

/// A table; nothing of another block.
pub fn table(number: usize, block: &Block) -> Option<Table> {
    let Block::Table {
        caption,
        columns,
        rows,
    } = block
    else {
        return None;
    };
    let columns = columns.iter().map(Column::text).collect();
    let rows = rows
        .iter()
        .map(|row| row.iter().map(Cell::text).collect::<Vec<_>>());
    Some(Table::new(format!("tabella-{number}"), caption.as_str(), columns).rows(rows))
}
