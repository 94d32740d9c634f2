//! Tables: columns as wide as what stands in them, rows that may go on overleaf.

use super::lay::{Lay, MARGIN, Meaning, Part, Style, TEXT};

/// Blank between columns, and below a row.
const GAP: f32 = 10.0;
const BELOW: f32 = 4.0;
/// Lines of a row that stay together.
const TOGETHER: usize = 3;
/// No column is narrower.
const NARROWEST: f32 = 40.0;

/// A cell: what it is, and what stands in it.
pub struct Cell {
    pub meaning: Meaning,
    pub text: String,
}

impl Cell {
    pub fn new(meaning: Meaning, text: &str) -> Self {
        // Who hears the table counts on a cell in each column.
        let text = if text.trim().is_empty() { "–" } else { text };
        Self {
            meaning,
            text: text.to_owned(),
        }
    }

    fn style(&self) -> Style {
        match self.meaning {
            Meaning::ColumnHead | Meaning::RowHead => Style::bold(TEXT),
            _ => Style::plain(TEXT),
        }
    }
}

/// The rows. A first row of column heads is repeated overleaf.
pub fn table(lay: &mut Lay<'_>, rows: &[Vec<Cell>]) -> Vec<Part> {
    let widths = widths(lay, rows);
    let heads = rows
        .first()
        .filter(|row| row.iter().all(|cell| cell.meaning == Meaning::ColumnHead));
    let mut parts = Vec::new();
    for row in rows {
        parts.push(put(lay, row, &widths, heads));
    }
    parts
}

fn put(lay: &mut Lay<'_>, row: &[Cell], widths: &[f32], heads: Option<&Vec<Cell>>) -> Part {
    let leaves: Vec<usize> = row.iter().map(|_| lay.leaf()).collect();
    let cells: Vec<(Style, Vec<String>)> = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| (cell.style(), lay.lines(&cell.text, cell.style(), *width)))
        .collect();
    let height = Style::plain(TEXT).line();
    let most = cells
        .iter()
        .map(|(_, lines)| lines.len())
        .max()
        .unwrap_or(0);
    for number in 0..most {
        let together = if number == 0 { most.min(TOGETHER) } else { 1 };
        let turned = lay.room(height * together as f32 + BELOW);
        if turned {
            repeat(lay, widths, heads);
        }
        let mut x = MARGIN;
        for (((style, lines), width), leaf) in cells.iter().zip(widths).zip(&leaves) {
            if let Some(line) = lines.get(number).filter(|line| !line.is_empty()) {
                lay.put(x, *style, line.clone(), Some(*leaf));
            }
            x += width + GAP;
        }
        lay.y += height;
    }
    rule(lay);
    let cells = row
        .iter()
        .zip(leaves)
        .map(|(cell, leaf)| Part::Group(cell.meaning.clone(), vec![Part::Leaf(leaf)]));
    Part::Group(Meaning::Row, cells.collect())
}

/// The heads again, for the eye alone.
fn repeat(lay: &mut Lay<'_>, widths: &[f32], heads: Option<&Vec<Cell>>) {
    let Some(heads) = heads else {
        return;
    };
    let mut x = MARGIN;
    for (cell, width) in heads.iter().zip(widths) {
        let line = lay.lines(&cell.text, cell.style(), *width).swap_remove(0);
        lay.put(x, cell.style(), line, None);
        x += width + GAP;
    }
    lay.y += Style::plain(TEXT).line();
    rule(lay);
}

fn rule(lay: &mut Lay<'_>) {
    let y = lay.y + BELOW / 2.0;
    lay.sheet().rules.push((MARGIN, Lay::width(), y));
    lay.y += BELOW;
}

/// What each column would like, cut down to what there is: those that ask for little get it.
fn widths(lay: &Lay<'_>, rows: &[Vec<Cell>]) -> Vec<f32> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut wanted = vec![NARROWEST; columns];
    for row in rows {
        for (cell, want) in row.iter().zip(&mut wanted) {
            let face = lay.faces.of(cell.style());
            let width = face.width(&face.writable(&cell.text), TEXT) + 0.5;
            *want = want.max(width);
        }
    }
    let mut left = Lay::width() - GAP * columns.saturating_sub(1) as f32;
    let mut order: Vec<usize> = (0..columns).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    for (done, column) in order.into_iter().enumerate() {
        let share = left / (columns - done) as f32;
        wanted[column] = wanted[column].min(share);
        left -= wanted[column];
    }
    wanted
}
