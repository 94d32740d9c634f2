//! Where users stand (gestione legami): moved to another office, and so to another ADMIN, with their history kept.

use diesel::prelude::*;
use schema::codes::Function;
use schema::tables::{
    AppUserRow, UserLinkRow, app_user, office, user_link, user_workstation, workstation,
};

use super::areas::done;
use super::change::Note;
use super::input::Judge;
use super::reach::Seat;
use super::{Actor, AdminError, Administration, Area};
use chrono::NaiveDateTime;
use schema::db::Db;

/// Users moved at once, at most.
const MOST: usize = 1000;

/// A move as typed.
#[derive(Clone, Debug, Default)]
pub struct MoveInput {
    /// `utenti`; none if `from_office` is given.
    pub users: Vec<i64>,
    /// `daUfficio`: everybody who stands there.
    pub from_office: Option<i64>,
    /// `ufficio`: where they go.
    pub office_id: i64,
    /// `motivo`.
    pub reason: String,
}

/// A stay of a user in an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkInfo {
    /// The stay.
    pub row: UserLinkRow,
    /// Name of the office.
    pub office: String,
}

impl Administration {
    /// Where a user stood, the latest first.
    pub fn links(&self, actor: &Actor, user_id: i64) -> Result<Vec<LinkInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Links)?, |conn| {
            actor.user(conn, user_id)?;
            let rows: Vec<(UserLinkRow, String)> = user_link::table
                .inner_join(office::table.on(office::id.eq(user_link::office_id)))
                .filter(user_link::user_id.eq(user_id))
                .order(user_link::id.desc())
                .select((UserLinkRow::as_select(), office::name))
                .load(conn)?;
            Ok(rows
                .into_iter()
                .map(|(row, office)| LinkInfo { row, office })
                .collect())
        })
    }

    /// Moves users, all of them or none; how many. Both offices must be under the actor's rights, and of one entity:
    /// rights come from the entity's agreements, so a user of another entity is another user.
    pub fn move_users(&self, actor: &Actor, input: &MoveInput) -> Result<usize, AdminError> {
        let now = self.clock.now().naive_utc();
        self.change(actor, Area::Links, "legami", |conn, notes| {
            actor.administers()?;
            let mut judge = Judge::default();
            let reason = judge.required("motivo", &input.reason, 500);
            let to = seat(conn, actor, &mut judge, "ufficio", input.office_id)?;
            let users = input.users(conn, actor, &mut judge)?;
            let Some(to) = judge.finish(to)? else {
                return Err(AdminError::NotFound);
            };
            let mut judge = Judge::default();
            if !to.office.enabled {
                judge.wrong("ufficio", "NON_VALIDO", "L'ufficio è disabilitato.");
            }
            let mut permit = None;
            for (user, from) in &users {
                let _leaves = actor.must_to(Function::ManageLinks, user, from)?;
                permit = Some(actor.must_to(Function::ManageLinks, user, &to)?);
                if user.id == actor.user_id {
                    return Err(AdminError::oneself());
                }
                if from.entity.id != to.entity.id {
                    judge.wrong(
                        "ufficio",
                        "NON_VALIDO",
                        "Si può spostare solo tra uffici dello stesso ente.",
                    );
                    break;
                }
                if from.office.id == to.office.id {
                    judge.wrong(
                        "ufficio",
                        "NON_VALIDO",
                        "Un utente è già in questo ufficio.",
                    );
                    break;
                }
            }
            judge.finish(())?;
            for (user, from) in &users {
                let link = UserLinkRow {
                    id: 0,
                    user_id: user.id,
                    office_id: to.office.id,
                    from_at: now,
                    to_at: None,
                    moved_by: actor.user_id,
                    reason: reason.clone(),
                };
                relink(conn, link, now)?;
                notes.push(Note {
                    subject: format!("utente:{}", user.id),
                    outcome: done::MOVED,
                    comune: from.comune().to_owned(),
                    fields: vec!["ufficio"],
                    ..Note::default()
                });
            }
            Ok((permit.ok_or(AdminError::NotFound)?, users.len()))
        })
    }
}

impl MoveInput {
    fn users(
        &self,
        conn: &mut Db,
        actor: &Actor,
        judge: &mut Judge,
    ) -> Result<Vec<(AppUserRow, Seat)>, AdminError> {
        let mut found = Vec::new();
        if let Some(from) = self.from_office {
            if !self.users.is_empty() {
                judge.wrong(
                    "utenti",
                    "NON_PREVISTO",
                    "Indicare gli utenti oppure l'ufficio da cui spostarli tutti.",
                );
            }
            if let Some(from) = seat(conn, actor, judge, "daUfficio", from)? {
                let rows: Vec<AppUserRow> = app_user::table
                    .filter(app_user::office_id.eq(from.office.id))
                    .order(app_user::id)
                    .select(AppUserRow::as_select())
                    .load(conn)?;
                found.extend(rows.into_iter().map(|row| (row, from.clone())));
                if found.is_empty() {
                    judge.wrong("daUfficio", "NON_VALIDO", "Nell'ufficio non c'è nessuno.");
                }
            }
            return Ok(found);
        }
        let mut ids = self.users.clone();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            judge.wrong("utenti", "ASSENTE", "Scegliere almeno un utente.");
        }
        if ids.len() > MOST {
            judge.wrong(
                "utenti",
                "TROPPO_LUNGO",
                format!("Al massimo {MOST} utenti alla volta."),
            );
            return Ok(found);
        }
        for (id, place) in ids.into_iter().zip(0..) {
            match actor.user(conn, id) {
                Ok(user) => found.push(user),
                Err(AdminError::NotFound) => judge.wrong(
                    &format!("utenti[{place}]"),
                    "NON_VALIDO",
                    "L'utente non esiste.",
                ),
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}

/// An office within reach; one that is not is told like one that does not exist.
fn seat(
    conn: &mut Db,
    actor: &Actor,
    judge: &mut Judge,
    field: &str,
    id: i64,
) -> Result<Option<Seat>, AdminError> {
    match actor.seat(conn, id) {
        Ok(seat) => Ok(Some(seat)),
        Err(AdminError::NotFound) => {
            judge.wrong(field, "NON_VALIDO", "L'ufficio non esiste.");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Ends the present stay and begins another. Workstations belong to the office that is left.
fn relink(conn: &mut Db, mut link: UserLinkRow, now: NaiveDateTime) -> Result<(), AdminError> {
    diesel::update(
        user_link::table
            .filter(user_link::user_id.eq(link.user_id))
            .filter(user_link::to_at.is_null()),
    )
    .set(user_link::to_at.eq(Some(now)))
    .execute(conn)?;
    let last: Option<i64> = user_link::table
        .select(diesel::dsl::max(user_link::id))
        .first(conn)?;
    link.id = last.unwrap_or(0) + 1;
    diesel::insert_into(user_link::table)
        .values(&link)
        .execute(conn)?;
    diesel::update(app_user::table.find(link.user_id))
        .set(app_user::office_id.eq(link.office_id))
        .execute(conn)?;
    let elsewhere: Vec<i64> = workstation::table
        .filter(workstation::office_id.ne(link.office_id))
        .select(workstation::id)
        .load(conn)?;
    diesel::delete(
        user_workstation::table
            .filter(user_workstation::user_id.eq(link.user_id))
            .filter(user_workstation::workstation_id.eq_any(elsewhere)),
    )
    .execute(conn)?;
    Ok(())
}
