//! Profiles: what a user may use of its entity's agreements.
//!
//! When a profile is written it must lie within what the agreements grant that day. Later they may grant less;
//! nothing is rewritten then, since what counts is always the intersection (`hub::access`).

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use schema::codes::{Function, Territory, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::db::Db;
use schema::tables::{
    AgreementRow, ProfileComuneRow, ProfileGrantRow, ProfileRow, UserWorkstationRow, agreement,
    agreement_grant, comune_group_member, profile, profile_comune, profile_grant, user_workstation,
    workstation,
};

use super::areas::done;
use super::catalogue::{self, Fields, Grants};
use super::change::Note;
use super::input::Judge;
use super::{Actor, AdminError, Administration, Area, GrantInput, Versioned, agreements, comuni};

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
    /// `concessioni`.
    pub grants: Vec<GrantInput>,
    /// `postazioni`: ids of workstations of the user's office to which it is bound; none: all of them.
    pub workstations: Vec<i64>,
}

/// What an entity's agreements grant today, for profiles to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grantable {
    /// Services, kinds and fields.
    pub grants: Vec<GrantInput>,
    /// The Comuni that they open; `None`: all.
    pub comuni: Option<Vec<String>>,
}

/// A profile, and what could be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileInfo {
    /// Validity, validation, workstation.
    pub row: ProfileRow,
    /// What it keeps.
    pub grants: Vec<GrantInput>,
    /// The Comuni that it keeps, if not all.
    pub comuni: Vec<String>,
    /// Workstations to which the user is bound.
    pub workstations: Vec<i64>,
}

impl Administration {
    /// A user's profile.
    pub fn profile(
        &self,
        actor: &Actor,
        user_id: i64,
    ) -> Result<Versioned<ProfileInfo>, AdminError> {
        let today = self.clock.today();
        self.read(|conn| {
            actor.user(conn, user_id)?;
            Ok(Versioned::of(read(conn, user_id, today)?))
        })
    }

    /// What the agreements of a user's entity grant today.
    pub fn grantable(&self, actor: &Actor, user_id: i64) -> Result<Grantable, AdminError> {
        let today = self.clock.today();
        self.read(|conn| {
            let (user, _) = actor.user(conn, user_id)?;
            let now = granted_now(conn, user.entity_id, today)?;
            Ok(Grantable {
                grants: inputs(&now.grants),
                comuni: now.comuni.map(|comuni| comuni.into_iter().collect()),
            })
        })
    }

    /// Replaces a user's profile.
    pub fn edit_profile(
        &self,
        actor: &Actor,
        user_id: i64,
        revision: &str,
        input: &ProfileInput,
    ) -> Result<(), AdminError> {
        let today = self.clock.today();
        let subject = format!("utente:{user_id}");
        self.change(actor, Area::Users, &subject, |conn, notes| {
            let (user, seat) = actor.user(conn, user_id)?;
            actor.must_to(Function::ChangeUsers, &user, &seat)?;
            if user_id == actor.user_id {
                return Err(AdminError::oneself());
            }
            let old = Versioned::of(read(conn, user_id, today)?).expect(revision)?;
            let now = granted_now(conn, user.entity_id, today)?;
            let new = input.judge(conn, user_id, user.office_id, &now, today)?;
            store(conn, &new)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::PROFILED,
                comune: seat.comune().to_owned(),
                fields: changed(&old, &new),
                ..Note::default()
            });
            Ok(())
        })
    }
}

/// What agreements grant, gathered.
struct GrantedNow {
    grants: Grants,
    /// `None`: all.
    comuni: Option<BTreeSet<String>>,
}

/// The union over the entity's agreements in force. A profile is a choice of services and a choice of Comuni; which
/// agreement gives what about whom is looked at again with every request.
fn granted_now(conn: &mut Db, entity_id: i64, today: Day) -> Result<GrantedNow, AdminError> {
    let rows: Vec<AgreementRow> = agreement::table
        .filter(agreement::entity_id.eq(entity_id))
        .select(AgreementRow::as_select())
        .load(conn)?;
    let rows: Vec<AgreementRow> = rows
        .into_iter()
        .filter(|row| agreements::in_force(row, today))
        .collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let granted: Vec<(String, String, String)> = agreement_grant::table
        .filter(agreement_grant::agreement_id.eq_any(&ids))
        .select((
            agreement_grant::service,
            agreement_grant::kind,
            agreement_grant::fields,
        ))
        .load(conn)?;
    let mut grants: Grants = BTreeMap::new();
    for (service, kind, fields) in granted {
        let fields = Fields::parse(&fields);
        let known = grants.remove(&(service.clone(), kind.clone()));
        let both = match known {
            Some(known) => known.union(fields),
            None => fields,
        };
        grants.insert((service, kind), both);
    }
    let mut found = Vec::new();
    let mut all = false;
    for row in &rows {
        if let Some(group) = row.group_id {
            let members: Vec<String> = comune_group_member::table
                .filter(comune_group_member::group_id.eq(group))
                .select(comune_group_member::comune)
                .load(conn)?;
            found.extend(members);
        } else if row.comune.is_empty() || row.territory == Territory::National.code() {
            all = true;
        } else {
            found.push(row.comune.clone());
        }
    }
    comuni::add_predecessors(&mut found, &comuni::successions(conn, today.0)?);
    Ok(GrantedNow {
        grants,
        comuni: (!all).then(|| found.into_iter().collect()),
    })
}

