//! Where everything stands: text broken into lines, lines into pages.

use std::num::NonZeroU16;

use super::face::Face;

/// A4, in points.
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// Blank on every side: 18 mm.
pub const MARGIN: f32 = 51.0;
/// Room for the mark above the text, and for the foot below it.
pub const HEAD: f32 = 26.0;
const FOOT: f32 = 24.0;
/// From one line to the next, in sizes.
const LEADING: f32 = 1.35;

/// Sizes of letters.
pub const TITLE: f32 = 18.0;
pub const HEADING: f32 = 13.0;
pub const TEXT: f32 = 10.0;
pub const SMALL: f32 = 8.5;

/// The fonts.
pub struct Faces {
    pub regular: Face,
    pub bold: Face,
}

impl Faces {
    pub fn of(&self, style: Style) -> &Face {
        if style.bold {
            &self.bold
        } else {
            &self.regular
        }
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub size: f32,
    pub bold: bool,
}

impl Style {
    pub const fn plain(size: f32) -> Self {
        Self { size, bold: false }
    }

    pub const fn bold(size: f32) -> Self {
        Self { size, bold: true }
    }

    pub fn line(self) -> f32 {
        self.size * LEADING
    }
}

/// What a text is, for who does not see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A heading of that level, and its words.
    Heading(NonZeroU16, String),
    /// A paragraph.
    Paragraph,
    /// A table, with its rows.
    Table,
    /// A caption.
    Caption,
    /// A row.
    Row,
    /// A cell that names its column.
    ColumnHead,
    /// A cell that names its row.
    RowHead,
    /// A cell.
    Cell,
}

/// A part of the tree of meanings; a leaf's runs are found by its number.
#[derive(Debug)]
pub enum Part {
    Group(Meaning, Vec<Part>),
    Leaf(usize),
}

/// A line of text somewhere on a page.
#[derive(Debug)]
pub struct Run {
    pub x: f32,
    /// Of the line on which the letters stand.
    pub y: f32,
    pub style: Style,
    pub text: String,
    /// The leaf that it belongs to; none of what is repeated on every page.
    pub leaf: Option<usize>,
}

/// A page.
#[derive(Debug, Default)]
pub struct Sheet {
    pub runs: Vec<Run>,
    /// Thin lines below rows: from where, how long, at which height.
    pub rules: Vec<(f32, f32, f32)>,
}

/// A heading, and where it stands.
#[derive(Debug)]
pub struct Mark {
    pub level: u16,
    pub text: String,
    pub page: usize,
    pub y: f32,
}

/// Pages being filled.
pub struct Lay<'a> {
    pub faces: &'a Faces,
    pub sheets: Vec<Sheet>,
    /// The headings, for whoever jumps from one to the next.
    pub marks: Vec<Mark>,
    /// Where the next line begins.
    pub y: f32,
    leaves: usize,
}

impl<'a> Lay<'a> {
    pub fn new(faces: &'a Faces) -> Self {
        Self {
            faces,
            sheets: vec![Sheet::default()],
            marks: Vec::new(),
            y: MARGIN + HEAD,
            leaves: 0,
        }
    }

    /// How wide a line may be.
    pub const fn width() -> f32 {
        PAGE.0 - 2.0 * MARGIN
    }

    /// A new leaf.
    pub fn leaf(&mut self) -> usize {
        self.leaves += 1;
        self.leaves - 1
    }

    /// How many leaves there are.
    pub const fn leaves(&self) -> usize {
        self.leaves
    }

    /// Room for so much without turning the page; true if it was turned.
    pub fn room(&mut self, height: f32) -> bool {
        let full = self.y + height > PAGE.1 - MARGIN - FOOT;
        if full {
            self.sheets.push(Sheet::default());
            self.y = MARGIN + HEAD;
        }
        full
    }

    /// Some blank.
    pub fn space(&mut self, height: f32) {
        if self.y > MARGIN + HEAD {
            self.y += height;
        }
    }

    /// The page that is being filled.
    pub fn sheet(&mut self) -> &mut Sheet {
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::default());
        }
        let last = self.sheets.len() - 1;
        &mut self.sheets[last]
    }

    /// One line at a place within the line that begins here.
    pub fn put(&mut self, x: f32, style: Style, text: String, leaf: Option<usize>) {
        let y = self.y + style.size;
        self.sheet().runs.push(Run {
            x,
            y,
            style,
            text,
            leaf,
        });
    }

    /// A heading; what follows is not parted from it.
    pub fn heading(&mut self, text: &str, size: f32, level: u16) -> Part {
        let style = Style::bold(size);
        let together = 3.0 * Style::plain(TEXT).line();
        self.room(style.line() + together);
        self.marks.push(Mark {
            level,
            text: text.to_owned(),
            page: self.sheets.len() - 1,
            y: self.y,
        });
        let leaf = self.text(text, style, 0.0);
        let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
        Part::Group(Meaning::Heading(level, text.to_owned()), vec![leaf])
    }

    /// A text from margin to margin, in as many lines as it takes; `together` is what should not be parted from it.
    pub fn text(&mut self, text: &str, style: Style, together: f32) -> Part {
        let leaf = self.leaf();
        let lines = self.lines(text, style, Self::width());
        for (number, line) in lines
            .into_iter()
            .filter(|line| !line.is_empty())
            .enumerate()
        {
            let more = if number == 0 { together } else { 0.0 };
            self.room(style.line() + more);
            self.put(MARGIN, style, line, Some(leaf));
            self.y += style.line();
        }
        Part::Leaf(leaf)
    }

    /// A text in lines that are not wider. Words that are wider by themselves are cut.
    pub fn lines(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let face = self.faces.of(style);
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let text = face.writable(text);
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let blank = if line.is_empty() { "" } else { " " };
            if face.width(&format!("{line}{blank}{word}"), style.size) <= width {
                line.push_str(blank);
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                // The blank between words stays in the text, where the line ends.
                line.push(' ');
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if face.width(&line, style.size) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::take(&mut line));
                    line.push(letter);
                }
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }
}
