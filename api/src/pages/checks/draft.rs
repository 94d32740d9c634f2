//! A check as it is being filled in: what was typed, the request that it makes, and what is wrong with it.

use std::collections::{BTreeMap, HashMap};

use hub::check::FieldInfo;
use hub::identity::WorkingCase;
use schema::codes::CheckKind;
use serde_json::{Map, Value, json};

use super::inputs::{Input, Kind, MEMBERS, of_kind};
use crate::pages::components::Choice;
use crate::problem::{FieldProblem, Problem};
use crate::session::Form;
use crate::wire::check::CheckBody;
use crate::wire::parse_value;

/// Kinds and their fields, as granted to whoever asks.
pub type Granted = Vec<(CheckKind, Vec<FieldInfo>)>;

/// How the subject is named.
pub const BY_CODE: &str = "codiceFiscale";
/// By the id of ANPR.
pub const BY_ANPR: &str = "idAnpr";
/// By name and birth.
pub const BY_GENERALITIES: &str = "generalita";

/// What was typed, by the names of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    typed: BTreeMap<String, String>,
    kinds: Vec<CheckKind>,
    mode: String,
}

/// What is wrong, by the names of the form; and what belongs to no input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    of: HashMap<String, String>,
    /// In words, with what they are about.
    pub others: Vec<String>,
}

impl Faults {
    /// What is wrong with an input.
    pub fn of(&self, name: &str) -> Option<String> {
        self.of.get(name).cloned()
    }

    /// Notes that something is wrong with an input.
    pub fn refuse(&mut self, name: &str, text: &str) {
        self.of.insert(name.to_owned(), text.to_owned());
    }

    /// True if something is wrong with one of these.
    pub fn concern(&self, inputs: &[Input]) -> bool {
        inputs.iter().any(|input| self.of.contains_key(&input.name))
    }
}

/// The inputs of the first step, beside the kinds.
pub fn first_inputs() -> Vec<Input> {
    use super::inputs::Choices;
    let input = Input::new;
    let subject = "soggetto.generalita";
    vec![
        input("finalita", "finalita", "Finalità", Kind::Text),
        input(
            "pratica",
            "riferimentoPratica",
            "Riferimento della pratica",
            Kind::Text,
        ),
        input("data", "dataRiferimento", "Data di riferimento", Kind::Date),
        input(
            "codiceFiscale",
            "soggetto.codiceFiscale",
            "Codice fiscale",
            Kind::Text,
        ),
        input(
            "idAnpr",
            "soggetto.idAnpr",
            "Identificativo ANPR",
            Kind::Text,
        ),
        input(
            "cognome",
            &format!("{subject}.cognome"),
            "Cognome",
            Kind::Text,
        ),
        input("nome", &format!("{subject}.nome"), "Nome", Kind::Text),
        input(
            "sesso",
            &format!("{subject}.sesso"),
            "Sesso",
            Kind::Choice(Choices::Sex),
        ),
        input(
            "nascita",
            &format!("{subject}.dataNascita"),
            "Data di nascita",
            Kind::Date,
        ),
        input(
            "luogo",
            &format!("{subject}.luogoNascita.denominazione"),
            "Luogo di nascita",
            Kind::Text,
        ),
        input("comuni", "comuni", "Comuni da interrogare", Kind::Comuni),
    ]
}

impl Draft {
    /// An empty one, for today.
    pub fn new(today: &str) -> Self {
        Self {
            typed: BTreeMap::from([("data".to_owned(), today.to_owned())]),
            kinds: Vec::new(),
            mode: BY_CODE.to_owned(),
        }
    }

    /// The same, with purpose and reference of what is worked on.
    #[must_use]
    pub fn of_case(mut self, case: Option<WorkingCase>) -> Self {
        if let Some(case) = case {
            self.typed.insert("finalita".to_owned(), case.purpose);
            self.typed.insert("pratica".to_owned(), case.reference);
        }
        self
    }

    /// What a form sent; of the kinds those granted.
    pub fn of(form: &Form, granted: &Granted) -> Self {
        let chosen = form.all("tipo");
        let kinds: Vec<CheckKind> = granted
            .iter()
            .map(|(kind, _)| *kind)
            .filter(|kind| chosen.iter().any(|code| code == kind.code()))
            .collect();
        let mode = match form.get("modo") {
            mode @ (BY_ANPR | BY_GENERALITIES) => mode,
            _ => BY_CODE,
        };
        let mut draft = Self {
            typed: BTreeMap::new(),
            kinds,
            mode: mode.to_owned(),
        };
        let mut inputs = first_inputs();
        inputs.extend(
            draft
                .second_inputs(granted)
                .into_iter()
                .flat_map(|(_, inputs)| inputs),
        );
        for input in inputs {
            let typed = form.get(&input.name);
            if !typed.trim().is_empty() {
                draft.typed.insert(input.name, typed.to_owned());
            }
        }
        draft.close_ranks();
        draft
    }

