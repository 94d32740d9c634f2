//! Mergers of Comuni (fusioni): the new one answers for what the old one left.

use diesel::prelude::*;
use schema::codes::Function;
use schema::tables::{ComuneSuccessionRow, comune_succession};

use super::areas::done;
use super::change::Note;
use super::comuni::{add_predecessors, known};
use super::input::Judge;
use super::{Actor, AdminError, Administration, Area};

/// A merger as typed.
#[derive(Clone, Debug, Default)]
pub struct SuccessionInput {
    /// `comuneCessato`.
    pub old: String,
    /// `comuneSubentrante`.
    pub new: String,
    /// `dal`: first day of the new one.
    pub since: String,
}

impl Administration {
    /// Every merger, by the Comune that ceased.
    pub fn successions(&self, actor: &Actor) -> Result<Vec<ComuneSuccessionRow>, AdminError> {
        self.read(self.admitted(actor, Area::Entities)?, |conn| {
            Ok(comune_succession::table
                .order((comune_succession::old, comune_succession::new))
                .select(ComuneSuccessionRow::as_select())
                .load(conn)?)
        })
    }

    /// Registers a merger.
    pub fn create_succession(
        &self,
        actor: &Actor,
        input: &SuccessionInput,
    ) -> Result<(), AdminError> {
        self.change(actor, Area::Entities, "fusione", |conn, notes| {
            let permit = actor.must_everywhere(Function::ManageEntities)?;
            let rows: Vec<ComuneSuccessionRow> = comune_succession::table
                .select(ComuneSuccessionRow::as_select())
                .load(conn)?;
            let row = judge(input, &rows)?;
            diesel::insert_into(comune_succession::table)
                .values(&row)
                .execute(conn)?;
            notes.push(note(&row, done::REGISTERED));
            Ok((permit, ()))
        })
    }

    /// Takes back a merger that was registered by mistake.
    pub fn remove_succession(&self, actor: &Actor, old: &str, new: &str) -> Result<(), AdminError> {
        self.change(actor, Area::Entities, "fusione", |conn, notes| {
            let permit = actor.must_everywhere(Function::ManageEntities)?;
            // What is no code is not even looked for.
            if !known(old) || !known(new) {
                return Err(AdminError::NotFound);
            }
            let row: ComuneSuccessionRow = comune_succession::table
                .find((old, new))
                .select(ComuneSuccessionRow::as_select())
                .first(conn)
                .optional()?
                .ok_or(AdminError::NotFound)?;
            diesel::delete(comune_succession::table.find((old, new))).execute(conn)?;
            notes.push(note(&row, done::REMOVED));
            Ok((permit, ()))
        })
    }
}

fn note(row: &ComuneSuccessionRow, outcome: &'static str) -> Note {
    Note {
        subject: format!("fusione:{}-{}", row.old, row.new),
        outcome,
        comune: row.new.clone(),
        fields: vec!["comuneCessato", "comuneSubentrante", "dal"],
        ..Note::default()
    }
}

fn judge(
    input: &SuccessionInput,
    known: &[ComuneSuccessionRow],
) -> Result<ComuneSuccessionRow, AdminError> {
    let mut judge = Judge::default();
    let old = judge.comune("comuneCessato", &input.old);
    let new = judge.comune("comuneSubentrante", &input.new);
    let since = judge.day("dal", &input.since);
    if input.since.trim().is_empty() {
        judge.wrong(
            "dal",
            "ASSENTE",
            "Indicare il primo giorno del nuovo Comune.",
        );
    }
    // Whoever took over the old one's heir would in the end take over itself.
    let mut before = vec![old.clone()];
    add_predecessors(&mut before, known);
    if !new.is_empty() && before.contains(&new) {
        judge.wrong(
            "comuneSubentrante",
            "NON_VALIDO",
            "Un Comune non può subentrare a se stesso, nemmeno attraverso altri.",
        );
    }
    if known.iter().any(|row| row.old == old && row.new == new) {
        judge.wrong(
            "comuneCessato",
            "GIA_PRESENTE",
            "La fusione è già registrata.",
        );
    }
    judge.finish(ComuneSuccessionRow {
        old,
        new,
        since: since.map_or(0, |day| day.0),
    })
}
