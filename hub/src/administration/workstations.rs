//! Workstations (postazioni) of an office: by network, by client certificate, or both.

use diesel::prelude::*;
use ipnet::IpNet;
use schema::codes::Function;
use schema::db::Db;
use schema::names::fold;
use schema::tables::{WorkstationRow, user_workstation, workstation};

use super::areas::done;
use super::change::Note;
use super::input::Judge;
use super::reach::Seat;
use super::{Actor, AdminError, Administration, Area, ListQuery, Versioned};

/// A new workstation, as typed.
#[derive(Clone, Debug, Default)]
pub struct WorkstationInput {
    /// `ufficio`.
    pub office_id: i64,
    /// The rest. `abilitata` is not asked: a new one is.
    pub data: WorkstationEdit,
}

/// What of a workstation can change.
#[derive(Clone, Debug, Default)]
pub struct WorkstationEdit {
    /// `nome`.
    pub name: String,
    /// `rete`: CIDR form or an address; empty: any.
    pub network: String,
    /// `certificato`: SHA-256 fingerprint, with or without colons; empty: none asked.
    pub certificate: String,
    /// `abilitata`.
    pub enabled: bool,
}

/// A workstation and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkstationInfo {
    /// The workstation.
    pub row: WorkstationRow,
    /// Name of the office.
    pub office: String,
    /// Name of the entity.
    pub entity: String,
    /// How many users are bound to it.
    pub users: i64,
    /// The actor may change it.
    pub editable: bool,
}

impl Administration {
    /// The workstations of the offices within reach.
    pub fn workstations(
        &self,
        actor: &Actor,
        office_id: Option<i64>,
        query: &ListQuery,
    ) -> Result<Vec<WorkstationInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Workstations)?, |conn| {
            let seats = actor.seats(conn)?;
            let rows: Vec<WorkstationRow> = workstation::table
                .order(workstation::id)
                .select(WorkstationRow::as_select())
                .load(conn)?;
            let seated = rows.into_iter().filter_map(|row| {
                let seat = seats.iter().find(|seat| seat.office.id == row.office_id)?;
                office_id
                    .is_none_or(|id| row.office_id == id)
                    .then(|| (row, seat.clone()))
            });
            let page = query.page(
                seated,
                |(row, _)| row.id,
                |(row, seat)| format!("{} {} {}", row.name, seat.office.name, seat.entity.name),
            );
            page.into_iter()
                .map(|(row, seat)| info(conn, actor, row, seat))
                .collect()
        })
    }

    /// One of them.
    pub fn workstation(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<Versioned<WorkstationInfo>, AdminError> {
        self.read(self.admitted(actor, Area::Workstations)?, |conn| {
            let (row, seat) = visible(conn, actor, id)?;
            let revision = Versioned::of(row.clone()).revision;
            let value = info(conn, actor, row, seat)?;
            Ok(Versioned { value, revision })
        })
    }

    /// Registers a workstation; its id.
    pub fn create_workstation(
        &self,
        actor: &Actor,
        input: &WorkstationInput,
    ) -> Result<i64, AdminError> {
        let now = self.clock.now().naive_utc();
        self.change(actor, Area::Workstations, "postazione", |conn, notes| {
            actor.administers()?;
            let seat = match actor.seat(conn, input.office_id) {
                Err(AdminError::NotFound) => {
                    return Err(AdminError::field(
                        "ufficio",
                        "NON_VALIDO",
                        "L'ufficio non esiste.",
                    ));
                }
                seat => seat?,
            };
            let permit = actor.must_in(Function::ManageWorkstations, &seat)?;
            let last: Option<i64> = workstation::table
                .select(diesel::dsl::max(workstation::id))
                .first(conn)?;
            let row = WorkstationRow {
                id: last.unwrap_or(0) + 1,
                office_id: seat.office.id,
                name: String::new(),
                network: String::new(),
                certificate: String::new(),
                enabled: true,
                created_at: now,
            };
            let row = input.data.judge(conn, &row)?;
            diesel::insert_into(workstation::table)
                .values(&row)
                .execute(conn)?;
            notes.push(Note {
                subject: format!("postazione:{}", row.id),
                outcome: done::REGISTERED,
                comune: seat.comune().to_owned(),
                fields: vec!["ufficio", "nome", "rete", "certificato"],
                ..Note::default()
            });
            Ok((permit, row.id))
        })
    }

    /// Changes a workstation, enables or disables it.
    pub fn edit_workstation(
        &self,
        actor: &Actor,
        id: i64,
        revision: &str,
        edit: &WorkstationEdit,
    ) -> Result<(), AdminError> {
        let subject = format!("postazione:{id}");
        self.change(actor, Area::Workstations, &subject, |conn, notes| {
            let (old, seat) = visible(conn, actor, id)?;
            let permit = actor.must_in(Function::ManageWorkstations, &seat)?;
            let old = Versioned::of(old).expect(revision)?;
            let mut new = edit.judge(conn, &old)?;
            new.enabled = edit.enabled;
            diesel::update(workstation::table.find(id))
                .set(&new)
                .execute(conn)?;
            notes.push(Note {
                subject: subject.clone(),
                outcome: done::EDITED,
                comune: seat.comune().to_owned(),
                fields: changed(&old, &new),
                ..Note::default()
            });
            Ok((permit, ()))
        })
    }
}

