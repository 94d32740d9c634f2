//! Registers entities, offices, agreements and users through the services that the pages use, and says which one it was
//! that did not succeed.

use anyhow::{Context, anyhow};
use hub::administration::{
    Actor, AdminError, Administration, AgreementInput, EntityInput, GrantInput, KeyInput,
    OfficeInput, ProfileInput, PurposeInput, UserEdit, UserInput, WorkstationEdit,
    WorkstationInput, services,
};
use schema::codes::{AnprMode, Role, Sex, Territory, ValidationMode, WorkstationMode};
use schema::codice_fiscale::CodiceFiscale;
use schema::date::Day;

use super::questions::PURPOSE;

/// From where the demonstration's acts come, for the trace.
const WORKSTATION: &str = "dimostrazione";

/// Somebody to be registered: an invented person.
pub struct Someone {
    pub surname: &'static str,
    pub name: &'static str,
    pub sex: Sex,
    pub birth: Day,
}

/// Registers, as whoever acts.
pub struct Registrar<'a> {
    pub administration: &'a Administration,
    pub today: Day,
}

impl Registrar<'_> {
    /// The user, once it is registered, as one who acts.
    pub fn actor(&self, user_id: i64) -> anyhow::Result<Actor> {
        let acting = self.administration.actor(user_id, WORKSTATION, "demo");
        told("utente che agisce", acting)
    }

    pub fn entity(&self, by: &Actor, kind: &str, name: &str, comune: &str) -> anyhow::Result<i64> {
        let input = EntityInput {
            name: name.to_owned(),
            kind: kind.to_owned(),
            comune: comune.to_owned(),
        };
        told(name, self.administration.create_entity(by, &input))
    }

    pub fn office(&self, by: &Actor, entity_id: i64, name: &str) -> anyhow::Result<i64> {
        let input = OfficeInput {
            entity_id,
            name: name.to_owned(),
        };
        told(name, self.administration.create_office(by, &input))
    }

    pub fn agreement(&self, by: &Actor, input: &AgreementInput) -> anyhow::Result<i64> {
        let created = self.administration.create_agreement(by, input);
        told(&input.protocol, created)
    }

    /// An agreement that grants every service but supplies, for one purpose, since last month; the rest is to be said.
    pub fn terms(&self, entity_id: i64, comune: &str, protocol: &str) -> AgreementInput {
        AgreementInput {
            entity_id,
            comune: comune.to_owned(),
            territory: Territory::Comune.code().to_owned(),
            protocol: protocol.to_owned(),
            legal_basis: "DPR 445/2000, artt. 43 e 71; DPR 223/1989, art. 37".to_owned(),
            from: self.today.add_days(-30).iso(),
            validation: ValidationMode::None.code().to_owned(),
            anpr: AnprMode::None.code().to_owned(),
            workstation: WorkstationMode::Free.code().to_owned(),
            purposes: vec![PurposeInput {
                code: PURPOSE.to_owned(),
                description: "Controllo delle dichiarazioni ricevute".to_owned(),
            }],
            grants: everything(),
            ..AgreementInput::default()
        }
    }

    pub fn workstation(
        &self,
        by: &Actor,
        office_id: i64,
        name: &str,
        network: &str,
    ) -> anyhow::Result<i64> {
        let input = WorkstationInput {
            office_id,
            data: WorkstationEdit {
                name: name.to_owned(),
                network: network.to_owned(),
                enabled: true,
                ..WorkstationEdit::default()
            },
        };
        told(name, self.administration.create_workstation(by, &input))
    }

    pub fn person(
        &self,
        by: &Actor,
        office_id: i64,
        role: Role,
        username: &str,
        someone: &Someone,
    ) -> anyhow::Result<i64> {
        // Belfiore code of Rome: born there says nothing about the province.
        let code = CodiceFiscale::compute(
            someone.surname,
            someone.name,
            someone.sex,
            someone.birth,
            "H501",
        )
        .map_err(|error| anyhow!("{username}: {error}"))?;
        let data = UserEdit {
            surname: someone.surname.to_owned(),
            name: someone.name.to_owned(),
            codice_fiscale: code.as_str().to_owned(),
            email: format!("{username}@example.org"),
            enabled: true,
            ..UserEdit::default()
        };
        self.user(by, office_id, role, username, data)
    }

    pub fn application(
        &self,
        by: &Actor,
        office_id: i64,
        username: &str,
        name: &str,
    ) -> anyhow::Result<i64> {
        let data = UserEdit {
            surname: name.to_owned(),
            enabled: true,
            ..UserEdit::default()
        };
        self.user(by, office_id, Role::Authorised, username, data)
    }

    fn user(
        &self,
        by: &Actor,
        office_id: i64,
        role: Role,
        username: &str,
        data: UserEdit,
    ) -> anyhow::Result<i64> {
        let input = UserInput {
            office_id,
            role: role.code().to_owned(),
            username: username.to_owned(),
            data,
        };
        told(username, self.administration.create_user(by, &input))
    }

    /// Opens to the user all that its entity's agreements grant.
    pub fn profile(&self, by: &Actor, user_id: i64) -> anyhow::Result<()> {
        let shown = told("profilo", self.administration.profile(by, user_id))?;
        let input = ProfileInput {
            all_comuni: true,
            validation: ValidationMode::None.code().to_owned(),
            workstation: WorkstationMode::Free.code().to_owned(),
            grants: everything(),
            ..ProfileInput::default()
        };
        let edited = self
            .administration
            .edit_profile(by, user_id, &shown.revision, &input);
        told("profilo", edited)
    }

    /// A key for an application, for ninety days.
    pub fn key(&self, by: &Actor, user_id: i64) -> anyhow::Result<String> {
        let input = KeyInput {
            until: self.today.add_days(90).iso(),
        };
        let issued = self.administration.issue_key(by, user_id, &input);
        Ok(told("chiave", issued)?.text)
    }
}

/// What is asked about people: supplies are the Comuni's.
fn everything() -> Vec<GrantInput> {
    let catalogue = services().into_iter();
    catalogue
        .filter(|service| service.code != "FORNITURA")
        .flat_map(|service| {
            let code = service.code;
            service.kinds.into_iter().map(move |kind| (code, kind.code))
        })
        .map(|(service, kind)| GrantInput {
            service: service.to_owned(),
            kind: kind.to_owned(),
            fields: vec!["*".to_owned()],
        })
        .collect()
}

/// With the wrong fields, which the error alone does not name.
fn told<T>(what: &str, outcome: Result<T, AdminError>) -> anyhow::Result<T> {
    match outcome {
        Err(AdminError::Invalid(fields)) => {
            let wrong: Vec<String> = fields
                .iter()
                .map(|field| format!("{}: {}", field.field, field.text))
                .collect();
            Err(anyhow!("{what}: {}", wrong.join("; ")))
        }
        outcome => outcome.with_context(|| what.to_owned()),
    }
}
