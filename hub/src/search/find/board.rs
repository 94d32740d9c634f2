//! Rough likeness, counted for the people of a segment window by window.
//!
//! People alike are proposed by hundreds of words, some of which many people bear. To merge so many lists by document costs
//! a comparison for each entry and list; here each list adds what it is worth into cells, one for each person of a window that
//! stays in the processor's cache.

use std::sync::{Arc, Mutex, PoisonError};

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::Field;
use tantivy::{
    DocAddress, DocId, DocSet, InvertedIndexReader, SegmentOrdinal, SegmentReader, TERMINATED, Term,
};

use super::best::{Best, Ranked};
use crate::search::index::IndexError;

/// What a term speaks for. Terms of a column come together, those of a part of it together again, the best first: of each
/// part the first term that a person has counts, and the parts of a column add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Surname,
    /// The typed surname as that of a spouse.
    Spouse,
    Names,
    /// The typed surname as given name.
    SurnameAsNames,
    /// The typed names as surname.
    NamesAsSurname,
    Birth,
    Address,
    Place,
}

const COLUMNS: usize = 8;

/// A term, and what a person is worth who has it.
pub(super) struct Entry {
    pub column: Column,
    /// No two parts of a search have the same; from 1.
    pub part: u8,
    pub term: Term,
    pub worth: f32,
    /// Given names so much alike that they tell something without a surname.
    pub alone: bool,
}

/// Worths are counted in parts of so many: a search comes to some thirty at most.
const UNIT: f32 = 1000.0;

const SHIFT: u32 = 15;
/// People of a window.
const WINDOW: usize = 1 << SHIFT;

/// What is known of a person so far; of another window, if the number is another.
#[derive(Clone, Copy, Default)]
struct Cell {
    window: u32,
    /// The part that has counted last.
    part: u8,
    alone: bool,
    listed: bool,
    /// All that must hold does.
    holds: bool,
    worth: [u16; COLUMNS],
}

/// One list.
struct Source {
    column: Column,
    part: u8,
    worth: u16,
    alone: bool,
    lists: bool,
    /// Where its people stand among those of all lists, from the next that is not counted yet.
    at: usize,
    end: usize,
}

/// What a board is counted on. Boards that are done with are kept for the searches to come, a few of them: to clear so much
/// memory anew takes as long as to count.
struct Surface {
    cells: Vec<Cell>,
    /// The last window counted, of whatever search.
    window: u32,
    /// People of the window who may be among the best.
    listed: Vec<u16>,
    /// The people of all lists, list by list.
    documents: Vec<DocId>,
}

/// Surfaces kept: some more than threads that search at once where there are cores for them.
const KEPT: usize = 8;
/// People of all lists beyond which their memory is given back.
const KEPT_DOCUMENTS: usize = 1 << 20;

static SURFACES: Mutex<Vec<Surface>> = Mutex::new(Vec::new());

impl Surface {
    fn take() -> Self {
        let kept = SURFACES
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        kept.unwrap_or_else(|| Self {
            cells: vec![Cell::default(); WINDOW],
            window: 0,
            listed: Vec::new(),
            documents: Vec::new(),
        })
    }

    fn give_back(mut self) {
        self.documents.clear();
        self.documents.shrink_to(KEPT_DOCUMENTS);
        let mut kept = SURFACES.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push(self);
        }
    }

    /// All cells are of another window from here on.
    fn next_window(&mut self) {
        self.listed.clear();
        if self.window == u32::MAX {
            self.cells.fill(Cell::default());
            self.window = 0;
        }
        self.window += 1;
    }

    /// Counts a list up to the end of the window.
    fn count(&mut self, source: &mut Source, end: DocId) {
        while let Some(&document) = self.documents[..source.end].get(source.at) {
            if document >= end {
                return;
            }
            source.at += 1;
            let at = document as usize & (WINDOW - 1);
            let cell = &mut self.cells[at];
            cell.renew(self.window);
            if cell.part == source.part {
                continue;
            }
            cell.part = source.part;
            let worth = &mut cell.worth[source.column as usize];
            *worth = worth.saturating_add(source.worth);
            cell.alone |= source.alone;
            if source.lists && !cell.listed {
                cell.listed = true;
                self.listed.push(at as u16);
            }
        }
    }

    fn cell(&mut self, document: DocId) -> &mut Cell {
        let cell = &mut self.cells[document as usize & (WINDOW - 1)];
        cell.renew(self.window);
        cell
    }
}

