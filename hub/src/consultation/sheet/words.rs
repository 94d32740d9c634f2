//! Facts in words: labelled parts for pages and answers, and one line for comparisons and timelines.

use schema::codes::{
    AireEntryReason, AireExitReason, CfValidation, EntryReason, ExitReason, InstitutionRole,
    Kinship, MaritalStatus, RegisterKind, Sex,
};
use schema::comuni;
use schema::date::{Day, UncertainDate};
use schema::states;

use super::shown::Shown;
use super::value::{Generalities, Named, Number, Place, PlaceName, SheetKind, Spell, Value};

/// A labelled part of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As the API names it.
    pub name: &'static str,
    /// In Italian.
    pub label: &'static str,
    /// The code or the ISO date, as the register has it; `None` if masked.
    pub value: Option<String>,
    /// The same for a reader; empty if masked.
    pub text: String,
}

/// Gathers parts; what the register does not say is left out.
#[derive(Default)]
pub(super) struct Parts(Vec<Part>);

impl Parts {
    pub(super) fn push(
        &mut self,
        name: &'static str,
        label: &'static str,
        value: &str,
        text: String,
    ) {
        if !value.is_empty() {
            self.0.push(Part {
                name,
                label,
                value: Some(value.to_owned()),
                text,
            });
        }
    }

    pub(super) fn text(&mut self, name: &'static str, label: &'static str, value: &str) {
        self.push(name, label, value, value.to_owned());
    }

    pub(super) fn coded(
        &mut self,
        name: &'static str,
        label: &'static str,
        code: &str,
        text: Option<&str>,
    ) {
        self.push(name, label, code, text.unwrap_or(code).to_owned());
    }

    fn date(&mut self, name: &'static str, label: &'static str, date: UncertainDate) {
        if date != UncertainDate::UNKNOWN && !date.is_open() {
            self.push(name, label, &date.to_string(), date.italian());
        }
    }

    pub(super) fn place(
        &mut self,
        name: (&'static str, &'static str),
        label: &'static str,
        at: &PlaceName,
    ) {
        self.push(name.0, label, &at.code, place_words(at));
        if at.code.is_empty() {
            self.text(name.1, label, &at.name);
        }
    }

    pub(super) fn comune(&mut self, name: &'static str, label: &'static str, code: &str) {
        self.push(name, label, code, comune_words(code));
    }

    fn masked(&mut self, name: &'static str, label: &'static str) {
        self.0.push(Part {
            name,
            label,
            value: None,
            text: String::new(),
        });
    }

    pub(super) fn named(&mut self, who: &Named) {
        self.text("cognome", "Cognome", &who.surname);
        self.text("nome", "Nome", &who.names);
        self.date("dataNascita", "Data di nascita", who.birth);
        self.text("codiceFiscale", "Codice fiscale", &who.codice_fiscale);
    }
}

/// A Comune by its ISTAT code, also one that is no more.
pub fn comune_words(istat: &str) -> String {
    let known = comuni::by_istat(istat, Day(9999_12_30));
    known.map_or_else(|| istat.to_owned(), |one| one.name.to_owned())
}

/// A state by its ISTAT code.
pub fn state_words(istat: &str) -> String {
    states::by_istat(istat).map_or_else(|| istat.to_owned(), |state| state.name.to_owned())
}

/// A place: as written, else what its code names.
pub fn place_words(place: &PlaceName) -> String {
    if !place.name.is_empty() {
        return place.name.clone();
    }
    let comune = comuni::latest(&place.code).map(|one| one.name);
    let state = || states::by_belfiore(&place.code).map(|one| one.name);
    comune
        .or_else(state)
        .map_or_else(|| place.code.clone(), str::to_owned)
}

/// A Comune (6 digits) or a state (3): where somebody came from or went to.
fn somewhere(code: &str) -> String {
    if code.len() == 3 {
        state_words(code)
    } else {
        comune_words(code)
    }
}

fn kinship(kind: SheetKind, role: &str) -> Option<&'static str> {
    match kind {
        SheetKind::Family => Kinship::from_code(role).map(Kinship::label),
        SheetKind::Institution => InstitutionRole::from_code(role).map(InstitutionRole::label),
    }
}