impl WorkstationEdit {
    fn judge(&self, conn: &mut Db, row: &WorkstationRow) -> Result<WorkstationRow, AdminError> {
        let mut judge = Judge::default();
        let name = judge.required("nome", &self.name, 100);
        let names: Vec<String> = workstation::table
            .filter(workstation::office_id.eq(row.office_id))
            .filter(workstation::id.ne(row.id))
            .select(workstation::name)
            .load(conn)?;
        if !name.is_empty() && names.iter().any(|other| fold(other) == fold(&name)) {
            judge.wrong(
                "nome",
                "GIA_PRESENTE",
                "L'ufficio ha già una postazione con questo nome.",
            );
        }
        let network = network(&mut judge, &self.network);
        let certificate = fingerprint(&mut judge, &self.certificate);
        // One that recognises nothing would authorise every machine.
        if self.network.trim().is_empty() && self.certificate.trim().is_empty() {
            judge.wrong(
                "rete",
                "ASSENTE",
                "Indicare la rete, il certificato, o entrambi.",
            );
        }
        judge.finish(WorkstationRow {
            name,
            network,
            certificate,
            ..row.clone()
        })
    }
}

/// As it is stored: the first address of the network and its length.
fn network(judge: &mut Judge, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let parsed = text
        .parse::<IpNet>()
        .or_else(|_| text.parse().map(|address: std::net::IpAddr| address.into()));
    match parsed {
        Ok(network) if network.prefix_len() == 0 => {
            judge.wrong(
                "rete",
                "NON_VALIDO",
                "Comprende ogni indirizzo: indicare una rete più ristretta.",
            );
            String::new()
        }
        Ok(network) => network.trunc().to_string(),
        Err(_) => {
            judge.wrong(
                "rete",
                "NON_VALIDO",
                "Indicare una rete, per esempio 192.0.2.0/24 o 2001:db8::/48, oppure un indirizzo.",
            );
            String::new()
        }
    }
}

fn fingerprint(judge: &mut Judge, text: &str) -> String {
    let hex: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .flat_map(char::to_lowercase)
        .collect();
    if !hex.is_empty() && (hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit())) {
        judge.wrong(
            "certificato",
            "NON_VALIDO",
            "Indicare l'impronta SHA-256 del certificato: 64 cifre esadecimali.",
        );
    }
    hex
}

fn changed(old: &WorkstationRow, new: &WorkstationRow) -> Vec<&'static str> {
    [
        ("nome", old.name != new.name),
        ("rete", old.network != new.network),
        ("certificato", old.certificate != new.certificate),
        ("abilitata", old.enabled != new.enabled),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field)
    .collect()
}

fn visible(conn: &mut Db, actor: &Actor, id: i64) -> Result<(WorkstationRow, Seat), AdminError> {
    actor.administers()?;
    let row: WorkstationRow = workstation::table
        .find(id)
        .select(WorkstationRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(AdminError::NotFound)?;
    let seat = actor.seat(conn, row.office_id)?;
    Ok((row, seat))
}

fn info(
    conn: &mut Db,
    actor: &Actor,
    row: WorkstationRow,
    seat: Seat,
) -> Result<WorkstationInfo, AdminError> {
    let users = user_workstation::table
        .filter(user_workstation::workstation_id.eq(row.id))
        .count()
        .get_result(conn)?;
    Ok(WorkstationInfo {
        users,
        editable: actor.must_in(Function::ManageWorkstations, &seat).is_ok(),
        office: seat.office.name,
        entity: seat.entity.name,
        row,
    })
}