/// Where people are counted.
pub(super) struct Board {
    surface: Option<Surface>,
    /// Only one criterion was typed that may hold nearly: then it suffices.
    single: bool,
}

impl Drop for Board {
    fn drop(&mut self) {
        if let Some(surface) = self.surface.take() {
            surface.give_back();
        }
    }
}

impl Board {
    pub fn new(single: bool) -> Self {
        Self {
            surface: Some(Surface::take()),
            single,
        }
    }

    /// Adds the best of a segment: those of whom `must` holds (everybody, if there is nothing that must), and whom `open` lets
    /// be found.
    pub fn add_best(
        &mut self,
        (ordinal, segment): (SegmentOrdinal, &SegmentReader),
        entries: &[Entry],
        mut must: Option<Box<dyn DocSet>>,
        open: impl Fn(DocId) -> bool,
        best: &mut Best,
    ) -> Result<(), IndexError> {
        let single = self.single;
        let surface = self.surface.get_or_insert_with(Surface::take);
        let mut sources = read(segment, entries, single, &mut surface.documents)?;
        let alive = segment.alive_bitset();
        let mut start: DocId = 0;
        while start < segment.max_doc() {
            let end = start.saturating_add(1 << SHIFT);
            surface.next_window();
            for source in &mut sources {
                surface.count(source, end);
            }
            if let Some(must) = &mut must {
                while must.doc() < end && must.doc() != TERMINATED {
                    surface.cell(must.doc()).holds = true;
                    must.advance();
                }
            }
            for &at in &surface.listed {
                let cell = &surface.cells[usize::from(at)];
                let document = start + DocId::from(at);
                let Some(worth) = cell.worth(single) else {
                    continue;
                };
                let place = Ranked::new(worth, DocAddress::new(ordinal, document));
                if (cell.holds || must.is_none())
                    && best.takes(&place)
                    && alive.is_none_or(|alive| alive.is_alive(document))
                    && open(document)
                {
                    best.push(place);
                }
            }
            start = end;
        }
        Ok(())
    }
}

/// The lists of a segment, and their people, one list after the other.
fn read(
    segment: &SegmentReader,
    entries: &[Entry],
    single: bool,
    documents: &mut Vec<DocId>,
) -> Result<Vec<Source>, IndexError> {
    documents.clear();
    let mut sources = Vec::with_capacity(entries.len());
    // Both are the same for many entries in a row.
    let mut postings = BlockSegmentPostings::empty();
    let mut open: Option<(Field, Arc<InvertedIndexReader>)> = None;
    for entry in entries {
        let field = entry.term.field();
        let index = match open.take() {
            Some((of, index)) if of == field => index,
            _ => segment.inverted_index(field)?,
        };
        if let Some(info) = index.get_term_info(&entry.term)? {
            index.reset_block_postings_from_terminfo(&info, &mut postings)?;
            let at = documents.len();
            while !postings.docs().is_empty() {
                documents.extend_from_slice(postings.docs());
                postings.advance();
            }
            sources.push(Source {
                column: entry.column,
                part: entry.part,
                worth: (entry.worth * UNIT) as u16,
                alone: entry.alone,
                // Given names are the most common of all, and never enough but beside something else.
                lists: single
                    || !matches!(
                        entry.column,
                        Column::Names | Column::SurnameAsNames | Column::Place
                    ),
                at,
                end: documents.len(),
            });
        }
        open = Some((field, index));
    }
    Ok(sources)
}

impl Cell {
    fn renew(&mut self, window: u32) {
        if self.window != window {
            *self = Self {
                window,
                ..Self::default()
            };
        }
    }

    /// What the person is worth, if enough speaks for her.
    fn worth(&self, single: bool) -> Option<u32> {
        let of = |column: Column| u32::from(self.worth[column as usize]);
        let surname = of(Column::Surname).max(of(Column::Spouse));
        let names = if single || surname > 0 || self.alone {
            of(Column::Names)
        } else {
            0
        };
        let other = of(Column::Birth) + of(Column::Address);
        let holding = [surname, names, of(Column::Birth), of(Column::Address)]
            .iter()
            .filter(|one| **one > 0)
            .count();
        let enough = holding >= if single { 1 } else { 2 };
        let straight = enough.then_some(surname + names + other);
        let (one, two) = (of(Column::SurnameAsNames), of(Column::NamesAsSurname));
        let swapped = (one > 0 && two > 0).then_some(one + two + other);
        Some(straight.max(swapped)? + of(Column::Place))
    }
}
