//! One stream, from its pieces to its answers.

use std::time::{Duration, Instant};

use actix_web::web::{Bytes, Payload};
use futures_util::StreamExt;
use hub::engine::Refusal;
use hub::massive::{MAX_ROWS, MassiveRun, RowAnswer, RowProblem};
use tokio::time::timeout;

use super::answers::{Answers, Unread};
use super::lines::{Line, Lines};
use crate::wire::massive::{CSV_HEAD, CsvHead, RowBody, RowDefaults};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One JSON object a line.
    Ndjson,
    /// `;` or `,`, with a head.
    Csv,
}

/// How slow the client may be.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// The longest silence.
    pub between_pieces: Duration,
    /// When all rows must have come.
    pub until: Instant,
}

/// A stream under way.
pub struct Stream {
    run: MassiveRun,
    defaults: RowDefaults,
    input: Form,
    output: Form,
    head: Option<CsvHead>,
    lines: Lines,
    patience: Patience,
    answered: u64,
}

/// Why reading ended before the body did.
enum Broken {
    Refused(Refusal),
    Row(&'static str, &'static str),
    /// Nobody reads the answers: there is no way to tell anything.
    Unread,
}

impl From<Refusal> for Broken {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Unread> for Broken {
    fn from(_: Unread) -> Self {
        Self::Unread
    }
}

impl Stream {
    /// A stream whose rows are at most `longest` bytes.
    pub fn new(
        run: MassiveRun,
        defaults: RowDefaults,
        input: Form,
        output: Form,
        longest: usize,
        patience: Patience,
    ) -> Self {
        Self {
            run,
            defaults,
            input,
            output,
            head: None,
            lines: Lines::new(longest),
            patience,
            answered: 0,
        }
    }

    /// Reads to the end and answers every row. Whatever breaks it off, rows taken are answered, and one more
    /// line says that the rest was not read.
    pub async fn pump(mut self, payload: Payload, answers: Answers) {
        let broken = match self.run_through(payload, &answers).await {
            Ok(()) => return answers.finish().await,
            Err(Broken::Unread) => return,
            Err(broken) => broken,
        };
        let (code, text) = match broken {
            Broken::Row(code, text) => (code, text.to_owned()),
            Broken::Refused(refusal) => ("SERVIZIO_NON_DISPONIBILE", refusal.to_string()),
            Broken::Unread => return,
        };
        let mut out = Vec::new();
        for number in self.answered + 1..=self.run.rows() {
            self.write(&RowBody::failed(number, code, text.clone()), &mut out);
        }
        let rest = format!("{text} Da questa riga in poi nulla è stato letto.");
        self.write(&RowBody::failed(self.run.rows() + 1, code, rest), &mut out);
        if answers.send(out.into()).await.is_ok() {
            answers.finish().await;
        }
    }

    async fn run_through(&mut self, payload: Payload, answers: &Answers) -> Result<(), Broken> {
        if self.output == Form::Csv {
            answers
                .send(Bytes::from_static(CSV_HEAD.as_bytes()))
                .await?;
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
            while let Some(line) = self.lines.next() {
                self.take(line, answers).await?;
            }
        }
    }

    async fn take(&mut self, line: Line, answers: &Answers) -> Result<(), Broken> {
        let request = match (&line, self.input) {
            (Line::TooLong, _) => Err(RowProblem::unreadable("la riga è troppo lunga")),
            (Line::Text(text), Form::Ndjson) => self.defaults.read_json(text),
            (Line::Text(text), Form::Csv) => {
                if let Some(head) = &self.head {
                    head.read_row(text, &self.defaults)
                } else {
                    // Without a head no row can be read.
                    let head = CsvHead::read(text).map_err(|_| {
                        Broken::Row(
                            "INTESTAZIONE_NON_VALIDA",
                            "L'intestazione CSV non è valida.",
                        )
                    })?;
                    self.head = Some(head);
                    return Ok(());
                }
            }
        };
        if self.run.rows() >= MAX_ROWS {
            return Err(Broken::Row(
                "RIGHE_IN_ECCESSO",
                "Sono ammesse al massimo 100.000 righe.",
            ));
        }
        let ready = self.run.push(request).await?;
        self.send(ready, answers).await
    }

    async fn finish(&mut self, answers: &Answers) -> Result<(), Broken> {
        while let Some(ready) = self.run.finish().await? {
            self.send(ready, answers).await?;
        }
        Ok(())
    }

    async fn send(&mut self, ready: Vec<RowAnswer>, answers: &Answers) -> Result<(), Broken> {
        if ready.is_empty() {
            return Ok(());
        }
        let mut out = Vec::with_capacity(ready.len() * 128);
        for answer in ready {
            self.answered = answer.number;
            self.write(&RowBody::from(answer), &mut out);
        }
        // A client that is gone does not stop the rest: its rows were asked and stand in the trace.
        Ok(answers.send(out.into()).await?)
    }

    fn write(&self, row: &RowBody, out: &mut Vec<u8>) {
        match self.output {
            Form::Ndjson => row.write_json(out),
            Form::Csv => row.write_csv(out),
        }
    }
}
