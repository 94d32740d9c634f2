//! The list as it is typed or pasted.

use hub::families::Terms;
use hub::identity::WorkingCase;
use hub::massive::RowProblem;

use crate::pages::typed::Typed;
use crate::session::Form;
use crate::wire::families::Column;

/// Codes that a page takes.
pub const MOST: usize = 500;

const INPUTS: [&str; 4] = ["codici", "data", "finalita", "pratica"];

/// What was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub struct List(pub Typed);

impl List {
    /// An empty one, for what is worked on.
    pub fn new(case: Option<WorkingCase>) -> Self {
        let mut typed = Typed::default();
        if let Some(case) = case {
            typed.put("finalita", &case.purpose);
            typed.put("pratica", &case.reference);
        }
        Self(typed)
    }

    /// What a form sent.
    pub fn of(form: &Form) -> Self {
        Self(Typed::of(form, &INPUTS))
    }

    /// The inputs, line by line as a file of the API would have them; what cannot be one is an input too, with its fault.
    pub fn inputs(&mut self) -> Vec<Result<String, RowProblem>> {
        let codes = self.0.get("codici").to_owned();
        let mut lines = codes
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .peekable();
        let Some(first) = lines.peek() else {
            self.0.wrong("codici", "Indicare almeno un codice fiscale.");
            return Vec::new();
        };
        let (column, head) = Column::of(first.as_bytes());
        let inputs: Vec<_> = lines
            .skip(usize::from(head))
            .map(|line| column.read(line.as_bytes()))
            .collect();
        if inputs.is_empty() {
            self.0.wrong("codici", "Indicare almeno un codice fiscale.");
        } else if inputs.len() > MOST {
            let text = format!(
                "Sono ammessi al massimo {MOST} codici alla volta (qui sono {}): dividere l'elenco, oppure usare l'API.",
                inputs.len()
            );
            self.0.wrong("codici", &text);
        }
        inputs
    }

    /// What holds for the whole list.
    pub fn terms(&mut self) -> Terms {
        let reference_day = self.0.day("data");
        for (name, text) in [
            ("finalita", "Indicare la finalità."),
            ("pratica", "Indicare la pratica."),
        ] {
            if self.0.get(name).is_empty() {
                self.0.wrong(name, text);
            }
        }
        Terms {
            reference_day,
            known_at: None,
            purpose: self.0.get("finalita").to_owned(),
            case_reference: self.0.get("pratica").to_owned(),
            comuni: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CF: &str = "RSSMRA70A01F257L";

    fn list(codes: &str) -> List {
        let mut typed = Typed::default();
        typed.put("codici", codes);
        List(typed)
    }

    #[test]
    fn a_pasted_list_is_read_as_a_file_would_be() {
        let pasted = format!("cognome;codice fiscale\r\nROSSI;{CF}\r\n\r\nBIANCHI;\r\n");
        let inputs = list(&pasted).inputs();
        assert_eq!(inputs.len(), 2);
        assert_eq!(inputs[0].as_deref().unwrap(), CF);
        assert_eq!(inputs[1].as_ref().unwrap_err().code, "RIGA_NON_VALIDA");
        let plain = format!(" {} \n{CF}", CF.to_lowercase());
        assert!(
            list(&plain)
                .inputs()
                .iter()
                .all(|one| one.as_deref() == Ok(CF))
        );
    }

    #[test]
    fn an_empty_list_and_one_too_long_are_refused() {
        for codes in ["", " \n\r\n", "codiceFiscale\n"] {
            let mut list = list(codes);
            list.inputs();
            assert!(list.0.fault("codici").is_some(), "{codes:?}");
        }
        let mut whole = list(&vec![CF; MOST].join("\n"));
        whole.inputs();
        assert_eq!(whole.0.fault("codici"), None);
        let mut long = list(&vec![CF; MOST + 1].join("\n"));
        long.inputs();
        assert!(long.0.fault("codici").unwrap().contains("501"));
    }
}
