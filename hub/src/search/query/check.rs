//! What is wrong with criteria: all of it at once, each with its field.

use std::fmt;

use schema::codes::MaritalStatus;
use schema::date::{Day, UncertainDate};
use schema::document::normalise;
use schema::names::fold;
use schema::{comuni, states};
use unicode_normalization::UnicodeNormalization;

use super::birth::Birth;
use super::criteria::{AddressWish, BirthWish, Criteria, PlaceWish, Search, SheetWish};
use super::wanted::{Address, Fiscal, Place, Sheet, Wanted};
use super::{LARGEST_PAGE, LONGEST};
use crate::search::document::{bare, fiscal, restored};
use crate::search::terms::Name;

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field, as the public interface calls it.
    pub field: &'static str,
    /// Why, in Italian.
    pub message: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// No register reaches further back.
const FIRST_DAY: Day = Day(1800_01_01);
/// Nobody was ever older.
const OLDEST: u32 = 130;
/// Letters of a codice fiscale that say something: surname and name.
const SHORTEST_FISCAL: usize = 6;
/// House numbers of a range, at most.
const MOST_NUMBERS: u32 = 200;
/// Characters of purpose and case, at most.
const LONGEST_REASON: usize = 500;
/// Comuni that may be named, at most.
const MOST_COMUNI: usize = 100;

/// Checks a search for the day on which it is asked.
///
/// # Errors
/// Everything that is wrong with it.
pub fn validate(search: &Search, today: Day) -> Result<(), Vec<Invalid>> {
    wanted(search, today).map(drop)
}

/// The same, with what it comes to.
pub(in crate::search) fn wanted(search: &Search, today: Day) -> Result<Wanted, Vec<Invalid>> {
    let mut faults = Faults(Vec::new());
    let day = search.reference_day.unwrap_or(today);
    if day.to_naive().is_none() || day < FIRST_DAY || day > today {
        faults.add("dataRiferimento", "deve essere un giorno dal 1800 a oggi");
    }
    faults.length("finalita", &search.purpose, LONGEST_REASON);
    faults.length("pratica", &search.case_reference, LONGEST_REASON);
    if search.purpose.trim().is_empty() {
        faults.add("finalita", "manca");
    }
    if search.page_size > LARGEST_PAGE {
        faults.add("dimensionePagina", format!("al massimo {LARGEST_PAGE}"));
    }
    if search
        .comuni
        .as_ref()
        .is_some_and(|c| c.is_empty() || c.len() > MOST_COMUNI)
    {
        faults.add("comuni", format!("da 1 a {MOST_COMUNI} Comuni"));
    }
    for code in search.comuni.iter().flatten() {
        faults.comune("comuni", Some(code));
    }
    let criteria = &search.criteria;
    let wanted = Wanted {
        day,
        surname: faults.name("cognome", criteria.surname.as_deref()),
        names: faults.name("nome", criteria.names.as_deref()),
        names_ever: criteria.names_ever,
        sex: criteria.sex,
        birth: faults.birth(criteria.birth, today),
        place: criteria
            .birth_place
            .as_ref()
            .and_then(|one| faults.place(one)),
        fiscal: faults.fiscal(criteria.codice_fiscale.as_deref()),
        anpr: faults.anpr(criteria.id_anpr.as_deref()),
        document: faults.document(criteria.document.as_deref()),
        address: criteria
            .address
            .as_ref()
            .and_then(|one| faults.address(one)),
        address_ever: criteria.address_ever,
        comune: faults.comune("comune", criteria.comune.as_deref()),
        sheet: criteria.sheet.as_ref().and_then(|one| faults.sheet(one)),
        citizenship: faults.citizenship(criteria.citizenship.as_deref()),
        marital: faults.marital(criteria.marital_status.as_deref()),
        standing: criteria.standing,
    };
    if faults.0.is_empty() && !identifies(criteria) {
        faults.add(
            "criteri",
            "indicare almeno cognome, nome, nascita, un codice, un documento, una via o una scheda di famiglia",
        );
    }
    if faults.0.is_empty() {
        Ok(wanted)
    } else {
        Err(faults.0)
    }
}

/// Comune, citizenship, sex and status belong to thousands.
fn identifies(criteria: &Criteria) -> bool {
    criteria.surname.is_some()
        || criteria.names.is_some()
        || criteria.birth.is_some()
        || criteria.codice_fiscale.is_some()
        || criteria.id_anpr.is_some()
        || criteria.document.is_some()
        || criteria.sheet.is_some()
        || criteria
            .address
            .as_ref()
            .is_some_and(|one| one.street.is_some())
}

