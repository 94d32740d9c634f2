//! `GET /v1/forniture/{id}/anomalie`, as JSON by pages or as one CSV.

use std::sync::Arc;

use actix_web::web::{self, Bytes, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use schema::tables::AnomalyRow;

use crate::auth;
use crate::problem::{Problem, ProblemBody};
use crate::rest::{body, failure};
use crate::state::Hub;
use crate::wire::supply::{AnomalyBody, Page, PageQuery};

/// Rows fetched at once for CSV.
const PIECE: i64 = 1_000;

/// Le anomalie di una fornitura, nell'ordine in cui sono state trovate; CSV, intero, se `Accept: text/csv`.
#[utoipa::path(get, path = "/v1/forniture/{id}/anomalie", tag = "Forniture", operation_id = "anomalieFornitura",
    params(("id" = i64, Path, description = "`idFornitura`"), PageQuery), security(("chiave" = [])),
    responses((status = 200, description = "Una pagina; in CSV tutte",
            content((Page<AnomalyBody> = "application/json"), (String = "text/csv"))),
        (status = 400, response = ProblemBody), (status = 401, response = ProblemBody),
        (status = 403, response = ProblemBody), (status = 404, response = ProblemBody),
        (status = 406, response = ProblemBody), (status = 422, response = ProblemBody),
        (status = 429, response = ProblemBody), (status = 500, response = ProblemBody),
        (status = 503, response = ProblemBody)))]
pub async fn anomalies(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    if body::negotiate(&request, &["application/json", "text/csv"])? == "text/csv" {
        query.refuse()?;
        return anomalies_csv(request, hub, id).await;
    }
    let id = failure::number(&id)?;
    let (after, limit) = query.read()?;
    let access = auth::supply_access(&request, &hub, None).await?;
    let rows = failure::blocking(move || hub.supplies.anomalies(&access, id, after, limit)).await?;
    let page = Page::of(rows, limit, |row: &AnomalyRow| row.seq, AnomalyBody::from);
    Ok(HttpResponse::Ok().json(page))
}

/// Tutte le anomalie di una fornitura, in CSV.
#[utoipa::path(get, path = "/v1/forniture/{id}/anomalie.csv", tag = "Forniture", operation_id = "anomalieFornituraCsv",
    params(("id" = i64, Path, description = "`idFornitura`")), security(("chiave" = [])),
    responses((status = 200, description = "UTF-8, separatore `;`, con intestazione", body = String, content_type = "text/csv"),
        (status = 401, response = ProblemBody), (status = 403, response = ProblemBody),
        (status = 404, response = ProblemBody), (status = 429, response = ProblemBody),
        (status = 500, response = ProblemBody), (status = 503, response = ProblemBody)))]
pub async fn anomalies_csv(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = failure::number(&id)?;
    let access = Arc::new(auth::supply_access(&request, &hub, None).await?);
    // The first piece is read before the answer begins, so that its errors are still told as problems.
    let read = move |after: i64| {
        let (hub, access) = (hub.clone(), Arc::clone(&access));
        failure::blocking(move || hub.supplies.anomalies(&access, id, after, PIECE))
    };
    let first = read(0).await?;
    let rows = stream::unfold(Some((first, true, read)), |state| async move {
        let (rows, head, read) = state?;
        let text = csv_text(&rows, head);
        let next = match rows.last() {
            Some(last) if rows.len() as i64 == PIECE => match read(last.seq).await {
                Ok(rows) => Some((rows, false, read)),
                // The answer has begun: breaking it off is the only way to say that it is not whole.
                Err(problem) => return Some((Err(problem), None)),
            },
            _ => None,
        };
        Some((text, next))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"anomalie-{id}.csv\""),
        ))
        .streaming(rows))
}

fn csv_text(rows: &[AnomalyRow], head: bool) -> Result<Bytes, Problem> {
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let failed = |error: csv::Error| Problem::internal(&error);
    if head {
        out.write_record([
            "progressivo",
            "riga",
            "codice",
            "gravita",
            "percorso",
            "campo",
            "valore",
            "testo",
        ])
        .map_err(failed)?;
    }
    for row in rows {
        out.write_record([
            row.seq.to_string().as_str(),
            row.line.to_string().as_str(),
            &row.code,
            &row.severity,
            &row.path,
            &row.field,
            &harmless(&row.value),
            crate::wire::supply::anomaly_text(&row.code),
        ])
        .map_err(failed)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| Problem::internal(&error))?;
    Ok(bytes.into())
}

/// A spreadsheet takes a cell that begins so for a formula; whoever wrote the supply must not run one in the
/// office that opens the list.
fn harmless(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_and_disarms() {
        let row = AnomalyRow {
            supply_id: 1,
            seq: 7,
            line: 3,
            code: "X".to_owned(),
            severity: "E".to_owned(),
            path: "a/b".to_owned(),
            field: "cognome".to_owned(),
            value: "=SUM(1;2)".to_owned(),
        };
        let text = csv_text(&[row], true).unwrap();
        let text = std::str::from_utf8(&text).unwrap();
        assert_eq!(
            text,
            "progressivo;riga;codice;gravita;percorso;campo;valore;testo\r\n7;3;X;E;a/b;cognome;\"'=SUM(1;2)\";\r\n"
        );
    }
}
