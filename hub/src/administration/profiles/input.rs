//! A profile as typed, judged: it lies within what the agreements grant, or is told where it does not.

use std::collections::BTreeSet;

use diesel::prelude::*;
use schema::codes::{ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{ProfileRow, workstation};

use super::ProfileInfo;
use super::granted::GrantedNow;
use crate::administration::catalogue::{self, Fields, Grants};
use crate::administration::input::Judge;
use crate::administration::{AdminError, GrantInput, comuni};

/// People whom a search may find at most, whatever is typed.
const LARGEST_SEARCH: i64 = 10_000;

/// A profile as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileInput {
    /// `dal`: first day.
    pub from: String,
    /// `al`: last day; empty: open.
    pub until: String,
    /// `tuttiIComuni`: all that the agreements open, those to come too.
    pub all_comuni: bool,
    /// `comuni`: otherwise these, ISTAT codes.
    pub comuni: Vec<String>,
    /// `validazione`.
    pub validation: String,
    /// `postazione`.
    pub workstation: String,
    /// `limiteRicerca`: people whom a search may find; blank or 0: the hub's limit.
    pub search_hits: String,
    /// `concessioni`.
    pub grants: Vec<GrantInput>,
    /// `postazioni`: ids of workstations of the user's office to which it is bound; none: all of them.
    pub workstations: Vec<i64>,
}

impl ProfileInput {
    pub(super) fn judge(
        &self,
        conn: &mut Db,
        user_id: i64,
        office_id: i64,
        now: &GrantedNow,
        today: Day,
    ) -> Result<ProfileInfo, AdminError> {
        let mut judge = Judge::default();
        let from = judge.day("dal", &self.from);
        let until = judge.day("al", &self.until);
        let valid_from = from.unwrap_or(today);
        if until.is_some_and(|until| until < valid_from) {
            judge.wrong("al", "NON_VALIDO", "L'ultimo giorno precede il primo.");
        }
        let validation = judge.listed("validazione", &self.validation, ValidationMode::from_code);
        let mode = judge.listed("postazione", &self.workstation, WorkstationMode::from_code);
        let search_hits = judge.number("limiteRicerca", &self.search_hits, 0, LARGEST_SEARCH);
        // Never: the number is within bounds that fit.
        let search_hits = i32::try_from(search_hits).unwrap_or(0);
        let grants = catalogue::judge(&mut judge, &self.grants, false);
        self.judge_grants(&mut judge, &now.grants);
        let comuni = self.judge_comuni(&mut judge, now.comuni.as_ref());
        let workstations = self.judge_workstations(conn, &mut judge, office_id)?;
        judge.finish(ProfileInfo {
            row: ProfileRow {
                user_id,
                valid_from: valid_from.0,
                valid_to: until.map_or(Day::MAX, |until| until.add_days(1)).0,
                all_comuni: self.all_comuni,
                validation: validation.map_or("", ValidationMode::code).to_owned(),
                workstation: mode.map_or("", WorkstationMode::code).to_owned(),
                search_hits,
            },
            grants: catalogue::inputs(&grants),
            comuni,
            workstations,
        })
    }

    /// Names what exceeds the agreements.
    fn judge_grants(&self, judge: &mut Judge, now: &Grants) {
        const CODE: &str = "ECCEDE_CONVENZIONI";
        for (grant, place) in self.grants.iter().zip(0..) {
            judge.at(format!("concessioni[{place}]"));
            let key = (grant.service.clone(), grant.kind.clone());
            match now.get(&key) {
                None if now.keys().any(|(service, _)| *service == grant.service) => {
                    let text = "Nessuna convenzione in vigore dell'ente concede questo tipo.";
                    judge.wrong("tipo", CODE, text);
                }
                None => {
                    let text = "Nessuna convenzione in vigore dell'ente concede questo servizio.";
                    judge.wrong("servizio", CODE, text);
                }
                Some(Fields::All) => {}
                Some(Fields::Some(given)) => {
                    // `*` in a profile is all that the agreements give, whatever that is.
                    let known = |field: &&str| *field != "*" && !given.contains(*field);
                    let beyond: Vec<&str> = grant
                        .fields
                        .iter()
                        .map(|field| field.trim())
                        .filter(known)
                        .filter(|field| field.chars().all(|c| c.is_ascii_alphanumeric()))
                        .collect();
                    if !beyond.is_empty() {
                        judge.wrong(
                            "campi",
                            CODE,
                            format!(
                                "Nessuna convenzione in vigore dell'ente concede: {}.",
                                beyond.join(", ")
                            ),
                        );
                    }
                }
            }
        }
        judge.at("");
    }

    fn judge_comuni(&self, judge: &mut Judge, now: Option<&BTreeSet<String>>) -> Vec<String> {
        if self.all_comuni {
            if !self.comuni.is_empty() {
                judge.wrong(
                    "comuni",
                    "NON_PREVISTO",
                    "Con tutti i Comuni l'elenco deve restare vuoto.",
                );
            }
            return Vec::new();
        }
        if self.comuni.is_empty() {
            judge.wrong(
                "comuni",
                "ASSENTE",
                "Scegliere almeno un Comune, oppure tutti.",
            );
        }
        let mut comuni = Vec::new();
        for (comune, place) in self.comuni.iter().zip(0..) {
            let field = format!("comuni[{place}]");
            let comune = judge.comune(&field, comune);
            if comuni::known(&comune) && now.is_some_and(|now| !now.contains(&comune)) {
                judge.wrong(
                    &field,
                    "ECCEDE_CONVENZIONI",
                    format!("Nessuna convenzione in vigore dell'ente riguarda il Comune {comune}."),
                );
            }
            comuni.push(comune);
        }
        comuni.sort_unstable();
        comuni.dedup();
        comuni
    }

    fn judge_workstations(
        &self,
        conn: &mut Db,
        judge: &mut Judge,
        office_id: i64,
    ) -> Result<Vec<i64>, AdminError> {
        let known: Vec<i64> = workstation::table
            .filter(workstation::office_id.eq(office_id))
            .select(workstation::id)
            .load(conn)?;
        let mut found = Vec::new();
        for (id, place) in self.workstations.iter().zip(0..) {
            if known.contains(id) {
                found.push(*id);
            } else {
                judge.wrong(
                    &format!("postazioni[{place}]"),
                    "NON_VALIDO",
                    "L'ufficio dell'utente non ha questa postazione.",
                );
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}
