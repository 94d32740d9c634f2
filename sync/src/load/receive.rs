//! A supply comes in: kept on disk, its header read, registered once.

use std::io::Read;

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use schema::db::{Db, write_tx};
use schema::tables::{SupplyRow, supply};

use super::error::LoadError;
use super::inbox::{self, Stored};
use super::{Loader, format_code, kind_code, plan};
use crate::anomaly::AnomalyCode;
use crate::record::{Anomaly, Format, SupplyHeader};

/// What comes beside the body.
#[derive(Debug, Clone)]
pub struct Received {
    /// The Comune for which the sender may speak; `None` if it may for any.
    pub comune: Option<String>,
    /// Layout of the body.
    pub format: Format,
    /// LAC: the header. XML: `None`, the file carries its own.
    pub header: Option<SupplyHeader>,
}

/// The answer to the sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The hub's number of the supply.
    pub supply_id: i64,
    /// True if it had been received before, byte for byte.
    pub repeated: bool,
    /// Where it is on its way.
    pub status: SupplyStatus,
}

impl Loader {
    /// Takes a supply in. When this returns, the file and its registration are on disk.
    ///
    /// The same supply sent again (Comune, id and bytes) gets the same answer and changes nothing.
    ///
    /// # Errors
    /// [`LoadError::Refused`] with `F023` (another Comune's), `F024` (id used for other content), `F025` (number
    /// used by another supply, unless that one is held: then this one takes its place), `F027` (number not after
    /// the last one applied), `F026` (another format than the Comune's plan says), or the code of a header that cannot be read; nothing of it is kept.
    pub fn receive(&self, meta: &Received, body: &mut dyn Read) -> Result<Accepted, LoadError> {
        let mut stored = inbox::store(&self.inbox, self.entropy.as_ref(), body)?;
        let accepted = self.register(meta, &mut stored);
        match &accepted {
            Ok(accepted) if !accepted.repeated => {}
            _ => stored.discard(),
        }
        accepted
    }

    fn register(&self, meta: &Received, stored: &mut Stored) -> Result<Accepted, LoadError> {
        let header = self.read_header(meta, stored)?;
        if meta
            .comune
            .as_ref()
            .is_some_and(|comune| *comune != header.comune)
        {
            return Err(refused(AnomalyCode::OtherComune, "comune", &header.comune));
        }
        if header.comune.len() != 6 || !header.comune.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused(
                AnomalyCode::HeaderInvalid,
                "comune",
                &header.comune,
            ));
        }
        if header.number < 1 {
            let number = header.number.to_string();
            return Err(refused(AnomalyCode::HeaderInvalid, "numero", &number));
        }
        if header.id.is_empty() || header.id.len() > 200 {
            return Err(refused(AnomalyCode::HeaderInvalid, "id", &header.id));
        }
        let digest = stored.digest.clone();
        {
            // Asked before the file gets its lasting name, so that a repetition leaves no trace.
            let mut conn = self.pool.get()?;
            if let Some(accepted) = known(&mut conn, &header, &digest)? {
                return Ok(accepted);
            }
        }
        let file = stored.keep(&header.comune, header.number)?;
        let size = stored.size;
        self.write(|conn| {
            // Again, now that nobody else writes.
            if let Some(accepted) = known(conn, &header, &digest)? {
                return Ok(accepted);
            }
            let last: Option<i64> = supply::table
                .select(diesel::dsl::max(supply::id))
                .first(conn)?;
            let row = SupplyRow {
                id: last.unwrap_or(0) + 1,
                comune: header.comune.clone(),
                number: header.number,
                external_id: header.id.clone(),
                kind: kind_code(header.kind).code().to_owned(),
                format: format_code(header.format).code().to_owned(),
                digest: digest.clone(),
                size,
                extracted_on: header.extracted_on.0,
                received_at: self.clock.now().naive_utc(),
                status: SupplyStatus::Received.code().to_owned(),
                hold_reason: String::new(),
                file: file.clone(),
                subjects: header.subjects.0 as i32,
                records: 0,
                applied: 0,
                refused: 0,
                created: 0,
                changed: 0,
                unchanged: 0,
                drift: 0,
            };
            diesel::insert_into(supply::table)
                .values(&row)
                .execute(conn)?;
            Ok(Accepted {
                supply_id: row.id,
                repeated: false,
                status: SupplyStatus::Received,
            })
        })
    }

    fn read_header(&self, meta: &Received, stored: &Stored) -> Result<SupplyHeader, LoadError> {
        let lac_values = match &meta.header {
            None => String::new(),
            Some(header) => {
                let mut conn = self.pool.get()?;
                plan(&mut conn, &header.comune)?.map_or_else(String::new, |plan| plan.lac_values)
            }
        };
        let reader = self
            .opener
            .open(
                Box::new(stored.open()?),
                meta.format,
                meta.header.clone(),
                &lac_values,
            )
            .map_err(LoadError::Refused)?;
        Ok(reader.header().clone())
    }

    /// One writing transaction; the threads of this process come one after the other, so that none waits in vain.
    pub(super) fn write<T>(
        &self,
        work: impl FnMut(&mut Db) -> Result<T, LoadError>,
    ) -> Result<T, LoadError> {
        let _turn = super::lock(&self.writing);
        let mut conn = self.pool.get()?;
        write_tx(&mut conn, work)
    }
}

/// The answer, if the supply was received before.
fn known(
    conn: &mut Db,
    header: &SupplyHeader,
    digest: &str,
) -> Result<Option<Accepted>, LoadError> {
    let same: Option<(i64, String, String)> = supply::table
        .filter(supply::comune.eq(&header.comune))
        .filter(supply::external_id.eq(&header.id))
        .select((supply::id, supply::digest, supply::status))
        .first(conn)
        .optional()?;
    if let Some((supply_id, known_digest, status)) = same {
        if known_digest != digest {
            return Err(refused(AnomalyCode::IdReused, "id", &header.id));
        }
        return Ok(Some(Accepted {
            supply_id,
            repeated: true,
            status: SupplyStatus::from_code(&status).unwrap_or(SupplyStatus::Received),
        }));
    }
    let number = header.number.to_string();
    let taken: i64 = supply::table
        .filter(supply::comune.eq(&header.comune))
        .filter(supply::number.eq(header.number))
        .filter(supply::status.ne(SupplyStatus::Held.code()))
        .count()
        .get_result(conn)?;
    if taken > 0 {
        return Err(refused(AnomalyCode::NumberReused, "numero", &number));
    }
    if let Some(plan) = plan(conn, &header.comune)? {
        if header.number <= plan.last_number {
            return Err(refused(AnomalyCode::NumberPast, "numero", &number));
        }
        let format = format_code(header.format);
        if plan.format != format {
            return Err(refused(AnomalyCode::OutsidePlan, "formato", format.code()));
        }
    }
    Ok(None)
}

fn refused(code: AnomalyCode, field: &str, value: &str) -> LoadError {
    LoadError::Refused(Anomaly::new(code, 0, "", field, value))
}
