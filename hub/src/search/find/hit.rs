//! What a search finds.

use schema::date::UncertainDate;

use crate::search::span::Standing;

/// A criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Surname.
    Surname,
    /// Given names.
    Names,
    /// Sex.
    Sex,
    /// Birth.
    Birth,
    /// Place of birth.
    BirthPlace,
    /// Codice fiscale.
    CodiceFiscale,
    /// ID ANPR.
    IdAnpr,
    /// Document.
    Document,
    /// Address.
    Address,
    /// Comune.
    Comune,
    /// Sheet.
    Sheet,
    /// Citizenship.
    Citizenship,
    /// Marital status.
    MaritalStatus,
    /// Standing.
    Standing,
}

impl Field {
    /// The name in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Surname => "cognome",
            Self::Names => "nome",
            Self::Sex => "sesso",
            Self::Birth => "nascita",
            Self::BirthPlace => "luogoNascita",
            Self::CodiceFiscale => "codiceFiscale",
            Self::IdAnpr => "idAnpr",
            Self::Document => "documento",
            Self::Address => "indirizzo",
            Self::Comune => "comune",
            Self::Sheet => "scheda",
            Self::Citizenship => "cittadinanza",
            Self::MaritalStatus => "statoCivile",
            Self::Standing => "posizione",
        }
    }
}

/// How a criterion was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As typed.
    Exact,
    /// Some of the names were typed, or a code that omocodia changed.
    Part,
    /// It may hold on the day, as far as the register knows.
    Uncertain,
    /// It held at another time.
    Earlier,
    /// Surname and names are swapped.
    Swapped,
    /// It is written differently.
    Spelling,
    /// It sounds alike.
    Sound,
    /// It is a spouse's surname.
    Spouse,
    /// Day and month are swapped.
    DayMonth,
    /// The date is near.
    NearDate,
    /// The street is right, the number another.
    OtherNumber,
    /// The codice fiscale differs by omocodia only.
    Omocode,
    /// It does not fit.
    No,
}

impl How {
    /// The code in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "ESATTO",
            Self::Part => "IN_PARTE",
            Self::Uncertain => "DATA_INCERTA",
            Self::Earlier => "ALTRO_PERIODO",
            Self::Swapped => "SCAMBIATI",
            Self::Spelling => "GRAFIA_SIMILE",
            Self::Sound => "SUONO_SIMILE",
            Self::Spouse => "DEL_CONIUGE",
            Self::DayMonth => "GIORNO_MESE_SCAMBIATI",
            Self::NearDate => "DATA_VICINA",
            Self::OtherNumber => "ALTRO_CIVICO",
            Self::Omocode => "OMOCODIA",
            Self::No => "DIVERSO",
        }
    }

    /// What it means, in Italian.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Exact => "corrisponde",
            Self::Part => "corrisponde in parte",
            Self::Uncertain => "può corrispondere: la data è incerta",
            Self::Earlier => "corrisponde in un altro periodo",
            Self::Swapped => "cognome e nome scambiati",
            Self::Spelling => "scritto in modo simile",
            Self::Sound => "dal suono simile",
            Self::Spouse => "cognome del coniuge",
            Self::DayMonth => "giorno e mese scambiati",
            Self::NearDate => "data vicina",
            Self::OtherNumber => "altro numero civico",
            Self::Omocode => "differisce per la sola omocodia",
            Self::No => "non corrisponde",
        }
    }
}

/// Why somebody was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The criterion.
    pub field: Field,
    /// How it was met.
    pub how: How,
    /// What the register has, where it is not what was typed; empty otherwise.
    pub found: String,
}

/// How sure it is that this person is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Everything is as typed.
    Exact,
    /// Everything fits, but a name is given in part, a date is uncertain, or a code differs by omocodia.
    Partial,
    /// Something is a little off, and hardly anybody else is meant.
    Strong,
    /// Somebody alike.
    Weak,
}

impl Strength {
    /// The code in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "ESATTA",
            Self::Partial => "PARZIALE",
            Self::Strong => "FORTE",
            Self::Weak => "DEBOLE",
        }
    }

    /// True for hits that are counted against the limit.
    pub const fn fits(self) -> bool {
        matches!(self, Self::Exact | Self::Partial)
    }
}

/// Who it is, on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Surname.
    pub surname: String,
    /// Given names.
    pub names: String,
    /// `M`, `F`, or empty.
    pub sex: String,
    /// Birth.
    pub birth: UncertainDate,
    /// Belfiore code of the place of birth.
    pub birth_place: String,
    /// Its name as written in the act.
    pub birth_place_name: String,
    /// ISTAT code of the Comune to which the person belongs; empty if none is known.
    pub comune: String,
    /// Where the person stands there.
    pub standing: Standing,
}

/// Somebody found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The person.
    pub person_id: i64,
    /// How sure.
    pub strength: Strength,
    /// From 0 to 1, for the order among hits of one strength.
    pub score: f32,
    /// Why, by criterion.
    pub reasons: Vec<Reason>,
    /// Who it is.
    pub person: Person,
}

/// A page of what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The hits of the page, the best first.
    pub hits: Vec<Hit>,
    /// People who fit.
    pub exact: u32,
    /// People who fit or are alike: the hits of all pages.
    pub total: u32,
    /// Hits before those shown.
    pub after: u32,
    /// The journal number as known at which they were found.
    pub known_at: i64,
}

impl Found {
    /// What to ask for the hits behind these; nothing if there are none.
    pub fn next(&self) -> Option<u32> {
        let shown = u32::try_from(self.hits.len()).unwrap_or(u32::MAX);
        let next = self.after.saturating_add(shown);
        (shown > 0 && next < self.total).then_some(next)
    }

    /// True if hits were asked for beyond the last one.
    pub fn is_beyond_the_end(&self) -> bool {
        self.after > 0 && self.after >= self.total
    }
}
