//! Keys of applications. Several may be in force at once, so that one is changed for another without a gap.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::db::Db;
use schema::tables::{ApiKeyRow, AppUserRow, api_key};

use super::areas::done;
use super::change::Note;
use super::input::Judge;
use super::reach::role;
use super::{Actor, AdminError, Administration, Area};
use crate::access::{CreatedKey, Drawn};

/// A key is good for so long at most, and if nothing is said.
const LONGEST: Duration = Duration::days(730);
const USUAL: Duration = Duration::days(365);

/// A new key, as typed.
#[derive(Clone, Debug, Default)]
pub struct KeyInput {
    /// `al`: last day; empty: a year.
    pub until: String,
}

/// A key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedKey {
    /// Its id.
    pub id: i64,
    /// Its public part.
    pub prefix: String,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// UTC, exclusive.
    pub expires_at: NaiveDateTime,
    /// UTC.
    pub revoked_at: Option<NaiveDateTime>,
    /// Neither expired nor revoked.
    pub in_force: bool,
}

impl Administration {
    /// The keys of an application, oldest first.
    pub fn keys(&self, actor: &Actor, user_id: i64) -> Result<Vec<IssuedKey>, AdminError> {
        let now = self.clock.now().naive_utc();
        self.read(self.admitted(actor, Area::Users)?, |conn| {
            actor.user(conn, user_id)?;
            let rows = rows(conn, user_id)?;
            Ok(rows
                .into_iter()
                .map(|row| IssuedKey {
                    in_force: row.revoked_at.is_none() && row.expires_at > now,
                    id: row.id,
                    prefix: row.prefix,
                    created_at: row.created_at,
                    expires_at: row.expires_at,
                    revoked_at: row.revoked_at,
                })
                .collect())
        })
    }

    /// Issues a key to an application: it is shown now and never again.
    pub fn issue_key(
        &self,
        actor: &Actor,
        user_id: i64,
        input: &KeyInput,
    ) -> Result<CreatedKey, AdminError> {
        let drawn = Drawn::new(&*self.entropy)?;
        let now = self.clock.now().naive_utc();
        let subject = format!("utente:{user_id}");
        let id = self.change(actor, Area::Users, &subject, |conn, notes| {
            let (user, seat) = actor.user(conn, user_id)?;
            let permit = actor.must_to(Function::ChangeUsers, &user, &seat)?;
            is_application(&user)?;
            let expires_at = input.judge(now)?;
            let id = drawn.store(conn, user_id, now, expires_at)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::KEY_ISSUED,
                comune: seat.comune().to_owned(),
                fields: vec!["chiavi"],
                ..Note::default()
            });
            Ok((permit, id))
        })?;
        Ok(drawn.created(id))
    }

    /// Withdraws a key of an application. One that is withdrawn already stays so.
    pub fn revoke_key(&self, actor: &Actor, user_id: i64, key_id: i64) -> Result<(), AdminError> {
        let now = self.clock.now().naive_utc();
        let subject = format!("utente:{user_id}");
        self.change(actor, Area::Users, &subject, |conn, notes| {
            let (user, seat) = actor.user(conn, user_id)?;
            let permit = actor.must_to(Function::ChangeUsers, &user, &seat)?;
            let key = rows(conn, user_id)?
                .into_iter()
                .find(|row| row.id == key_id)
                .ok_or(AdminError::NotFound)?;
            if key.revoked_at.is_none() {
                diesel::update(api_key::table.find(key_id))
                    .set(api_key::revoked_at.eq(Some(now)))
                    .execute(conn)?;
            }
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::KEY_REVOKED,
                comune: seat.comune().to_owned(),
                fields: vec!["chiavi"],
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}

impl KeyInput {
    fn judge(&self, now: NaiveDateTime) -> Result<NaiveDateTime, AdminError> {
        let mut judge = Judge::default();
        let end = judge
            .day("al", &self.until)
            .and_then(|day| day.add_days(1).to_naive())
            .and_then(|day| day.and_hms_opt(0, 0, 0));
        if end.is_some_and(|end| end <= now || end > now + LONGEST) {
            judge.wrong(
                "al",
                "NON_VALIDO",
                "La chiave può valere da oggi e per due anni al massimo.",
            );
        }
        judge.finish(end.unwrap_or(now + USUAL))
    }
}

fn rows(conn: &mut Db, user_id: i64) -> Result<Vec<ApiKeyRow>, AdminError> {
    Ok(api_key::table
        .filter(api_key::user_id.eq(user_id))
        .order(api_key::id)
        .select(ApiKeyRow::as_select())
        .load(conn)?)
}

pub(super) fn is_application(user: &AppUserRow) -> Result<(), AdminError> {
    if role(user)? == Role::Authorised {
        return Ok(());
    }
    Err(AdminError::field(
        "utente",
        "NON_VALIDO",
        "Solo un'applicazione integrata ha chiavi: una persona accede con la password.",
    ))
}
