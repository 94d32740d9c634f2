//! A user who searches, with all that its right needs in the directory.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, AppUserRow, EntityRow, OfficeRow,
    ProfileGrantRow, ProfileRow, agreement, agreement_grant, agreement_purpose, api_key, app_user,
    entity, office, profile, profile_grant,
};

use crate::{TestStore, directory};

/// What an agreement grants to a user.
#[derive(Clone, Copy, Debug)]
pub struct Right {
    /// All Comuni if it is empty.
    pub comune: &'static str,
    /// `RICERCA`, `RICERCA_CESSATI`.
    pub services: &'static [&'static str],
    /// `NESSUNA`, `SILENZIO`, `MANUALE`.
    pub validation: &'static str,
    /// 0 without a limit.
    pub daily_quota: i64,
}

/// Makes an entity, office and user of that id, with an agreement for each right.
pub fn grant(conn: &mut Db, moment: NaiveDateTime, id: i64, rights: &[Right]) -> QueryResult<()> {
    macro_rules! insert {
        ($conn:expr, $table:ident, $row:expr) => {
            diesel::insert_into($table::table)
                .values(&$row)
                .execute($conn)?
        };
    }
    directory::write(conn, |conn| {
        // An entity for each user, so that agreements are not shared.
        insert!(
            conn,
            entity,
            EntityRow {
                id,
                name: format!("Ente {id}"),
                kind: "AGENZIA".to_owned(),
                comune: String::new(),
                enabled: true,
            }
        );
        insert!(
            conn,
            office,
            OfficeRow {
                id,
                entity_id: id,
                comune: String::new(),
                name: "Ufficio".to_owned(),
                enabled: true,
                created_at: moment,
            }
        );
        insert!(
            conn,
            app_user,
            AppUserRow {
                id,
                entity_id: id,
                office_id: id,
                role: "STANDARD".to_owned(),
                username: format!("utente{id}"),
                surname: "BIANCHI".to_owned(),
                name: "ANNA".to_owned(),
                codice_fiscale: String::new(),
                email: String::new(),
                anpr_operator: String::new(),
                enabled: true,
                created_at: moment,
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
                all_comuni: true,
                validation: "NESSUNA".to_owned(),
                workstation: "LIBERA".to_owned(),
                search_hits: 0,
            }
        );
        for service in ["RICERCA", "RICERCA_CESSATI"] {
            insert!(
                conn,
                profile_grant,
                ProfileGrantRow {
                    user_id: id,
                    service: service.to_owned(),
                    kind: String::new(),
                    fields: String::new(),
                }
            );
        }
        for (right, number) in rights.iter().zip(1..) {
            let agreement_id = id * 100 + number;
            insert!(
                conn,
                agreement,
                AgreementRow {
                    id: agreement_id,
                    entity_id: id,
                    comune: right.comune.to_owned(),
                    group_id: None,
                    territory: "COMUNE".to_owned(),
                    protocol: format!("{agreement_id}/2026"),
                    legal_basis: String::new(),
                    valid_from: 0,
                    valid_to: Day::MAX.0,
                    suspended: false,
                    validation: right.validation.to_owned(),
                    silence_hours: 0,
                    daily_quota: right.daily_quota,
                    anpr: "NESSUNA".to_owned(),
                    workstation: "LIBERA".to_owned(),
                    created_at: moment,
                    created_by: 0,
                }
            );
            insert!(
                conn,
                agreement_purpose,
                AgreementPurposeRow {
                    agreement_id,
                    purpose: "*".to_owned(),
                    description: String::new(),
                }
            );
            for service in right.services {
                insert!(
                    conn,
                    agreement_grant,
                    AgreementGrantRow {
                        agreement_id,
                        service: (*service).to_owned(),
                        kind: String::new(),
                        fields: String::new(),
                    }
                );
            }
        }
        QueryResult::Ok(())
    })
}

/// Lets the user of a key search wherever its agreements reach.
pub fn may_search(store: &TestStore, key: &str) {
    let prefix = key.split('_').nth(1).expect("a key").to_owned();
    let written: QueryResult<()> = directory::write(&mut store.conn(), |conn| {
        let (user_id, entity_id): (i64, i64) = api_key::table
            .inner_join(app_user::table.on(app_user::id.eq(api_key::user_id)))
            .filter(api_key::prefix.eq(&prefix))
            .select((api_key::user_id, app_user::entity_id))
            .first(conn)?;
        let agreements: Vec<i64> = agreement::table
            .filter(agreement::entity_id.eq(entity_id))
            .select(agreement::id)
            .load(conn)?;
        for service in ["RICERCA", "RICERCA_CESSATI"] {
            for agreement_id in &agreements {
                diesel::insert_into(agreement_grant::table)
                    .values(&AgreementGrantRow {
                        agreement_id: *agreement_id,
                        service: service.to_owned(),
                        kind: String::new(),
                        fields: "*".to_owned(),
                    })
                    .execute(conn)?;
            }
            diesel::insert_into(profile_grant::table)
                .values(&ProfileGrantRow {
                    user_id,
                    service: service.to_owned(),
                    kind: String::new(),
                    fields: "*".to_owned(),
                })
                .execute(conn)?;
        }
        Ok(())
    });
    written.expect("write the directory");
    // A running hub reads the directory again after some seconds of its own clock, which is the test's.
    store.clock.advance(Duration::seconds(10));
}
