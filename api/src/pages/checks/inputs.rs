//! The inputs of a check: what a form asks for each kind and field granted, and where it goes in the request.

use hub::check::FieldInfo;
use schema::codes::{CheckKind, Kinship, MaritalStatus, Sex};
use schema::date::Day;
use schema::names::fold;
use serde_json::{Value, json};

/// Rows of a declared family.
pub const MEMBERS: usize = 8;

/// How a value is typed in, and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it stands.
    Text,
    /// `GG/MM/AAAA`, or less where not all is known.
    Date,
    /// A Comune by name or ISTAT code.
    Comune,
    /// Comuni, separated by commas.
    Comuni,
    /// One of a list.
    Choice(Choices),
    /// A yes.
    Flag,
}

/// The lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choices {
    /// Male, female.
    Sex,
    /// ANPR table 1.
    MaritalStatus,
    /// States.
    States,
    /// ANPR table 5.
    Kinship,
    /// Which relative died.
    Relation,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name in the form.
    pub name: String,
    /// Its place in the request.
    pub path: String,
    /// Its label.
    pub label: String,
    /// How it is typed in.
    pub kind: Kind,
}

impl Input {
    pub fn new(name: &str, path: &str, label: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            path: path.to_owned(),
            label: label.to_owned(),
            kind,
        }
    }

    fn below(&self, name: &str, label: &str, kind: Kind) -> Self {
        let label = if self.label.is_empty() {
            label.to_owned()
        } else {
            format!("{}: {}", self.label, label.to_lowercase())
        };
        Self {
            name: format!("{}-{}", self.name, name.replace('.', "-")),
            path: format!("{}.{name}", self.path),
            label,
            kind,
        }
    }

    /// What was typed, as the request writes it; nothing if nothing was.
    pub fn read(&self, typed: &str) -> Option<Value> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        Some(match self.kind {
            Kind::Text | Kind::Choice(_) => json!(typed),
            Kind::Date => json!(iso(typed)),
            Kind::Comune => json!(istat(typed)),
            Kind::Comuni => json!(typed.split(',').map(istat).collect::<Vec<_>>()),
            Kind::Flag => json!(true),
        })
    }
}

impl Choices {
    /// Values and labels.
    pub fn all(self) -> Vec<(String, String)> {
        let pair = |code: &str, label: &str| (code.to_owned(), label.to_owned());
        match self {
            Self::Sex => Sex::ALL
                .iter()
                .map(|one| pair(one.code(), one.label()))
                .collect(),
            Self::MaritalStatus => {
                let all = MaritalStatus::ALL.iter();
                all.map(|one| pair(one.code(), one.label())).collect()
            }
            Self::Kinship => {
                let all = Kinship::ALL.iter();
                all.map(|one| pair(one.code(), one.label())).collect()
            }
            Self::Relation => vec![
                pair("CONIUGE", "Coniuge"),
                pair("ASCENDENTE", "Ascendente"),
                pair("DISCENDENTE", "Discendente"),
            ],
            Self::States => {
                let mut states: Vec<_> = schema::states::all()
                    .iter()
                    .filter(|state| state.to == Day::MAX && state.istat.len() == 3)
                    .map(|state| pair(state.istat, state.name))
                    .collect();
                states.sort_by(|a, b| (a.0 != "100", &a.1).cmp(&(b.0 != "100", &b.1)));
                states.dedup_by(|a, b| a.0 == b.0);
                states
            }
        }
    }
}

/// The inputs of the declaration of that kind, which is the one at that place: as many as its fields granted need.
pub fn of_kind(kind: CheckKind, place: usize, fields: &[FieldInfo]) -> Vec<Input> {
    let root = Input::new(
        &format!("d-{kind}"),
        &format!("dichiarazioni[{place}]"),
        "",
        Kind::Text,
    );
    let mut inputs = Vec::new();
    if kind == CheckKind::DeathOfRelative {
        inputs.push(root.below("relazione", "Relazione", Kind::Choice(Choices::Relation)));
    }
    let kinship = fields.iter().any(|field| field.name == "parentela");
    for field in fields {
        let one = |kind| root.below(field.name, field.label, kind);
        match (kind, field.name) {
            (CheckKind::Family, "parentela") => {}
            (CheckKind::Family, _) => family(&mut inputs, &root, kinship),
            (CheckKind::MaritalStatus, "stato") => {
                inputs.push(one(Kind::Choice(Choices::MaritalStatus)));
            }
            (_, "stato") => inputs.push(one(Kind::Choice(Choices::States))),
            (_, "sesso") => inputs.push(one(Kind::Choice(Choices::Sex))),
            (_, "data" | "dal" | "dataNascita") => inputs.push(one(Kind::Date)),
            (_, "comune") => inputs.push(one(Kind::Comune)),
            (_, "luogo" | "luogoNascita") => {
                let name = format!("{}.denominazione", field.name);
                inputs.push(root.below(&name, field.label, Kind::Text));
            }
            (_, "altraParte" | "coniuge" | "padre" | "madre" | "figlio" | "persona") => {
                person(&mut inputs, &one(Kind::Text));
            }
            _ => inputs.push(one(Kind::Text)),
        }
    }
    inputs
}

