//! Seeing agreements.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::codes::Role;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    AgreementRow, EntityRow, agreement, comune_group, comune_group_member, entity,
};

use super::rows;
use crate::administration::{
    Actor, AdminError, Administration, Area, GrantInput, ListQuery, Versioned, catalogue,
};

/// Which agreements.
#[derive(Clone, Debug, Default)]
pub struct AgreementQuery {
    /// Page and words.
    pub page: ListQuery,
    /// Of this entity only.
    pub entity_id: Option<i64>,
    /// In force today, and not suspended, only.
    pub in_force: bool,
}

/// An agreement with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementInfo {
    /// The agreement.
    pub row: AgreementRow,
    /// Whose it is.
    pub entity: EntityRow,
    /// Name of the group, if it is with one.
    pub group: String,
    /// Codes and descriptions.
    pub purposes: Vec<(String, String)>,
    /// What it grants; `*`: all fields.
    pub grants: Vec<GrantInput>,
    /// In force today and not suspended.
    pub in_force: bool,
    /// The actor may amend, suspend and end it.
    pub editable: bool,
}

impl Administration {
    /// The agreements that concern the actor: a TOP's Comune, an ADMIN's entity; an operator sees all.
    pub fn agreements(
        &self,
        actor: &Actor,
        query: &AgreementQuery,
    ) -> Result<Vec<AgreementInfo>, AdminError> {
        let today = self.clock.today();
        self.read(self.admitted(actor, Area::Agreements)?, |conn| {
            let groups = groups_of(conn, actor)?;
            let found: Vec<(AgreementRow, EntityRow)> = agreement::table
                .inner_join(entity::table.on(entity::id.eq(agreement::entity_id)))
                .order(agreement::id)
                .select((AgreementRow::as_select(), EntityRow::as_select()))
                .load(conn)?;
            let rows = found.into_iter().filter(|(row, _)| {
                actor.concerned(row, &groups)
                    && query.entity_id.is_none_or(|id| row.entity_id == id)
                    && (!query.in_force || in_force(row, today))
            });
            let page = query.page.page(
                rows,
                |(row, _)| row.id,
                |(row, entity)| format!("{} {} {}", entity.name, row.protocol, row.legal_basis),
            );
            page.into_iter()
                .map(|(row, entity)| info(conn, actor, row, entity, today))
                .collect()
        })
    }

    /// One of them.
    pub fn agreement(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<Versioned<AgreementInfo>, AdminError> {
        let today = self.clock.today();
        self.read(self.admitted(actor, Area::Agreements)?, |conn| {
            let (row, entity) = visible(conn, actor, id)?;
            let revision = Versioned::of(row.clone()).revision;
            let value = info(conn, actor, row, entity, today)?;
            Ok(Versioned { value, revision })
        })
    }
}

impl Actor {
    /// `groups`: those to which one of its Comuni belongs.
    fn concerned(&self, row: &AgreementRow, groups: &[i64]) -> bool {
        match self.role {
            Role::Operator => true,
            Role::Top => {
                row.entity_id == self.entity_id
                    || self.comuni.contains(&row.comune)
                    || row.comune.is_empty()
                        && row.group_id.is_none_or(|group| groups.contains(&group))
            }
            _ => row.entity_id == self.entity_id,
        }
    }
}

/// Whether any agreement of an entity, not yet ended, concerns the actor's Comuni.
pub fn concerns(
    conn: &mut Db,
    actor: &Actor,
    entity_id: i64,
    today: Day,
) -> Result<bool, AdminError> {
    let groups = groups_of(conn, actor)?;
    let rows: Vec<AgreementRow> = agreement::table
        .filter(agreement::entity_id.eq(entity_id))
        .filter(agreement::valid_to.gt(today.0))
        .select(AgreementRow::as_select())
        .load(conn)?;
    Ok(rows.iter().any(|row| actor.concerned(row, &groups)))
}

/// Whether it opens anything today.
pub fn in_force(row: &AgreementRow, today: Day) -> bool {
    !row.suspended && row.valid_from <= today.0 && today.0 < row.valid_to
}

/// An agreement that concerns the actor.
pub(super) fn visible(
    conn: &mut Db,
    actor: &Actor,
    id: i64,
) -> Result<(AgreementRow, EntityRow), AdminError> {
    actor.administers()?;
    let groups = groups_of(conn, actor)?;
    let found: Option<(AgreementRow, EntityRow)> = agreement::table
        .inner_join(entity::table.on(entity::id.eq(agreement::entity_id)))
        .filter(agreement::id.eq(id))
        .select((AgreementRow::as_select(), EntityRow::as_select()))
        .first(conn)
        .optional()?;
    found
        .filter(|(row, _)| actor.concerned(row, &groups))
        .ok_or(AdminError::NotFound)
}

fn groups_of(conn: &mut Db, actor: &Actor) -> Result<Vec<i64>, AdminError> {
    Ok(comune_group_member::table
        .filter(comune_group_member::comune.eq_any(&actor.comuni))
        .select(comune_group_member::group_id)
        .load(conn)?)
}

fn info(
    conn: &mut Db,
    actor: &Actor,
    row: AgreementRow,
    entity: EntityRow,
    today: Day,
) -> Result<AgreementInfo, AdminError> {
    let names: HashMap<i64, String> = comune_group::table
        .select((comune_group::id, comune_group::name))
        .load(conn)?
        .into_iter()
        .collect();
    let group = row.group_id.and_then(|id| names.get(&id).cloned());
    let grants = catalogue::inputs(&rows::grants(conn, row.id)?);
    Ok(AgreementInfo {
        purposes: rows::purposes(conn, row.id)?.into_iter().collect(),
        grants,
        in_force: in_force(&row, today),
        editable: actor.may_manage(&row) && row.valid_to > today.0,
        group: group.unwrap_or_default(),
        row,
        entity,
    })
}
