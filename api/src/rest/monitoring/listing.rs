//! A list of acts, as a page of JSON or as one CSV.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use hub::monitoring::{
    Look, MonitoringError, Reading, Viewer, acts_csv, acts_csv_cut, acts_csv_head,
};

use super::refusal::blocking;
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::rest::massive::answers::{self, Answers};
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

/// The whole list, written while it is read; the places are few, and each is free again when its table is written.
///
/// # Errors
/// What the look is refused for; 429 without a place.
pub async fn csv(
    hub: web::Data<Hub>,
    viewer: Viewer,
    asked: Asked,
    look: Look,
) -> Result<HttpResponse, Problem> {
    if asked.before.is_some() {
        return Err(Problem::new(
            ProblemCode::Malformed,
            "In CSV l'elenco è sempre intero: il parametro dopo non è previsto.",
        ));
    }
    let slot = hub.tables.take(viewer.user_id)?;
    let service = hub.clone();
    let reading = blocking(move || service.monitoring.open(&viewer, asked.filter, look)).await?;
    let limits = &hub.config.server.limits;
    let patience = Duration::from_secs(limits.request_seconds);
    let until = Instant::now() + Duration::from_secs(limits.transfer_seconds);
    let (answers, given) = answers::queue(limits.stream_bytes, patience, until);
    let source = Source {
        hub,
        reading: Arc::new(reading),
    };
    // The first piece is read before the answer begins, so that its errors are still told as problems.
    let first = source.piece(None).await?;
    actix_web::rt::spawn(async move {
        source.pump(first, answers, until).await;
        drop(slot);
    });
    let pieces = stream::unfold(given, |mut given| async move {
        given.next().await.map(|piece| (piece, given))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(("content-disposition", "attachment; filename=\"atti.csv\""))
        .streaming(pieces))
}

/// Rows written, how many, and where the next ones begin.
type Piece = (Bytes, usize, Option<i64>);

/// Where the rows come from.
struct Source {
    hub: web::Data<Hub>,
    reading: Arc<Reading>,
}

impl Source {
    async fn piece(&self, before: Option<i64>) -> Result<Piece, Problem> {
        let (hub, reading) = (self.hub.clone(), Arc::clone(&self.reading));
        let most = hub.config.server.limits.table_rows;
        let size = i64::try_from(most).unwrap_or(PIECE).min(PIECE);
        blocking(move || {
            let page = hub.monitoring.acts(&reading, before, size)?;
            let mut text = if before.is_none() {
                acts_csv_head()?
            } else {
                Vec::new()
            };
            text.extend(acts_csv(&page.acts)?);
            Ok::<_, MonitoringError>((Bytes::from(text), page.acts.len(), page.next))
        })
        .await
    }

    /// Writes to the end, or to as many rows as a table may have. Left off anywhere else, the answer breaks off: that is
    /// the only way to say that it is not whole once it has begun.
    async fn pump(self, first: Piece, answers: Answers, until: Instant) {
        let most = self.hub.config.server.limits.table_rows;
        let (mut text, mut written, mut next) = first;
        loop {
            if answers.send(text).await.is_err() || answers.is_abandoned() {
                return;
            }
            let Some(place) = next else {
                return answers.finish().await;
            };
            if written >= most {
                if let Ok(cut) = acts_csv_cut(written)
                    && answers.send(cut.into()).await.is_ok()
                {
                    answers.finish().await;
                }
                return;
            }
            if Instant::now() >= until {
                return;
            }
            let Ok(piece) = self.piece(Some(place)).await else {
                return;
            };
            written += piece.1;
            (text, next) = (piece.0, piece.2);
        }
    }
}
