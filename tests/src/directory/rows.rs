//! Rows of the directory, written past its services.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use hub::access::EntityKind;
use schema::clock::Clock;
use schema::codes::{Role, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::{Db, TxError, write_tx};
use schema::tables::{
    AppUserRow, EntityRow, OfficeRow, ProfileRow, UserLinkRow, app_user, directory_version, entity,
    office, profile, user_link,
};

/// Changes the directory in one transaction, at whose end every node reads it again. The counter is raised first, so
/// that changes come one after another and may number their rows by `next_id!`.
pub fn write<T, E: TxError>(
    conn: &mut Db,
    mut work: impl FnMut(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    write_tx(conn, |conn| {
        diesel::update(directory_version::table.find(1))
            .set(directory_version::version.eq(directory_version::version + 1))
            .execute(conn)?;
        work(conn)
    })
}

/// The next id of a table of the directory, within [`write`](crate::directory::write()).
#[macro_export]
macro_rules! next_id {
    ($conn:expr, $table:ident) => {{
        let last: diesel::QueryResult<Option<i64>> = diesel::RunQueryDsl::first(
            diesel::QueryDsl::select($table::table, diesel::dsl::max($table::id)),
            $conn,
        );
        last.map(|last| last.unwrap_or(0) + 1)
    }};
}

/// An entity; its id.
pub fn entity(conn: &mut Db, name: &str, kind: EntityKind, comune: &str) -> i64 {
    write::<_, diesel::result::Error>(conn, |conn| {
        let row = EntityRow {
            id: next_id!(conn, entity)?,
            name: name.to_owned(),
            kind: kind.code().to_owned(),
            comune: comune.to_owned(),
            enabled: true,
        };
        diesel::insert_into(entity::table)
            .values(&row)
            .execute(conn)?;
        Ok(row.id)
    })
    .expect("add an entity")
}

/// Somebody, or an application, of an entity.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The entity: its first office, made if there is none.
    pub entity_id: i64,
    /// What it may be.
    pub role: Role,
    /// What it signs in with.
    pub username: &'a str,
    /// Surname; of an application, its name.
    pub surname: &'a str,
    /// Given names.
    pub name: &'a str,
}

/// A user without credentials, with a profile that keeps nothing; its id.
pub fn user(conn: &mut Db, clock: &dyn Clock, member: &Member<'_>) -> i64 {
    let now = clock.now().naive_utc();
    write::<_, diesel::result::Error>(conn, |conn| {
        let office_id = office_of(conn, member.entity_id, now)?;
        let row = AppUserRow {
            id: next_id!(conn, app_user)?,
            entity_id: member.entity_id,
            office_id,
            role: member.role.code().to_owned(),
            username: member.username.to_owned(),
            surname: member.surname.to_owned(),
            name: member.name.to_owned(),
            codice_fiscale: String::new(),
            email: String::new(),
            anpr_operator: String::new(),
            enabled: true,
            created_at: now,
            created_by: 0,
        };
        diesel::insert_into(app_user::table)
            .values(&row)
            .execute(conn)?;
        diesel::insert_into(user_link::table)
            .values(&UserLinkRow {
                id: next_id!(conn, user_link)?,
                user_id: row.id,
                office_id,
                from_at: now,
                to_at: None,
                moved_by: 0,
                reason: String::new(),
            })
            .execute(conn)?;
        diesel::insert_into(profile::table)
            .values(&ProfileRow {
                user_id: row.id,
                valid_from: clock.today().0,
                valid_to: Day::MAX.0,
                all_comuni: true,
                validation: ValidationMode::None.code().to_owned(),
                workstation: WorkstationMode::Free.code().to_owned(),
                search_hits: 0,
            })
            .execute(conn)?;
        Ok(row.id)
    })
    .expect("add a user")
}

fn office_of(conn: &mut Db, entity_id: i64, now: NaiveDateTime) -> QueryResult<i64> {
    let known = office::table
        .filter(office::entity_id.eq(entity_id))
        .order(office::id)
        .select(office::id)
        .first(conn)
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let owner: EntityRow = entity::table
        .find(entity_id)
        .select(EntityRow::as_select())
        .first(conn)?;
    let row = OfficeRow {
        id: next_id!(conn, office)?,
        entity_id,
        comune: owner.comune,
        name: owner.name,
        enabled: true,
        created_at: now,
    };
    diesel::insert_into(office::table)
        .values(&row)
        .execute(conn)?;
    Ok(row.id)
}

/// Enables a user, or disables it, and leaves its sessions as they are.
pub fn set_enabled(conn: &mut Db, username: &str, enabled: bool) {
    let changed = write::<_, diesel::result::Error>(conn, |conn| {
        diesel::update(app_user::table.filter(app_user::username.eq(username)))
            .set(app_user::enabled.eq(enabled))
            .execute(conn)
    });
    assert_eq!(changed, Ok(1), "{username}");
}
