//! What an actor sees at all. Whatever is out of reach does not exist for it.

use diesel::prelude::*;
use schema::codes::{Function, Role};
use schema::db::Db;
use schema::tables::{AppUserRow, EntityRow, OfficeRow, app_user, entity, office};

use super::policy::creating;
use super::{Actor, AdminError};
use crate::access::policy::{ComuneRelation, OfficeRelation, Permit};

/// An office and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    pub office: OfficeRow,
    pub entity: EntityRow,
}

impl Seat {
    /// The Comune that an act on it concerns, for the trace.
    pub fn comune(&self) -> &str {
        if self.office.comune.is_empty() {
            &self.entity.comune
        } else {
            &self.office.comune
        }
    }
}

impl Actor {
    /// Its own is what its Comune registered (or one that it took over), and the offices of the Comune itself; an
    /// operator's own is what the Province registered.
    fn comune_relation(&self, seat: &Seat) -> ComuneRelation {
        let own = match self.role {
            Role::Operator => seat.office.comune.is_empty(),
            _ => {
                self.comuni.contains(&seat.office.comune)
                    || self.comuni.contains(&seat.entity.comune)
            }
        };
        if own {
            ComuneRelation::Own
        } else {
            ComuneRelation::Other
        }
    }

    fn office_relation(&self, seat: &Seat) -> OfficeRelation {
        if seat.office.id == self.office_id {
            OfficeRelation::Own
        } else if seat.entity.id == self.entity_id {
            OfficeRelation::OtherOffice
        } else {
            OfficeRelation::OtherEntity
        }
    }

    /// Whether it sees an office and the users in it: wherever it looks after some of them.
    pub(super) fn sees(&self, seat: &Seat) -> bool {
        self.must_in(Function::ChangeUsers, seat).is_ok()
    }

    /// Refuses what the role may not do in that office.
    pub(super) fn must_in(&self, function: Function, seat: &Seat) -> Result<Permit, AdminError> {
        self.must(
            function,
            self.office_relation(seat),
            self.comune_relation(seat),
        )
    }

    /// Refuses what the role may not do to that user: some accounts are beyond some roles wherever they stand.
    pub(super) fn must_to(
        &self,
        function: Function,
        user: &AppUserRow,
        seat: &Seat,
    ) -> Result<Permit, AdminError> {
        self.must_to_account(function, role(user)?, seat)
    }

    /// Refuses to make a user of that role there.
    pub(super) fn must_create(&self, whose: Role, seat: &Seat) -> Result<Permit, AdminError> {
        self.must_to_account(creating(whose), whose, seat)
    }

    fn must_to_account(
        &self,
        function: Function,
        whose: Role,
        seat: &Seat,
    ) -> Result<Permit, AdminError> {
        Ok(self.right(function)?.upon_account(
            whose,
            self.office_relation(seat),
            self.comune_relation(seat),
        )?)
    }

    /// True if [`must_to`](Self::must_to) refuses nothing.
    pub(super) fn may_to(&self, function: Function, user: &AppUserRow, seat: &Seat) -> bool {
        self.must_to(function, user, seat).is_ok()
    }

    /// The office, if it is within reach.
    pub(super) fn seat(&self, conn: &mut Db, office_id: i64) -> Result<Seat, AdminError> {
        self.administers()?;
        let seat = read_seat(conn, office_id)?.ok_or(AdminError::NotFound)?;
        if self.sees(&seat) {
            Ok(seat)
        } else {
            Err(AdminError::NotFound)
        }
    }

    /// The user and its office, if they are within reach.
    pub(super) fn user(
        &self,
        conn: &mut Db,
        user_id: i64,
    ) -> Result<(AppUserRow, Seat), AdminError> {
        self.administers()?;
        let user = app_user::table
            .find(user_id)
            .select(AppUserRow::as_select())
            .first(conn)
            .optional()?
            .ok_or(AdminError::NotFound)?;
        let seat = self.seat(conn, user.office_id)?;
        Ok((user, seat))
    }

    /// Every office within reach, by id.
    pub(super) fn seats(&self, conn: &mut Db) -> Result<Vec<Seat>, AdminError> {
        self.administers()?;
        let rows: Vec<(OfficeRow, EntityRow)> = office::table
            .inner_join(entity::table.on(entity::id.eq(office::entity_id)))
            .order(office::id)
            .select((OfficeRow::as_select(), EntityRow::as_select()))
            .load(conn)?;
        Ok(rows
            .into_iter()
            .map(|(office, entity)| Seat { office, entity })
            .filter(|seat| self.sees(seat))
            .collect())
    }
}

/// The role of a stored user.
pub(super) fn role(user: &AppUserRow) -> Result<Role, AdminError> {
    Role::from_code(&user.role).ok_or_else(|| {
        AdminError::Database(diesel::result::Error::DeserializationError(
            format!("user {} has no known role", user.id).into(),
        ))
    })
}

fn read_seat(conn: &mut Db, office_id: i64) -> Result<Option<Seat>, AdminError> {
    let found: Option<(OfficeRow, EntityRow)> = office::table
        .inner_join(entity::table.on(entity::id.eq(office::entity_id)))
        .filter(office::id.eq(office_id))
        .select((OfficeRow::as_select(), EntityRow::as_select()))
        .first(conn)
        .optional()?;
    Ok(found.map(|(office, entity)| Seat { office, entity }))
}
