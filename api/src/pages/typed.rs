//! What was typed into a form, by the names of its inputs, and what is wrong with it.

use std::collections::BTreeMap;
use std::str::FromStr;

use schema::date::{Day, UncertainDate};

use super::checks::{iso, istat};
use super::components::{Field, Tone};
use super::{Flash, Page};
use crate::session::Form;

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    typed: BTreeMap<&'static str, String>,
    faults: BTreeMap<String, String>,
    /// What is wrong with no input.
    pub others: Vec<String>,
}

impl Typed {
    /// What a form sent into these inputs.
    pub fn of(form: &Form, inputs: &[&'static str]) -> Self {
        let mut typed = Self::default();
        for name in inputs {
            typed.put(name, form.get(name));
        }
        typed
    }

    /// As if it had been typed.
    pub fn put(&mut self, name: &'static str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.typed.insert(name, value.to_owned());
        }
    }

    /// What was typed into an input; empty if nothing was.
    pub fn get(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// The same, if anything was.
    pub fn text(&self, name: &str) -> Option<String> {
        self.typed.get(name).cloned()
    }

    /// Everything typed, with its names.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.typed
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// What is wrong with an input.
    pub fn fault(&self, name: &str) -> Option<String> {
        self.faults.get(name).cloned()
    }

    /// True if nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.others.is_empty()
    }

    /// As if nothing had been typed.
    pub fn forget(&mut self, name: &str) {
        self.typed.remove(name);
    }

    /// Notes that something is wrong with an input; what was noted first stays.
    pub fn wrong(&mut self, name: &str, text: &str) {
        self.faults
            .entry(name.to_owned())
            .or_insert_with(|| text.to_owned());
    }

    /// The ISTAT code of the Comune that was named; what was typed, if none is.
    pub fn comune(&self, name: &str) -> Option<String> {
        self.typed.get(name).map(|typed| istat(typed))
    }

    /// A day.
    pub fn day(&mut self, name: &'static str) -> Option<Day> {
        let typed = self.text(name)?;
        let day = Day::parse_italian(&typed).or_else(|| Day::parse_iso(&typed));
        if day.is_none() {
            self.wrong(name, "Indicare un giorno, GG/MM/AAAA.");
        }
        day
    }

    /// A date, or as much of it as is known.
    pub fn date(&mut self, name: &'static str) -> Option<UncertainDate> {
        let typed = self.text(name)?;
        let date = UncertainDate::parse(&iso(&typed)).filter(|date| !date.is_open());
        if date.is_none() {
            self.wrong(
                name,
                "Indicare una data, GG/MM/AAAA, oppure MM/AAAA o AAAA.",
            );
        }
        date
    }

    /// A whole number.
    pub fn number<N: FromStr>(&mut self, name: &'static str) -> Option<N> {
        let typed = self.text(name)?;
        let number = typed.parse().ok();
        if number.is_none() {
            self.wrong(name, "Indicare un numero intero.");
        }
        number
    }

    /// The page with what is wrong with no input.
    pub fn told(&self, page: Page) -> Page {
        self.others.iter().fold(page, |page, text| {
            page.flash(Flash {
                tone: Tone::Danger,
                text: text.clone(),
            })
        })
    }

    /// An optional line, with what was typed and what is wrong with it.
    pub fn line(&self, name: &'static str, label: &str) -> Field {
        self.asked(Field::text(name, label).length(200), name)
    }

    /// An optional word, code or date.
    pub fn word(&self, name: &'static str, label: &str) -> Field {
        self.asked(Field::code(name, label).length(40), name)
    }

    fn asked(&self, field: Field, name: &str) -> Field {
        field
            .autocomplete("off")
            .optional()
            .error(self.fault(name))
            .value(self.get(name))
    }
}

/// What a service says is wrong, as a sentence.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), letters.as_str())
    })
}
