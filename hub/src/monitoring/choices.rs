//! To whose acts a look can be narrowed.

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{app_user, entity, office};

use super::source::SEALED_ROLE;
use super::{Monitoring, MonitoringError, Reading, Sight};

/// Users beyond which a list to choose from is no help: an office narrows it.
const MOST_USERS: usize = 300;

/// To whose acts a look can be narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Offices in sight: number, entity and name.
    pub offices: Vec<(i64, String)>,
    /// Users who stand there now, or in the office chosen: number and name. None if they are too many.
    pub users: Vec<(i64, String)>,
}

impl Monitoring {
    /// The offices in sight and their users. Public security is not among them: nothing would be found of it.
    ///
    /// # Errors
    /// The register is away.
    pub fn choices(&self, reading: &Reading) -> Result<Choices, MonitoringError> {
        let mut conn = self.register.get()?;
        Ok(read(
            &mut conn,
            &reading.sight,
            reading.asked.filter.office_id,
        )?)
    }
}

fn read(conn: &mut Db, sight: &Sight, chosen: Option<i64>) -> QueryResult<Choices> {
    let in_sight = |id: i64| match sight {
        Sight::All => true,
        Sight::Part { offices, .. } => offices.contains(&id),
    };
    let rows: Vec<(i64, String, String)> = office::table
        .inner_join(entity::table.on(entity::id.eq(office::entity_id)))
        .select((office::id, entity::name, office::name))
        .load(conn)?;
    let mut offices: Vec<(i64, String)> = rows
        .into_iter()
        .filter(|(id, ..)| in_sight(*id))
        .map(|(id, entity, office)| (id, format!("{entity} – {office}")))
        .collect();
    offices.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    let rows: Vec<(i64, i64, String, String)> = app_user::table
        .filter(app_user::role.ne(SEALED_ROLE))
        .select((
            app_user::id,
            app_user::office_id,
            app_user::surname,
            app_user::name,
        ))
        .load(conn)?;
    let mut users: Vec<(i64, String)> = rows
        .into_iter()
        .filter(|(_, office, ..)| in_sight(*office) && chosen.is_none_or(|one| one == *office))
        .map(|(id, _, surname, name)| (id, format!("{surname} {name}").trim().to_owned()))
        .collect();
    users.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    if users.len() > MOST_USERS {
        users.clear();
    }
    Ok(Choices { offices, users })
}
