//! What an element means where it stands.

use std::collections::HashSet;

use quick_xml::events::BytesStart;
use schema::facts::PersonFacts;

use super::super::check::Checker;
use super::super::{MAX_DEPTH, MAX_FACTS, SupplyError, parse_subjects, record_check};
use super::attrs::Attrs;
use super::fields::{Fields, OWN_CODE};
use super::names::{fact_path, is_fact, is_item, is_record, item_path};
use super::{facts, header, items};
use crate::anomaly::AnomalyCode;
use crate::record::{Item, PersonRecord, SupplyHeader};

/// Most names of unknown elements and attributes that are told apart.
const MOST_UNKNOWN: usize = 200;

/// Where in the supply the reader stands, and what it has found of the present record.
pub(super) struct State {
    pub(super) header: SupplyHeader,
    pub(super) check: Checker,
    /// Elements open.
    pub(super) depth: usize,
    /// The depth of the unknown element being passed over.
    skipping: Option<usize>,
    pub(super) person: Option<PersonRecord>,
    facts: usize,
    unknown: HashSet<String>,
}

/// What an event led to.
pub(super) enum Step {
    Nothing,
    RecordBegins,
    Emit(Item),
    RecordEnds,
}
impl State {
    pub(super) fn begin(
        root: &BytesStart<'_>,
        line: i64,
        depth: usize,
    ) -> Result<Self, SupplyError> {
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

    pub(super) fn start(
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

    pub(super) fn end(&mut self) -> Step {
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
    pub(super) fn stray(&mut self, line: i64, text: &str) -> Result<(), SupplyError> {
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
fn out_of_place(name: &str, line: i64) -> SupplyError {
    SupplyError::new(AnomalyCode::OutOfPlace, line, name, "")
}
