//! A paper as PDF/UA-1: its letters are text that can be selected, and its parts say what they are.

use std::sync::LazyLock;

use chrono::{Datelike, Timelike};
use krilla::configure::validate::Accessibility;
use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagTree,
};
use krilla::{Document, SerializeSettings};
use thiserror::Error;

use super::face::Face;
use super::lay::{
    Faces, HEADING, Lay, MARGIN, Mark, Meaning, PAGE, Part, Run, SMALL, Sheet, Style, TEXT, TITLE,
};
use super::table::{Cell, table};
use super::{Block, Code, Paper, code};
use crate::pages::assets;

/// Side of the QR code: a receipt needs some 150 squares, which a telephone should still tell apart.
const CODE: f32 = 170.0;

/// Why there is no PDF.
#[derive(Debug, Error)]
pub enum PaperError {
    /// The program was built without the files of its pages.
    #[error("i caratteri non sono nel programma")]
    NoFonts,
    /// What was written is not as it should be.
    #[error("il PDF non è ben formato: {0}")]
    Malformed(String),
}

static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    let face = |path| Face::of(assets::bytes(path)?);
    Some(Faces {
        regular: face("fonts/titillium-web-regular.ttf")?,
        bold: face("fonts/titillium-web-600.ttf")?,
    })
});

/// The paper as PDF.
///
/// # Errors
/// If the program was built without fonts.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let faces = FACES.as_ref().ok_or(PaperError::NoFonts)?;
    let mut lay = Lay::new(faces);
    let parts = laid(&mut lay, paper);
    let place = paper.code.as_ref().map(|code| place_of(&mut lay, code));
    let mut document = Document::new_with(settings()?);
    document.set_metadata(metadata(paper));
    let mut identifiers: Vec<Vec<Identifier>> = (0..lay.leaves()).map(|_| Vec::new()).collect();
    let mut figure = None;
    let count = lay.sheets.len();
    for (number, sheet) in lay.sheets.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| PaperError::Malformed("A4".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        around(&mut surface, faces, paper, number, count);
        draw(&mut surface, faces, sheet, &mut identifiers);
        if let (Some(code), Some((on, top, _))) = (&paper.code, &place)
            && *on == number
        {
            figure = drawn(&mut surface, code, number, *top);
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some("it".to_owned()));
    for part in &parts {
        tree.push(node(part, &mut identifiers));
    }
    if let Some(figure) = figure {
        tree.push(figure);
    }
    if let Some((_, _, caption)) = &place {
        tree.push(node(caption, &mut identifiers));
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(&lay.marks));
    document
        .finish()
        .map_err(|error| PaperError::Malformed(format!("{error:?}")))
}

fn settings() -> Result<SerializeSettings, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PaperError::Malformed(format!("{error:?}")))?;
    Ok(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    })
}

fn metadata(paper: &Paper) -> Metadata {
    let at = paper.at;
    let made = DateTime::new(at.year() as u16)
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0);
    Metadata::new()
        .title(paper.title.clone())
        .description(paper.mark.clone())
        .language("it".to_owned())
        .creator("Anagrafe Hub".to_owned())
        .creation_date(made)
}

/// The headings, each below the one of the level above.
fn outline(marks: &[Mark]) -> Outline {
    let mut nodes: Vec<OutlineNode> = Vec::new();
    for mark in marks {
        let at = XyzDestination::new(mark.page, Point::from_xy(MARGIN, mark.y));
        let node = OutlineNode::new(mark.text.clone(), at);
        match nodes.last_mut() {
            Some(above) if mark.level > 1 => above.push_child(node),
            _ => nodes.push(node),
        }
    }
    let mut outline = Outline::new();
    for node in nodes {
        outline.push_child(node);
    }
    outline
}

/// Lays the content out; what it means, in the order in which it is read.
fn laid(lay: &mut Lay<'_>, paper: &Paper) -> Vec<Part> {
    let mut parts = vec![lay.heading(&paper.title, TITLE, 1)];
    // On every page it stands above the text for the eye; who does not see it reads it once.
    let mark = lay.text(&paper.mark, Style::bold(TEXT), 0.0);
    parts.push(Part::Group(Meaning::Paragraph, vec![mark]));
    lay.space(8.0);
    for block in &paper.blocks {
        match block {
            Block::Heading(text) => {
                lay.space(8.0);
                parts.push(lay.heading(text, HEADING, 2));
                lay.space(2.0);
            }
            Block::Text(text) => {
                let leaf = lay.text(text, Style::plain(TEXT), 0.0);
                parts.push(Part::Group(Meaning::Paragraph, vec![leaf]));
                lay.space(4.0);
            }
            Block::Facts(facts) => {
                let rows: Vec<Vec<Cell>> = facts
                    .iter()
                    .map(|(name, value)| {
                        vec![
                            Cell::new(Meaning::RowHead, name),
                            Cell::new(Meaning::Cell, value),
                        ]
                    })
                    .collect();
                parts.push(Part::Group(Meaning::Table, table(lay, &rows)));
                lay.space(8.0);
            }
            Block::Table {
                caption,
                columns,
                rows,
            } => parts.push(captioned(lay, caption, columns, rows)),
        }
    }
    parts
}

