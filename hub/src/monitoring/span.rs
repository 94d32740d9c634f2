//! From moments to numbers: the trace is ordered by time, nearly, so that a period is found by halving and never by
//! reading.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{audit, audit_head};

/// By how much a record's moment may lie away from its place in the sequence: the moment is taken before the record
/// waits for the trace, on nodes whose clocks are not the same.
const SLACK: Duration = Duration::minutes(10);

/// Numbers of the trace, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub first: i64,
    pub last: i64,
}

/// Numbers among which every record from `from` to before `to` stands, up to what is written now. Some others stand
/// among them: the moment must be asked for as well.
pub(crate) fn span(
    conn: &mut Db,
    from: Option<NaiveDateTime>,
    to: Option<NaiveDateTime>,
) -> QueryResult<Span> {
    let head: i64 = audit_head::table
        .find(1)
        .select(audit_head::last)
        .first(conn)?;
    let mut probe = |number: i64| -> QueryResult<Option<(i64, NaiveDateTime)>> {
        audit::table
            .filter(audit::seq.ge(number))
            .order(audit::seq)
            .select((audit::seq, audit::at))
            .first(conn)
            .optional()
    };
    let first = match from {
        Some(moment) => first_since(moment - SLACK, head, &mut probe)?,
        None => 1,
    };
    let last = match to {
        Some(moment) => first_since(moment + SLACK, head, &mut probe)? - 1,
        None => head,
    };
    Ok(Span { first, last })
}

/// The least number from which on records are of `moment` or later. Records may be missing (expired): `probe` gives
/// the next one that is there.
fn first_since<E>(
    moment: NaiveDateTime,
    head: i64,
    probe: &mut impl FnMut(i64) -> Result<Option<(i64, NaiveDateTime)>, E>,
) -> Result<i64, E> {
    let (mut low, mut high) = (1, head + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match probe(middle)? {
            Some((number, at)) if at < moment => low = number + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn moment(seconds: i64) -> NaiveDateTime {
        DateTime::from_timestamp(seconds, 0).unwrap().naive_utc()
    }

    proptest! {
        /// However moments are displaced within the slack and whichever records are gone, none of the period is left
        /// outside the numbers found.
        #[test]
        fn no_record_of_the_period_is_missed(
            steps in prop::collection::vec((0_i64..900, -290_i64..290, any::<bool>()), 0..80),
            from in -1_000_i64..40_000,
            length in 0_i64..20_000,
        ) {
            let mut clock = 10_000;
            let mut rows: Vec<(i64, NaiveDateTime)> = Vec::new();
            for (number, (step, displaced, gone)) in (1..).zip(&steps) {
                clock += step;
                if !gone {
                    rows.push((number, moment(clock + displaced)));
                }
            }
            let head = steps.len() as i64;
            let mut probes = 0;
            let mut probe = |number: i64| -> Result<_, Infallible> {
                probes += 1;
                Ok(rows.iter().find(|(n, _)| *n >= number).copied())
            };
            let (from, to) = (moment(from), moment(from + length));
            let Ok(first) = first_since(from - SLACK, head, &mut probe);
            let Ok(end) = first_since(to + SLACK, head, &mut probe);
            prop_assert!(probes <= 2 * 8, "{}", probes);
            for (number, at) in &rows {
                if from <= *at && *at < to {
                    prop_assert!(first <= *number && *number < end, "{} of {}..{}", number, first, end);
                }
            }
        }
    }
}
