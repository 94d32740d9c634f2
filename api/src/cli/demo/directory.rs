//! The directory of the demonstration: who may ask, about whose residents, under which agreement. It is built in the
//! order in which a province would, each step by whoever may take it.

use anyhow::Context;
use hub::administration::{Actor, AgreementInput};
use schema::codes::{Role, Sex, ValidationMode, WorkstationMode};
use schema::date::Day;
use schema::names::fold;
use sync::sample::{ComuneSummary, Summary, WitnessKind};

use super::cast::Player;
use super::registrar::{Registrar, Someone};

/// A Comune whose officers sign in.
#[derive(Clone, Debug)]
pub struct Town {
    pub istat: String,
    pub name: String,
    /// What its TOP signs in with.
    pub top: String,
}

/// The Comuni that treat the health authority differently.
#[derive(Clone, Debug)]
pub struct Towns {
    /// Answers at once.
    pub at_once: Town,
    /// Decides every request.
    pub manual: Town,
    /// Assents by silence.
    pub silent: Town,
}

/// What was registered.
pub struct Directory {
    pub towns: Towns,
    pub players: Vec<Player>,
    /// User name of the application.
    pub application: String,
    /// Its entity.
    pub application_entity: &'static str,
    /// Its key.
    pub key: String,
    pub operator_id: i64,
}

const PROVINCE: &str = "Provincia";
const HEALTH: &str = "Azienda USL";
const POLICE: &str = "Questura";
const STUDY: &str = "Azienda per il diritto allo studio";
/// Checks a day that the agency has.
const QUOTA: &str = "1000";
/// Working hours after which silence assents.
const SILENCE: &str = "16";

impl Towns {
    /// The first is where a resident lives about whom nothing is doubtful, the others the largest ones beside.
    fn of(summary: &Summary) -> anyhow::Result<Self> {
        let resident = summary
            .witnesses
            .iter()
            .find(|witness| witness.kind == WitnessKind::Resident && witness.address.is_some())
            .context("la provincia è troppo piccola")?;
        let (mut at_once, mut others): (Vec<_>, Vec<_>) = summary
            .comuni
            .iter()
            .partition(|comune| comune.istat == resident.comune);
        others.sort_by_key(|comune| std::cmp::Reverse(comune.residents));
        let mut next = others.into_iter();
        let mut town = |from: Option<&ComuneSummary>| -> anyhow::Result<Town> {
            let comune = from.or_else(|| next.next()).context("mancano i Comuni")?;
            let short: String = fold(&comune.name)
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            Ok(Town {
                istat: comune.istat.clone(),
                name: comune.name.clone(),
                top: format!("top.{}", short.to_lowercase()),
            })
        };
        Ok(Self {
            at_once: town(at_once.pop())?,
            manual: town(None)?,
            silent: town(None)?,
        })
    }

    pub fn all(&self) -> [&Town; 3] {
        [&self.at_once, &self.manual, &self.silent]
    }
}

/// Registers everything; `step` is told how many Comuni of how many are in.
pub fn furnish(
    registrar: &Registrar<'_>,
    summary: &Summary,
    step: &dyn Fn(usize, usize),
) -> anyhow::Result<Directory> {
    let towns = Towns::of(summary)?;
    let mut players = Vec::new();
    let operator = province(registrar, &mut players)?;
    let tops = comuni(registrar, &operator, (summary, &towns), &mut players, step)?;
    health(registrar, &operator, (&towns, &tops), &mut players)?;
    police(registrar, &operator, &mut players)?;
    let (application, key) = study(registrar, &operator, &mut players)?;
    Ok(Directory {
        operator_id: operator.user_id,
        application_entity: STUDY,
        towns,
        players,
        application,
        key,
    })
}

