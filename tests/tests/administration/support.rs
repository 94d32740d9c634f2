//! A small directory: the Province, two Comuni, an agency with an office of each.

use std::sync::Arc;

use diesel::prelude::*;
use hub::administration::{
    Actor, AdminError, Administration, AgreementInput, EntityInput, GrantInput, OfficeInput,
    PurposeInput, UserEdit, UserInput,
};
use hub::audit::{Recorder, RecorderOptions};
use schema::clock::Clock;
use schema::codes::Role;
use schema::tables::{AuditRow, audit};
use tests::TestStore;

pub const MODENA: &str = "036023";
pub const CARPI: &str = "036005";

/// A codice fiscale of nobody in particular.
pub const CF: &str = "CSSSLL03P56D617B";

pub struct World {
    pub admin: Administration,
    pub recorder: Arc<Recorder>,
    pub clerk: Actor,
    pub province: i64,
    pub modena: i64,
    pub carpi: i64,
    pub ausl: i64,
    pub province_office: i64,
    pub modena_office: i64,
    pub carpi_office: i64,
    /// The agency's office that Modena registered.
    pub ausl_modena: i64,
    /// The one that Carpi registered.
    pub ausl_carpi: i64,
    pub agreement_modena: i64,
    pub agreement_carpi: i64,
    pub operator: Actor,
    pub top_modena: Actor,
    pub top_carpi: Actor,
    pub admin_modena: Actor,
    pub admin_carpi: Actor,
    pub standard_modena: Actor,
    pub standard_carpi: Actor,
}

pub fn person(surname: &str) -> UserEdit {
    UserEdit {
        surname: surname.to_owned(),
        name: "Anna".to_owned(),
        codice_fiscale: CF.to_owned(),
        email: "anna@example.org".to_owned(),
        anpr_operator: String::new(),
        enabled: true,
    }
}

