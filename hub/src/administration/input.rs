//! From what was typed to values, gathering every wrong field instead of stopping at the first.

use schema::codice_fiscale::CodiceFiscale;
use schema::date::Day;

use super::{AdminError, FieldError, comuni};

/// The wrong fields found so far.
#[derive(Debug, Default)]
pub(super) struct Judge {
    wrong: Vec<FieldError>,
    below: String,
}

impl Judge {
    /// From here on fields lie below `path`; empty: at the top.
    pub fn at(&mut self, path: impl Into<String>) {
        self.below = path.into();
    }

    /// Notes a wrong field.
    pub fn wrong(&mut self, field: &str, code: &'static str, text: impl Into<String>) {
        let field = if self.below.is_empty() {
            field.to_owned()
        } else {
            format!("{}.{field}", self.below)
        };
        self.wrong.push(FieldError {
            field,
            code,
            text: text.into(),
        });
    }

    /// The value, if no field was wrong.
    pub fn finish<T>(self, value: T) -> Result<T, AdminError> {
        if self.wrong.is_empty() {
            Ok(value)
        } else {
            Err(self.refusal())
        }
    }

    /// The refusal of what was found so far.
    pub fn refusal(self) -> AdminError {
        AdminError::Invalid(self.wrong)
    }

    /// A text without spaces around it; may be empty.
    pub fn text(&mut self, field: &str, value: &str, most: usize) -> String {
        let value = value.trim();
        if value.chars().count() > most {
            self.wrong(
                field,
                "TROPPO_LUNGO",
                format!("Al massimo {most} caratteri."),
            );
        } else if value.chars().any(unprintable) {
            self.wrong(
                field,
                "NON_VALIDO",
                "Contiene caratteri che non si possono stampare.",
            );
        }
        value.to_owned()
    }

    /// A text that must be there.
    pub fn required(&mut self, field: &str, value: &str, most: usize) -> String {
        let value = self.text(field, value, most);
        if value.is_empty() {
            self.wrong(field, "ASSENTE", "Il campo è obbligatorio.");
        }
        value
    }

    /// A code of a list.
    pub fn listed<T>(
        &mut self,
        field: &str,
        value: &str,
        from_code: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = value.trim();
        if value.is_empty() {
            self.wrong(field, "ASSENTE", "Scegliere un valore.");
            return None;
        }
        let found = from_code(value);
        if found.is_none() {
            self.wrong(field, "NON_VALIDO", "Il valore non è tra quelli ammessi.");
        }
        found
    }

    /// ISTAT code of a Comune that is or was.
    pub fn comune(&mut self, field: &str, value: &str) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.wrong(field, "ASSENTE", "Indicare il codice ISTAT del Comune.");
        } else if !comuni::known(value) {
            self.wrong(
                field,
                "NON_VALIDO",
                "Non è il codice ISTAT (6 cifre) di un Comune.",
            );
        }
        // It is looked for in the store next, where PostgreSQL would not even take a NUL.
        value.replace('\0', "")
    }

    /// A day `AAAA-MM-GG`; nothing if blank.
    pub fn day(&mut self, field: &str, value: &str) -> Option<Day> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let day = Day::parse_iso(value).filter(|day| *day < Day::MAX);
        if day.is_none() {
            self.wrong(field, "NON_VALIDO", "Indicare una data, AAAA-MM-GG.");
        }
        day
    }

    /// A whole number within bounds; the least one if blank.
    pub fn number(&mut self, field: &str, value: &str, least: i64, most: i64) -> i64 {
        let value = value.trim();
        if value.is_empty() {
            return least;
        }
        let number = value.parse().ok().filter(|n| (least..=most).contains(n));
        number.unwrap_or_else(|| {
            self.wrong(
                field,
                "NON_VALIDO",
                format!("Indicare un numero intero da {least} a {most}."),
            );
            least
        })
    }

    /// A codice fiscale with its check character, upper case.
    pub fn codice_fiscale(&mut self, field: &str, value: &str) -> String {
        match CodiceFiscale::parse(value) {
            Ok(code) => code.as_str().to_owned(),
            Err(error) => {
                let code = if value.trim().is_empty() {
                    "ASSENTE"
                } else {
                    "NON_VALIDO"
                };
                self.wrong(field, code, sentence(&error.to_string()));
                String::new()
            }
        }
    }

    /// An address of mail; may be empty. Whether it exists only a mail can tell.
    pub fn email(&mut self, field: &str, value: &str) -> String {
        let value = self.text(field, value, 254);
        let looks_right = value.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && !host.contains('@')
                && host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
                && value
                    .chars()
                    .all(|c| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c))
        });
        if !value.is_empty() && !looks_right {
            self.wrong(
                field,
                "NON_VALIDO",
                "Non è un indirizzo di posta elettronica.",
            );
        }
        value
    }

    /// The name with which a user signs in, lower case; empty if it is none.
    pub fn username(&mut self, field: &str, value: &str) -> String {
        let name = value.trim().to_lowercase();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._@-".contains(c);
        if name.is_empty() {
            self.wrong(field, "ASSENTE", "Il campo è obbligatorio.");
        } else if !(3..=64).contains(&name.chars().count())
            || !name.chars().all(allowed)
            || !name.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            self.wrong(
                field,
                "NON_VALIDO",
                "Da 3 a 64 caratteri: lettere senza accento, cifre, punto, trattino, trattino basso o chiocciola; \
                 il primo è una lettera o una cifra.",
            );
            // It is looked for in the store next, where PostgreSQL would not even take a NUL.
            return String::new();
        }
        name
    }
}

/// Control characters, and those that turn the direction of writing and so make one name look like another.
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), chars.as_str())
    })
}
