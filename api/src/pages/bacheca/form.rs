//! The form of a new notice.

use std::collections::BTreeMap;

use hub::notices::{Audience, Choices, Draft, LONGEST_BODY, LONGEST_TITLE};
use schema::codes::Role;
use schema::date::Day;

use crate::pages::Page;
use crate::pages::components::{Choice, Field, Form, Select, TextArea};
use crate::session;

/// What is wrong, by field.
pub type Wrong = BTreeMap<&'static str, String>;

/// What was typed, and what was wrong with it.
#[derive(Debug, Default)]
pub struct Sent {
    to: String,
    role: String,
    title: String,
    body: String,
    from: String,
    until: String,
    pub wrong: Wrong,
}

impl From<&session::Form> for Sent {
    fn from(form: &session::Form) -> Self {
        // Browsers end lines in their own way.
        let body = form.get("testo").replace("\r\n", "\n");
        Self {
            to: form.get("destinatari").to_owned(),
            role: form.get("ruolo").to_owned(),
            title: form.get("titolo").to_owned(),
            body,
            from: form.get("validoDal").to_owned(),
            until: form.get("validoAl").to_owned(),
            wrong: Wrong::new(),
        }
    }
}

impl Sent {
    /// The notice, as far as it can be read; what cannot is noted.
    pub fn draft(&mut self) -> Draft {
        let mut audience = Audience::default();
        match self.to.split_once('-') {
            Some(("comune", code)) => code.clone_into(&mut audience.comune),
            Some(("ufficio", id)) => match id.parse() {
                Ok(id) => audience.office_id = id,
                Err(_) => self.refuse("destinatari", "non è tra quelli proposti"),
            },
            None if self.to == "tutti" => {}
            _ => self.refuse("destinatari", "scegliere i destinatari"),
        }
        if !self.role.is_empty() {
            audience.role = Role::from_code(&self.role);
            if audience.role.is_none() {
                self.refuse("ruolo", "non è tra quelli proposti");
            }
        }
        let valid_from = (!self.from.is_empty()).then(|| self.day("validoDal", &self.from.clone()));
        let until = self.until.clone();
        Draft {
            audience,
            title: self.title.clone(),
            body: self.body.clone(),
            valid_from: valid_from.flatten(),
            valid_to: self.day("validoAl", &until).unwrap_or(Day::MIN),
        }
    }

    fn day(&mut self, name: &'static str, text: &str) -> Option<Day> {
        let day = Day::parse_iso(text);
        if day.is_none() {
            self.refuse(name, "indicare un giorno");
        }
        day
    }

    fn refuse(&mut self, name: &'static str, text: &str) {
        self.wrong.entry(name).or_insert_with(|| text.to_owned());
    }

    /// The form with what was typed.
    pub fn form(&self, page: &Page, choices: &Choices) -> Form {
        let error = |name: &str| self.wrong.get(name).cloned();
        let mut to = vec![self.choice("", "Scegliere")];
        if choices.everybody {
            to.push(self.choice("tutti", "Tutti gli utenti"));
        }
        for (code, name) in &choices.comuni {
            to.push(self.choice(
                &format!("comune-{code}"),
                &format!("{name} e uffici che ha registrato"),
            ));
        }
        for (id, name) in &choices.offices {
            to.push(self.choice(&format!("ufficio-{id}"), name));
        }
        let mut roles = vec![Choice::new("", "Tutti i ruoli", self.role.is_empty())];
        for role in Role::ALL {
            let label = format!("{}: {}", role.code(), role.label());
            roles.push(Choice::new(role.code(), label, self.role == role.code()));
        }
        Form::post(page, "/bacheca", "Pubblica")
            .field(&Select::new("destinatari", "Destinatari", to).error(error("destinatari")))
            .field(&Select::new("ruolo", "Ruolo", roles).optional().error(error("ruolo")))
            .field(
                &Field::text("titolo", "Titolo")
                    .length(LONGEST_TITLE as u32)
                    .value(&self.title)
                    .error(error("titolo")),
            )
            .field(
                &TextArea::new("testo", "Testo", LONGEST_BODY as u32)
                    .help("Testo semplice, al massimo 4.000 caratteri. Non scrivere dati personali dei cittadini.")
                    .value(&self.body)
                    .error(error("testo")),
            )
            .field(
                &Field::date("validoDal", "Visibile dal")
                    .optional()
                    .help("Se manca, da subito.")
                    .value(&self.from)
                    .error(error("validoDal")),
            )
            .field(&Field::date("validoAl", "Visibile fino al").value(&self.until).error(error("validoAl")))
            .cancel("/bacheca")
    }

    fn choice(&self, value: &str, label: &str) -> Choice {
        Choice::new(value, label, self.to == value)
    }
}