/// The Province, by whoever runs the machine; its first operator goes on.
fn province(registrar: &Registrar<'_>, players: &mut Vec<Player>) -> anyhow::Result<Actor> {
    let machine = Actor::command_line("demo");
    let entity = registrar.entity(&machine, "PROVINCIA", PROVINCE, "")?;
    let office = registrar.office(&machine, entity, "Servizi ai Comuni")?;
    let mut add = |by: &Actor, role, username: &str, someone: &Someone, page, hint: &str| {
        let id = registrar.person(by, office, role, username, someone)?;
        players.push(player(id, username, role, PROVINCE, page, hint));
        anyhow::Ok(id)
    };
    let operator = add(
        &machine,
        Role::Operator,
        "provincia.operatore",
        &GIULIA,
        "/enti",
        "gli enti e le convenzioni della provincia; registrarne uno",
    )?;
    let operator = registrar.actor(operator)?;
    add(
        &operator,
        Role::Statistician,
        "provincia.statistico",
        &PAOLO,
        "/statistiche-attivita",
        "quanto si è chiesto, e con quale esito: conteggi, mai persone",
    )?;
    // Not the operator: who watches over the operators is not theirs to make.
    add(
        &machine,
        Role::Dpo,
        "provincia.rpd",
        &ELENA,
        "/interessato",
        "chi ha guardato i dati di una persona, come il GDPR le dà diritto di sapere",
    )?;
    Ok(operator)
}

/// All Comuni, with the TOP of three of them.
fn comuni(
    registrar: &Registrar<'_>,
    operator: &Actor,
    (summary, towns): (&Summary, &Towns),
    players: &mut Vec<Player>,
    step: &dyn Fn(usize, usize),
) -> anyhow::Result<Vec<Actor>> {
    let mut entities = Vec::new();
    for (comune, number) in summary.comuni.iter().zip(1..) {
        let name = format!("Comune di {}", comune.name);
        let id = registrar.entity(operator, "COMUNE", &name, &comune.istat)?;
        entities.push((comune.istat.as_str(), id));
        step(number, summary.comuni.len());
    }
    let people = [&MARCO, &CHIARA, &LUCA];
    let hints = [
        "chi ha chiesto dei residenti del Comune, e perché",
        "la richiesta dell'Azienda USL che attende: approvarla o scartarla",
        "la convenzione con silenzio-assenso",
    ];
    let pages = ["/monitoraggio", "/validazioni", "/convenzioni"];
    let mut tops = Vec::new();
    for (town, ((someone, hint), page)) in towns
        .all()
        .into_iter()
        .zip(people.iter().zip(hints).zip(pages))
    {
        let (_, entity) = entities
            .iter()
            .find(|(istat, _)| *istat == town.istat)
            .context("il Comune non è registrato")?;
        let office = registrar.office(operator, *entity, "Servizi demografici")?;
        let id = registrar.person(operator, office, Role::Top, &town.top, someone)?;
        let name = format!("Comune di {}", town.name);
        players.push(player(id, &town.top, Role::Top, &name, page, hint));
        tops.push(registrar.actor(id)?);
    }
    Ok(tops)
}

/// The health authority: an agreement with each of three Comuni, each made by that Comune's TOP.
fn health(
    registrar: &Registrar<'_>,
    operator: &Actor,
    (towns, tops): (&Towns, &[Actor]),
    players: &mut Vec<Player>,
) -> anyhow::Result<()> {
    let entity = registrar.entity(operator, "AGENZIA", HEALTH, "")?;
    let modes = [
        ValidationMode::None,
        ValidationMode::Manual,
        ValidationMode::Silent,
    ];
    for ((town, top), mode) in towns.all().into_iter().zip(tops).zip(modes) {
        let protocol = format!("AUSL/{}", town.istat);
        registrar.agreement(
            top,
            &AgreementInput {
                validation: mode.code().to_owned(),
                silence_hours: match mode {
                    ValidationMode::Silent => SILENCE.to_owned(),
                    _ => String::new(),
                },
                ..registrar.terms(entity, &town.istat, &protocol)
            },
        )?;
    }
    let top = tops.first().context("manca un TOP")?;
    let office = registrar.office(top, entity, "Anagrafe assistiti")?;
    let head = "ausl.responsabile";
    let id = registrar.person(top, office, Role::Admin, head, &ANNA)?;
    registrar.profile(top, id)?;
    let hint = "gli utenti del suo ufficio: crearne uno, dargli un profilo e una password";
    players.push(player(id, head, Role::Admin, HEALTH, "/utenti", hint));
    let admin = registrar.actor(id)?;
    let clerk = "ausl.sportello";
    let id = registrar.person(&admin, office, Role::Standard, clerk, &DAVIDE)?;
    registrar.profile(&admin, id)?;
    let hint = format!(
        "una verifica: {} risponde subito, {} decide, il silenzio di {} vale assenso",
        towns.at_once.name, towns.manual.name, towns.silent.name
    );
    players.push(player(
        id,
        clerk,
        Role::Standard,
        HEALTH,
        "/verifica",
        &hint,
    ));
    Ok(())
}

