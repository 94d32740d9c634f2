//! Pulls records out of the XML stream.

use std::collections::HashSet;
use std::io::{self, BufRead};

use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesStart, Event};
use schema::facts::PersonFacts;

use super::super::check::Checker;
use super::super::guard::Guard;
use super::super::{
    MAX_DEPTH, MAX_FACTS, SupplyError, SupplyReader, encoding, parse_subjects, record_check,
};
use super::attrs::{self, Attrs};
use super::fields::{Fields, OWN_CODE};
use super::{facts, header, items};
use crate::anomaly::AnomalyCode;
use crate::record::{Item, Parsed, PersonRecord, SupplyHeader};

/// Most names of unknown elements and attributes that are told apart.
const MOST_UNKNOWN: usize = 200;

/// Reads the hub's own XML.
pub struct XmlReader {
    xml: Reader<Guard<Box<dyn BufRead + Send>>>,
    buffer: Vec<u8>,
    state: State,
    ended: bool,
}

struct State {
    header: SupplyHeader,
    check: Checker,
    /// Elements open.
    depth: usize,
    /// The depth of the unknown element being passed over.
    skipping: Option<usize>,
    person: Option<PersonRecord>,
    facts: usize,
    unknown: HashSet<String>,
}

/// What an event led to.
enum Step {
    Nothing,
    RecordBegins,
    Emit(Item),
    RecordEnds,
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

impl State {
    fn begin(root: &BytesStart<'_>, line: i64, depth: usize) -> Result<Self, SupplyError> {
        let name = root.name().into_inner();
        if name != "fornitura" {
            return Err(SupplyError::new(AnomalyCode::LayoutUnknown, line, name, ""));
        }
        let mut attrs = Attrs::new();
        attrs.read(root.attributes(), line)?;
        let header = header::read(&mut attrs, line)?;
        let mut state = Self {
            check: Checker::new(header.extracted_on),
            header,
            depth,
            skipping: None,
            person: None,
            facts: 0,
            unknown: HashSet::new(),
        };
        state.check.line = line;
        note_unused(&mut state.check, &mut state.unknown, "fornitura", &attrs);
        Ok(state)
    }

    fn start(
        &mut self,
        start: &BytesStart<'_>,
        line: i64,
        empty: bool,
    ) -> Result<Step, SupplyError> {
        self.check.line = line;
        if self.depth == 0 {
            return Err(SupplyError::new(
                AnomalyCode::NotWellFormed,
                line,
                start.name().into_inner(),
                "",
            ));
        }
        if self.depth >= MAX_DEPTH {
            return Err(SupplyError::new(
                AnomalyCode::TooDeep,
                line,
                start.name().into_inner(),
                "",
            ));
        }
        self.depth += 1;
        let mut step = Step::Nothing;
        let name = start.name().into_inner();
        if self.skipping.is_none() {
            // Attributes are read even of what is passed over: what is not well-formed must not pass.
            let mut attrs = Attrs::new();
            attrs.read(start.attributes(), line)?;
            step = self.element(name, &mut attrs, line)?;
        } else if is_record(name) {
            // What an unknown element holds is its own affair, but people must not vanish in it.
            return Err(out_of_place(name, line));
        }
        if empty {
            match (self.end(), &step) {
                (Step::RecordEnds, _) => return Ok(Step::RecordEnds),
                (_, Step::RecordBegins | Step::Nothing) => return Ok(Step::Nothing),
                _ => {}
            }
        }
        Ok(step)
    }

    fn element(
        &mut self,
        name: &str,
        attrs: &mut Attrs<'_>,
        line: i64,
    ) -> Result<Step, SupplyError> {
        match (self.depth, &mut self.person) {
            (2, _) if name == "invio" => {
                self.check.path = "invio";
                let chunk = header::chunk(attrs, line)?;
                note_unused(&mut self.check, &mut self.unknown, name, attrs);
                return Ok(Step::Emit(chunk));
            }
            (3, _) if name == "soggetto" => {
                self.person(attrs, line);
                return Ok(Step::RecordBegins);
            }
            (3, _) => {
                let mut fields = Fields {
                    attrs,
                    check: &mut self.check,
                    comune: &self.header.comune,
                };
                fields.check.path = item_path(name);
                if let Some(item) = items::read(name, &mut fields) {
                    note_unused(&mut self.check, &mut self.unknown, name, attrs);
                    return Ok(Step::Emit(item));
                }
            }
            (4, Some(person)) => {
                self.facts += 1;
                if self.facts > MAX_FACTS {
                    return Err(SupplyError::new(
                        AnomalyCode::RecordTooLarge,
                        line,
                        name,
                        "",
                    ));
                }
                let mut fields = Fields {
                    attrs,
                    check: &mut self.check,
                    comune: &self.header.comune,
                };
                fields.check.path = fact_path(name);
                if facts::read(name, &mut fields, &mut person.facts).is_some() {
                    note_unused(&mut self.check, &mut self.unknown, name, attrs);
                    return Ok(Step::Nothing);
                }
            }
            _ => {}
        }
        // Passed over, it would be asserted not to be there: whom a full supply does not mention has left.
        if is_record(name) || is_item(name) || is_fact(name) {
            return Err(out_of_place(name, line));
        }
        self.skipping = Some(self.depth);
        self.check.path = "";
        if first_time(&mut self.unknown, name) {
            self.check.note(AnomalyCode::ElementUnknown, name, "");
        }
        Ok(Step::Nothing)
    }

