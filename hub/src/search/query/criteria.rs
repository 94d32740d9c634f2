//! Criteria as somebody typed them. A criterion that is `None` was not given.

use schema::codes::Sex;
use schema::date::{Day, UncertainDate};

use crate::search::span::Standing;

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The day for which it is asked; today if none is stated.
    pub reference_day: Option<Day>,
    /// Who is sought.
    pub criteria: Criteria,
    /// Only among people of these Comuni (ISTAT codes).
    pub comuni: Option<Vec<String>>,
    /// Why it is asked.
    pub purpose: String,
    /// The case.
    pub case_reference: String,
    /// Hits that were seen already: those behind them are shown.
    pub after: u32,
    /// Hits to show; 0 for the usual number.
    pub limit: u32,
}

/// Who is sought: all that is given must hold, the names, birth, place of birth and address perhaps only nearly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Criteria {
    /// Surname.
    pub surname: Option<String>,
    /// Given names, or some of them.
    pub names: Option<String>,
    /// True: names borne at any time; false: on the day.
    pub names_ever: bool,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth.
    pub birth: Option<BirthWish>,
    /// Place of birth.
    pub birth_place: Option<PlaceWish>,
    /// Codice fiscale, whole or its beginning.
    pub codice_fiscale: Option<String>,
    /// ID ANPR.
    pub id_anpr: Option<String>,
    /// Number of an identity card, passport or permit.
    pub document: Option<String>,
    /// Address.
    pub address: Option<AddressWish>,
    /// True: where the person lived at any time; false: on the day.
    pub address_ever: bool,
    /// ISTAT code of the Comune to which the person belongs on the day.
    pub comune: Option<String>,
    /// Family sheet or institutional household.
    pub sheet: Option<SheetWish>,
    /// ISTAT code of the state of a citizenship.
    pub citizenship: Option<String>,
    /// Marital status (ANPR table 1).
    pub marital_status: Option<String>,
    /// Where the person stands on the day.
    pub standing: Option<Standing>,
}

/// A birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthWish {
    /// On that day, in that month or in that year.
    On(UncertainDate),
    /// Between two days, both included.
    Between(Day, Day),
    /// So many years old on that day, from the first number to the second.
    Aged(u32, u32, Day),
}

/// A place of birth: code, name, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceWish {
    /// Belfiore code.
    pub code: Option<String>,
    /// Name.
    pub name: Option<String>,
}

/// An address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressWish {
    /// ISTAT code of the Comune; all that the caller may search if none is given.
    pub comune: Option<String>,
    /// Street type, if not at the start of the street.
    pub street_type: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// House number, or the first of a range.
    pub number: Option<i32>,
    /// The last of the range.
    pub number_to: Option<i32>,
    /// What follows the number.
    pub exponent: Option<String>,
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetWish {
    /// ISTAT code of the Comune that keeps it.
    pub comune: Option<String>,
    /// `F` family, `C` institutional household; either if none is given.
    pub kind: Option<String>,
    /// Its number.
    pub code: String,
}
