//! Registering an agreement.

use crate::administration::areas::done;
use crate::administration::change::Note;
use crate::administration::{Actor, AdminError, Administration, AgreementInput, Area};

use super::rows;

/// Names of the fields of an agreement, for the trace.
pub(super) const FIELDS: [&str; 14] = [
    "ente",
    "comune",
    "gruppo",
    "territorio",
    "protocollo",
    "baseGiuridica",
    "dal",
    "al",
    "validazione",
    "quotaGiornaliera",
    "anpr",
    "postazione",
    "finalita",
    "concessioni",
];

impl Administration {
    /// Registers an agreement; its id.
    pub fn create_agreement(
        &self,
        actor: &Actor,
        input: &AgreementInput,
    ) -> Result<i64, AdminError> {
        let today = self.clock.today();
        let now = self.clock.now().naive_utc();
        self.change(actor, Area::Agreements, "convenzione", |conn, notes| {
            actor.administers()?;
            let mut draft = input.judge(conn, actor, today)?;
            draft.row.created_at = now;
            let permit = actor.must_manage(&draft.row)?;
            let id = rows::insert(conn, &draft)?;
            notes.push(Note {
                subject: format!("convenzione:{id}"),
                outcome: done::REGISTERED,
                comune: draft.row.comune.clone(),
                agreement_id: id,
                fields: FIELDS.to_vec(),
            });
            Ok((permit, id))
        })
    }
}