struct Faults(Vec<Invalid>);

impl Faults {
    fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push(Invalid {
            field,
            message: message.into(),
        });
    }

    fn length(&mut self, field: &'static str, text: &str, longest: usize) -> bool {
        let fits = text.chars().count() <= longest;
        if !fits {
            self.add(field, format!("al massimo {longest} caratteri"));
        }
        fits
    }

    /// The text, composed and trimmed, if it is one that people type.
    fn text(&mut self, field: &'static str, text: &str) -> Option<String> {
        // Counted before anything is done with it.
        if !self.length(field, text, LONGEST) {
            return None;
        }
        if let Some(bad) = text.chars().find(|c| unprintable(*c)) {
            self.add(
                field,
                format!(
                    "contiene un carattere non ammesso (U+{:04X})",
                    u32::from(bad)
                ),
            );
            return None;
        }
        if text.contains(['*', '?', '%']) {
            self.add(field, "i caratteri jolly non sono ammessi");
            return None;
        }
        let composed: String = text.nfc().collect();
        let trimmed = composed.trim();
        if trimmed.is_empty() {
            self.add(field, "è vuoto");
            return None;
        }
        Some(trimmed.to_owned())
    }

    fn name(&mut self, field: &'static str, text: Option<&str>) -> Option<Name> {
        let text = self.text(field, text?)?;
        let name = Name::of(&text);
        if !text.chars().any(char::is_alphabetic) || name.is_empty() {
            self.add(field, "non contiene lettere");
            return None;
        }
        Some(name)
    }

    fn birth(&mut self, wish: Option<BirthWish>, today: Day) -> Option<Birth> {
        let field = "nascita";
        let birth = match wish? {
            BirthWish::On(date) => Birth::of(date),
            BirthWish::Between(first, last) => Birth { first, last },
            BirthWish::Aged(least, most, on) => {
                if least > most || most > OLDEST {
                    self.add(
                        "eta",
                        format!("da 0 a {OLDEST} anni, la prima non oltre la seconda"),
                    );
                    return None;
                }
                if on.to_naive().is_none()
                    || on < FIRST_DAY
                    || on > Day(today.0 + OLDEST as i32 * 10_000)
                {
                    self.add("eta", "il giorno non è valido");
                    return None;
                }
                Birth {
                    first: on.add_years(-(most as i32) - 1).add_days(1),
                    last: on.add_years(-(least as i32)),
                }
            }
        };
        if birth.first > birth.last {
            self.add(field, "il primo giorno è dopo l'ultimo");
            return None;
        }
        if birth.last < FIRST_DAY || birth.first > today || birth.last == Day::MAX {
            self.add(field, "la data non può essere di una persona del registro");
            return None;
        }
        Some(birth)
    }

    fn place(&mut self, wish: &PlaceWish) -> Option<Place> {
        let field = "luogoNascita";
        let name = match &wish.name {
            Some(name) => fold(bare(&self.text(field, name)?)),
            None => String::new(),
        };
        let codes = match &wish.code {
            Some(code) => {
                let code = self.text(field, code)?.to_uppercase();
                if comuni::history(&code).is_empty() && states::by_belfiore(&code).is_none() {
                    self.add(field, "il codice non è di un Comune né di uno Stato");
                    return None;
                }
                vec![code]
            }
            None => codes_of(&name),
        };
        if codes.is_empty() && name.is_empty() {
            self.add(field, "è vuoto");
            return None;
        }
        Some(Place { codes, name })
    }

    fn fiscal(&mut self, text: Option<&str>) -> Option<Fiscal> {
        let field = "codiceFiscale";
        let text: String = self.text(field, text?)?.split_whitespace().collect();
        let code = text.to_uppercase();
        if !code.bytes().all(|b| b.is_ascii_alphanumeric()) || code.len() > 16 {
            self.add(field, "al massimo 16 lettere e cifre");
            return None;
        }
        if code.len() == 16 || (code.len() == 11 && code.bytes().all(|b| b.is_ascii_digit())) {
            let term = fiscal(&code);
            return Some(Fiscal::Whole(code, term));
        }
        if code.len() < SHORTEST_FISCAL {
            self.add(field, format!("almeno i primi {SHORTEST_FISCAL} caratteri"));
            return None;
        }
        Some(Fiscal::Prefix(restored(&code)))
    }

    fn anpr(&mut self, text: Option<&str>) -> Option<String> {
        let field = "idAnpr";
        // Registers hold some whose check character is wrong: they can be asked for too.
        let code = self.text(field, text?)?.to_uppercase();
        if code.len() != 9 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.add(field, "nove lettere e cifre");
            return None;
        }
        Some(code)
    }

    fn document(&mut self, text: Option<&str>) -> Option<String> {
        let field = "documento";
        let number = normalise(&self.text(field, text?)?);
        if number.chars().count() < 4 {
            self.add(field, "almeno 4 caratteri");
            return None;
        }
        Some(number)
    }

    fn comune(&mut self, field: &'static str, code: Option<&str>) -> Option<u32> {
        let code = code?;
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            self.add(field, "non è un codice ISTAT di sei cifre");
            return None;
        }
        code.parse().ok()
    }

    fn address(&mut self, wish: &AddressWish) -> Option<Address> {
        let mut good = true;
        let before = self.0.len();
        self.comune("indirizzo.comune", wish.comune.as_deref());
        let street_type = wish
            .street_type
            .as_ref()
            .and_then(|t| self.text("indirizzo.tipo", t));
        let street = wish
            .street
            .as_ref()
            .and_then(|t| self.text("indirizzo.via", t));
        if street.as_ref().is_some_and(|text| fold(text).is_empty()) {
            self.add("indirizzo.via", "non contiene lettere né cifre");
        }
        let numbers = match (wish.number, wish.number_to) {
            (None, None) => None,
            (first, last) => {
                let last = last.or(first).unwrap_or(0);
                let first = first.unwrap_or(1);
                match (u32::try_from(first), u32::try_from(last)) {
                    (Ok(a), Ok(b)) if a <= b && b - a < MOST_NUMBERS => Some((a, b)),
                    _ => {
                        self.add(
                            "indirizzo.civico",
                            format!("il primo numero non oltre il secondo, al massimo {MOST_NUMBERS} numeri"),
                        );
                        good = false;
                        None
                    }
                }
            }
        };
        if wish.street.is_none() && (numbers.is_some() || wish.exponent.is_some()) {
            self.add("indirizzo.via", "manca");
        }
        let exponent = wish
            .exponent
            .as_ref()
            .and_then(|t| self.text("indirizzo.esponente", t));
        (good && self.0.len() == before).then(|| Address {
            comune: wish.comune.clone(),
            street_type,
            street,
            numbers,
            exponent: exponent.map(|text| fold(&text)),
        })
    }

    fn sheet(&mut self, wish: &SheetWish) -> Option<Sheet> {
        self.comune("scheda.comune", wish.comune.as_deref());
        if wish
            .kind
            .as_deref()
            .is_some_and(|kind| kind != "F" && kind != "C")
        {
            self.add("scheda.tipo", "F (famiglia) o C (convivenza)");
        }
        let code = self.text("scheda.numero", &wish.code)?.to_uppercase();
        Some(Sheet {
            comune: wish.comune.clone(),
            kind: wish.kind.clone(),
            code,
        })
    }

    fn citizenship(&mut self, code: Option<&str>) -> Option<String> {
        let code = code?;
        if states::by_istat(code).is_none() {
            self.add("cittadinanza", "non è il codice di uno Stato");
            return None;
        }
        Some(code.to_owned())
    }

    fn marital(&mut self, code: Option<&str>) -> Option<String> {
        let code = code?;
        if MaritalStatus::from_code(code).is_none() {
            self.add("statoCivile", "non è un codice di stato civile");
            return None;
        }
        Some(code.to_owned())
    }
}

/// Characters that nobody types: controls, and marks that turn the direction of text or join and part it unseen.
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}')
}

/// The codes that a place of that name has had, in Italy or as a state.
fn codes_of(folded: &str) -> Vec<String> {
    if folded.is_empty() {
        return Vec::new();
    }
    let mut codes: Vec<String> = Vec::new();
    if let Some(state) = states::by_name(folded, UncertainDate::UNKNOWN) {
        codes.push(state.belfiore.to_owned());
    }
    codes.extend(comuni::ever_named(folded).map(|one| one.belfiore.to_owned()));
    codes.sort_unstable();
    codes.dedup();
    codes
}
