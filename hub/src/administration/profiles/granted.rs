//! What an entity's agreements grant today, all together.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use schema::codes::Territory;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AgreementRow, agreement, agreement_grant, comune_group_member};

use crate::administration::catalogue::{self, Fields, Grants};
use crate::administration::{AdminError, GrantInput, agreements, comuni};

/// What agreements grant, gathered.
pub(super) struct GrantedNow {
    pub grants: Grants,
    /// `None`: all.
    pub comuni: Option<BTreeSet<String>>,
}

/// The union over the entity's agreements in force. A profile is a choice of services and a choice of Comuni; which
/// agreement gives what about whom is looked at again with every request.
pub(super) fn granted_now(
    conn: &mut Db,
    entity_id: i64,
    today: Day,
) -> Result<GrantedNow, AdminError> {
    let rows: Vec<AgreementRow> = agreement::table
        .filter(agreement::entity_id.eq(entity_id))
        .select(AgreementRow::as_select())
        .load(conn)?;
    let rows: Vec<AgreementRow> = rows
        .into_iter()
        .filter(|row| agreements::in_force(row, today))
        .collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let granted: Vec<(String, String, String)> = agreement_grant::table
        .filter(agreement_grant::agreement_id.eq_any(&ids))
        .select((
            agreement_grant::service,
            agreement_grant::kind,
            agreement_grant::fields,
        ))
        .load(conn)?;
    let mut grants: Grants = BTreeMap::new();
    for (service, kind, fields) in granted {
        let fields = Fields::parse(&fields);
        let known = grants.remove(&(service.clone(), kind.clone()));
        let both = match known {
            Some(known) => known.union(fields),
            None => fields,
        };
        grants.insert((service, kind), both);
    }
    let mut found = Vec::new();
    let mut all = false;
    for row in &rows {
        if let Some(group) = row.group_id {
            let members: Vec<String> = comune_group_member::table
                .filter(comune_group_member::group_id.eq(group))
                .select(comune_group_member::comune)
                .load(conn)?;
            found.extend(members);
        } else if row.comune.is_empty() || row.territory == Territory::National.code() {
            all = true;
        } else {
            found.push(row.comune.clone());
        }
    }
    comuni::add_predecessors(&mut found, &comuni::successions(conn, today.0)?);
    Ok(GrantedNow {
        grants,
        comuni: (!all).then(|| found.into_iter().collect()),
    })
}

impl GrantedNow {
    /// As a profile would be typed that keeps all of it.
    pub fn inputs(&self) -> Vec<GrantInput> {
        catalogue::inputs(&self.grants)
    }
}
