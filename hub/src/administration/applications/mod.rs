//! An application with all that it needs, in one step: for whoever runs the machine, before there is anybody who could
//! register entity, office, agreement, user and profile one after the other.

mod store;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use schema::codes::{CheckKind, Function};
use schema::tables::api_key;

use super::areas::done;
use super::change::Note;
use super::{Actor, AdminError, Administration, Area};
use crate::access::{CreatedKey, Drawn, Service};

/// What a new application may do.
#[derive(Clone, Debug)]
pub struct ApplicationSpec {
    /// Whose it is.
    pub entity_id: i64,
    /// Kinds of declaration that it may check; none = no checks.
    pub kinds: Vec<CheckKind>,
    /// Other services, each whole: all its kinds with all their fields.
    pub services: Vec<Service>,
    /// May send supplies of its Comuni.
    pub may_supply: bool,
    /// The Comuni that it holds; `None` = all, those to come too.
    pub comuni: Option<Vec<String>>,
    /// UTC, exclusive.
    pub expires_at: NaiveDateTime,
}

impl Administration {
    /// Registers an application of an entity, with an agreement of its own that grants just this, and issues its key.
    ///
    /// # Errors
    /// [`AdminError::NotFound`] if there is no such entity; refused to all but the command line and who manages
    /// entities.
    pub fn create_application(
        &self,
        actor: &Actor,
        spec: &ApplicationSpec,
    ) -> Result<CreatedKey, AdminError> {
        let drawn = Drawn::new(&*self.entropy)?;
        let now = self.clock.now().naive_utc();
        let subject = format!("ente:{}", spec.entity_id);
        let id = self.change(actor, Area::Users, &subject, |conn, notes| {
            let permit = actor.must_everywhere(Function::ManageEntities)?;
            let (user_id, id) = store::store(conn, &drawn, now, spec)?;
            notes.push(Note {
                subject: format!("utente:{user_id}"),
                outcome: done::KEY_ISSUED,
                fields: vec!["convenzioni", "utente", "profilo", "chiavi"],
                ..Note::default()
            });
            Ok((permit, id))
        })?;
        Ok(drawn.created(id))
    }

    /// Withdraws the key in force of that public part.
    ///
    /// # Errors
    /// [`AdminError::NotFound`] if there is none.
    pub fn revoke_key_named(&self, actor: &Actor, prefix: &str) -> Result<(), AdminError> {
        let right = self.admitted(actor, Area::Users)?;
        let found: Option<(i64, i64)> = self.read(right, |conn| {
            let found = api_key::table
                .filter(api_key::prefix.eq(prefix))
                .filter(api_key::revoked_at.is_null())
                .select((api_key::user_id, api_key::id))
                .first(conn)
                .optional()?;
            Ok(found)
        })?;
        let (user_id, id) = found.ok_or(AdminError::NotFound)?;
        self.revoke_key(actor, user_id, id)
    }
}
