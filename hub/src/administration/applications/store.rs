//! The rows of an application: office, agreements, user, profile and key.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::{AnprMode, Role, Territory, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, AppUserRow, OfficeRow, ProfileComuneRow,
    ProfileGrantRow, ProfileRow, UserLinkRow, agreement, agreement_grant, agreement_purpose,
    app_user, entity, office, profile, profile_comune, profile_grant, user_link,
};

use super::ApplicationSpec;
use crate::access::directory::next_id;
use crate::access::{Drawn, Service};
use crate::administration::AdminError;

/// The office in which an entity's applications stand.
const OFFICE: &str = "Applicazioni";

/// An application of the entity with an agreement of its own (with each Comune, or with all) that grants just this, for
/// any purpose and without validation; ids of the application and of its key.
pub(super) fn store(
    conn: &mut Db,
    drawn: &Drawn,
    now: NaiveDateTime,
    spec: &ApplicationSpec,
) -> Result<(i64, i64), AdminError> {
    let known: i64 = entity::table
        .find(spec.entity_id)
        .count()
        .get_result(conn)?;
    if known == 0 {
        return Err(AdminError::NotFound);
    }
    let office_id = office_of(conn, spec.entity_id, now)?;
    let comuni = spec.comuni.as_deref().map(distinct);
    let grants = grants(spec);
    for comune in comuni.as_deref().unwrap_or(&[String::new()]) {
        agree(conn, spec.entity_id, comune, &grants, now)?;
    }
    let username = format!("app-{}", drawn.prefix);
    let user_id = application(conn, spec.entity_id, office_id, &username, now)?;
    keep(conn, user_id, comuni.as_deref(), &grants)?;
    let id = drawn.store(conn, user_id, now, spec.expires_at)?;
    Ok((user_id, id))
}

fn grants(spec: &ApplicationSpec) -> Vec<(Service, &'static str)> {
    let mut grants = Vec::new();
    for kind in distinct(&spec.kinds) {
        grants.push((Service::Check, kind.code()));
        grants.push((Service::MassiveCheck, kind.code()));
    }
    for service in distinct(&spec.services) {
        match service.kinds() {
            [] => grants.push((service, "")),
            kinds => grants.extend(kinds.iter().map(|kind| (service, kind.code()))),
        }
    }
    if spec.may_supply {
        grants.push((Service::Supply, ""));
    }
    grants
}

fn distinct<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    items
}

fn office_of(conn: &mut Db, entity_id: i64, now: NaiveDateTime) -> QueryResult<i64> {
    let known: Option<i64> = office::table
        .filter(office::entity_id.eq(entity_id))
        .filter(office::name.eq(OFFICE))
        .order(office::id)
        .select(office::id)
        .first(conn)
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let row = OfficeRow {
        id: next_id!(conn, office)?,
        entity_id,
        comune: String::new(),
        name: OFFICE.to_owned(),
        enabled: true,
        created_at: now,
    };
    diesel::insert_into(office::table)
        .values(&row)
        .execute(conn)?;
    Ok(row.id)
}

fn agree(
    conn: &mut Db,
    entity_id: i64,
    comune: &str,
    grants: &[(Service, &'static str)],
    now: NaiveDateTime,
) -> QueryResult<()> {
    if grants.is_empty() {
        return Ok(());
    }
    let id = next_id!(conn, agreement)?;
    diesel::insert_into(agreement::table)
        .values(&AgreementRow {
            id,
            entity_id,
            comune: comune.to_owned(),
            group_id: None,
            territory: Territory::Comune.code().to_owned(),
            protocol: format!("APP-{id}"),
            legal_basis: String::new(),
            valid_from: 0,
            valid_to: Day::MAX.0,
            suspended: false,
            validation: ValidationMode::None.code().to_owned(),
            silence_hours: 0,
            daily_quota: 0,
            anpr: AnprMode::None.code().to_owned(),
            workstation: WorkstationMode::Free.code().to_owned(),
            created_at: now,
            created_by: 0,
        })
        .execute(conn)?;
    diesel::insert_into(agreement_purpose::table)
        .values(&AgreementPurposeRow {
            agreement_id: id,
            purpose: "*".to_owned(),
            description: String::new(),
        })
        .execute(conn)?;
    for (service, kind) in grants {
        diesel::insert_into(agreement_grant::table)
            .values(&AgreementGrantRow {
                agreement_id: id,
                service: service.code().to_owned(),
                kind: (*kind).to_owned(),
                fields: "*".to_owned(),
            })
            .execute(conn)?;
    }
    Ok(())
}

fn application(
    conn: &mut Db,
    entity_id: i64,
    office_id: i64,
    username: &str,
    now: NaiveDateTime,
) -> QueryResult<i64> {
    let id = next_id!(conn, app_user)?;
    diesel::insert_into(app_user::table)
        .values(&AppUserRow {
            id,
            entity_id,
            office_id,
            role: Role::Authorised.code().to_owned(),
            username: username.to_owned(),
            surname: username.to_owned(),
            name: String::new(),
            codice_fiscale: String::new(),
            email: String::new(),
            anpr_operator: String::new(),
            enabled: true,
            created_at: now,
            created_by: 0,
        })
        .execute(conn)?;
    diesel::insert_into(user_link::table)
        .values(&UserLinkRow {
            id: next_id!(conn, user_link)?,
            user_id: id,
            office_id,
            from_at: now,
            to_at: None,
            moved_by: 0,
            reason: String::new(),
        })
        .execute(conn)?;
    Ok(id)
}

fn keep(
    conn: &mut Db,
    user_id: i64,
    comuni: Option<&[String]>,
    grants: &[(Service, &'static str)],
) -> QueryResult<()> {
    diesel::insert_into(profile::table)
        .values(&ProfileRow {
            user_id,
            valid_from: 0,
            valid_to: Day::MAX.0,
            all_comuni: comuni.is_none(),
            validation: ValidationMode::None.code().to_owned(),
            workstation: WorkstationMode::Free.code().to_owned(),
            search_hits: 0,
        })
        .execute(conn)?;
    for (service, kind) in grants {
        diesel::insert_into(profile_grant::table)
            .values(&ProfileGrantRow {
                user_id,
                service: service.code().to_owned(),
                kind: (*kind).to_owned(),
                fields: "*".to_owned(),
            })
            .execute(conn)?;
    }
    for comune in comuni.unwrap_or_default() {
        diesel::insert_into(profile_comune::table)
            .values(&ProfileComuneRow {
                user_id,
                comune: comune.clone(),
            })
            .execute(conn)?;
    }
    Ok(())
}
