//! Records refused while applying: the spool holds them parsed, but the Comune gets them back as they came. They are
//! few, so that the file is read a second time rather than every record kept twice.

use std::collections::HashMap;

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{SupplyRow, rejected_record};

use super::error::LoadError;
use super::{Loader, plan};
use crate::record::{Format, Item, Parsed};

impl Loader {
    /// Fills in the text of the refused records that have none yet.
    pub(super) fn fill_refused(&self, conn: &mut Db, row: &SupplyRow) -> Result<(), LoadError> {
        let rows: Vec<(i64, i64, String)> = rejected_record::table
            .filter(rejected_record::supply_id.eq(row.id))
            .filter(rejected_record::record.eq(""))
            .select((
                rejected_record::seq,
                rejected_record::line,
                rejected_record::local_id,
            ))
            .load(conn)?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut wanted: HashMap<(i64, String), i64> = rows
            .into_iter()
            .map(|(seq, line, local_id)| ((line, local_id), seq))
            .collect();
        let lac_values = plan(conn, &row.comune)?.map_or_else(String::new, |plan| plan.lac_values);
        let header = super::stage::header_of(row);
        let lac_header = (header.format == Format::Lac).then(|| header.clone());
        let file = std::fs::File::open(self.inbox.join(&row.file))?;
        let mut reader = self
            .opener
            .open(
                Box::new(std::io::BufReader::new(file)),
                header.format,
                lac_header,
                &lac_values,
            )
            .map_err(LoadError::Refused)?;
        let mut texts = Vec::new();
        while !wanted.is_empty() {
            let Some(Ok(next)) = reader.next() else {
                break;
            };
            if let Parsed::Item(Item::Person(record), _) = next
                && let Some(seq) = wanted.remove(&(record.line, record.local_id))
            {
                texts.push((seq, reader.raw().replace('\0', "\u{fffd}")));
            }
        }
        let _turn = self.writing.lock();
        schema::db::write_tx(conn, |conn| {
            for (seq, text) in &texts {
                diesel::update(rejected_record::table.find((row.id, seq)))
                    .set(rejected_record::record.eq(text))
                    .execute(conn)?;
            }
            Ok(())
        })
    }
}
