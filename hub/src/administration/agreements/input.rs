//! An agreement as typed, judged.

use std::collections::BTreeMap;

use diesel::prelude::*;
use schema::codes::{AnprMode, Role, Territory, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{AgreementRow, comune_group, entity};

use super::{GrantInput, Grants};
use crate::administration::input::Judge;
use crate::administration::{Actor, AdminError, catalogue};

/// Silence longer than a month of working hours is none that assents.
const LONGEST_SILENCE: i64 = 240;
/// No entity asks so often in a day.
const LARGEST_QUOTA: i64 = 1_000_000_000;

/// A purpose as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurposeInput {
    /// `codice`: as requests state it.
    pub code: String,
    /// `descrizione`.
    pub description: String,
}

/// An agreement as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgreementInput {
    /// `ente`.
    pub entity_id: i64,
    /// `comune`: ISTAT code; empty: all adhering ones, or the group.
    pub comune: String,
    /// `gruppo`.
    pub group_id: Option<i64>,
    /// `territorio`.
    pub territory: String,
    /// `protocollo`.
    pub protocol: String,
    /// `baseGiuridica`.
    pub legal_basis: String,
    /// `dal`: first day.
    pub from: String,
    /// `al`: last day; empty: open.
    pub until: String,
    /// `validazione`.
    pub validation: String,
    /// `oreSilenzio`: working hours.
    pub silence_hours: String,
    /// `quotaGiornaliera`; empty or 0: none.
    pub daily_quota: String,
    /// `anpr`.
    pub anpr: String,
    /// `postazione`.
    pub workstation: String,
    /// `finalita`.
    pub purposes: Vec<PurposeInput>,
    /// `concessioni`.
    pub grants: Vec<GrantInput>,
}

/// An agreement that can be stored once it has an id.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub row: AgreementRow,
    /// Codes and descriptions.
    pub purposes: BTreeMap<String, String>,
    pub grants: Grants,
}

impl AgreementInput {
    /// Judges every field. The rows that it names must exist; whether the actor may is judged apart.
    pub(super) fn judge(
        &self,
        conn: &mut Db,
        actor: &Actor,
        today: Day,
    ) -> Result<Draft, AdminError> {
        let mut judge = Judge::default();
        let known: i64 = entity::table
            .filter(entity::id.eq(self.entity_id))
            .count()
            .get_result(conn)?;
        if known == 0 {
            judge.wrong("ente", "NON_VALIDO", "L'ente non esiste.");
        }
        let territory = judge.listed("territorio", &self.territory, Territory::from_code);
        let (comune, group_id) = self.judge_reach(conn, &mut judge, actor, territory)?;
        let (valid_from, valid_to) = self.judge_days(&mut judge, today);
        let validation = judge.listed("validazione", &self.validation, ValidationMode::from_code);
        let silent = validation == Some(ValidationMode::Silent);
        let silence_hours = judge.number("oreSilenzio", &self.silence_hours, 0, LONGEST_SILENCE);
        if silent && silence_hours == 0 {
            judge.wrong(
                "oreSilenzio",
                "ASSENTE",
                "Indicare dopo quante ore lavorative il silenzio vale assenso.",
            );
        }
        if !silent && silence_hours > 0 {
            judge.wrong(
                "oreSilenzio",
                "NON_PREVISTO",
                "Le ore si indicano solo con il silenzio-assenso.",
            );
        }
        let row = AgreementRow {
            id: 0,
            entity_id: self.entity_id,
            comune,
            group_id,
            territory: code(territory.map(Territory::code)),
            protocol: judge.required("protocollo", &self.protocol, 200),
            legal_basis: judge.required("baseGiuridica", &self.legal_basis, 500),
            valid_from,
            valid_to,
            suspended: false,
            validation: code(validation.map(ValidationMode::code)),
            silence_hours: i32::try_from(silence_hours).unwrap_or(0),
            daily_quota: judge.number("quotaGiornaliera", &self.daily_quota, 0, LARGEST_QUOTA),
            anpr: code(
                judge
                    .listed("anpr", &self.anpr, AnprMode::from_code)
                    .map(AnprMode::code),
            ),
            workstation: code(
                judge
                    .listed("postazione", &self.workstation, WorkstationMode::from_code)
                    .map(WorkstationMode::code),
            ),
            created_at: chrono::NaiveDateTime::default(),
            created_by: actor.user_id,
        };
        let purposes = self.judge_purposes(&mut judge);
        let grants = catalogue::judge(&mut judge, &self.grants, true);
        judge.finish(Draft {
            row,
            purposes,
            grants,
        })
    }

    /// With whom it is: a Comune, a group, or all.
    fn judge_reach(
        &self,
        conn: &mut Db,
        judge: &mut Judge,
        actor: &Actor,
        territory: Option<Territory>,
    ) -> Result<(String, Option<i64>), AdminError> {
        if territory == Some(Territory::Group) {
            if !self.comune.trim().is_empty() {
                judge.wrong(
                    "comune",
                    "NON_PREVISTO",
                    "Una convenzione con un gruppo non indica il Comune.",
                );
            }
            let group_id = self.group_id.unwrap_or(0);
            let known: i64 = comune_group::table
                .filter(comune_group::id.eq(group_id))
                .count()
                .get_result(conn)?;
            if known == 0 {
                judge.wrong("gruppo", "ASSENTE", "Scegliere un gruppo di Comuni.");
            }
            return Ok((String::new(), self.group_id));
        }
        if self.group_id.is_some() {
            judge.wrong(
                "gruppo",
                "NON_PREVISTO",
                "Il gruppo si indica solo se il territorio è un gruppo di Comuni.",
            );
        }
        let comune = self.comune.trim();
        // An operator leaves it blank for all adhering Comuni; a TOP speaks for its own only.
        if comune.is_empty() && actor.role == Role::Operator {
            return Ok((String::new(), None));
        }
        Ok((judge.comune("comune", comune), None))
    }

    fn judge_days(&self, judge: &mut Judge, today: Day) -> (i32, i32) {
        let from = judge.day("dal", &self.from);
        if self.from.trim().is_empty() {
            judge.wrong("dal", "ASSENTE", "Indicare il primo giorno di validità.");
        }
        let until = judge.day("al", &self.until);
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            judge.wrong("al", "NON_VALIDO", "L'ultimo giorno precede il primo.");
        }
        if until.is_some_and(|until| until < today) {
            judge.wrong("al", "NON_VALIDO", "La convenzione sarebbe già scaduta.");
        }
        let valid_to = until.map_or(Day::MAX, |until| until.add_days(1));
        (from.map_or(0, |day| day.0), valid_to.0)
    }

    fn judge_purposes(&self, judge: &mut Judge) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        if self.purposes.is_empty() {
            judge.wrong("finalita", "ASSENTE", "Serve almeno una finalità.");
        }
        for (purpose, place) in self.purposes.iter().zip(0..) {
            judge.at(format!("finalita[{place}]"));
            let code = judge.required("codice", &purpose.code, 200);
            let description = judge.text("descrizione", &purpose.description, 500);
            if found.insert(code, description).is_some() {
                judge.wrong("codice", "RIPETUTO", "La finalità è già nell'elenco.");
            }
        }
        judge.at("");
        found
    }
}

fn code(code: Option<&'static str>) -> String {
    code.unwrap_or_default().to_owned()
}
