//! What somebody may ask beyond what comes with being set up.

use diesel::prelude::*;
use diesel::result::Error;
use schema::tables::{
    AgreementGrantRow, ProfileGrantRow, agreement, agreement_grant, app_user, profile_grant,
};
use tests::{TestStore, directory};

/// Service, kind and fields.
pub type Granted<'a> = (&'a str, &'a str, &'a str);

/// Adds these to the newest agreement and to the user's profile.
pub fn grant(store: &TestStore, name: &str, granted: &[Granted]) {
    let user_id: i64 = app_user::table
        .filter(app_user::username.eq(name))
        .select(app_user::id)
        .first(&mut store.conn())
        .unwrap();
    let agreement_id: i64 = agreement::table
        .select(agreement::id)
        .order(agreement::id.desc())
        .first(&mut store.conn())
        .unwrap();
    grant_by(store, agreement_id, user_id, granted);
}

/// Adds these to that agreement and to that user's profile.
pub fn grant_by(store: &TestStore, agreement_id: i64, user_id: i64, granted: &[Granted]) {
    directory::write::<_, Error>(&mut store.conn(), |conn| {
        for &(service, kind, fields) in granted {
            diesel::insert_into(agreement_grant::table)
                .values(AgreementGrantRow {
                    agreement_id,
                    service: service.to_owned(),
                    kind: kind.to_owned(),
                    fields: fields.to_owned(),
                })
                .execute(conn)?;
            diesel::insert_into(profile_grant::table)
                .values(ProfileGrantRow {
                    user_id,
                    service: service.to_owned(),
                    kind: kind.to_owned(),
                    fields: fields.to_owned(),
                })
                .execute(conn)?;
        }
        Ok(())
    })
    .unwrap();
    // A running hub reads the directory again after some seconds of its own clock, which is the test's.
    store.clock.advance(chrono::Duration::seconds(10));
}