impl Value {
    /// Labelled parts, in order; what the register does not say is not among them.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Parts::default();
        match self {
            Self::Generalities(one) => one.write(&mut parts),
            Self::Number(one) => one.write(&mut parts),
            Self::Spell(one) => one.write(&mut parts),
            Self::Address(one) => one.write(&mut parts),
            Self::MaritalStatus(code) => {
                let label = MaritalStatus::from_code(code).map(MaritalStatus::label);
                parts.coded("stato", "Stato civile", code, label);
            }
            Self::Bond(one) => one.write(&mut parts),
            Self::Citizenship(code) => {
                parts.push("stato", "Cittadinanza", code, state_words(code));
            }
            Self::Document(one) => one.write(&mut parts),
            Self::Parent(one) => one.write(&mut parts),
            Self::Place(one) => one.write(&mut parts),
            Self::Death(one) => one.write(&mut parts),
            Self::Procedure(one) => one.write(&mut parts),
            Self::Event(one) => one.write(&mut parts),
        }
        parts.0
    }

    /// In one line.
    pub fn words(&self) -> String {
        match self {
            Self::Generalities(one) => one.words(),
            Self::Address(one) => one.words(),
            _ => {
                let parts = self.parts();
                let texts = parts.iter().map(|part| match &part.value {
                    Some(_) => part.text.as_str(),
                    None => "(mascherato)",
                });
                texts.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl Generalities {
    fn write(&self, parts: &mut Parts) {
        parts.text("cognome", "Cognome", &self.surname);
        parts.text("nome", "Nome", &self.names);
        let sex = Sex::from_code(&self.sex).map(Sex::label);
        parts.coded("sesso", "Sesso", &self.sex, sex);
        parts.date("dataNascita", "Data di nascita", self.birth);
        let names = ("luogoNascita", "luogoNascitaDenominazione");
        parts.place(names, "Luogo di nascita", &self.birth_place);
    }

    /// `ROSSI MARIO, nato il 17/05/1970 a MODENA`.
    pub fn words(&self) -> String {
        let mut text = format!("{} {}", self.surname, self.names).trim().to_owned();
        let birth = self.birth.italian();
        let place = place_words(&self.birth_place);
        let born = if self.sex == Sex::Female.code() {
            "nata"
        } else {
            "nato"
        };
        if !birth.is_empty() || !place.is_empty() {
            text = format!("{text}, {born}");
        }
        if !birth.is_empty() {
            let link = if self.birth.is_exact() { " il" } else { "" };
            text = format!("{text}{link} {birth}");
        }
        if !place.is_empty() {
            text = format!("{text} a {place}");
        }
        text
    }
}

impl Number {
    fn write(&self, parts: &mut Parts) {
        parts.text("numero", "Numero", &self.value);
        parts.comune("comune", "Comune", &self.comune);
        let validation = CfValidation::from_code(&self.validation).map(CfValidation::label);
        parts.coded("validazione", "Validazione", &self.validation, validation);
    }
}

impl Spell {
    fn write(&self, parts: &mut Parts) {
        parts.comune("comune", "Comune", &self.comune);
        let abroad = self.register == Some(RegisterKind::Aire);
        let exit = |code: &str| {
            if abroad {
                AireExitReason::from_code(code).map(AireExitReason::label)
            } else {
                ExitReason::from_code(code).map(ExitReason::label)
            }
        };
        let entry = if abroad {
            AireEntryReason::from_code(&self.entry_reason).map(AireEntryReason::label)
        } else {
            EntryReason::from_code(&self.entry_reason).map(EntryReason::label)
        };
        if let Some(register) = self.register {
            parts.coded(
                "registro",
                "Registro",
                register.code(),
                Some(register.label()),
            );
        }
        let label = "Motivo dell'iscrizione";
        parts.coded("motivoIscrizione", label, &self.entry_reason, entry);
        parts.push(
            "provenienza",
            "Proveniente da",
            &self.origin,
            somewhere(&self.origin),
        );
        let label = "Motivo della cancellazione";
        match &self.exit_reason {
            Shown::Masked => parts.masked("motivoCancellazione", label),
            Shown::Value(code) => parts.coded("motivoCancellazione", label, code, exit(code)),
        }
        parts.push(
            "destinazione",
            "Diretto a",
            &self.destination,
            somewhere(&self.destination),
        );
        if self.no_fixed_abode {
            parts.coded(
                "senzaFissaDimora",
                "Senza fissa dimora",
                "true",
                Some("Senza fissa dimora"),
            );
        }
        if self.disputed {
            let text = "Contesa con un altro Comune";
            parts.coded("contesa", "Contesa", "true", Some(text));
        }
    }
}

impl Place {
    fn write(&self, parts: &mut Parts) {
        let kind = self.sheet.kind.listed();
        parts.coded("tipo", "Tipo", kind.code(), Some(kind.label()));
        parts.comune("comune", "Comune", &self.sheet.comune);
        parts.text("numero", "Numero della scheda", &self.sheet.code);
        match &self.role {
            Shown::Masked => parts.masked("parentela", "Parentela o ruolo"),
            Shown::Value(role) => {
                let label = kinship(self.sheet.kind, role);
                parts.coded("parentela", "Parentela o ruolo", role, label);
            }
        }
        if let Shown::Value(ordinal) = self.ordinal
            && ordinal > 0
        {
            parts.text("ordine", "Ordine sulla scheda", &ordinal.to_string());
        }
    }

    /// What the member is, in words; `None` if masked or not said.
    pub fn role_words(&self) -> Option<String> {
        let role = self.role.value().filter(|role| !role.is_empty())?;
        Some(kinship(self.sheet.kind, role).map_or_else(|| role.clone(), str::to_owned))
    }
}

impl SheetKind {
    /// What that role is, in words.
    pub fn role_words(self, role: &str) -> String {
        kinship(self, role).unwrap_or(role).to_owned()
    }
}
