//! Offices of entities. The Comune that registers one answers for it.

use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::db::Db;
use schema::names::fold;
use schema::tables::{EntityRow, OfficeRow, app_user, office};

use super::areas::done;
use super::change::Note;
use super::input::Judge;
use super::reach::Seat;
use super::{Actor, AdminError, Administration, Area, ListQuery, Versioned};
use super::{agreements, entities};

/// A new office, as typed.
#[derive(Clone, Debug, Default)]
pub struct OfficeInput {
    /// `ente`.
    pub entity_id: i64,
    /// `nome`.
    pub name: String,
}

/// What of an office can change.
#[derive(Clone, Debug, Default)]
pub struct OfficeEdit {
    /// `nome`.
    pub name: String,
    /// `abilitato`.
    pub enabled: bool,
}

/// An office and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeInfo {
    /// The office.
    pub office: OfficeRow,
    /// Its entity.
    pub entity: EntityRow,
    /// How many enabled users stand in it.
    pub users: i64,
    /// The actor may edit it.
    pub editable: bool,
    /// The actor may create users in it.
    pub staffable: bool,
}

impl Administration {
    /// The offices within reach.
    pub fn offices(
        &self,
        actor: &Actor,
        entity_id: Option<i64>,
        query: &ListQuery,
    ) -> Result<Vec<OfficeInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Offices)?, |conn| {
            let seats = actor.seats(conn)?.into_iter();
            let page = query.page(
                seats.filter(|seat| entity_id.is_none_or(|id| seat.entity.id == id)),
                |seat| seat.office.id,
                |seat| format!("{} {}", seat.office.name, seat.entity.name),
            );
            page.into_iter()
                .map(|seat| info(conn, actor, seat))
                .collect()
        })
    }

    /// One of them.
    pub fn office(&self, actor: &Actor, id: i64) -> Result<Versioned<OfficeInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Offices)?, |conn| {
            let seat = actor.seat(conn, id)?;
            let revision = Versioned::of(seat.office.clone()).revision;
            let value = info(conn, actor, seat)?;
            Ok(Versioned { value, revision })
        })
    }

    /// Registers an office; its id. A TOP registers it for its Comune: an office of the Comune itself, or of an entity
    /// that has an agreement about its residents.
    pub fn create_office(&self, actor: &Actor, input: &OfficeInput) -> Result<i64, AdminError> {
        let today = self.clock.today();
        let now = self.clock.now().naive_utc();
        self.change(actor, Area::Offices, "ufficio", |conn, notes| {
            actor.administers()?;
            let comune = match actor.role {
                Role::Top => actor.comuni.first().cloned().unwrap_or_default(),
                _ => String::new(),
            };
            let mut judge = Judge::default();
            let name = judge.required("nome", &input.name, 200);
            let entity = match entities::visible(conn, actor, input.entity_id) {
                Ok(entity) => entity,
                Err(AdminError::NotFound) => {
                    judge.wrong("ente", "NON_VALIDO", "L'ente non esiste.");
                    return Err(judge.refusal());
                }
                Err(error) => return Err(error),
            };
            let last: Option<i64> = office::table
                .select(diesel::dsl::max(office::id))
                .first(conn)?;
            let seat = Seat {
                office: OfficeRow {
                    id: last.unwrap_or(0) + 1,
                    entity_id: entity.id,
                    comune,
                    name,
                    enabled: true,
                    created_at: now,
                },
                entity,
            };
            let permit = actor.must_in(Function::ManageOffices, &seat)?;
            if actor.role == Role::Top
                && !actor.comuni.contains(&seat.entity.comune)
                && !agreements::concerns(conn, actor, seat.entity.id, today)?
            {
                judge.wrong(
                    "ente",
                    "SENZA_CONVENZIONE",
                    "L'ente non ha una convenzione che riguardi il Comune: registrarla prima dell'ufficio.",
                );
            }
            unique_name(conn, &mut judge, &seat.office)?;
            judge.finish(())?;
            diesel::insert_into(office::table)
                .values(&seat.office)
                .execute(conn)?;
            notes.push(Note {
                subject: format!("ufficio:{}", seat.office.id),
                outcome: done::REGISTERED,
                comune: seat.comune().to_owned(),
                fields: vec!["ente", "nome"],
                ..Note::default()
            });
            Ok((permit, seat.office.id))
        })
    }

    /// Renames an office, enables or disables it. The users of a disabled one may do nothing.
    pub fn edit_office(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        edit: &OfficeEdit,
    ) -> Result<(), AdminError> {
        let subject = format!("ufficio:{id}");
        self.change(actor, Area::Offices, &subject, |conn, notes| {
            let seat = actor.seat(conn, id)?;
            let permit = actor.must_in(Function::ManageOffices, &seat)?;
            let old = Versioned::of(seat.office.clone()).expect(revision)?;
            if id == actor.office_id && !edit.enabled {
                return Err(AdminError::oneself());
            }
            let mut judge = Judge::default();
            let mut new = old.clone();
            new.name = judge.required("nome", &edit.name, 200);
            new.enabled = edit.enabled;
            unique_name(conn, &mut judge, &new)?;
            judge.finish(())?;
            let mut fields = Vec::new();
            if old.name != new.name {
                fields.push("nome");
            }
            if old.enabled != new.enabled {
                fields.push("abilitato");
            }
            diesel::update(office::table.find(id))
                .set(&new)
                .execute(conn)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::EDITED,
                comune: seat.comune().to_owned(),
                fields,
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}

fn info(conn: &mut Db, actor: &Actor, seat: Seat) -> Result<OfficeInfo, AdminError> {
    let users = app_user::table
        .filter(app_user::office_id.eq(seat.office.id))
        .filter(app_user::enabled.eq(true))
        .count()
        .get_result(conn)?;
    let staffable = [Role::Top, Role::Admin, Role::Standard]
        .into_iter()
        .any(|role| actor.must_create(role, &seat).is_ok());
    Ok(OfficeInfo {
        users,
        editable: actor.must_in(Function::ManageOffices, &seat).is_ok(),
        staffable,
        office: seat.office,
        entity: seat.entity,
    })
}

/// Within an entity and the Comune that registered them, names are one office's.
fn unique_name(conn: &mut Db, judge: &mut Judge, row: &OfficeRow) -> Result<(), AdminError> {
    let names: Vec<String> = office::table
        .filter(office::entity_id.eq(row.entity_id))
        .filter(office::comune.eq(&row.comune))
        .filter(office::id.ne(row.id))
        .select(office::name)
        .load(conn)?;
    let folded = fold(&row.name);
    if !folded.is_empty() && names.iter().any(|other| fold(other) == folded) {
        judge.wrong(
            "nome",
            "GIA_PRESENTE",
            "L'ente ha già un ufficio con questo nome.",
        );
    }
    Ok(())
}
