//! New users.

use diesel::prelude::*;
use schema::codes::{Role, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AppUserRow, ProfileRow, UserLinkRow, app_user, profile, user_link};

use super::{UserEdit, judge_person};
use crate::administration::areas::done;
use crate::administration::change::Note;
use crate::administration::input::Judge;
use crate::administration::reach::Seat;
use crate::administration::{Actor, AdminError, Administration, Area};

/// A new user, as typed.
#[derive(Clone, Debug, Default)]
pub struct UserInput {
    /// `ufficio`.
    pub office_id: i64,
    /// `ruolo`.
    pub role: String,
    /// `nomeUtente`.
    pub username: String,
    /// The rest, which can change later. `abilitato` is not asked: a new user is.
    pub data: UserEdit,
}

impl Administration {
    /// Registers a user, with a profile that keeps nothing yet; its id.
    pub fn create_user(&self, actor: &Actor, input: &UserInput) -> Result<i64, AdminError> {
        let today = self.clock.today();
        let now = self.clock.now().naive_utc();
        self.change(actor, Area::Users, "utente", |conn, notes| {
            actor.administers()?;
            let mut judge = Judge::default();
            let seat = match actor.seat(conn, input.office_id) {
                Ok(seat) => Some(seat),
                Err(AdminError::NotFound) => {
                    judge.wrong("ufficio", "NON_VALIDO", "L'ufficio non esiste.");
                    None
                }
                Err(error) => return Err(error),
            };
            let role = judge.listed("ruolo", &input.role, Role::from_code);
            let mut permit = None;
            if let (Some(seat), Some(role)) = (&seat, role) {
                permit = Some(actor.must_create(role, seat)?);
                fits(&mut judge, role, seat);
            }
            let username = judge.username("nomeUtente", &input.username);
            unique(conn, &mut judge, &username)?;
            let person = judge_person(&mut judge, role, &input.data);
            let (Some(seat), Some(role), Some(permit)) = judge.finish((seat, role, permit))? else {
                return Err(AdminError::NotFound);
            };
            let last: Option<i64> = app_user::table
                .select(diesel::dsl::max(app_user::id))
                .first(conn)?;
            let row = AppUserRow {
                id: last.unwrap_or(0) + 1,
                entity_id: seat.entity.id,
                office_id: seat.office.id,
                role: role.code().to_owned(),
                username,
                surname: person.surname,
                name: person.name,
                codice_fiscale: person.codice_fiscale,
                email: person.email,
                anpr_operator: person.anpr_operator,
                enabled: true,
                created_at: now,
                created_by: actor.user_id,
            };
            insert(conn, actor, &row, today)?;
            notes.push(Note {
                subject: format!("utente:{}", row.id),
                outcome: done::REGISTERED,
                comune: seat.comune().to_owned(),
                fields: vec![
                    "ufficio",
                    "ruolo",
                    "nomeUtente",
                    "cognome",
                    "nome",
                    "codiceFiscale",
                    "email",
                    "operatoreAnpr",
                ],
                ..Note::default()
            });
            Ok((permit, row.id))
        })
    }
}

/// TOP users stand in the office of a Comune, those of the Province in one of hers.
fn fits(judge: &mut Judge, role: Role, seat: &Seat) {
    let needed = match role {
        Role::Top => Some(("COMUNE", "Un utente TOP sta in un ufficio di un Comune.")),
        Role::Operator | Role::Statistician | Role::Dpo => Some((
            "PROVINCIA",
            "Questo ruolo sta in un ufficio della Provincia.",
        )),
        _ => None,
    };
    if let Some((kind, text)) = needed
        && seat.entity.kind != kind
    {
        judge.wrong("ruolo", "NON_VALIDO", text);
    }
}

fn unique(conn: &mut Db, judge: &mut Judge, username: &str) -> Result<(), AdminError> {
    let taken: i64 = app_user::table
        .filter(app_user::username.eq(username))
        .count()
        .get_result(conn)?;
    if taken > 0 {
        judge.wrong(
            "nomeUtente",
            "GIA_PRESENTE",
            "Il nome utente è già preso: sceglierne un altro.",
        );
    }
    Ok(())
}

fn insert(conn: &mut Db, actor: &Actor, row: &AppUserRow, today: Day) -> Result<(), AdminError> {
    diesel::insert_into(app_user::table)
        .values(row)
        .execute(conn)?;
    let last: Option<i64> = user_link::table
        .select(diesel::dsl::max(user_link::id))
        .first(conn)?;
    diesel::insert_into(user_link::table)
        .values(&UserLinkRow {
            id: last.unwrap_or(0) + 1,
            user_id: row.id,
            office_id: row.office_id,
            from_at: row.created_at,
            to_at: None,
            moved_by: actor.user_id,
            reason: "Registrazione".to_owned(),
        })
        .execute(conn)?;
    diesel::insert_into(profile::table)
        .values(&ProfileRow {
            user_id: row.id,
            valid_from: today.0,
            valid_to: Day::MAX.0,
            all_comuni: true,
            validation: ValidationMode::None.code().to_owned(),
            workstation: WorkstationMode::Free.code().to_owned(),
            search_hits: 0,
        })
        .execute(conn)?;
    Ok(())
}