/// Another person: what usually tells one.
fn person(inputs: &mut Vec<Input>, whom: &Input) {
    inputs.push(whom.below("codiceFiscale", "Codice fiscale", Kind::Text));
    inputs.push(whom.below("cognome", "Cognome", Kind::Text));
    inputs.push(whom.below("nome", "Nome", Kind::Text));
    inputs.push(whom.below("dataNascita", "Data di nascita", Kind::Date));
}

fn family(inputs: &mut Vec<Input>, root: &Input, kinship: bool) {
    for row in 0..MEMBERS {
        let member = Input {
            name: format!("{}-componenti-{row}", root.name),
            path: format!("{}.componenti[{row}]", root.path),
            label: format!("Componente {}", row + 1),
            kind: Kind::Text,
        };
        let whom = Input {
            label: member.label.clone(),
            ..member.below("persona", "", Kind::Text)
        };
        person(inputs, &whom);
        if kinship {
            let list = Kind::Choice(Choices::Kinship);
            inputs.push(member.below("parentela", "Parentela con l'intestatario", list));
        }
    }
    let label = "Possono esserci altri componenti oltre a questi";
    inputs.push(root.below("parziale", label, Kind::Flag));
}

/// `GG/MM/AAAA`, `MM/AAAA` and `AAAA` as the request writes them; anything else as it is, to be refused there.
pub fn iso(typed: &str) -> String {
    if let Some(day) = Day::parse_italian(typed) {
        return day.iso();
    }
    match typed.split_once('/') {
        Some((month, year)) if month.len() == 2 && year.len() == 4 => format!("{year}-{month}"),
        _ => typed.to_owned(),
    }
}

/// The ISTAT code of a Comune of today that is named so; what was typed, if there is none or more than one.
pub fn istat(typed: &str) -> String {
    const TODAY: Day = Day(9999_12_30);
    let typed = typed.trim();
    let found = schema::comuni::by_name(&fold(typed), TODAY, None);
    match found.as_slice() {
        [one] if !one.istat.is_empty() => one.istat.to_owned(),
        _ => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use hub::check::fields_of;

    use super::*;

    #[test]
    fn what_people_type_is_what_the_request_writes() {
        let read = |kind, typed: &str| Input::new("a", "a", "A", kind).read(typed);
        assert_eq!(read(Kind::Date, "17/05/1970"), Some(json!("1970-05-17")));
        assert_eq!(read(Kind::Date, "05/1970"), Some(json!("1970-05")));
        assert_eq!(read(Kind::Date, "1970"), Some(json!("1970")));
        assert_eq!(read(Kind::Date, "31/02/1970"), Some(json!("31/02/1970")));
        assert_eq!(read(Kind::Comune, "Fiumalbo"), Some(json!("036014")));
        assert_eq!(read(Kind::Comune, "036014"), Some(json!("036014")));
        assert_eq!(
            read(Kind::Comuni, "Fiumalbo, modena"),
            Some(json!(["036014", "036023"]))
        );
        assert_eq!(read(Kind::Text, "  "), None);
        assert_eq!(Choices::States.all()[0].0, "100");
    }

    #[test]
    fn every_field_of_every_kind_has_an_input_and_no_two_share_a_name() {
        for &kind in CheckKind::ALL {
            let inputs = of_kind(kind, 3, fields_of(kind));
            for field in fields_of(kind) {
                let path = format!("dichiarazioni[3].{}", field.name);
                assert!(
                    inputs.iter().any(|input| input.path.starts_with(&path)
                        || input.path.ends_with(&format!(".{}", field.name))),
                    "{kind} {}",
                    field.name
                );
            }
            let mut names: Vec<_> = inputs.iter().map(|input| &input.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), inputs.len(), "{kind}");
            assert!(of_kind(kind, 0, &[]).len() <= 1);
        }
    }
}
