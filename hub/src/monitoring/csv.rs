//! Tables for a spreadsheet: quoted after RFC 4180 (CRLF, doubled quotes), separated by semicolons as Italian
//! spreadsheets expect.

use std::borrow::Cow;

use chrono::NaiveDateTime;

use super::findings::Finding;
use super::statistics::Statistics;
use super::{Act, MonitoringError, Names};
use schema::italian_time::to_civil;

/// A cell's text. A spreadsheet takes a cell that begins so for a formula: whoever wrote a purpose must not run one in
/// the office that opens the list.
pub fn cell(value: &str) -> Cow<'_, str> {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

/// A table of rows, each cell disarmed.
pub(crate) fn table<R, C>(rows: R) -> Result<Vec<u8>, MonitoringError>
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item: AsRef<str>>,
{
    let mut out = ::csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        for value in row {
            out.write_field(cell(value.as_ref()).as_bytes())?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.into_inner()
        .map_err(|error| MonitoringError::Csv(error.into_error().into()))
}

/// The moment as the people of the office read it.
fn moment(at: NaiveDateTime) -> String {
    to_civil(at.and_utc())
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}

const ACTS: [&str; 18] = [
    "momento",
    "atto",
    "servizio",
    "ente",
    "ufficio",
    "utente",
    "ruolo",
    "convenzione",
    "comune",
    "finalita",
    "riferimento_pratica",
    "soggetto",
    "campi",
    "postazione",
    "data_riferimento",
    "esito",
    "id_utente",
    "id_richiesta",
];

/// The head of the table of acts.
pub fn acts_csv_head() -> Result<Vec<u8>, MonitoringError> {
    table([ACTS])
}

/// The last row of a table that would be longer than so many rows.
pub fn acts_csv_cut(rows: usize) -> Result<Vec<u8>, MonitoringError> {
    let mut row: [String; ACTS.len()] = Default::default();
    row[1] = format!("Elenco interrotto dopo {rows} righe: restringere il periodo o i filtri.");
    table([row])
}

/// Acts, without the head.
pub fn acts_csv(acts: &[Act]) -> Result<Vec<u8>, MonitoringError> {
    table(acts.iter().map(|act| -> [String; ACTS.len()] {
        [
            moment(act.at),
            act.act.clone(),
            act.service.clone(),
            act.entity.1.clone(),
            act.office.1.clone(),
            act.user.1.clone(),
            act.role.clone(),
            act.agreement.1.clone(),
            act.comune.clone(),
            act.purpose.clone(),
            act.case_reference.clone(),
            act.subject.clone(),
            act.fields.clone(),
            act.workstation.clone(),
            act.reference_day
                .map_or_else(String::new, schema::date::Day::iso),
            act.outcome.clone(),
            number(act.user.0),
            act.request_id.clone(),
        ]
    }))
}

/// Findings, with their head.
pub fn findings_csv(findings: &[Finding], names: &Names) -> Result<Vec<u8>, MonitoringError> {
    let head = [
        "codice",
        "segnalazione",
        "utente",
        "soggetto",
        "dal",
        "al",
        "quanti",
        "usuale",
    ];
    let rows = findings.iter().map(|finding| {
        [
            finding.kind.code().to_owned(),
            finding.kind.label().to_owned(),
            names.user(finding.user_id).to_owned(),
            finding.subject.clone(),
            moment(finding.from),
            moment(finding.to),
            finding.count.to_string(),
            finding.usual.to_string(),
        ]
    });
    table(std::iter::once(head.map(str::to_owned)).chain(rows))
}

/// Statistics, with the columns that were asked for.
pub fn statistics_csv(statistics: &Statistics) -> Result<Vec<u8>, MonitoringError> {
    let by = statistics.grouping;
    let columns = [
        (by.step.is_some(), "periodo"),
        (by.entity, "ente"),
        (by.office, "ufficio"),
        (by.user, "utente"),
        (by.service, "servizio"),
        (by.act, "atto"),
        (true, "atti"),
        (true, "si"),
        (true, "no"),
        (true, "non_determinabili"),
        (true, "rifiuti"),
    ];
    let only = |cells: [String; 11]| {
        columns
            .iter()
            .zip(cells)
            .filter(|((wanted, _), _)| *wanted)
            .map(|(_, cell)| cell)
            .collect::<Vec<String>>()
    };
    let head = only(columns.map(|(_, name)| name.to_owned()));
    let rows = statistics.lines.iter().map(|line| {
        let (group, counts) = (&line.group, line.counts);
        only([
            group.period.clone(),
            line.entity.clone(),
            line.office.clone(),
            line.user.clone(),
            group.service.clone(),
            group.act.clone(),
            counts.acts.to_string(),
            counts.yes.to_string(),
            counts.no.to_string(),
            counts.uncertain.to_string(),
            counts.refused.to_string(),
        ])
    });
    table(std::iter::once(head).chain(rows))
}

/// Zero is nobody.
fn number(id: i64) -> String {
    if id == 0 {
        String::new()
    } else {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::statistics::{Grouping, Step, Tally};
    use super::*;

    #[test]
    fn statistics_have_the_columns_asked_for() {
        let mut tally = Tally::new(Grouping {
            service: true,
            step: Some(Step::Month),
            ..Grouping::default()
        });
        let at = super::super::findings::support::at("2026-11-21 10:00:00");
        tally.see(&super::super::findings::support::seen(at, 1));
        let text = statistics_csv(&tally.statistics(&Names::default())).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "periodo;servizio;atti;si;no;non_determinabili;rifiuti\r\n2026-11;VERIFICA;1;1;0;0;0\r\n"
        );
    }

    proptest! {
        /// Whatever stands in a cell is read back whole, and no cell is a formula.
        #[test]
        fn cells_are_read_back_and_never_formulas(rows in prop::collection::vec(prop::collection::vec("[=+@\\-\t\r\n;\"' a-zà€]{0,6}", 3), 1..5)) {
            let bytes = table(&rows).unwrap();
            let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(bytes.as_slice());
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(read.len(), rows.len());
            for (read, row) in read.iter().flatten().zip(rows.iter().flatten()) {
                prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r']));
                let disarmed = cell(row);
                prop_assert_eq!(read.as_str(), &*disarmed);
            }
        }
    }
}
