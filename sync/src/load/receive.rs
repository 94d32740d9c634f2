//! A supply comes in: kept on disk, its header read, registered once.

use std::io::Read;

use diesel::prelude::*;
use schema::codes::SupplyStatus;
use schema::db::{Db, write_tx};
use schema::journal::Allotment;
use schema::tables::{SupplyRow, supply};

use super::error::LoadError;
use super::inbox::{self, Stored};
use super::{Loader, format_code, kind_code, plan};
use crate::anomaly::AnomalyCode;
use crate::record::{Anomaly, Format, MOST_NUMBER, SupplyHeader};

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
    /// The same supply sent again (Comune, id and bytes) gets the same answer and changes nothing, but that a file
    /// which has been lost before it was loaded comes back.
    ///
    /// # Errors
    /// [`LoadError::Refused`] with `F023` (another Comune's), `F024` (id used for other content), `F025` (number
    /// used by another supply, unless that one is held: then this one takes its place), `F027` (number not after
    /// the last one applied or under way), `F026` (another format than the Comune's plan says), `F008` (a header that
    /// cannot be: a day of extraction to come), or the code of a header that cannot be read; nothing of it is kept.
    pub fn receive(&self, meta: &Received, body: &mut dyn Read) -> Result<Accepted, LoadError> {
        let mut stored = inbox::store(&self.inbox, self.entropy.as_ref(), body)?;
        let registered = self.register(meta, &mut stored);
        match &registered {
            Ok(Registration::New(_)) => {}
            Ok(Registration::Known(known)) if self.lacks(known)? => stored.keep_as(&known.file)?,
            Ok(Registration::Known(_)) | Err(LoadError::Refused(_)) => stored.discard(),
            // Whether a commit that failed has failed is not known: if the row is there its file must be, and if
            // not, the next start clears the file away.
            Err(_) if stored.is_kept() => {}
            Err(_) => stored.discard(),
        }
        registered.map(|registered| match registered {
            Registration::New(supply_id) => Accepted {
                supply_id,
                repeated: false,
                status: SupplyStatus::Received,
            },
            Registration::Known(known) => Accepted {
                supply_id: known.id,
                repeated: true,
                status: known.status,
            },
        })
    }

    /// True if the file of a supply is still needed and not there.
    fn lacks(&self, known: &Known) -> Result<bool, LoadError> {
        let is_done = matches!(known.status, SupplyStatus::Loaded | SupplyStatus::Held);
        Ok(!is_done && !self.inbox.join(&known.file).try_exists()?)
    }

    fn register(&self, meta: &Received, stored: &mut Stored) -> Result<Registration, LoadError> {
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
        if !(1..=MOST_NUMBER).contains(&header.number) {
            let number = header.number.to_string();
            return Err(refused(AnomalyCode::HeaderInvalid, "numero", &number));
        }
        if header.id.is_empty() || header.id.len() > 200 || header.id.contains(char::is_control) {
            return Err(refused(AnomalyCode::HeaderInvalid, "id", &header.id));
        }
        // A day of grace: the clock is UTC, and the Comune's midnight comes before.
        if header.extracted_on > self.clock.today().add_days(1) {
            let day = header.extracted_on.iso();
            return Err(refused(AnomalyCode::HeaderInvalid, "dataEstrazione", &day));
        }
        let digest = stored.digest.clone();
        {
            // Asked before the file gets its lasting name, so that a repetition leaves no trace.
            let mut conn = self.pool.get()?;
            if let Some(known) = known(&mut conn, &header, &digest)? {
                return Ok(Registration::Known(known));
            }
        }
        let file = stored.keep(&header.comune, header.number)?;
        let size = stored.size;
        self.write(|conn| {
            // Nobody else registers meanwhile, on another node neither: ids follow each other.
            Allotment::open(conn)?;
            if let Some(known) = known(conn, &header, &digest)? {
                return Ok(Registration::Known(known));
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
            Ok(Registration::New(row.id))
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
        let _turn = self.writing.lock();
        let mut conn = self.pool.get()?;
        write_tx(&mut conn, work)
    }
}

/// What became of the attempt to register a supply.
enum Registration {
    /// It has this number of the hub.
    New(i64),
    /// It had been registered before.
    Known(Known),
}

/// A supply that was received before.
struct Known {
    id: i64,
    status: SupplyStatus,
    file: String,
}

/// The supply, if it was received before.
fn known(conn: &mut Db, header: &SupplyHeader, digest: &str) -> Result<Option<Known>, LoadError> {
    let same: Option<(i64, String, String, String)> = supply::table
        .filter(supply::comune.eq(&header.comune))
        .filter(supply::external_id.eq(&header.id))
        .select((supply::id, supply::digest, supply::status, supply::file))
        .first(conn)
        .optional()?;
    if let Some((id, known_digest, status, file)) = same {
        if known_digest != digest {
            return Err(refused(AnomalyCode::IdReused, "id", &header.id));
        }
        return Ok(Some(Known {
            id,
            status: SupplyStatus::from_code(&status).unwrap_or(SupplyStatus::Received),
            file,
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
    // The first of a Comune begins the numbers as soon as something of it is applied.
    let begun: Option<i64> = supply::table
        .filter(supply::comune.eq(&header.comune))
        .filter(supply::applied.gt(0))
        .select(diesel::dsl::max(supply::number))
        .first(conn)?;
    let plan = plan(conn, &header.comune)?;
    let last = plan.as_ref().map_or(0, |plan| plan.last_number);
    if header.number <= last.max(begun.unwrap_or(0)) {
        return Err(refused(AnomalyCode::NumberPast, "numero", &number));
    }
    let format = format_code(header.format);
    if plan.is_some_and(|plan| plan.format != format) {
        return Err(refused(AnomalyCode::OutsidePlan, "formato", format.code()));
    }
    Ok(None)
}

fn refused(code: AnomalyCode, field: &str, value: &str) -> LoadError {
    LoadError::Refused(Anomaly::new(code, 0, "", field, value))
}
