//! What becomes of an agreement: amended, suspended, resumed, ended.

use diesel::prelude::*;
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AgreementRow, agreement};

use super::input::Draft;
use super::list::visible;
use super::rows;
use crate::access::policy::Permit;
use crate::administration::areas::done;
use crate::administration::change::Note;
use crate::administration::input::Judge;
use crate::administration::{Actor, AdminError, Administration, AgreementInput, Area, Versioned};

impl Administration {
    /// Replaces an agreement from the first day of the new one on; the id of the new one. Entity and Comune, group or
    /// all, stay: another party is another agreement.
    pub fn amend_agreement(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        input: &AgreementInput,
    ) -> Result<i64, AdminError> {
        let today = self.clock.today();
        let now = self.clock.now().naive_utc();
        let subject = format!("convenzione:{id}");
        self.change(actor, Area::Agreements, &subject, |conn, notes| {
            let (_, old) = open(conn, actor, id, revision, today)?;
            let mut draft = input.judge(conn, actor, today)?;
            same_parties(&old, &draft)?;
            if draft.row.valid_from < today.0 {
                return Err(AdminError::field(
                    "dal",
                    "NON_VALIDO",
                    "Una modifica vale da oggi o da un giorno futuro: il passato resta com'era.",
                ));
            }
            draft.row.created_at = now;
            draft.row.suspended = old.suspended;
            let permit = actor.must_manage(&draft.row)?;
            // One that had not begun never comes into force.
            let ended = draft.row.valid_from.clamp(old.valid_from, old.valid_to);
            let fields = changed(conn, &old, &draft)?;
            diesel::update(agreement::table.find(id))
                .set(agreement::valid_to.eq(ended))
                .execute(conn)?;
            let new = rows::insert(conn, &draft)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::REPLACED,
                comune: old.comune.clone(),
                agreement_id: id,
                fields: vec!["al"],
            });
            notes.push(Note {
                subject: format!("convenzione:{new}"),
                outcome: done::REGISTERED,
                comune: old.comune,
                agreement_id: new,
                fields,
            });
            Ok((permit, new))
        })
    }

    /// Suspends an agreement, at once, or resumes it.
    pub fn suspend_agreement(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        suspended: bool,
    ) -> Result<(), AdminError> {
        let today = self.clock.today();
        let subject = format!("convenzione:{id}");
        self.change(actor, Area::Agreements, &subject, |conn, notes| {
            let (permit, old) = open(conn, actor, id, revision, today)?;
            diesel::update(agreement::table.find(id))
                .set(agreement::suspended.eq(suspended))
                .execute(conn)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: if suspended {
                    done::SUSPENDED
                } else {
                    done::RESUMED
                },
                comune: old.comune,
                agreement_id: id,
                fields: vec!["sospesa"],
            });
            Ok((permit, ()))
        })
    }

    /// Ends an agreement with that last day.
    pub fn end_agreement(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        last_day: &str,
    ) -> Result<(), AdminError> {
        let today = self.clock.today();
        let subject = format!("convenzione:{id}");
        self.change(actor, Area::Agreements, &subject, |conn, notes| {
            let (permit, old) = open(conn, actor, id, revision, today)?;
            let mut judge = Judge::default();
            let last = judge.day("al", last_day);
            if last_day.trim().is_empty() {
                judge.wrong("al", "ASSENTE", "Indicare l'ultimo giorno di validità.");
            }
            let valid_to = last.map_or(0, |day| day.add_days(1).0);
            if last.is_some_and(|day| day < today) {
                judge.wrong(
                    "al",
                    "NON_VALIDO",
                    "L'ultimo giorno non può essere passato: per fermarla subito, sospenderla.",
                );
            } else if valid_to > old.valid_to {
                judge.wrong(
                    "al",
                    "NON_VALIDO",
                    "La convenzione scade prima: per prolungarla, modificarla.",
                );
            }
            judge.finish(())?;
            diesel::update(agreement::table.find(id))
                .set(agreement::valid_to.eq(valid_to.max(old.valid_from)))
                .execute(conn)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::ENDED,
                comune: old.comune,
                agreement_id: id,
                fields: vec!["al"],
            });
            Ok((permit, ()))
        })
    }
}

/// An agreement that the actor may change and that has not ended.
fn open(
    conn: &mut Db,
    actor: &Actor,
    id: i64,
    revision: &str,
    today: Day,
) -> Result<(Permit, AgreementRow), AdminError> {
    let (row, _) = visible(conn, actor, id)?;
    let permit = actor.must_manage(&row)?;
    let row = Versioned::of(row).expect(revision)?;
    if row.valid_to <= today.0 {
        return Err(AdminError::Refused {
            code: "CONVENZIONE_CESSATA",
            text: "La convenzione è cessata e non si può più modificare.".to_owned(),
        });
    }
    Ok((permit, row))
}

fn same_parties(old: &AgreementRow, draft: &Draft) -> Result<(), AdminError> {
    let mut judge = Judge::default();
    let fixed = [
        ("ente", old.entity_id == draft.row.entity_id),
        ("comune", old.comune == draft.row.comune),
        ("gruppo", old.group_id == draft.row.group_id),
    ];
    for (field, same) in fixed {
        if !same {
            judge.wrong(
                field,
                "NON_MODIFICABILE",
                "Per un altro ente o un altro territorio serve un'altra convenzione.",
            );
        }
    }
    judge.finish(())
}

/// The fields in which the new one differs.
fn changed(
    conn: &mut Db,
    old: &AgreementRow,
    draft: &Draft,
) -> Result<Vec<&'static str>, AdminError> {
    let new = &draft.row;
    let differs = [
        ("territorio", old.territory != new.territory),
        ("protocollo", old.protocol != new.protocol),
        ("baseGiuridica", old.legal_basis != new.legal_basis),
        ("dal", old.valid_from != new.valid_from),
        ("al", old.valid_to != new.valid_to),
        ("validazione", old.validation != new.validation),
        ("oreSilenzio", old.silence_hours != new.silence_hours),
        ("quotaGiornaliera", old.daily_quota != new.daily_quota),
        ("anpr", old.anpr != new.anpr),
        ("postazione", old.workstation != new.workstation),
        ("finalita", rows::purposes(conn, old.id)? != draft.purposes),
        ("concessioni", rows::grants(conn, old.id)? != draft.grants),
    ];
    Ok(differs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(field, _)| field)
        .collect())
}
