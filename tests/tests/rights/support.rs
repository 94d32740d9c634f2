//! A directory written row by row.

use chrono::{DateTime, NaiveDateTime};
use diesel::prelude::*;
use hub::access::{Authenticator, Caller, Context, Credential};
use schema::codes::CheckKind;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, AppUserRow, EntityRow, OfficeRow,
    ProfileComuneRow, ProfileGrantRow, ProfileRow, agreement, agreement_grant, agreement_purpose,
    app_user, entity, office, profile, profile_comune, profile_grant,
};
use tests::store::TODAY;
use tests::{TestStore, directory};

fn moment() -> NaiveDateTime {
    DateTime::UNIX_EPOCH.naive_utc()
}

macro_rules! insert {
    ($conn:expr, $table:ident, $row:expr) => {
        diesel::insert_into($table::table)
            .values(&$row)
            .execute($conn)?
    };
}

/// What an agreement or a profile grants.
#[derive(Clone)]
pub struct Granted {
    pub kinds: Vec<(CheckKind, &'static str)>,
    pub comuni: Option<Vec<&'static str>>,
}

/// Agreement `id` of entity 1, with one Comune, or all if it is empty.
pub fn agreement_row(id: i64, comune: &str) -> AgreementRow {
    AgreementRow {
        id,
        entity_id: 1,
        comune: comune.to_owned(),
        group_id: None,
        territory: "COMUNE".to_owned(),
        protocol: format!("{id}/2026"),
        legal_basis: String::new(),
        valid_from: 0,
        valid_to: Day::MAX.0,
        suspended: false,
        validation: "NESSUNA".to_owned(),
        silence_hours: 0,
        daily_quota: 0,
        anpr: "NESSUNA".to_owned(),
        workstation: "LIBERA".to_owned(),
        created_at: moment(),
        created_by: 0,
    }
}

/// Entity 1 with office 1.
pub fn entity_one(store: &TestStore) {
    directory::write(&mut store.conn(), |conn| {
        insert!(
            conn,
            entity,
            EntityRow {
                id: 1,
                name: "INPS".to_owned(),
                kind: "AGENZIA".to_owned(),
                comune: String::new(),
                enabled: true,
            }
        );
        insert!(
            conn,
            office,
            OfficeRow {
                id: 1,
                entity_id: 1,
                comune: String::new(),
                name: "Ufficio".to_owned(),
                enabled: true,
                created_at: moment(),
            }
        );
        QueryResult::Ok(())
    })
    .unwrap();
}

/// An agreement for any purpose that grants kinds with those fields for single checks.
pub fn agree(store: &TestStore, row: &AgreementRow, kinds: &[(CheckKind, &str)]) {
    directory::write(&mut store.conn(), |conn| {
        insert!(conn, agreement, row.clone());
        insert!(
            conn,
            agreement_purpose,
            AgreementPurposeRow {
                agreement_id: row.id,
                purpose: "*".to_owned(),
                description: String::new(),
            }
        );
        for (kind, fields) in kinds {
            insert!(
                conn,
                agreement_grant,
                AgreementGrantRow {
                    agreement_id: row.id,
                    service: "VERIFICA".to_owned(),
                    kind: kind.code().to_owned(),
                    fields: (*fields).to_owned(),
                }
            );
        }
        QueryResult::Ok(())
    })
    .unwrap();
}

/// A user of office 1 with a profile.
pub fn user(store: &TestStore, id: i64, granted: &Granted) {
    directory::write(&mut store.conn(), |conn| write_user(conn, id, granted)).unwrap();
}

fn write_user(conn: &mut Db, id: i64, granted: &Granted) -> QueryResult<()> {
    insert!(
        conn,
        app_user,
        AppUserRow {
            id,
            entity_id: 1,
            office_id: 1,
            role: "STANDARD".to_owned(),
            username: format!("utente{id}"),
            surname: "BIANCHI".to_owned(),
            name: "ANNA".to_owned(),
            codice_fiscale: String::new(),
            email: String::new(),
            anpr_operator: String::new(),
            enabled: true,
            created_at: moment(),
            created_by: 0,
        }
    );
    insert!(
        conn,
        profile,
        ProfileRow {
            user_id: id,
            valid_from: 0,
            valid_to: Day::MAX.0,
            all_comuni: granted.comuni.is_none(),
            validation: "NESSUNA".to_owned(),
            workstation: "LIBERA".to_owned(),
            search_hits: 0,
        }
    );
    for (kind, fields) in &granted.kinds {
        insert!(
            conn,
            profile_grant,
            ProfileGrantRow {
                user_id: id,
                service: "VERIFICA".to_owned(),
                kind: kind.code().to_owned(),
                fields: (*fields).to_owned(),
            }
        );
    }
    for comune in granted.comuni.iter().flatten() {
        insert!(
            conn,
            profile_comune,
            ProfileComuneRow {
                user_id: id,
                comune: (*comune).to_owned(),
            }
        );
    }
    Ok(())
}

/// A signed-in user.
pub fn signed_in(authenticator: &Authenticator, id: i64) -> Caller {
    authenticator
        .user(id, Credential::Session { id: 1 })
        .expect("a user")
}

pub fn context() -> Context {
    Context::new(TODAY, "richiesta")
}
