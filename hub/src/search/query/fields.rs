//! Each criterion: what is wrong with it, or what it comes to.

use schema::codes::MaritalStatus;
use schema::date::{Day, UncertainDate};
use schema::document::normalise;
use schema::names::fold;
use schema::{comuni, states};

use super::birth::Birth;
use super::check::FIRST_DAY;
use super::criteria::{AddressWish, BirthWish, PlaceWish, SheetWish};
use super::faults::Faults;
use super::wanted::{Address, Fiscal, Place, Sheet};
use crate::search::document::{bare, fiscal, restored};

/// Nobody was ever older.
const OLDEST: u32 = 130;
/// Letters of a codice fiscale that say something: surname and name.
const SHORTEST_FISCAL: usize = 6;
/// House numbers of a range, at most.
const MOST_NUMBERS: u32 = 200;

impl Faults {
    pub(super) fn birth(&mut self, wish: Option<BirthWish>, today: Day) -> Option<Birth> {
        let field = "nascita";
        let birth = match wish? {
            BirthWish::On(date) => Birth::of(date),
            BirthWish::Between(first, last) => Birth { first, last },
            BirthWish::Aged(least, most, on) => {
                if least > most || most > OLDEST {
                    self.add(
                        "nascita.eta",
                        format!("da 0 a {OLDEST} anni, la prima non oltre la seconda"),
                    );
                    return None;
                }
                if on.to_naive().is_none()
                    || on < FIRST_DAY
                    || on > Day(today.0 + OLDEST as i32 * 10_000)
                {
                    self.add("nascita.eta", "il giorno non è valido");
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

    pub(super) fn place(&mut self, wish: &PlaceWish) -> Option<Place> {
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
            self.missing(field, "serve codice o denominazione");
            return None;
        }
        Some(Place { codes, name })
    }

    pub(super) fn fiscal(&mut self, text: Option<&str>) -> Option<Fiscal> {
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

    pub(super) fn anpr(&mut self, text: Option<&str>) -> Option<String> {
        let field = "idAnpr";
        // Registers hold some whose check character is wrong: they can be asked for too.
        let code = self.text(field, text?)?.to_uppercase();
        if code.len() != 9 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.add(field, "nove lettere e cifre");
            return None;
        }
        Some(code)
    }

    pub(super) fn document(&mut self, text: Option<&str>) -> Option<String> {
        let field = "documento";
        let number = normalise(&self.text(field, text?)?);
        if number.chars().count() < 4 {
            self.add(field, "almeno 4 caratteri");
            return None;
        }
        Some(number)
    }

    pub(super) fn address(&mut self, wish: &AddressWish) -> Option<Address> {
        let mut good = true;
        let before = self.0.len();
        self.comune("indirizzo.comune", wish.comune.as_deref());
        let street_type = wish
            .street_type
            .as_ref()
            .and_then(|t| self.text("indirizzo.specie", t));
        let street = wish
            .street
            .as_ref()
            .and_then(|t| self.text("indirizzo.denominazione", t));
        if street.as_ref().is_some_and(|text| fold(text).is_empty()) {
            self.add("indirizzo.denominazione", "non contiene lettere né cifre");
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
            self.missing("indirizzo.denominazione", "serve la via, se c'è il civico");
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

    pub(super) fn sheet(&mut self, wish: &SheetWish) -> Option<Sheet> {
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

    pub(super) fn citizenship(&mut self, code: Option<&str>) -> Option<String> {
        let code = code?;
        if states::by_istat(code).is_none() {
            self.add("cittadinanza", "non è il codice di uno Stato");
            return None;
        }
        Some(code.to_owned())
    }

    pub(super) fn marital(&mut self, code: Option<&str>) -> Option<String> {
        let code = code?;
        if MaritalStatus::from_code(code).is_none() {
            self.add("statoCivile", "non è un codice di stato civile");
            return None;
        }
        Some(code.to_owned())
    }
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
