//! From text to values, gathering every wrong field instead of stopping at the first.

use hub::check::MAX_COMUNI;
use schema::date::{Day, UncertainDate};

use crate::problem::{FieldProblem, Problem};

/// Longest text of a field, in characters.
const LONGEST: usize = 200;
/// Longest purpose or case reference, in characters.
const LONGEST_REQUIRED: usize = 500;

/// The value, unless it is blank.
pub fn if_any(value: Option<String>) -> Option<String> {
    value.filter(|text| !text.trim().is_empty())
}

/// The wrong fields found so far, and where the reader stands.
#[derive(Debug, Default)]
pub struct Fields {
    path: Vec<String>,
    wrong: Vec<FieldProblem>,
}

impl Fields {
    /// Reads what lies below `name`.
    pub fn below<T>(&mut self, name: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(name.into());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Notes a wrong field; an empty name is the present place itself.
    pub fn wrong(&mut self, name: &str, code: &'static str, text: impl Into<String>) {
        let mut field = self.path.join(".");
        if !name.is_empty() {
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(name);
        }
        self.wrong.push(FieldProblem {
            field,
            code,
            text: text.into(),
        });
    }

    /// True if no field was wrong so far.
    pub const fn is_empty(&self) -> bool {
        self.wrong.is_empty()
    }

    /// The value, if no field was wrong.
    pub fn finish<T>(self, value: T) -> Result<T, Problem> {
        if self.wrong.is_empty() {
            Ok(value)
        } else {
            Err(Problem::fields(self.wrong))
        }
    }

    /// A text of at most 200 characters without control characters; may be empty.
    pub fn text(&mut self, name: &str, value: Option<String>) -> Option<String> {
        self.text_within(name, value, LONGEST)
    }

    fn text_within(&mut self, name: &str, value: Option<String>, most: usize) -> Option<String> {
        let value = value?;
        if value.chars().count() > most {
            self.wrong(name, "TROPPO_LUNGO", format!("al massimo {most} caratteri"));
            return None;
        }
        if value.chars().any(char::is_control) {
            self.wrong(name, "NON_VALIDO", "contiene caratteri di controllo");
            return None;
        }
        Some(value)
    }

    /// The same where an empty text says nothing: forms send the fields that were left blank.
    pub fn text_if_any(&mut self, name: &str, value: Option<String>) -> Option<String> {
        self.text(name, if_any(value))
    }

    /// A text that must be there, of at most 500 characters.
    pub fn required(&mut self, name: &str, value: Option<String>) -> String {
        match self.text_within(name, value, LONGEST_REQUIRED) {
            Some(text) if !text.trim().is_empty() => text,
            // A text that was given but is wrong has been noted already.
            None if self.noted(name) => String::new(),
            _ => {
                self.wrong(name, "ASSENTE", "il campo è obbligatorio");
                String::new()
            }
        }
    }

    fn noted(&self, name: &str) -> bool {
        self.wrong
            .last()
            .is_some_and(|problem| problem.field.ends_with(name))
    }

    /// A code: upper case, spaces removed, accepted by `accept`.
    pub fn code(
        &mut self,
        name: &str,
        value: Option<String>,
        accept: fn(&str) -> bool,
        expected: &str,
    ) -> Option<String> {
        let code: String = value?
            .chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_uppercase)
            .collect();
        if accept(&code) {
            Some(code)
        } else {
            self.wrong(name, "NON_VALIDO", expected);
            None
        }
    }

    /// A codice fiscale: 16 characters, or 11 digits if provisional. Whether it is the right one is the
    /// check's business.
    pub fn codice_fiscale(&mut self, name: &str, value: Option<String>) -> Option<String> {
        let accept = |code: &str| {
            (code.len() == 16 && code.bytes().all(|b| b.is_ascii_alphanumeric()))
                || (code.len() == 11 && code.bytes().all(|b| b.is_ascii_digit()))
        };
        self.code(name, value, accept, "16 lettere e cifre, oppure 11 cifre")
    }

    /// An ID ANPR: 9 characters.
    pub fn id_anpr(&mut self, name: &str, value: Option<String>) -> Option<String> {
        let accept =
            |code: &str| code.len() == 9 && code.bytes().all(|b| b.is_ascii_alphanumeric());
        self.code(name, value, accept, "9 lettere e cifre")
    }

    /// ISTAT code of a Comune: 6 digits.
    pub fn comune(&mut self, name: &str, value: Option<String>) -> Option<String> {
        let accept = |code: &str| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        self.code(name, value, accept, "codice ISTAT del Comune, 6 cifre")
    }

    /// A date that may lack day or month. The intervals of the register, `FIRST/LAST` and `..`, are not for callers:
    /// who declares an interval could halve it until the true day is found.
    pub fn date(&mut self, name: &str, value: Option<String>) -> Option<UncertainDate> {
        let value = value?;
        let text = value.trim();
        let is_interval = text.contains('/') || text.contains("..");
        let date = (!is_interval).then(|| UncertainDate::parse(text)).flatten();
        if date.is_none() {
            self.wrong(
                name,
                "NON_VALIDO",
                "data AAAA-MM-GG, oppure AAAA-MM o AAAA se incompleta",
            );
        }
        date
    }

    /// A whole date.
    pub fn day(&mut self, name: &str, value: Option<String>) -> Option<Day> {
        let value = value?;
        let day = Day::parse_iso(value.trim());
        if day.is_none() {
            self.wrong(name, "NON_VALIDO", "data AAAA-MM-GG");
        }
        day
    }

    /// The only Comuni to be asked, if any are named.
    pub fn comuni(&mut self, codes: Option<Vec<String>>) -> Option<Vec<String>> {
        let codes = codes?;
        if codes.is_empty() || codes.len() > MAX_COMUNI {
            let text = format!("da 1 a {MAX_COMUNI} codici ISTAT di Comune");
            self.wrong("comuni", "NON_VALIDO", text);
        }
        let codes = codes.into_iter().take(MAX_COMUNI).enumerate();
        let named = |(index, code)| self.comune(&format!("comuni[{index}]"), Some(code));
        Some(codes.filter_map(named).collect())
    }

    /// A value of a code list.
    pub fn listed<T>(
        &mut self,
        name: &str,
        value: Option<String>,
        from_code: impl FnOnce(&str) -> Option<T>,
        expected: &str,
    ) -> Option<T> {
        let found = from_code(value?.trim());
        if found.is_none() {
            self.wrong(name, "NON_VALIDO", expected);
        }
        found
    }
}
