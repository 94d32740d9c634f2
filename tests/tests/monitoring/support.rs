//! Two Comuni, an agency with an office registered by each, and acts of their users.

use std::sync::Arc;
use std::sync::mpsc::channel;

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use hub::audit::seal::{PrivateKey, SealKeys, Sealer, keygen};
use hub::audit::{Recorder, RecorderOptions};
use hub::data_subject::DataSubject;
use hub::monitoring::findings::Rules;
use hub::monitoring::{Filter, Look, Monitoring, Viewer};
use schema::clock::Clock;
use schema::codes::Role;
use schema::tables::{AppUserRow, AuditRow, EntityRow, OfficeRow, app_user, entity, office};
use tests::TestStore;

pub const MODENA: &str = "036023";
pub const CARPI: &str = "036005";
/// A Comune that merged into Modena, for the tests.
pub const OLD: &str = "036999";

/// The TOP of Modena, in its registry office.
pub const TOP: i64 = 1;
/// The ADMIN of the agency's office that Modena registered, and one of its users.
pub const ADMIN: i64 = 2;
pub const CLERK: i64 = 3;
/// A user of the agency's office that Carpi registered.
pub const OTHER: i64 = 4;
/// A user of public security, in the office that Modena registered.
pub const POLICE: i64 = 5;

/// Users as the directory holds them: id, office, role.
const USERS: [(i64, i64, Role); 5] = [
    (TOP, 1, Role::Top),
    (ADMIN, 2, Role::Admin),
    (CLERK, 2, Role::Standard),
    (OTHER, 3, Role::Standard),
    (POLICE, 2, Role::StandardPs),
];

/// What reads and writes the trace in one test.
pub struct Desk {
    pub recorder: Arc<Recorder>,
    pub monitoring: Monitoring,
    pub data_subject: DataSubject,
    pub keys: (PrivateKey, PrivateKey),
    start: NaiveDateTime,
}

impl Desk {
    pub fn open(store: &TestStore) -> Self {
        directory(store);
        let clock: Arc<dyn Clock> = store.clock.clone();
        let (first, first_public) = keygen(&*store.entropy).expect("a key");
        let (second, second_public) = keygen(&*store.entropy).expect("a key");
        let keys = SealKeys::new(first_public, second_public).expect("two keys");
        let recorder = Arc::new(
            Recorder::start(store.trace.clone(), RecorderOptions::default())
                .expect("a recorder")
                .sealing(Sealer::new(Some(keys), store.entropy.clone())),
        );
        Self {
            monitoring: Monitoring::new(
                store.register.clone(),
                store.trace.clone(),
                Arc::clone(&recorder),
                Arc::clone(&clock),
                Rules::default(),
            ),
            data_subject: DataSubject::new(
                store.register.clone(),
                store.trace.clone(),
                Arc::clone(&recorder),
                clock,
            ),
            recorder,
            keys: (first, second),
            start: store.clock.now().naive_utc() - Duration::days(1),
        }
    }

    /// An answer given to a user about somebody of Modena, so many minutes after yesterday's noon.
    pub fn answer(&self, user_id: i64, minute: i64) -> AuditRow {
        let (_, office_id, role) = *USERS.iter().find(|user| user.0 == user_id).expect("a user");
        AuditRow {
            at: self.start + Duration::minutes(minute),
            request_id: format!("r-{user_id}-{minute}"),
            act: "RISPOSTA".to_owned(),
            service: "VERIFICA".to_owned(),
            entity_id: if user_id == TOP { 1 } else { 2 },
            office_id,
            user_id,
            role: role.code().to_owned(),
            comune: MODENA.to_owned(),
            purpose: "Controllo".to_owned(),
            case_reference: format!("2026/{minute}"),
            subject: "CSSSLL03P56D617B".to_owned(),
            person_id: 77,
            fields: "residenza.comune".to_owned(),
            workstation: "PC-1".to_owned(),
            reference_day: 2026_11_20,
            known_at: 5,
            outcome: "residenza=S".to_owned(),
            ..AuditRow::default()
        }
    }

    /// Records the rows in this order, and waits until they are on disk.
    pub fn record(&self, rows: impl IntoIterator<Item = AuditRow>) {
        let rows: Vec<AuditRow> = rows.into_iter().collect();
        let (tell, told) = channel();
        self.recorder
            .submit_waiting(rows, move |written| tell.send(written).expect("a listener"))
            .expect("handed over");
        told.recv().expect("an answer").expect("written");
    }

    /// The requests that a user sees, newest first.
    pub fn sees(&self, viewer: &Viewer, filter: Filter) -> Vec<String> {
        let reading = self
            .monitoring
            .open(viewer, filter, Look::Acts)
            .expect("a look");
        let page = self.monitoring.acts(&reading, None, 1_000).expect("acts");
        assert_eq!(page.next, None);
        page.acts.into_iter().map(|act| act.request_id).collect()
    }
}

/// A user as the monitoring knows it.
pub fn viewer(user_id: i64) -> Viewer {
    let (_, office_id, role) = *USERS.iter().find(|user| user.0 == user_id).expect("a user");
    Viewer {
        user_id,
        role,
        entity_id: if user_id == TOP { 1 } else { 2 },
        office_id,
        comuni: if role == Role::Top {
            vec![MODENA.to_owned(), OLD.to_owned()]
        } else {
            Vec::new()
        },
        request_id: format!("look-{user_id}"),
        workstation: "PC-9".to_owned(),
    }
}

/// The data-protection officer.
pub fn officer() -> Viewer {
    Viewer::command_line("look-dpo".to_owned())
}

fn directory(store: &TestStore) {
    let now = store.clock.now().naive_utc();
    let mut conn = store.conn();
    let entities = [
        (1, "Comune di Modena", "COMUNE", MODENA),
        (2, "AUSL", "AGENZIA", ""),
    ]
    .map(|(id, name, kind, comune)| EntityRow {
        id,
        name: name.to_owned(),
        kind: kind.to_owned(),
        comune: comune.to_owned(),
        enabled: true,
    });
    let offices = [
        (1, 1, MODENA, "Anagrafe"),
        (2, 2, MODENA, "Cure"),
        (3, 2, CARPI, "Ambulatori"),
    ]
    .map(|(id, entity_id, comune, name)| OfficeRow {
        id,
        entity_id,
        comune: comune.to_owned(),
        name: name.to_owned(),
        enabled: true,
        created_at: now,
    });
    let users = USERS.map(|(id, office_id, role)| AppUserRow {
        id,
        entity_id: if id == TOP { 1 } else { 2 },
        office_id,
        role: role.code().to_owned(),
        username: format!("utente{id}"),
        surname: format!("COGNOME{id}"),
        name: "NOME".to_owned(),
        codice_fiscale: String::new(),
        email: String::new(),
        anpr_operator: String::new(),
        enabled: true,
        created_at: now,
        created_by: 0,
    });
    for row in entities {
        diesel::insert_into(entity::table)
            .values(row)
            .execute(&mut conn)
            .expect("an entity");
    }
    for row in offices {
        diesel::insert_into(office::table)
            .values(row)
            .execute(&mut conn)
            .expect("an office");
    }
    for row in users {
        diesel::insert_into(app_user::table)
            .values(row)
            .execute(&mut conn)
            .expect("a user");
    }
}