pub fn grant(service: &str, kind: &str, fields: &[&str]) -> GrantInput {
    GrantInput {
        service: service.to_owned(),
        kind: kind.to_owned(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    }
}

pub fn agreement(entity_id: i64, comune: &str) -> AgreementInput {
    AgreementInput {
        entity_id,
        comune: comune.to_owned(),
        territory: "COMUNE".to_owned(),
        protocol: "2026/1234".to_owned(),
        legal_basis: "DPR 445/2000, art. 43".to_owned(),
        from: "2026-01-01".to_owned(),
        validation: "NESSUNA".to_owned(),
        anpr: "NESSUNA".to_owned(),
        workstation: "LIBERA".to_owned(),
        purposes: vec![PurposeInput {
            code: "Controllo a campione".to_owned(),
            description: "Controlli ai sensi dell'art. 71".to_owned(),
        }],
        grants: vec![
            grant("VERIFICA", "residenza", &["comune", "civico"]),
            grant("VERIFICA", "statoLibero", &[]),
        ],
        ..AgreementInput::default()
    }
}

pub fn administration(store: &TestStore) -> (Administration, Arc<Recorder>) {
    let recorder = Arc::new(
        Recorder::start(store.trace.clone(), RecorderOptions::default()).expect("a recorder"),
    );
    let admin = Administration::new(
        store.register.clone(),
        Arc::clone(&recorder),
        store.clock.clone(),
        store.entropy.clone(),
    );
    (admin, recorder)
}

pub fn actor(store: &TestStore, user_id: i64) -> Actor {
    let mut conn = store.conn();
    Actor::by_user(
        &mut conn,
        user_id,
        store.clock.today(),
        "Sportello 1",
        format!("richiesta-{user_id}"),
    )
    .expect("a user")
}

impl World {
    pub fn new(store: &TestStore) -> Self {
        let (admin, recorder) = administration(store);
        let clerk = Actor::command_line("avvio");
        let entity = |name: &str, kind: &str, comune: &str| {
            let input = EntityInput {
                name: name.to_owned(),
                kind: kind.to_owned(),
                comune: comune.to_owned(),
            };
            admin.create_entity(&clerk, &input).expect("an entity")
        };
        let province = entity("Provincia di Modena", "PROVINCIA", "");
        let modena = entity("Comune di Modena", "COMUNE", MODENA);
        let carpi = entity("Comune di Carpi", "COMUNE", CARPI);
        let ausl = entity("AUSL di Modena", "AGENZIA", "");
        let office = |actor: &Actor, entity_id: i64, name: &str| {
            let input = OfficeInput {
                entity_id,
                name: name.to_owned(),
            };
            admin.create_office(actor, &input).expect("an office")
        };
        let user = |actor: &Actor, office_id: i64, role: Role, username: &str| {
            let input = UserInput {
                office_id,
                role: role.code().to_owned(),
                username: username.to_owned(),
                data: person("Rossi"),
            };
            let id = admin.create_user(actor, &input).expect("a user");
            self::actor(store, id)
        };
        let province_office = office(&clerk, province, "Ufficio statistica");
        let modena_office = office(&clerk, modena, "Anagrafe");
        let carpi_office = office(&clerk, carpi, "Anagrafe");
        let operator = user(&clerk, province_office, Role::Operator, "operatore");
        let top_modena = user(&operator, modena_office, Role::Top, "top.modena");
        let top_carpi = user(&operator, carpi_office, Role::Top, "top.carpi");
        let agreed = |actor: &Actor, comune: &str| {
            let input = agreement(ausl, comune);
            admin.create_agreement(actor, &input).expect("an agreement")
        };
        let agreement_modena = agreed(&top_modena, MODENA);
        let agreement_carpi = agreed(&top_carpi, CARPI);
        let ausl_modena = office(&top_modena, ausl, "Esenzioni Modena");
        let ausl_carpi = office(&top_carpi, ausl, "Esenzioni Carpi");
        let admin_modena = user(&top_modena, ausl_modena, Role::Admin, "admin.modena");
        let admin_carpi = user(&top_carpi, ausl_carpi, Role::Admin, "admin.carpi");
        let standard_modena = user(&admin_modena, ausl_modena, Role::Standard, "std.modena");
        let standard_carpi = user(&admin_carpi, ausl_carpi, Role::Standard, "std.carpi");
        Self {
            admin,
            recorder,
            clerk,
            province,
            modena,
            carpi,
            ausl,
            province_office,
            modena_office,
            carpi_office,
            ausl_modena,
            ausl_carpi,
            agreement_modena,
            agreement_carpi,
            operator,
            top_modena,
            top_carpi,
            admin_modena,
            admin_carpi,
            standard_modena,
            standard_carpi,
        }
    }

    /// Those who act, with their names.
    pub fn actors(&self) -> [(&'static str, &Actor); 7] {
        [
            ("operatore", &self.operator),
            ("top.modena", &self.top_modena),
            ("top.carpi", &self.top_carpi),
            ("admin.modena", &self.admin_modena),
            ("admin.carpi", &self.admin_carpi),
            ("std.modena", &self.standard_modena),
            ("std.carpi", &self.standard_carpi),
        ]
    }

    /// The revision of a user's data.
    pub fn user_revision(&self, id: i64) -> String {
        self.admin.user(&self.clerk, id).expect("a user").revision
    }

    /// The revision of an agreement.
    pub fn agreement_revision(&self, id: i64) -> String {
        let found = self.admin.agreement(&self.clerk, id);
        found.expect("an agreement").revision
    }
}

/// What came of an act, in a word or a list of wrong fields.
pub fn told<T>(outcome: Result<T, AdminError>) -> String {
    match outcome {
        Ok(_) => "sì".to_owned(),
        Err(AdminError::NotFound) => "inesistente".to_owned(),
        Err(AdminError::Refused { code, .. }) => match code {
            "FUNZIONE_NON_CONCESSA" => "no".to_owned(),
            other => other.to_owned(),
        },
        Err(AdminError::Invalid(fields)) => fields
            .iter()
            .map(|wrong| format!("{}={}", wrong.field, wrong.code))
            .collect::<Vec<_>>()
            .join(" "),
        Err(AdminError::Stale) => "superato".to_owned(),
        Err(other) => panic!("{other}"),
    }
}

/// The trace, in order.
pub fn trace(store: &TestStore) -> Vec<AuditRow> {
    audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut store.trace_conn())
        .expect("read the trace")
}
