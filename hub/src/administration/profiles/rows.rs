//! The rows of a profile, in and out.

use diesel::prelude::*;
use schema::codes::{ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    ProfileComuneRow, ProfileGrantRow, ProfileRow, UserWorkstationRow, profile, profile_comune,
    profile_grant, user_workstation,
};

use super::ProfileInfo;
use crate::administration::AdminError;
use crate::administration::catalogue::{self, Fields, Grants};

pub(super) fn read(conn: &mut Db, user_id: i64, today: Day) -> Result<ProfileInfo, AdminError> {
    let row = profile::table
        .find(user_id)
        .select(ProfileRow::as_select())
        .first(conn)
        .optional()?;
    // A user registered by other means may have none: it keeps nothing.
    let row = row.unwrap_or_else(|| ProfileRow {
        user_id,
        valid_from: today.0,
        valid_to: Day::MAX.0,
        all_comuni: true,
        validation: ValidationMode::None.code().to_owned(),
        workstation: WorkstationMode::Free.code().to_owned(),
        search_hits: 0,
    });
    let grants: Vec<ProfileGrantRow> = profile_grant::table
        .filter(profile_grant::user_id.eq(user_id))
        .select(ProfileGrantRow::as_select())
        .load(conn)?;
    let grants: Grants = grants
        .into_iter()
        .map(|row| ((row.service, row.kind), Fields::parse(&row.fields)))
        .collect();
    Ok(ProfileInfo {
        row,
        grants: catalogue::inputs(&grants),
        comuni: profile_comune::table
            .filter(profile_comune::user_id.eq(user_id))
            .order(profile_comune::comune)
            .select(profile_comune::comune)
            .load(conn)?,
        workstations: user_workstation::table
            .filter(user_workstation::user_id.eq(user_id))
            .order(user_workstation::workstation_id)
            .select(user_workstation::workstation_id)
            .load(conn)?,
    })
}

pub(super) fn store(conn: &mut Db, new: &ProfileInfo) -> Result<(), AdminError> {
    let user_id = new.row.user_id;
    diesel::delete(profile_grant::table.filter(profile_grant::user_id.eq(user_id)))
        .execute(conn)?;
    diesel::delete(profile_comune::table.filter(profile_comune::user_id.eq(user_id)))
        .execute(conn)?;
    diesel::delete(user_workstation::table.filter(user_workstation::user_id.eq(user_id)))
        .execute(conn)?;
    diesel::delete(profile::table.find(user_id)).execute(conn)?;
    diesel::insert_into(profile::table)
        .values(&new.row)
        .execute(conn)?;
    for grant in &new.grants {
        diesel::insert_into(profile_grant::table)
            .values(&ProfileGrantRow {
                user_id,
                service: grant.service.clone(),
                kind: grant.kind.clone(),
                fields: grant.fields.join(","),
            })
            .execute(conn)?;
    }
    for comune in &new.comuni {
        diesel::insert_into(profile_comune::table)
            .values(&ProfileComuneRow {
                user_id,
                comune: comune.clone(),
            })
            .execute(conn)?;
    }
    for workstation_id in &new.workstations {
        diesel::insert_into(user_workstation::table)
            .values(&UserWorkstationRow {
                user_id,
                workstation_id: *workstation_id,
            })
            .execute(conn)?;
    }
    Ok(())
}
