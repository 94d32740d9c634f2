//! The rows of an agreement, in and out.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, agreement, agreement_grant,
    agreement_purpose,
};

use super::input::Draft;
use super::{Fields, Grants};
use crate::administration::AdminError;

/// Stores a draft; its id.
pub(super) fn insert(conn: &mut Db, draft: &Draft) -> Result<i64, AdminError> {
    let last: Option<i64> = agreement::table
        .select(diesel::dsl::max(agreement::id))
        .first(conn)?;
    let id = last.unwrap_or(0) + 1;
    let row = AgreementRow {
        id,
        ..draft.row.clone()
    };
    diesel::insert_into(agreement::table)
        .values(&row)
        .execute(conn)?;
    for (purpose, description) in &draft.purposes {
        diesel::insert_into(agreement_purpose::table)
            .values(&AgreementPurposeRow {
                agreement_id: id,
                purpose: purpose.clone(),
                description: description.clone(),
            })
            .execute(conn)?;
    }
    for ((service, kind), fields) in &draft.grants {
        diesel::insert_into(agreement_grant::table)
            .values(&AgreementGrantRow {
                agreement_id: id,
                service: service.clone(),
                kind: kind.clone(),
                fields: fields.text(),
            })
            .execute(conn)?;
    }
    Ok(id)
}

/// Purposes of an agreement: codes and descriptions.
pub(super) fn purposes(conn: &mut Db, id: i64) -> Result<BTreeMap<String, String>, AdminError> {
    let rows: Vec<(String, String)> = agreement_purpose::table
        .filter(agreement_purpose::agreement_id.eq(id))
        .select((agreement_purpose::purpose, agreement_purpose::description))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What an agreement grants.
pub(super) fn grants(conn: &mut Db, id: i64) -> Result<Grants, AdminError> {
    let rows: Vec<AgreementGrantRow> = agreement_grant::table
        .filter(agreement_grant::agreement_id.eq(id))
        .select(AgreementGrantRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.service, row.kind), Fields::parse(&row.fields)))
        .collect())
}
