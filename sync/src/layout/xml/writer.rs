//! Writes the hub's own XML, as the sample province and the tests need it.

use std::io::{self, Write};

use schema::date::{Day, UncertainDate, Validity};
use schema::tables::{HouseholdRow, StreetRow};

use super::super::check::ALWAYS;
use super::super::count::fields;
use super::super::subject_names;
use super::{VERSION, writer_facts};
use crate::record::{Item, PersonRecord, SupplyHeader, SupplyKind, Totals};

/// Writes one supply: header, items in the order of the file (a chunk before the rest), [`XmlWriter::finish`].
///
/// What it writes the reader reads back the same, for records that the layout can say: texts without spaces
/// around them, keys zero, facts only of the subjects asserted, `standing` asserted.
pub struct XmlWriter<W: Write> {
    out: W,
    header: SupplyHeader,
    line: String,
    in_chunk: bool,
}

impl<W: Write> XmlWriter<W> {
    /// Writes the root element. The header's totals and number of chunks are written as they are given.
    pub fn new(mut out: W, header: &SupplyHeader) -> io::Result<Self> {
        let mut line = String::with_capacity(8 << 10);
        line.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<fornitura");
        attribute(&mut line, "versione", VERSION);
        attribute(&mut line, "comune", &header.comune);
        attribute(&mut line, "progressivo", &header.number.to_string());
        attribute(&mut line, "id", &header.id);
        let kind = match header.kind {
            SupplyKind::Full => "completa",
            SupplyKind::Delta => "variazioni",
        };
        attribute(&mut line, "tipo", kind);
        attribute(&mut line, "dataEstrazione", &header.extracted_on.iso());
        attribute(&mut line, "totaleInvii", &header.chunks.to_string());
        totals(&mut line, header.totals.as_ref());
        line.push_str(" argomenti=\"");
        line.push_str(&subject_names(header.subjects));
        line.push('"');
        attribute(&mut line, "applicativo", &header.software);
        line.push_str(">\n");
        out.write_all(line.as_bytes())?;
        Ok(Self {
            out,
            header: header.clone(),
            line,
            in_chunk: false,
        })
    }

    /// Writes an item.
    ///
    /// # Errors
    /// The output fails, or an item comes before the first chunk.
    pub fn write(&mut self, item: &Item) -> io::Result<()> {
        self.line.clear();
        match item {
            Item::Chunk {
                ordinal,
                totals: declared,
            } => {
                if self.in_chunk {
                    self.line.push_str("</invio>\n");
                }
                self.in_chunk = true;
                self.line.push_str("<invio");
                attribute(&mut self.line, "progressivo", &ordinal.to_string());
                totals(&mut self.line, declared.as_ref());
                self.line.push_str(">\n");
            }
            _ if !self.in_chunk => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "no chunk was begun",
                ));
            }
            Item::Street(street) => self.street(street),
            Item::Household(sheet) => self.household(sheet),
            Item::Person(person) => self.append_person(person),
        }
        self.out.write_all(self.line.as_bytes())
    }

    /// Writes a person, as [`XmlWriter::write`] does, without the need to box it.
    pub fn write_person(&mut self, person: &PersonRecord) -> io::Result<()> {
        if !self.in_chunk {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "no chunk was begun",
            ));
        }
        self.line.clear();
        self.append_person(person);
        self.out.write_all(self.line.as_bytes())
    }

    /// Closes the root element and hands back the output, flushed.
    pub fn finish(mut self) -> io::Result<W> {
        if self.in_chunk {
            self.out.write_all(b"</invio>\n")?;
        }
        self.out.write_all(b"</fornitura>\n")?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn street(&mut self, street: &StreetRow) {
        self.line.push_str("<via");
        attribute(&mut self.line, "codice", &street.code);
        attribute(&mut self.line, "specie", &street.street_type);
        attribute(&mut self.line, "denominazione", &street.name);
        let ends = [
            street.from_first,
            street.from_last,
            street.to_first,
            street.to_last,
        ];
        self.item_validity(ends);
    }

    fn household(&mut self, sheet: &HouseholdRow) {
        let institution = sheet.kind == "C";
        self.line.push_str(if institution {
            "<convivenza"
        } else {
            "<famiglia"
        });
        attribute(&mut self.line, "codice", &sheet.code);
        let nature = if institution { "specie" } else { "motivo" };
        attribute(&mut self.line, nature, &sheet.nature);
        attribute(&mut self.line, "denominazione", &sheet.name);
        let ends = [
            sheet.from_first,
            sheet.from_last,
            sheet.to_first,
            sheet.to_last,
        ];
        self.item_validity(ends);
    }

    fn item_validity(&mut self, [from_first, from_last, to_first, to_last]: [i32; 4]) {
        let span = |first, last| UncertainDate {
            first: Day(first),
            last: Day(last),
        };
        let held = Validity::between(span(from_first, from_last), span(to_first, to_last));
        validity(&mut self.line, "dal", held, self.header.extracted_on);
        self.line.push_str("/>\n");
    }

    fn append_person(&mut self, person: &PersonRecord) {
        self.line.push_str("<soggetto");
        attribute(&mut self.line, "id", &person.local_id);
        if person.asserts != self.header.subjects {
            self.line.push_str(" argomenti=\"");
            self.line.push_str(&subject_names(person.asserts));
            self.line.push('"');
        }
        self.line.push_str(">\n");
        writer_facts::append(&mut self.line, person, &self.header);
        self.line.push_str("</soggetto>\n");
    }
}

fn totals(line: &mut String, declared: Option<&Totals>) {
    for (name, count) in declared.map(fields).into_iter().flatten() {
        attribute(line, name, &count.to_string());
    }
}

/// Appends an attribute, unless its value is empty.
pub fn attribute(line: &mut String, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    line.push(' ');
    line.push_str(name);
    line.push_str("=\"");
    escape(line, value);
    line.push('"');
}

fn escape(line: &mut String, value: &str) {
    if !value
        .bytes()
        .any(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | ..b' '))
    {
        line.push_str(value);
        return;
    }
    for c in value.chars() {
        match c {
            '&' => line.push_str("&amp;"),
            '<' => line.push_str("&lt;"),
            '>' => line.push_str("&gt;"),
            '"' => line.push_str("&quot;"),
            '\n' => line.push_str("&#10;"),
            '\r' => line.push_str("&#13;"),
            '\t' => line.push_str("&#9;"),
            c => line.push(c),
        }
    }
}

/// Appends a validity: the beginning under the name `begin`, the end as `al`.
pub fn validity(line: &mut String, begin: &str, held: Validity, extracted_on: Day) {
    if held.from == UncertainDate::exact(Day::MIN) {
        attribute(line, begin, ALWAYS);
    } else if held.from != UncertainDate::not_after(extracted_on) {
        date(line, begin, held.from);
    }
    if !held.to.is_open() {
        date(line, "al", held.to);
    }
}

/// Appends a date in its shortest form.
pub fn date(line: &mut String, name: &str, value: UncertainDate) {
    use std::fmt::Write;
    // A String takes all that is written to it.
    let _ = write!(line, " {name}=\"{value}\"");
}
