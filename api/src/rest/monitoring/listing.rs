//! A list of acts, as a page of JSON or as one CSV.

use std::sync::Arc;

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use hub::monitoring::{Look, MonitoringError, Viewer, acts_csv, acts_csv_head};

use super::refusal::blocking;
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::state::Hub;
use crate::wire::monitoring::{ActBody, Asked};
use crate::wire::supply::Page;

/// Rows fetched at once for CSV.
const PIECE: i64 = 1_000;

/// The acts asked for. In CSV the list is whole, and follows no page.
pub async fn answer(
    request: &HttpRequest,
    hub: web::Data<Hub>,
    viewer: Viewer,
    asked: Asked,
    look: Look,
) -> Result<HttpResponse, Problem> {
    let form = body::negotiate(request, &["application/json", "text/csv"])?;
    if form == "text/csv" && asked.before.is_some() {
        return Err(Problem::new(
            ProblemCode::Malformed,
            "In CSV l'elenco è sempre intero: il parametro dopo non è previsto.",
        ));
    }
    if form == "text/csv" {
        return csv(hub, viewer, asked, look).await;
    }
    let page = blocking(move || {
        let reading = hub.monitoring.open(&viewer, asked.filter, look)?;
        hub.monitoring.acts(&reading, asked.before, asked.limit)
    })
    .await?;
    Ok(HttpResponse::Ok().json(Page {
        items: page.acts.into_iter().map(ActBody::from).collect(),
        next: page.next,
    }))
}

async fn csv(
    hub: web::Data<Hub>,
    viewer: Viewer,
    asked: Asked,
    look: Look,
) -> Result<HttpResponse, Problem> {
    let service = hub.clone();
    let reading = blocking(move || service.monitoring.open(&viewer, asked.filter, look)).await?;
    let reading = Arc::new(reading);
    let read = move |before: Option<i64>| {
        let (hub, reading) = (hub.clone(), Arc::clone(&reading));
        blocking(move || {
            let page = hub.monitoring.acts(&reading, before, PIECE)?;
            let mut text = if before.is_none() {
                acts_csv_head()?
            } else {
                Vec::new()
            };
            text.extend(acts_csv(&page.acts)?);
            Ok::<_, MonitoringError>((Bytes::from(text), page.next))
        })
    };
    // The first piece is read before the answer begins, so that its errors are still told as problems.
    let first = read(None).await?;
    let pieces = stream::unfold(Some((Ok(first), read)), |state| async move {
        let (piece, read) = state?;
        match piece {
            Ok((text, next)) => {
                let rest = match next {
                    Some(place) => Some((read(Some(place)).await, read)),
                    None => None,
                };
                Some((Ok(text), rest))
            }
            // The answer has begun: breaking it off is the only way to say that it is not whole.
            Err(problem) => Some((Err(problem), None)),
        }
    });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(("content-disposition", "attachment; filename=\"atti.csv\""))
        .streaming(pieces))
}