    /// Begins the record of a person.
    fn person(&mut self, attrs: &mut Attrs<'_>, line: i64) {
        self.check.path = "soggetto";
        self.facts = 0;
        let id = attrs.get("id");
        let local_id = self.check.required("id", &id, OWN_CODE);
        let asserts = match attrs.find("argomenti") {
            None => self.header.subjects,
            Some(names) => parse_subjects(&names).unwrap_or_else(|name| {
                self.check.note(AnomalyCode::CodeUnknown, "argomenti", name);
                self.header.subjects
            }),
        };
        note_unused(&mut self.check, &mut self.unknown, "soggetto", attrs);
        self.person = Some(PersonRecord {
            line,
            local_id,
            asserts,
            facts: PersonFacts::default(),
        });
    }

    fn end(&mut self) -> Step {
        let closed = self.depth;
        self.depth = self.depth.saturating_sub(1);
        if let Some(skipped) = self.skipping {
            if skipped == closed {
                self.skipping = None;
            }
            return Step::Nothing;
        }
        match &mut self.person {
            Some(person) if closed == 3 => {
                self.check.line = person.line;
                self.check.path = "soggetto";
                facts::own_card(person, &self.header);
                record_check::person(&mut self.check, person);
                Step::RecordEnds
            }
            _ => Step::Nothing,
        }
    }

    /// Text where the layout has none.
    fn stray(&mut self, line: i64, text: &str) -> Result<(), SupplyError> {
        if self.depth == 0 {
            return Err(SupplyError::new(AnomalyCode::NotWellFormed, line, "", text));
        }
        if self.skipping.is_none() && first_time(&mut self.unknown, "#text") {
            self.check.line = line;
            self.check.path = "";
            self.check.note(AnomalyCode::TextIgnored, "", text.trim());
        }
        Ok(())
    }
}

/// True the first time that a name comes.
fn first_time(unknown: &mut HashSet<String>, name: &str) -> bool {
    unknown.len() < MOST_UNKNOWN && !unknown.contains(name) && unknown.insert(name.to_owned())
}

fn note_unused(
    check: &mut Checker,
    unknown: &mut HashSet<String>,
    element: &str,
    attrs: &Attrs<'_>,
) {
    for (name, value) in attrs.unused() {
        // Namespaces and the place of the schema are XML's own and say nothing.
        let of_xml =
            name.starts_with("xmlns") || name.starts_with("xsi:") || name.starts_with("xml:");
        if !of_xml && first_time(unknown, &format!("{element}/@{name}")) {
            check.note(AnomalyCode::AttributeUnknown, name, value);
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

fn out_of_place(name: &str, line: i64) -> SupplyError {
    SupplyError::new(AnomalyCode::OutOfPlace, line, name, "")
}

/// Elements that hold or are records of people.
fn is_record(name: &str) -> bool {
    matches!(name, "fornitura" | "invio" | "soggetto")
}

fn is_item(name: &str) -> bool {
    !item_path(name).is_empty()
}

fn is_fact(name: &str) -> bool {
    fact_path(name) != PERSON
}

/// The path of a record of a person.
const PERSON: &str = "soggetto";

fn item_path(name: &str) -> &'static str {
    match name {
        "via" => "via",
        "famiglia" => "famiglia",
        "convivenza" => "convivenza",
        _ => "",
    }
}

macro_rules! paths {
    ($($name:literal),+ $(,)?) => {
        fn fact_path(name: &str) -> &'static str {
            match name {
                $( $name => concat!("soggetto/", $name), )+
                _ => PERSON,
            }
        }
    };
}

paths!(
    "codiceFiscale",
    "idAnpr",
    "numeroScheda",
    "generalita",
    "residenza",
    "indirizzo",
    "legame",
    "statoCivile",
    "matrimonio",
    "unioneCivile",
    "convivenzaDiFatto",
    "paternita",
    "maternita",
    "cittadinanza",
    "documento",
    "decesso",
    "procedimento",
    "evento",
);
