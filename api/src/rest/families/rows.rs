//! The inputs of a list of fiscal codes.

use hub::consultation::ConsultationRefusal;
use hub::families::{FamiliesRun, FamilyRow, MAX_INPUTS};
use hub::massive::RowProblem;

use crate::rest::massive::lines::Line;
use crate::rest::massive::run::{Broken, Form, Rows};
use crate::wire::families::{self, CSV_HEAD, Column, FamilyBody};

/// The inputs of a list.
pub struct Families {
    run: FamiliesRun,
    input: Form,
    output: Form,
    column: Option<Column>,
    answered: u64,
}

impl From<ConsultationRefusal> for Broken {
    fn from(refusal: ConsultationRefusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl Families {
    /// Inputs in one form, answers in another.
    pub fn new(run: FamiliesRun, input: Form, output: Form) -> Self {
        Self {
            run,
            input,
            output,
            column: None,
            answered: 0,
        }
    }

    fn write(&mut self, ready: Vec<FamilyRow>, out: &mut Vec<u8>) {
        for row in ready {
            self.answered = row.number;
            match self.output {
                Form::Ndjson => FamilyBody::from(row).write_json(out),
                Form::Csv => families::write_csv(&row, out),
            }
        }
    }

    /// The code of a line; `None` of the head of a list.
    fn read(&mut self, line: &Line) -> Option<Result<String, RowProblem>> {
        Some(match (line, self.input) {
            (Line::TooLong, _) => Err(RowProblem::unreadable("la riga è troppo lunga")),
            (Line::Text(text), Form::Ndjson) => families::read_json(text),
            (Line::Text(text), Form::Csv) => {
                let column = if let Some(column) = self.column {
                    column
                } else {
                    let (column, head) = Column::of(text);
                    self.column = Some(column);
                    if head {
                        return None;
                    }
                    column
                };
                column.read(text)
            }
        })
    }
}

impl Rows for Families {
    fn opening(&self) -> &'static [u8] {
        match self.output {
            Form::Ndjson => b"",
            Form::Csv => CSV_HEAD.as_bytes(),
        }
    }

    async fn take(&mut self, line: Line, out: &mut Vec<u8>) -> Result<(), Broken> {
        let Some(input) = self.read(&line) else {
            return Ok(());
        };
        if self.run.taken() >= MAX_INPUTS {
            return Err(Broken::Row(
                "RIGHE_IN_ECCESSO",
                "Sono ammesse al massimo 100.000 righe.",
            ));
        }
        let ready = self.run.push(input).await?;
        self.write(ready, out);
        Ok(())
    }

    async fn finish(&mut self, out: &mut Vec<u8>) -> Result<bool, Broken> {
        let ready = self.run.finish().await?;
        let more = !ready.is_empty();
        self.write(ready, out);
        Ok(more)
    }

    fn taken(&self) -> u64 {
        self.run.taken()
    }

    fn answered(&self) -> u64 {
        self.answered
    }

    fn write_failed(&self, number: u64, code: &'static str, text: String, out: &mut Vec<u8>) {
        match self.output {
            Form::Ndjson => FamilyBody::failed(number, code, text).write_json(out),
            Form::Csv => families::write_failed(number, "", code, &text, out),
        }
    }
}