    /// What was typed into an input.
    pub fn get(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// How the subject is named.
    pub fn mode(&self) -> &str {
        &self.mode
    }

    /// The kinds chosen.
    pub fn kinds(&self) -> &[CheckKind] {
        &self.kinds
    }

    /// Everything typed, with its names.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.typed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The kinds to choose from.
    pub fn kind_choices(&self, granted: &Granted) -> Vec<Choice> {
        granted
            .iter()
            .map(|(kind, _)| Choice::new(kind.code(), kind.label(), self.kinds.contains(kind)))
            .collect()
    }

    /// The inputs of the second step, by kind.
    pub fn second_inputs(&self, granted: &Granted) -> Vec<(CheckKind, Vec<Input>)> {
        self.kinds
            .iter()
            .enumerate()
            .filter_map(|(place, kind)| {
                let (_, fields) = granted.iter().find(|(one, _)| one == kind)?;
                Some((*kind, of_kind(*kind, place, fields)))
            })
            .collect()
    }

    /// True if none of the kinds chosen has anything to be filled in.
    pub fn asks_nothing_more(&self, granted: &Granted) -> bool {
        self.second_inputs(granted)
            .iter()
            .all(|(_, inputs)| inputs.is_empty())
    }

    /// The request that it makes.
    ///
    /// # Errors
    /// What the interface would say.
    pub fn request(&self, granted: &Granted) -> Result<CheckBody, Problem> {
        let mut request = json!({});
        for input in first_inputs() {
            let of_mode = match input.path.strip_prefix("soggetto.") {
                None => true,
                Some(rest) => rest.starts_with(self.mode.as_str()),
            };
            if of_mode {
                self.put(&mut request, &input);
            }
        }
        if self.mode == BY_GENERALITIES {
            // A blank surname or name says that the person has none.
            for name in ["cognome", "nome"] {
                let path = format!("soggetto.generalita.{name}");
                set(&mut request, &path, json!(self.get(name).trim()));
            }
        }
        for (place, (kind, inputs)) in self.second_inputs(granted).iter().enumerate() {
            let path = format!("dichiarazioni[{place}].tipo");
            set(&mut request, &path, json!(kind.code()));
            for input in inputs {
                self.put(&mut request, input);
            }
        }
        parse_value(request)
    }

    fn put(&self, request: &mut Value, input: &Input) {
        if let Some(value) = input.read(self.get(&input.name)) {
            set(request, &input.path, value);
        }
    }

    /// What the interface said, beside the inputs.
    pub fn faults(&self, problem: &Problem, granted: &Granted) -> Faults {
        let mut inputs = first_inputs();
        let second = self.second_inputs(granted);
        inputs.extend(second.iter().flat_map(|(_, inputs)| inputs.clone()));
        let mut faults = Faults::default();
        for wrong in &problem.fields {
            match place_of(&inputs, wrong) {
                Some(input) => {
                    let text = sentence(&wrong.text);
                    faults.of.entry(input.name.clone()).or_insert(text);
                }
                None => faults.others.push(self.other(wrong)),
            }
        }
        if problem.fields.is_empty() {
            faults.others.push(problem.detail.clone());
        }
        faults
    }

    /// What is wrong with no input, with the declaration that it is about.
    fn other(&self, wrong: &FieldProblem) -> String {
        let text = sentence(&wrong.text);
        let place = wrong
            .field
            .strip_prefix("dichiarazioni[")
            .and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
        match place.and_then(|place| self.kinds.get(place)) {
            Some(kind) => format!("{}: {text}", kind.label()),
            None => text,
        }
    }

    /// Rows of a family that were left blank between others are closed up.
    fn close_ranks(&mut self) {
        let prefix = |row: usize| format!("d-{}-componenti-{row}-", CheckKind::Family);
        let filled: Vec<usize> = (0..MEMBERS)
            .filter(|row| {
                self.typed
                    .keys()
                    .any(|name| name.starts_with(&prefix(*row)))
            })
            .collect();
        let typed = std::mem::take(&mut self.typed);
        self.typed = typed
            .into_iter()
            .map(|(name, value)| {
                let moved = filled.iter().enumerate().find_map(|(to, from)| {
                    let rest = name.strip_prefix(&prefix(*from))?;
                    Some(format!("{}{rest}", prefix(to)))
                });
                (moved.unwrap_or(name), value)
            })
            .collect();
    }
}

/// The input that was meant: the one at that place, or the first below it.
fn place_of<'a>(inputs: &'a [Input], wrong: &FieldProblem) -> Option<&'a Input> {
    let field = wrong.field.as_str();
    let exact = inputs.iter().find(|input| input.path == field);
    exact.or_else(|| {
        let below = inputs.iter().find(|input| {
            input
                .path
                .strip_prefix(field)
                .is_some_and(|rest| rest.starts_with(['.', '[']))
        });
        below.or_else(|| {
            inputs.iter().find(|input| {
                field
                    .strip_prefix(&input.path)
                    .is_some_and(|rest| rest.starts_with(['.', '[']))
            })
        })
    })
}

