//! Entities: the Comuni, the agencies, the Province.

use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::db::Db;
use schema::names::fold;
use schema::tables::{EntityRow, entity};

use super::areas::done;
use super::change::Note;
use super::input::Judge;
use super::{Actor, AdminError, Administration, Area, ListQuery, Versioned};

/// A new entity, as typed.
#[derive(Clone, Debug, Default)]
pub struct EntityInput {
    /// `nome`.
    pub name: String,
    /// `tipo`: `COMUNE`, `AGENZIA` or `PROVINCIA`.
    pub kind: String,
    /// `comune`: ISTAT code, of a Comune only.
    pub comune: String,
}

/// What of an entity can change.
#[derive(Clone, Debug, Default)]
pub struct EntityEdit {
    /// `nome`.
    pub name: String,
    /// `abilitato`.
    pub enabled: bool,
}

impl Administration {
    /// The entities that the actor has to do with.
    pub fn entities(&self, actor: &Actor, query: &ListQuery) -> Result<Vec<EntityRow>, AdminError> {
        self.read(self.admitted(actor, Area::Entities)?, |conn| {
            let rows: Vec<EntityRow> = entity::table
                .order(entity::id)
                .select(EntityRow::as_select())
                .load(conn)?;
            let rows = rows.into_iter().filter(|row| sees(actor, row));
            Ok(query.page(
                rows,
                |row| row.id,
                |row| format!("{} {} {}", row.name, row.kind, row.comune),
            ))
        })
    }

    /// One of them.
    pub fn entity(&self, actor: &Actor, id: i64) -> Result<Versioned<EntityRow>, AdminError> {
        self.read(self.admitted(actor, Area::Entities)?, |conn| {
            Ok(Versioned::of(visible(conn, actor, id)?))
        })
    }

    /// Registers an entity; its id.
    pub fn create_entity(&self, actor: &Actor, input: &EntityInput) -> Result<i64, AdminError> {
        self.change(actor, Area::Entities, "ente", |conn, notes| {
            let permit = actor.must_everywhere(Function::ManageEntities)?;
            let mut row = judge(conn, input)?;
            let last: Option<i64> = entity::table
                .select(diesel::dsl::max(entity::id))
                .first(conn)?;
            row.id = last.unwrap_or(0) + 1;
            diesel::insert_into(entity::table)
                .values(&row)
                .execute(conn)?;
            notes.push(Note {
                subject: format!("ente:{}", row.id),
                outcome: done::REGISTERED,
                comune: row.comune.clone(),
                fields: vec!["nome", "tipo", "comune"],
                ..Note::default()
            });
            Ok((permit, row.id))
        })
    }

    /// Renames an entity, enables or disables it. A disabled one may do nothing.
    pub fn edit_entity(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        edit: &EntityEdit,
    ) -> Result<(), AdminError> {
        let subject = format!("ente:{id}");
        self.change(actor, Area::Entities, &subject, |conn, notes| {
            let old = visible(conn, actor, id)?;
            let permit = actor.must_everywhere(Function::ManageEntities)?;
            let old = Versioned::of(old).expect(revision)?;
            if old.id == actor.entity_id && !edit.enabled {
                return Err(AdminError::oneself());
            }
            let mut judge = Judge::default();
            let name = judge.required("nome", &edit.name, 200);
            unique_name(conn, &mut judge, &name, id)?;
            judge.finish(())?;
            let mut fields = Vec::new();
            if old.name != name {
                fields.push("nome");
            }
            if old.enabled != edit.enabled {
                fields.push("abilitato");
            }
            diesel::update(entity::table.find(id))
                .set((entity::name.eq(&name), entity::enabled.eq(edit.enabled)))
                .execute(conn)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::EDITED,
                comune: old.comune,
                fields,
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}

/// A TOP makes agreements with any entity, so it sees them all; an ADMIN its own.
fn sees(actor: &Actor, row: &EntityRow) -> bool {
    match actor.role {
        Role::Operator | Role::Top => true,
        _ => row.id == actor.entity_id,
    }
}

pub(super) fn visible(conn: &mut Db, actor: &Actor, id: i64) -> Result<EntityRow, AdminError> {
    actor.administers()?;
    entity::table
        .find(id)
        .select(EntityRow::as_select())
        .first(conn)
        .optional()?
        .filter(|row| sees(actor, row))
        .ok_or(AdminError::NotFound)
}

fn judge(conn: &mut Db, input: &EntityInput) -> Result<EntityRow, AdminError> {
    let mut judge = Judge::default();
    let name = judge.required("nome", &input.name, 200);
    let kinds = |code: &str| {
        ["COMUNE", "AGENZIA", "PROVINCIA"]
            .contains(&code)
            .then(|| code.to_owned())
    };
    let kind = judge.listed("tipo", &input.kind, kinds).unwrap_or_default();
    let mut comune = String::new();
    if kind == "COMUNE" {
        comune = judge.comune("comune", &input.comune);
        let taken: i64 = entity::table
            .filter(entity::comune.eq(&comune))
            .count()
            .get_result(conn)?;
        if taken > 0 && !comune.is_empty() {
            judge.wrong(
                "comune",
                "GIA_PRESENTE",
                "Il Comune è già registrato come ente.",
            );
        }
    } else if !input.comune.trim().is_empty() {
        judge.wrong(
            "comune",
            "NON_PREVISTO",
            "Il codice ISTAT si indica solo per un Comune.",
        );
    }
    unique_name(conn, &mut judge, &name, 0)?;
    judge.finish(EntityRow {
        id: 0,
        name,
        kind,
        comune,
        enabled: true,
    })
}

/// Two entities of one name could not be told apart in a list.
fn unique_name(conn: &mut Db, judge: &mut Judge, name: &str, id: i64) -> Result<(), AdminError> {
    let names: Vec<String> = entity::table
        .filter(entity::id.ne(id))
        .select(entity::name)
        .load(conn)?;
    let folded = fold(name);
    if !folded.is_empty() && names.iter().any(|other| fold(other) == folded) {
        judge.wrong("nome", "GIA_PRESENTE", "C'è già un ente con questo nome.");
    }
    Ok(())
}