impl ProfileInput {
    fn judge(
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
            },
            grants: inputs(&grants),
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

fn inputs(grants: &Grants) -> Vec<GrantInput> {
    grants
        .iter()
        .map(|((service, kind), fields)| GrantInput {
            service: service.clone(),
            kind: kind.clone(),
            fields: match fields {
                Fields::All => vec!["*".to_owned()],
                Fields::Some(names) => names.iter().cloned().collect(),
            },
        })
        .collect()
}

fn read(conn: &mut Db, user_id: i64, today: Day) -> Result<ProfileInfo, AdminError> {
    let row = profile::table
        .find(user_id)
        .select(ProfileRow::as_select())
        .first(conn)
        .optional()?;
    // A user registered by other means may have none: it keeps nothing.
    let row = row.unwrap_or_else(|| ProfileRow {
        user_id,
        valid_from: today.0,
        valid_to: Day::MAX.0,
        all_comuni: true,
        validation: ValidationMode::None.code().to_owned(),
        workstation: WorkstationMode::Free.code().to_owned(),
    });
    let grants: Vec<ProfileGrantRow> = profile_grant::table
        .filter(profile_grant::user_id.eq(user_id))
        .select(ProfileGrantRow::as_select())
        .load(conn)?;
    let grants: Grants = grants
        .into_iter()
        .map(|row| ((row.service, row.kind), Fields::parse(&row.fields)))
        .collect();
    Ok(ProfileInfo {
        row,
        grants: inputs(&grants),
        comuni: profile_comune::table
            .filter(profile_comune::user_id.eq(user_id))
            .order(profile_comune::comune)
            .select(profile_comune::comune)
            .load(conn)?,
        workstations: user_workstation::table
            .filter(user_workstation::user_id.eq(user_id))
            .order(user_workstation::workstation_id)
            .select(user_workstation::workstation_id)
            .load(conn)?,
    })
}

fn store(conn: &mut Db, new: &ProfileInfo) -> Result<(), AdminError> {
    let user_id = new.row.user_id;
    diesel::delete(profile_grant::table.filter(profile_grant::user_id.eq(user_id)))
        .execute(conn)?;
    diesel::delete(profile_comune::table.filter(profile_comune::user_id.eq(user_id)))
        .execute(conn)?;
    diesel::delete(user_workstation::table.filter(user_workstation::user_id.eq(user_id)))
        .execute(conn)?;
    diesel::delete(profile::table.find(user_id)).execute(conn)?;
    diesel::insert_into(profile::table)
        .values(&new.row)
        .execute(conn)?;
    for grant in &new.grants {
        diesel::insert_into(profile_grant::table)
            .values(&ProfileGrantRow {
                user_id,
                service: grant.service.clone(),
                kind: grant.kind.clone(),
                fields: grant.fields.join(","),
            })
            .execute(conn)?;
    }
    for comune in &new.comuni {
        diesel::insert_into(profile_comune::table)
            .values(&ProfileComuneRow {
                user_id,
                comune: comune.clone(),
            })
            .execute(conn)?;
    }
    for workstation_id in &new.workstations {
        diesel::insert_into(user_workstation::table)
            .values(&UserWorkstationRow {
                user_id,
                workstation_id: *workstation_id,
            })
            .execute(conn)?;
    }
    Ok(())
}

fn changed(old: &ProfileInfo, new: &ProfileInfo) -> Vec<&'static str> {
    [
        ("dal", old.row.valid_from != new.row.valid_from),
        ("al", old.row.valid_to != new.row.valid_to),
        ("tuttiIComuni", old.row.all_comuni != new.row.all_comuni),
        ("comuni", old.comuni != new.comuni),
        ("validazione", old.row.validation != new.row.validation),
        ("postazione", old.row.workstation != new.row.workstation),
        ("concessioni", old.grants != new.grants),
        ("postazioni", old.workstations != new.workstations),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}
