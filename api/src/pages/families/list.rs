//! The list as it is typed, pasted or sent as a file.

use hub::families::Terms;
use hub::identity::WorkingCase;
use hub::massive::RowProblem;

use crate::pages::typed::Typed;
use crate::rest::massive::lines::{Line, Lines};
use crate::session::Form;
use crate::wire::families::Column;

/// Codes that a page takes.
pub const MOST: usize = 500;
/// Bytes of a file: as many codes as that among the other cells of a sheet.
pub const FILE_BYTES: usize = 512 << 10;
/// Bytes of the form with its file: of one somewhat too large the page itself says so.
pub const FORM_BYTES: usize = 4 * FILE_BYTES;

const INPUTS: [&str; 4] = ["codici", "data", "finalita", "pratica"];

/// What was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub struct List {
    /// The fields.
    pub typed: Typed,
    file: Option<Vec<u8>>,
}

impl List {
    /// An empty one, for what is worked on.
    pub fn new(case: Option<WorkingCase>) -> Self {
        let mut typed = Typed::default();
        if let Some(case) = case {
            typed.put("finalita", &case.purpose);
            typed.put("pratica", &case.reference);
        }
        Self { typed, file: None }
    }

    /// What a form sent.
    pub fn of(form: &Form) -> Self {
        Self {
            typed: Typed::of(form, &INPUTS),
            file: form.file("file").map(<[u8]>::to_vec),
        }
    }

    /// The inputs, line by line as a file of the API would have them; what cannot be one is an input too, with its fault.
    pub fn inputs(&mut self) -> Vec<Result<String, RowProblem>> {
        let pasted = self.typed.get("codici");
        let (field, inputs) = match &self.file {
            Some(_) if !pasted.is_empty() => {
                let text = "Indicare l'elenco in un solo modo: incollato, oppure in un file.";
                self.typed.wrong("file", text);
                return Vec::new();
            }
            Some(file) if file.len() > FILE_BYTES => {
                let text = format!(
                    "Il file è troppo grande: al massimo {} KB.",
                    FILE_BYTES >> 10
                );
                self.typed.wrong("file", &text);
                return Vec::new();
            }
            Some(file) => ("file", read(file)),
            None => ("codici", read(pasted.as_bytes())),
        };
        if inputs.is_empty() {
            let text = match field {
                "file" => "Nel file non c'è alcun codice fiscale.",
                _ => "Indicare almeno un codice fiscale, oppure un file.",
            };
            self.typed.wrong(field, text);
        } else if inputs.len() > MOST {
            let text = format!(
                "Sono ammessi al massimo {MOST} codici alla volta (qui sono {}): dividere l'elenco, oppure usare l'API.",
                inputs.len()
            );
            self.typed.wrong(field, &text);
        }
        inputs
    }

    /// What is wrong with the file; where only something else is, that browsers send none twice by themselves.
    pub fn file_fault(&self) -> Option<String> {
        let again = || {
            self.file
                .is_some()
                .then(|| "Scegliere di nuovo il file.".to_owned())
        };
        self.typed.fault("file").or_else(again)
    }

    /// What holds for the whole list.
    pub fn terms(&mut self) -> Terms {
        let reference_day = self.typed.day("data");
        for (name, text) in [
            ("finalita", "Indicare la finalità."),
            ("pratica", "Indicare la pratica."),
        ] {
            if self.typed.get(name).is_empty() {
                self.typed.wrong(name, text);
            }
        }
        Terms {
            reference_day,
            known_at: None,
            purpose: self.typed.get("finalita").to_owned(),
            case_reference: self.typed.get("pratica").to_owned(),
            comuni: None,
        }
    }
}

fn read(list: &[u8]) -> Vec<Result<String, RowProblem>> {
    // None is too long: all of it has been read.
    let mut lines = Lines::new(list.len());
    lines.feed(list);
    let mut inputs = Vec::new();
    let mut column: Option<Column> = None;
    while let Some(line) = lines.next_line().or_else(|| lines.last()) {
        let Line::Text(text) = line else { continue };
        if text.trim_ascii().is_empty() {
            continue;
        }
        if let Some(column) = column {
            inputs.push(column.read(&text));
            continue;
        }
        let (first, head) = Column::of(&text);
        column = Some(first);
        if !head {
            inputs.push(first.read(&text));
        }
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;

    const CF: &str = "RSSMRA70A01F257L";

    fn pasted(codes: &str) -> List {
        let mut list = List::default();
        list.typed.put("codici", codes);
        list
    }

    fn sent(file: &[u8]) -> List {
        List {
            file: Some(file.to_vec()),
            ..List::default()
        }
    }

    #[test]
    fn a_pasted_list_and_a_file_are_read_alike() {
        let sheet = format!("cognome;codice fiscale\r\nROSSI;{CF}\r\n\r\nBIANCHI;\r\n");
        for mut list in [pasted(&sheet), sent(sheet.as_bytes())] {
            let inputs = list.inputs();
            assert_eq!(inputs.len(), 2);
            assert_eq!(inputs[0].as_deref().unwrap(), CF);
            assert_eq!(inputs[1].as_ref().unwrap_err().code, "RIGA_NON_VALIDA");
        }
        let plain = format!(" {} \n \n{CF}", CF.to_lowercase());
        for mut list in [pasted(&plain), sent(plain.as_bytes())] {
            let inputs = list.inputs();
            assert_eq!(inputs.len(), 2);
            assert!(inputs.iter().all(|one| one.as_deref() == Ok(CF)));
        }
    }

    #[test]
    fn a_file_that_is_no_text_says_so_line_by_line() {
        let file = [
            b"\xef\xbb\xbfcf\r\n".as_slice(),
            b"\xe8\xff\n",
            b"R\0S\0\n",
            CF.as_bytes(),
        ]
        .concat();
        let inputs = sent(&file).inputs();
        let codes: Vec<_> = inputs
            .iter()
            .map(|one| {
                one.as_ref()
                    .map_or_else(|problem| problem.code, |_| "letto")
            })
            .collect();
        assert_eq!(codes, ["RIGA_NON_LEGGIBILE", "RIGA_NON_LEGGIBILE", "letto"]);
    }

    #[test]
    fn an_empty_list_one_too_long_and_two_at_once_are_refused() {
        for codes in ["", " \n\r\n", "codiceFiscale\n"] {
            let mut list = pasted(codes);
            list.inputs();
            assert!(list.typed.fault("codici").is_some(), "{codes:?}");
            let mut list = sent(codes.as_bytes());
            list.inputs();
            assert!(list.typed.fault("file").is_some(), "{codes:?}");
        }
        let mut whole = pasted(&vec![CF; MOST].join("\n"));
        whole.inputs();
        assert_eq!(whole.typed.fault("codici"), None);
        let long = vec![CF; MOST + 1].join("\n");
        for (mut list, field) in [(pasted(&long), "codici"), (sent(long.as_bytes()), "file")] {
            list.inputs();
            assert!(list.typed.fault(field).unwrap().contains("501"));
        }
        let mut both = List {
            file: Some(CF.into()),
            ..pasted(CF)
        };
        assert!(both.inputs().is_empty() && both.file_fault().unwrap().contains("un solo modo"));
    }

    #[test]
    fn a_file_is_asked_for_again_where_something_else_is_wrong() {
        let mut list = sent(CF.as_bytes());
        list.inputs();
        list.terms();
        assert!(!list.typed.is_sound());
        assert_eq!(
            list.file_fault().as_deref(),
            Some("Scegliere di nuovo il file.")
        );
        assert_eq!(pasted("").file_fault(), None);
    }
}
