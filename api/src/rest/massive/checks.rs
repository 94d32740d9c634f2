//! The rows of a stream of checks.

use hub::engine::Refusal;
use hub::massive::{MAX_ROWS, MassiveRun, RowAnswer, RowProblem};

use super::lines::Line;
use super::run::{Broken, Form, Rows};
use crate::wire::massive::{CSV_HEAD, CsvHead, RowBody, RowDefaults};

/// The rows of a stream of checks.
pub struct Checks {
    run: MassiveRun,
    defaults: RowDefaults,
    input: Form,
    output: Form,
    head: Option<CsvHead>,
    answered: u64,
}

impl From<Refusal> for Broken {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl Checks {
    /// Rows in one form, answers in another.
    pub fn new(run: MassiveRun, defaults: RowDefaults, input: Form, output: Form) -> Self {
        Self {
            run,
            defaults,
            input,
            output,
            head: None,
            answered: 0,
        }
    }

    fn write(&self, row: &RowBody, out: &mut Vec<u8>) {
        match self.output {
            Form::Ndjson => row.write_json(out),
            Form::Csv => row.write_csv(out),
        }
    }

    fn write_all(&mut self, ready: Vec<RowAnswer>, out: &mut Vec<u8>) {
        for answer in ready {
            self.answered = answer.number;
            self.write(&RowBody::from(answer), out);
        }
    }
}

impl Rows for Checks {
    fn opening(&self) -> &'static [u8] {
        match self.output {
            Form::Ndjson => b"",
            Form::Csv => CSV_HEAD.as_bytes(),
        }
    }

    async fn take(&mut self, line: Line, out: &mut Vec<u8>) -> Result<(), Broken> {
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
        self.write_all(ready, out);
        Ok(())
    }

    async fn finish(&mut self, out: &mut Vec<u8>) -> Result<bool, Broken> {
        let Some(ready) = self.run.finish().await? else {
            return Ok(false);
        };
        self.write_all(ready, out);
        Ok(true)
    }

    fn taken(&self) -> u64 {
        self.run.rows()
    }

    fn answered(&self) -> u64 {
        self.answered
    }

    fn write_failed(&self, number: u64, code: &'static str, text: String, out: &mut Vec<u8>) {
        self.write(&RowBody::failed(number, code, text), out);
    }
}
