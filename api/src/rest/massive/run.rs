//! One stream, from its pieces to its answers.

use std::time::Duration;

use actix_web::web::{Bytes, Payload};
use futures_util::StreamExt;
use hub::engine::Refusal;
use hub::massive::{MAX_ROWS, MassiveRun, RowAnswer, RowProblem};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::timeout;

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

/// A stream under way.
pub struct Stream {
    run: MassiveRun,
    defaults: RowDefaults,
    input: Form,
    output: Form,
    head: Option<CsvHead>,
    lines: Lines,
    patience: Duration,
    answered: u64,
}

/// Why reading ended before the body did.
enum Broken {
    Refused(Refusal),
    Row(&'static str, &'static str),
}

impl Stream {
    /// A stream whose rows are at most `longest` bytes, and whose client is silent for `patience` at most.
    pub fn new(
        run: MassiveRun,
        defaults: RowDefaults,
        input: Form,
        output: Form,
        longest: usize,
        patience: Duration,
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
    pub async fn pump(mut self, payload: Payload, send: UnboundedSender<Bytes>) {
        if self.output == Form::Csv {
            let _ = send.send(Bytes::from_static(CSV_HEAD.as_bytes()));
        }
        let ended = match self.read(payload, &send).await {
            Err(Broken::Refused(refusal)) => Err(Broken::Refused(refusal)),
            read => self.finish(&send).await.map_err(Broken::Refused).and(read),
        };
        let Err(broken) = ended else { return };
        let (code, text) = match broken {
            Broken::Row(code, text) => (code, text.to_owned()),
            Broken::Refused(refusal) => ("SERVIZIO_NON_DISPONIBILE", refusal.to_string()),
        };
        let mut out = Vec::new();
        for number in self.answered + 1..=self.run.rows() {
            self.write(&RowBody::failed(number, code, text.clone()), &mut out);
        }
        let rest = format!("{text} Da questa riga in poi nulla è stato letto.");
        self.write(&RowBody::failed(self.run.rows() + 1, code, rest), &mut out);
        let _ = send.send(out.into());
    }

    async fn read(
        &mut self,
        mut payload: Payload,
        send: &UnboundedSender<Bytes>,
    ) -> Result<(), Broken> {
        loop {
            let piece = timeout(self.patience, payload.next()).await.map_err(|_| {
                Broken::Row(
                    "TEMPO_SCADUTO",
                    "Le righe non sono arrivate nel tempo previsto.",
                )
            })?;
            let Some(piece) = piece else {
                while let Some(line) = self.lines.last() {
                    self.take(line, send).await?;
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
                self.take(line, send).await?;
            }
        }
    }

    async fn take(&mut self, line: Line, send: &UnboundedSender<Bytes>) -> Result<(), Broken> {
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
        let answers = self.run.push(request).await.map_err(Broken::Refused)?;
        self.send(answers, send);
        Ok(())
    }

    async fn finish(&mut self, send: &UnboundedSender<Bytes>) -> Result<(), Refusal> {
        while let Some(answers) = self.run.finish().await? {
            self.send(answers, send);
        }
        Ok(())
    }

    fn send(&mut self, answers: Vec<RowAnswer>, send: &UnboundedSender<Bytes>) {
        if answers.is_empty() {
            return;
        }
        let mut out = Vec::with_capacity(answers.len() * 128);
        for answer in answers {
            self.answered = answer.number;
            self.write(&RowBody::from(answer), &mut out);
        }
        // A client that is gone does not stop the rest: its rows were asked and stand in the trace.
        let _ = send.send(out.into());
    }

    fn write(&self, row: &RowBody, out: &mut Vec<u8>) {
        match self.output {
            Form::Ndjson => row.write_json(out),
            Form::Csv => row.write_csv(out),
        }
    }
}