fn captioned(lay: &mut Lay<'_>, caption: &str, columns: &[String], rows: &[Vec<String>]) -> Part {
    lay.space(4.0);
    let together = 3.0 * Style::plain(TEXT).line();
    let leaf = lay.text(caption, Style::bold(TEXT), together);
    let mut all = vec![
        columns
            .iter()
            .map(|text| Cell::new(Meaning::ColumnHead, text))
            .collect::<Vec<_>>(),
    ];
    all.extend(rows.iter().map(|row| {
        row.iter()
            .enumerate()
            .map(|(place, text)| {
                let meaning = if place == 0 {
                    Meaning::RowHead
                } else {
                    Meaning::Cell
                };
                Cell::new(meaning, text)
            })
            .collect()
    }));
    let mut parts = vec![Part::Group(Meaning::Caption, vec![leaf])];
    parts.extend(table(lay, &all));
    lay.space(8.0);
    Part::Group(Meaning::Table, parts)
}

/// Where the code stands: its page, its upper edge, and its caption.
fn place_of(lay: &mut Lay<'_>, code: &Code) -> (usize, f32, Part) {
    lay.space(8.0);
    lay.room(CODE + 3.0 * Style::plain(SMALL).line());
    let (page, top) = (lay.sheets.len() - 1, lay.y);
    lay.y += CODE;
    let caption = lay.text(&code.caption, Style::plain(SMALL), 0.0);
    (page, top, Part::Group(Meaning::Paragraph, vec![caption]))
}

fn drawn(surface: &mut Surface<'_>, code: &Code, page: usize, top: f32) -> Option<TagGroup> {
    let path = code::squares(&code.text, MARGIN, top, CODE)?;
    let identifier = surface.start_tagged(ContentTag::Other);
    surface.draw_path(&path);
    surface.end_tagged();
    let around = Rect::from_xywh(MARGIN, top, CODE, CODE)?;
    let tag = Tag::Figure(Some(code.alternative.clone())).with_bbox(Some(BBox::new(page, around)));
    Some(TagGroup::with_children(tag, vec![identifier.into()]))
}

/// Mark and foot of a page, for the eye alone.
fn around(surface: &mut Surface<'_>, faces: &Faces, paper: &Paper, page: usize, count: usize) {
    let line = |text: String, y: f32, bold: bool, x: Option<f32>| {
        let style = if bold {
            Style::bold(SMALL)
        } else {
            Style::plain(SMALL)
        };
        let text = faces.of(style).writable(&text);
        let x = x.unwrap_or_else(|| PAGE.0 - MARGIN - faces.of(style).width(&text, SMALL));
        Run {
            x,
            y,
            style,
            text,
            leaf: None,
        }
    };
    let foot = PAGE.1 - MARGIN;
    let mut runs = vec![
        line(paper.foot.clone(), foot, false, Some(MARGIN)),
        line(format!("pagina {} di {count}", page + 1), foot, false, None),
    ];
    if page > 0 {
        runs.push(line(paper.mark.clone(), MARGIN + SMALL, true, Some(MARGIN)));
    }
    for run in &runs {
        unseen(surface, |surface| write(surface, faces, run));
    }
}

fn draw(
    surface: &mut Surface<'_>,
    faces: &Faces,
    sheet: &Sheet,
    identifiers: &mut [Vec<Identifier>],
) {
    for run in &sheet.runs {
        match run.leaf.and_then(|leaf| identifiers.get_mut(leaf)) {
            Some(of) => {
                of.push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
                write(surface, faces, run);
                surface.end_tagged();
            }
            None => unseen(surface, |surface| write(surface, faces, run)),
        }
    }
    let mut lines = PathBuilder::new();
    for (x, length, y) in &sheet.rules {
        if let Some(line) = Rect::from_xywh(*x, *y, *length, 0.4) {
            lines.push_rect(line);
        }
    }
    if let Some(path) = lines.finish() {
        unseen(surface, |surface| surface.draw_path(&path));
    }
}

/// What says nothing to who does not see it.
fn unseen(surface: &mut Surface<'_>, work: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::PaginationOther,
    )));
    work(surface);
    surface.end_tagged();
}

fn write(surface: &mut Surface<'_>, faces: &Faces, run: &Run) {
    let face = faces.of(run.style);
    let glyphs = face.glyphs(&run.text);
    let at = Point::from_xy(run.x, run.y);
    surface.draw_glyphs(
        at,
        &glyphs,
        face.font.clone(),
        &run.text,
        run.style.size,
        false,
    );
}

fn node(part: &Part, identifiers: &mut [Vec<Identifier>]) -> Node {
    let (meaning, parts) = match part {
        Part::Leaf(_) => (&Meaning::Paragraph, std::slice::from_ref(part)),
        Part::Group(meaning, parts) => (meaning, parts.as_slice()),
    };
    let mut group = match meaning {
        Meaning::Heading(level, text) => TagGroup::new(Tag::Hn(*level, Some(text.clone()))),
        Meaning::Paragraph => TagGroup::new(Tag::P),
        Meaning::Table => TagGroup::new(Tag::Table),
        Meaning::Caption => TagGroup::new(Tag::Caption),
        Meaning::Row => TagGroup::new(Tag::TR),
        Meaning::ColumnHead => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Meaning::RowHead => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
        Meaning::Cell => TagGroup::new(Tag::TD),
    };
    for part in parts {
        match part {
            Part::Leaf(leaf) => {
                let found = identifiers.get_mut(*leaf).map(std::mem::take);
                for identifier in found.unwrap_or_default() {
                    group.push(identifier);
                }
            }
            Part::Group(..) => group.push(node(part, identifiers)),
        }
    }
    group.into()
}
