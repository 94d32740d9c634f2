//! Pulls records out of the XML stream.

use std::io::{self, BufRead};

use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::Event;

use super::super::guard::Guard;
use super::super::{SupplyError, SupplyReader, encoding};
use super::attrs;
use super::state::{State, Step};
use crate::anomaly::AnomalyCode;
use crate::record::{Item, Parsed, SupplyHeader};

/// Reads the hub's own XML.
pub struct XmlReader {
    xml: Reader<Guard<Box<dyn BufRead + Send>>>,
    buffer: Vec<u8>,
    state: State,
    ended: bool,
}
impl XmlReader {
    /// Reads up to the root element.
    ///
    /// # Errors
    /// No supply of a known version, or the input cannot be read.
    pub fn open(mut input: Box<dyn BufRead + Send>) -> Result<Self, SupplyError> {
        let start = input.fill_buf().map_err(|e| SupplyError::input(0, e))?;
        if encoding::is_wide(start) {
            return Err(SupplyError::new(
                AnomalyCode::EncodingUnsupported,
                1,
                "encoding",
                "UTF-16",
            ));
        }
        let mut xml = Reader::from_reader(Guard::new(input));
        let mut buffer = Vec::with_capacity(4 << 10);
        loop {
            xml.get_mut().begin_record();
            let line = xml.get_ref().line();
            buffer.clear();
            let event = xml.read_event_into(&mut buffer);
            let event = match event {
                Ok(event) => event,
                Err(e) => return Err(failure(xml.get_ref(), line, e)),
            };
            limit(xml.get_ref(), line)?;
            match event {
                Event::Decl(declaration) => {
                    let encoding = match declaration.encoding() {
                        None => continue,
                        Some(Ok(name)) => name,
                        Some(Err(e)) => {
                            return Err(SupplyError::new(
                                AnomalyCode::NotWellFormed,
                                line,
                                "encoding",
                                &e.to_string(),
                            ));
                        }
                    };
                    let known = ["utf-8", "utf8", "us-ascii"];
                    if !known.iter().any(|name| encoding.eq_ignore_ascii_case(name)) {
                        return Err(SupplyError::new(
                            AnomalyCode::EncodingUnsupported,
                            line,
                            "encoding",
                            &encoding,
                        ));
                    }
                }
                Event::Start(root) => {
                    let state = State::begin(&root, line, 1)?;
                    return Ok(Self {
                        xml,
                        buffer,
                        state,
                        ended: false,
                    });
                }
                Event::Empty(root) => {
                    let state = State::begin(&root, line, 0)?;
                    return Ok(Self {
                        xml,
                        buffer,
                        state,
                        ended: false,
                    });
                }
                Event::DocType(_) => {
                    return Err(SupplyError::new(
                        AnomalyCode::EntityDeclared,
                        line,
                        "DOCTYPE",
                        "",
                    ));
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim_ascii().is_empty() => {}
                Event::Eof => return Err(SupplyError::new(AnomalyCode::Truncated, line, "", "")),
                _ => return Err(SupplyError::new(AnomalyCode::LayoutUnknown, line, "", "")),
            }
        }
    }

    fn advance(&mut self) -> Result<Option<Parsed>, SupplyError> {
        loop {
            let guard = self.xml.get_mut();
            if self.state.person.is_none() {
                guard.begin_record();
            } else {
                guard.begin_event();
            }
            let line = guard.line();
            self.buffer.clear();
            let event = self.xml.read_event_into(&mut self.buffer);
            let event = match event {
                Ok(event) => event,
                Err(e) => return Err(failure(self.xml.get_ref(), line, e)),
            };
            limit(self.xml.get_ref(), line)?;
            let step = match event {
                Event::Start(start) => self.state.start(&start, line, false)?,
                Event::Empty(start) => self.state.start(&start, line, true)?,
                Event::End(_) => self.state.end(),
                Event::Text(text) => {
                    if text.bytes().any(|b| !b.is_ascii_whitespace()) {
                        self.state.stray(line, &text)?;
                    }
                    Step::Nothing
                }
                Event::CData(text) => {
                    self.state.stray(line, &text)?;
                    Step::Nothing
                }
                Event::GeneralRef(reference) => {
                    if attrs::resolve(&reference).is_none() {
                        return Err(SupplyError::new(
                            AnomalyCode::EntityDeclared,
                            line,
                            "",
                            &reference,
                        ));
                    }
                    self.state.stray(line, &reference)?;
                    Step::Nothing
                }
                Event::DocType(_) => {
                    return Err(SupplyError::new(
                        AnomalyCode::EntityDeclared,
                        line,
                        "DOCTYPE",
                        "",
                    ));
                }
                Event::Comment(_) | Event::PI(_) => Step::Nothing,
                Event::Decl(_) => {
                    return Err(SupplyError::new(
                        AnomalyCode::NotWellFormed,
                        line,
                        "xml",
                        "",
                    ));
                }
                Event::Eof if self.state.depth > 0 => {
                    return Err(SupplyError::new(AnomalyCode::Truncated, line, "", ""));
                }
                Event::Eof => {
                    self.ended = true;
                    let rest = self.state.check.take();
                    return Ok((!rest.is_empty()).then_some(Parsed::Remarks(rest)));
                }
            };
            match step {
                Step::Nothing => {}
                Step::RecordBegins => self.xml.get_mut().in_record(),
                Step::Emit(item) => return Ok(Some(self.emit(item, line, String::new()))),
                Step::RecordEnds => {
                    if let Some(record) = self.state.person.take() {
                        let (line, id) = (record.line, record.local_id.clone());
                        return Ok(Some(self.emit(Item::Person(Box::new(record)), line, id)));
                    }
                }
            }
        }
    }

    fn emit(&mut self, item: Item, line: i64, local_id: String) -> Parsed {
        if self.state.check.refuses() {
            Parsed::Refused {
                line,
                about_person: matches!(item, Item::Person(_)),
                local_id,
                raw: self.xml.get_ref().raw(),
                anomalies: self.state.check.take(),
            }
        } else {
            Parsed::Item(item, self.state.check.take())
        }
    }
}

impl SupplyReader for XmlReader {
    fn header(&self) -> &SupplyHeader {
        &self.state.header
    }

    fn raw(&mut self) -> String {
        self.xml.get_ref().raw()
    }

    fn next(&mut self) -> Option<Result<Parsed, SupplyError>> {
        if self.ended {
            return None;
        }
        match self.advance() {
            Ok(parsed) => parsed.map(Ok),
            Err(e) => {
                self.ended = true;
                Some(Err(e))
            }
        }
    }
}
fn limit<R: io::Read>(guard: &Guard<R>, line: i64) -> Result<(), SupplyError> {
    guard
        .over_limit()
        .map_or(Ok(()), |code| Err(SupplyError::new(code, line, "", "")))
}

/// What a failure of the parser means for the supply.
fn failure<R: io::Read>(guard: &Guard<R>, line: i64, error: Error) -> SupplyError {
    match error {
        Error::Io(e) => match guard.tripped() {
            Some(code) => SupplyError::new(code, line, "", ""),
            None => SupplyError::input(line, io::Error::new(e.kind(), e.to_string())),
        },
        // Every other error of syntax says that the input ended within some construct.
        Error::Syntax(e) if e != SyntaxError::InvalidBangMarkup => {
            SupplyError::new(AnomalyCode::Truncated, line, "", "")
        }
        other => SupplyError::new(AnomalyCode::NotWellFormed, line, "", &other.to_string()),
    }
}
