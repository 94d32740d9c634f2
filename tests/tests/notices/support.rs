//! A small directory, and a board.

use std::sync::Arc;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use hub::audit::seal::{SealKeys, Sealer, keygen};
use hub::audit::{Recorder, RecorderOptions};
use hub::notices::{Audience, Draft, Member, NoticeError, Notices, Origin};
use schema::codes::Role;
use schema::date::Day;
use schema::tables::{
    AppUserRow, AuditRow, ComuneSuccessionRow, EntityRow, OfficeRow, app_user, audit,
    comune_succession, entity, office,
};
use tests::TestStore;
use tests::store::TODAY;

pub const MODENA: &str = "036023";
pub const CARPI: &str = "036005";
/// It merged into Modena, says the test.
pub const BASTIGLIA: &str = "036002";

/// TOP of Modena.
pub const TOP: i64 = 1;
/// TOP of Carpi.
pub const TOP_OF_CARPI: i64 = 2;
/// ADMIN and STANDARD of the agency's office that Bastiglia registered, and one of public security.
pub const ADMIN: i64 = 3;
pub const STANDARD: i64 = 4;
pub const PUBLIC_SECURITY: i64 = 5;
/// STANDARD of the office that Carpi registered.
pub const STANDARD_OF_CARPI: i64 = 6;
/// The Province's.
pub const OPERATOR: i64 = 7;

/// Office of [`ADMIN`].
pub const OFFICE: i64 = 3;
/// Office of [`STANDARD_OF_CARPI`].
pub const OFFICE_OF_CARPI: i64 = 4;

fn created() -> NaiveDateTime {
    "2026-01-01T00:00:00".parse().unwrap()
}

/// Fills the directory.
pub fn populate(store: &TestStore) {
    let conn = &mut *store.conn();
    let entities = [
        (1, "Comune di Modena", "COMUNE", MODENA),
        (2, "Comune di Carpi", "COMUNE", CARPI),
        (3, "Azienda USL", "AGENZIA", ""),
        (4, "Provincia", "PROVINCIA", ""),
    ];
    for (id, name, kind, comune) in entities {
        let row = EntityRow {
            id,
            name: name.to_owned(),
            kind: kind.to_owned(),
            comune: comune.to_owned(),
            enabled: true,
        };
        diesel::insert_into(entity::table)
            .values(&row)
            .execute(conn)
            .unwrap();
    }
    let offices = [
        (1, 1, MODENA),
        (2, 2, CARPI),
        (3, 3, BASTIGLIA),
        (4, 3, CARPI),
        (5, 4, ""),
    ];
    for (id, entity_id, comune) in offices {
        let row = OfficeRow {
            id,
            entity_id,
            comune: comune.to_owned(),
            name: format!("Ufficio {id}"),
            enabled: true,
            created_at: created(),
        };
        diesel::insert_into(office::table)
            .values(&row)
            .execute(conn)
            .unwrap();
    }
    let users = [
        (TOP, 1, 1, Role::Top),
        (TOP_OF_CARPI, 2, 2, Role::Top),
        (ADMIN, 3, OFFICE, Role::Admin),
        (STANDARD, 3, OFFICE, Role::Standard),
        (PUBLIC_SECURITY, 3, OFFICE, Role::StandardPs),
        (STANDARD_OF_CARPI, 3, OFFICE_OF_CARPI, Role::Standard),
        (OPERATOR, 4, 5, Role::Operator),
    ];
    for (id, entity_id, office_id, role) in users {
        let row = AppUserRow {
            id,
            entity_id,
            office_id,
            role: role.code().to_owned(),
            username: format!("u{id}"),
            surname: format!("Cognome{id}"),
            name: "Anna".to_owned(),
            codice_fiscale: String::new(),
            email: String::new(),
            anpr_operator: String::new(),
            enabled: true,
            created_at: created(),
            created_by: 0,
        };
        diesel::insert_into(app_user::table)
            .values(&row)
            .execute(conn)
            .unwrap();
    }
    let merged = ComuneSuccessionRow {
        old: BASTIGLIA.to_owned(),
        new: MODENA.to_owned(),
        since: 2026_01_01,
    };
    diesel::insert_into(comune_succession::table)
        .values(&merged)
        .execute(conn)
        .unwrap();
}

/// A board over a populated store.
pub struct Board {
    pub notices: Notices,
    pub recorder: Arc<Recorder>,
}

impl Board {
    pub fn open(store: &TestStore) -> Self {
        populate(store);
        let [first, second] = [(), ()].map(|()| keygen(&*store.entropy).unwrap().1);
        let keys = SealKeys::new(first, second).unwrap();
        let recorder = Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap();
        let sealer = Sealer::new(Some(keys), store.entropy.clone());
        let recorder = Arc::new(recorder.sealing(sealer));
        Self {
            notices: Notices::new(
                store.register.clone(),
                recorder.clone(),
                store.clock.clone(),
            ),
            recorder,
        }
    }

    pub fn publish(
        &self,
        store: &TestStore,
        user_id: i64,
        draft: &Draft,
    ) -> Result<i64, NoticeError> {
        self.notices
            .publish(&member(store, user_id), &origin(), draft)
    }

    /// Ids of what that user finds, in order.
    pub fn finds(&self, store: &TestStore, user_id: i64) -> Vec<i64> {
        let views = self.notices.list(&member(store, user_id)).unwrap();
        views.into_iter().map(|view| view.notice.id).collect()
    }
}

pub fn member(store: &TestStore, user_id: i64) -> Member {
    Member::read(&mut store.conn(), user_id, TODAY)
        .unwrap()
        .unwrap()
}

pub fn origin() -> Origin {
    Origin {
        request_id: "r-1".to_owned(),
        workstation: "PC-12".to_owned(),
    }
}

/// A notice to that Comune, office and role, for three days.
pub fn to(comune: &str, office_id: i64, role: Option<Role>) -> Draft {
    Draft {
        audience: Audience {
            comune: comune.to_owned(),
            office_id,
            role,
        },
        title: "Sospensione del servizio".to_owned(),
        body: "Sabato il servizio è sospeso.\nGrazie.".to_owned(),
        valid_from: None,
        valid_to: TODAY.add_days(2),
    }
}

/// What the trace holds.
pub fn traced(store: &TestStore) -> Vec<AuditRow> {
    audit::table
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut store.trace_conn())
        .unwrap()
}

/// The day so many days from now.
pub fn day(days: i64) -> Day {
    TODAY.add_days(days)
}