/// What the interface says, as a sentence.
fn sentence(text: &str) -> String {
    let text = text
        .replace("AAAA-MM-GG", "GG/MM/AAAA")
        .replace("AAAA-MM", "MM/AAAA");
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), letters.as_str())
    })
}

/// Puts a value at a path of names and places: `dichiarazioni[0].luogo.denominazione`.
fn set(root: &mut Value, path: &str, value: Value) {
    let mut at = root;
    for step in path.split('.') {
        let (name, place) = match step.split_once('[') {
            Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<usize>().ok()),
            None => (step, None),
        };
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name];
        if let Some(place) = place {
            if !at.is_array() {
                *at = json!([]);
            }
            if let Value::Array(list) = at
                && list.len() <= place
            {
                list.resize(place + 1, Value::Null);
            }
            at = &mut at[place];
        }
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use hub::check::fields_of;

    use super::*;

    fn granted() -> Granted {
        CheckKind::ALL
            .iter()
            .map(|kind| (*kind, fields_of(*kind).to_vec()))
            .collect()
    }

    fn draft(typed: &[(&str, &str)], kinds: &[CheckKind], mode: &str) -> Draft {
        let mut draft = Draft {
            typed: typed
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
            kinds: kinds.to_vec(),
            mode: mode.to_owned(),
        };
        draft.close_ranks();
        draft
    }

    const WHY: [(&str, &str); 3] = [
        ("finalita", "Controllo"),
        ("pratica", "1"),
        ("data", "01/02/2023"),
    ];

    #[test]
    fn a_filled_form_makes_a_request() {
        let mut typed = WHY.to_vec();
        typed.extend([
            ("codiceFiscale", "rssmra70e17f257k"),
            // Typed before another way of naming the subject was chosen.
            ("cognome", "Rossi"),
            ("comuni", "Fiumalbo"),
            ("d-residenza-comune", "Fiumalbo"),
            ("d-residenza-dal", "2001"),
            ("d-statoDiFamiglia-componenti-2-persona-cognome", "Bianchi"),
            ("d-statoDiFamiglia-parziale", "si"),
        ]);
        let kinds = [CheckKind::Residence, CheckKind::Family, CheckKind::Alive];
        let request = draft(&typed, &kinds, BY_CODE).request(&granted()).unwrap();
        let written = serde_json::to_value(&request).unwrap();
        insta::assert_json_snapshot!(written);
        assert_eq!(request.read().unwrap().declarations.len(), 3);
    }

    #[test]
    fn what_is_wrong_stands_beside_its_input() {
        let typed = [
            ("cognome", "Rossi"),
            ("nascita", "31/02/1970"),
            ("d-residenza-comune", "Atlantide"),
        ];
        let kinds = [
            CheckKind::Residence,
            CheckKind::Fatherhood,
            CheckKind::Family,
        ];
        let draft = draft(&typed, &kinds, BY_GENERALITIES);
        let problem = draft.request(&granted()).unwrap().read().unwrap_err();
        let faults = draft.faults(&problem, &granted());
        for name in [
            "finalita",
            "pratica",
            "data",
            "sesso",
            "nascita",
            "luogo",
            "d-residenza-comune",
            "d-paternita-padre-codiceFiscale",
        ] {
            assert!(faults.of(name).is_some(), "{name}: {faults:?}");
        }
        assert!(faults.of("cognome").is_none() && faults.of("codiceFiscale").is_none());
        assert!(
            faults.of("nascita").unwrap().contains("GG/MM/AAAA"),
            "{faults:?}"
        );
    }
}
