//! Named groups of Comuni: unions, districts. An agreement of a group opens the residents of its Comuni.

use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::db::Db;
use schema::names::fold;
use schema::tables::{ComuneGroupMemberRow, ComuneGroupRow, comune_group, comune_group_member};

use super::areas::done;
use super::change::Note;
use super::input::Judge;
use super::{Actor, AdminError, Administration, Area, Versioned};

/// A group as typed.
#[derive(Clone, Debug, Default)]
pub struct GroupInput {
    /// `nome`.
    pub name: String,
    /// `comuni`: ISTAT codes.
    pub comuni: Vec<String>,
}

/// A group and its Comuni.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupInfo {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// ISTAT codes, in their order.
    pub comuni: Vec<String>,
}

impl Administration {
    /// Every group: TOP users see them too, since agreements name them.
    pub fn groups(&self, actor: &Actor) -> Result<Vec<GroupInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Entities)?, |conn| {
            let groups: Vec<ComuneGroupRow> = comune_group::table
                .order(comune_group::id)
                .select(ComuneGroupRow::as_select())
                .load(conn)?;
            groups
                .into_iter()
                .map(|row| with_comuni(conn, row))
                .collect()
        })
    }

    /// One of them.
    pub fn group(&self, actor: &Actor, id: i64) -> Result<Versioned<GroupInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Entities)?, |conn| {
            Ok(Versioned::of(visible(conn, actor, id)?))
        })
    }

    /// Registers a group; its id.
    pub fn create_group(&self, actor: &Actor, input: &GroupInput) -> Result<i64, AdminError> {
        self.change(actor, Area::Entities, "gruppo", |conn, notes| {
            let permit = actor.must_everywhere(Function::ManageEntities)?;
            let (name, comuni) = judge(conn, input, 0)?;
            let last: Option<i64> = comune_group::table
                .select(diesel::dsl::max(comune_group::id))
                .first(conn)?;
            let id = last.unwrap_or(0) + 1;
            diesel::insert_into(comune_group::table)
                .values(&ComuneGroupRow { id, name })
                .execute(conn)?;
            insert_members(conn, id, &comuni)?;
            notes.push(Note {
                subject: format!("gruppo:{id}"),
                outcome: done::REGISTERED,
                fields: vec!["nome", "comuni"],
                ..Note::default()
            });
            Ok((permit, id))
        })
    }

    /// Renames a group or changes its Comuni; agreements of the group follow at once.
    pub fn edit_group(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        input: &GroupInput,
    ) -> Result<(), AdminError> {
        let subject = format!("gruppo:{id}");
        self.change(actor, Area::Entities, &subject, |conn, notes| {
            let old = visible(conn, actor, id)?;
            let permit = actor.must_everywhere(Function::ManageEntities)?;
            let old = Versioned::of(old).expect(revision)?;
            let (name, comuni) = judge(conn, input, id)?;
            let mut fields = Vec::new();
            if old.name != name {
                fields.push("nome");
            }
            if old.comuni != comuni {
                fields.push("comuni");
            }
            diesel::update(comune_group::table.find(id))
                .set(comune_group::name.eq(&name))
                .execute(conn)?;
            diesel::delete(comune_group_member::table.filter(comune_group_member::group_id.eq(id)))
                .execute(conn)?;
            insert_members(conn, id, &comuni)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::EDITED,
                fields,
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}

fn with_comuni(conn: &mut Db, row: ComuneGroupRow) -> Result<GroupInfo, AdminError> {
    let comuni = comune_group_member::table
        .filter(comune_group_member::group_id.eq(row.id))
        .order(comune_group_member::comune)
        .select(comune_group_member::comune)
        .load(conn)?;
    Ok(GroupInfo {
        id: row.id,
        name: row.name,
        comuni,
    })
}

fn visible(conn: &mut Db, actor: &Actor, id: i64) -> Result<GroupInfo, AdminError> {
    actor.administers()?;
    if actor.role == Role::Admin {
        return Err(AdminError::NotFound);
    }
    let row = comune_group::table
        .find(id)
        .select(ComuneGroupRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(AdminError::NotFound)?;
    with_comuni(conn, row)
}

fn judge(conn: &mut Db, input: &GroupInput, id: i64) -> Result<(String, Vec<String>), AdminError> {
    let mut judge = Judge::default();
    let name = judge.required("nome", &input.name, 200);
    let names: Vec<String> = comune_group::table
        .filter(comune_group::id.ne(id))
        .select(comune_group::name)
        .load(conn)?;
    if !name.is_empty() && names.iter().any(|other| fold(other) == fold(&name)) {
        judge.wrong("nome", "GIA_PRESENTE", "C'è già un gruppo con questo nome.");
    }
    if input.comuni.is_empty() {
        judge.wrong("comuni", "ASSENTE", "Serve almeno un Comune.");
    }
    let mut comuni: Vec<String> = input
        .comuni
        .iter()
        .zip(0..)
        .map(|(comune, place)| judge.comune(&format!("comuni[{place}]"), comune))
        .collect();
    comuni.sort_unstable();
    comuni.dedup();
    judge.finish((name, comuni))
}

fn insert_members(conn: &mut Db, group_id: i64, comuni: &[String]) -> QueryResult<()> {
    for comune in comuni {
        diesel::insert_into(comune_group_member::table)
            .values(&ComuneGroupMemberRow {
                group_id,
                comune: comune.clone(),
            })
            .execute(conn)?;
    }
    Ok(())
}