/// The police headquarters: whatever it asks is under seal.
fn police(
    registrar: &Registrar<'_>,
    operator: &Actor,
    players: &mut Vec<Player>,
) -> anyhow::Result<()> {
    let entity = registrar.entity(operator, "AGENZIA", POLICE, "")?;
    registrar.agreement(operator, &registrar.terms(entity, "", "QUESTURA/1"))?;
    let office = registrar.office(operator, entity, "Volanti")?;
    let username = "questura.agente";
    let id = registrar.person(operator, office, Role::StandardPs, username, &SARA)?;
    registrar.profile(operator, id)?;
    let hint = "una verifica: nella traccia resta sotto sigillo, e senza ricevuta";
    players.push(player(
        id,
        username,
        Role::StandardPs,
        POLICE,
        "/verifica",
        hint,
    ));
    Ok(())
}

/// An agency with a quota, whose people and application may work from this machine only; user name and key of the
/// application.
fn study(
    registrar: &Registrar<'_>,
    operator: &Actor,
    players: &mut Vec<Player>,
) -> anyhow::Result<(String, String)> {
    let entity = registrar.entity(operator, "AGENZIA", STUDY, "")?;
    registrar.agreement(
        operator,
        &AgreementInput {
            daily_quota: QUOTA.to_owned(),
            workstation: WorkstationMode::Authorised.code().to_owned(),
            ..registrar.terms(entity, "", "STUDIO/1")
        },
    )?;
    let office = registrar.office(operator, entity, "Borse di studio")?;
    registrar.workstation(operator, office, "Questa macchina", "127.0.0.0/8")?;
    let clerk = "studio.sportello";
    let id = registrar.person(operator, office, Role::Standard, clerk, &PIETRO)?;
    registrar.profile(operator, id)?;
    let hint = "una verifica da postazione autorizzata, con una quota al giorno";
    players.push(player(id, clerk, Role::Standard, STUDY, "/verifica", hint));
    let application = "studio.gestionale";
    let id = registrar.application(operator, office, application, "Gestionale borse")?;
    registrar.profile(operator, id)?;
    let key = registrar.key(operator, id)?;
    Ok((application.to_owned(), key))
}

fn player(
    id: i64,
    username: &str,
    role: Role,
    entity: &str,
    page: &'static str,
    hint: &str,
) -> Player {
    Player {
        id,
        username: username.to_owned(),
        role,
        entity: entity.to_owned(),
        password: String::new(),
        device: None,
        page,
        hint: hint.to_owned(),
    }
}

const fn someone(surname: &'static str, name: &'static str, sex: Sex, birth: i32) -> Someone {
    Someone {
        surname,
        name,
        sex,
        birth: Day(birth),
    }
}

const GIULIA: Someone = someone("Ferrari", "Giulia", Sex::Female, 1979_03_14);
const PAOLO: Someone = someone("Conti", "Paolo", Sex::Male, 1968_11_02);
const ELENA: Someone = someone("Riva", "Elena", Sex::Female, 1974_06_21);
const MARCO: Someone = someone("Bianchi", "Marco", Sex::Male, 1971_01_30);
const CHIARA: Someone = someone("Galli", "Chiara", Sex::Female, 1983_09_09);
const LUCA: Someone = someone("Moretti", "Luca", Sex::Male, 1966_04_17);
const ANNA: Someone = someone("Serra", "Anna", Sex::Female, 1976_12_05);
const DAVIDE: Someone = someone("Villa", "Davide", Sex::Male, 1990_07_23);
const SARA: Someone = someone("Leone", "Sara", Sex::Female, 1988_02_11);
const PIETRO: Someone = someone("Neri", "Pietro", Sex::Male, 1992_10_28);
