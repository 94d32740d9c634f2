//! One stream, from its pieces to its answers, whatever its rows ask.

use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Payload};
use futures_util::{StreamExt, stream};
use tokio::time::timeout;

use super::answers::{self, Answers, Unread};
use super::lines::{Line, Lines};
use crate::config::LimitsConfig;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One JSON object a line.
    Ndjson,
    /// `;` or `,`, with a head.
    Csv,
}

impl Form {
    /// CSV, or else NDJSON.
    pub const fn of(is_csv: bool) -> Self {
        if is_csv { Self::Csv } else { Self::Ndjson }
    }
}

/// How slow the client may be.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// The longest silence.
    pub between_pieces: Duration,
    /// When all rows must have come.
    pub until: Instant,
}

/// Why reading ended before the body did.
#[derive(Debug)]
pub enum Broken {
    /// The service cannot go on: why.
    Refused(String),
    /// What came cannot be read on: code and text.
    Row(&'static str, &'static str),
    /// Nobody reads the answers: there is no way to tell anything.
    Unread,
}

impl From<Unread> for Broken {
    fn from(_: Unread) -> Self {
        Self::Unread
    }
}

/// What is done with the lines of a stream. Every line taken as a row gets its answer, in their order.
pub trait Rows {
    /// What stands before the answers.
    fn opening(&self) -> &'static [u8];
    /// Takes a line; writes what is answered by now.
    fn take(&mut self, line: Line, out: &mut Vec<u8>) -> impl Future<Output = Result<(), Broken>>;
    /// Writes what is left to be answered; false once there is nothing more.
    fn finish(&mut self, out: &mut Vec<u8>) -> impl Future<Output = Result<bool, Broken>>;
    /// Rows taken.
    fn taken(&self) -> u64;
    /// Rows answered.
    fn answered(&self) -> u64;
    /// Writes that a row has no answer.
    fn write_failed(&self, number: u64, code: &'static str, text: String, out: &mut Vec<u8>);
}

/// A stream under way.
pub struct Stream<R> {
    rows: R,
    lines: Lines,
    patience: Patience,
    /// Bytes of answers that may wait to be read.
    unread: usize,
}

impl<R: Rows + 'static> Stream<R> {
    /// A stream within the limits of the server, from now on.
    pub fn new(rows: R, limits: &LimitsConfig) -> Self {
        Self {
            rows,
            lines: Lines::new(limits.body_bytes),
            patience: Patience {
                between_pieces: Duration::from_secs(limits.request_seconds),
                until: Instant::now() + Duration::from_secs(limits.transfer_seconds),
            },
            unread: limits.stream_bytes,
        }
    }

    /// The answer, which begins while the rows still come; the slot is held until all of them are answered.
    pub fn answer(
        self,
        payload: Payload,
        slot: impl Sized + 'static,
        media_type: &str,
    ) -> HttpResponse {
        let Patience {
            between_pieces,
            until,
        } = self.patience;
        // Whoever was slow to send has its patience once more to read what became of it.
        let (answers, reading) =
            answers::queue(self.unread, between_pieces, until + between_pieces);
        actix_web::rt::spawn(async move {
            self.pump(payload, answers).await;
            drop(slot);
        });
        let pieces = stream::unfold(reading, |mut reading| async move {
            reading.next().await.map(|piece| (piece, reading))
        });
        HttpResponse::Ok()
            .content_type(media_type)
            .streaming(pieces)
    }

    /// Reads to the end and answers every row. Whatever breaks it off, rows taken are answered, and one more
    /// line says that the rest was not read.
    async fn pump(mut self, payload: Payload, answers: Answers) {
        let broken = match self.run_through(payload, &answers).await {
            Ok(()) => return answers.finish().await,
            Err(Broken::Unread) => return,
            Err(broken) => broken,
        };
        let (code, text) = match broken {
            Broken::Row(code, text) => (code, text.to_owned()),
            Broken::Refused(text) => ("SERVIZIO_NON_DISPONIBILE", text),
            Broken::Unread => return,
        };
        let mut out = Vec::new();
        for number in self.rows.answered() + 1..=self.rows.taken() {
            self.rows.write_failed(number, code, text.clone(), &mut out);
        }
        let rest = format!("{text} Da questa riga in poi nulla è stato letto.");
        self.rows
            .write_failed(self.rows.taken() + 1, code, rest, &mut out);
        if answers.send(out.into()).await.is_ok() {
            answers.finish().await;
        }
    }

    async fn run_through(&mut self, payload: Payload, answers: &Answers) -> Result<(), Broken> {
        let opening = self.rows.opening();
        if !opening.is_empty() {
            answers.send(Bytes::from_static(opening)).await?;
        }
        match self.read(payload, answers).await {
            Err(Broken::Row(code, text)) => {
                self.finish(answers).await?;
                Err(Broken::Row(code, text))
            }
            Err(broken) => Err(broken),
            Ok(()) => self.finish(answers).await,
        }
    }

    async fn read(&mut self, mut payload: Payload, answers: &Answers) -> Result<(), Broken> {
        loop {
            let left = self
                .patience
                .until
                .saturating_duration_since(Instant::now());
            let patience = self.patience.between_pieces.min(left);
            let piece = timeout(patience, payload.next()).await.map_err(|_| {
                Broken::Row(
                    "TEMPO_SCADUTO",
                    "Le righe non sono arrivate nel tempo previsto.",
                )
            })?;
            let Some(piece) = piece else {
                while let Some(line) = self.lines.last() {
                    self.take(line, answers).await?;
                }
                return Ok(());
            };
            let piece = piece.map_err(|_| {
                Broken::Row(
                    "TRASMISSIONE_INTERROTTA",
                    "La trasmissione si è interrotta.",
                )
            })?;
            self.lines.feed(&piece);
            while let Some(line) = self.lines.next_line() {
                self.take(line, answers).await?;
            }
        }
    }

    async fn take(&mut self, line: Line, answers: &Answers) -> Result<(), Broken> {
        let mut out = Vec::new();
        self.rows.take(line, &mut out).await?;
        send(out, answers).await
    }

    async fn finish(&mut self, answers: &Answers) -> Result<(), Broken> {
        loop {
            let mut out = Vec::new();
            let more = self.rows.finish(&mut out).await?;
            send(out, answers).await?;
            if !more {
                return Ok(());
            }
        }
    }
}

/// A client that is gone does not stop the rest: its rows were asked and stand in the trace.
async fn send(out: Vec<u8>, answers: &Answers) -> Result<(), Broken> {
    if out.is_empty() {
        return Ok(());
    }
    Ok(answers.send(out.into()).await?)
}
