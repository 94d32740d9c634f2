//! What a fact says, as a sheet shows it: codes as the register has them, with whatever they are called.

use schema::codes::{BondKind, DocumentKind, HouseholdKind, RegisterKind};
use schema::date::{Day, UncertainDate};

use super::shown::Shown;

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Names, sex, birth.
    Generalities(Generalities),
    /// Codice fiscale, ID ANPR, card number.
    Number(Number),
    /// A spell in a Comune's register.
    Spell(Spell),
    /// An address.
    Address(Address),
    /// Marital status: ANPR table 1.
    MaritalStatus(String),
    /// A marriage, civil union or cohabitation.
    Bond(Bond),
    /// A citizenship: ISTAT code of the state.
    Citizenship(String),
    /// A document or a title to stay.
    Document(Document),
    /// A parent.
    Parent(Parent),
    /// A place on a sheet.
    Place(Place),
    /// Death.
    Death(Death),
    /// A procedure.
    Procedure(Procedure),
    /// An event.
    Event(Event),
}

/// A place by code and by name as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceName {
    /// Belfiore code; empty if unknown.
    pub code: String,
    /// As written; empty if not.
    pub name: String,
}

/// Names, sex, birth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generalities {
    /// Surname; empty if the person has none.
    pub surname: String,
    /// Given names; empty if the person has none.
    pub names: String,
    /// `M` or `F`.
    pub sex: String,
    /// Birth, as far as it is known.
    pub birth: UncertainDate,
    /// Where.
    pub birth_place: PlaceName,
}

/// A number that names a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The number.
    pub value: String,
    /// ISTAT code of the Comune whose card number it is; empty otherwise.
    pub comune: String,
    /// ANPR's validation of a codice fiscale: `1`, `9`, or empty.
    pub validation: String,
}

/// A spell in the register of a Comune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// ISTAT code of the Comune.
    pub comune: String,
    /// Residents or AIRE; `None` of a code that the hub does not know.
    pub register: Option<RegisterKind>,
    /// Why she was registered: ANPR table 7 or 19.
    pub entry_reason: String,
    /// Where from: ISTAT code of a Comune or a state.
    pub origin: String,
    /// Why she was removed: ANPR table 15 or 28. It may tell of a death, and is masked where deaths are.
    pub exit_reason: Shown<String>,
    /// Where to.
    pub destination: String,
    /// Without a fixed abode.
    pub no_fixed_abode: bool,
    /// Another Comune asserts the same time: the hub's [`Standing`](schema::codes::Standing) is disputed.
    pub disputed: bool,
}

/// An address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// ANPR table 25.
    pub kind: String,
    /// ISTAT code of the Comune; empty abroad.
    pub comune: String,
    /// Code of the street in the Comune's street register.
    pub street_code: String,
    /// The street's name on the day; empty if the register does not have it.
    pub street: String,
    /// House number; 0 = none.
    pub number: i32,
    /// Exponent.
    pub exponent: String,
    /// Staircase.
    pub staircase: String,
    /// Flat.
    pub interior: String,
    /// CAP.
    pub postal_code: String,
    /// Census section.
    pub section: String,
    /// Address abroad, as written.
    pub foreign_address: String,
    /// ISTAT code of the state abroad.
    pub foreign_state: String,
    /// WGS84 latitude and longitude, degrees × 1,000,000, where the Comune gives both.
    pub coordinates: Option<(i32, i32)>,
}

/// A marriage, civil union or cohabitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bond {
    /// Which; `None` of a code that the hub does not know.
    pub kind: Option<BondKind>,
    /// The partner, as the act names her.
    pub partner: Named,
    /// Where.
    pub place: PlaceName,
    /// The act.
    pub act: String,
    /// Why it ended: ANPR tables 31 and 31b, `D` for the partner's death; empty while it lasts.
    pub end_reason: String,
}

/// Somebody as another's act names her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Codice fiscale; empty if not said.
    pub codice_fiscale: String,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub names: String,
    /// Birth, as far as it is known.
    pub birth: UncertainDate,
}

/// A document or a title to stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which; `None` of a code that the hub does not know.
    pub kind: Option<DocumentKind>,
    /// Its number.
    pub number: String,
    /// Who issued it: ISTAT code of the Comune, or the name of the office.
    pub issuer: String,
}

/// A parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Which; `None` of a code that the hub does not know.
    pub parent: Option<schema::codes::Parent>,
    /// Who.
    pub who: Named,
}

/// A sheet of a Comune.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetKey {
    /// ISTAT code of the Comune that keeps it.
    pub comune: String,
    /// Family or institutional household.
    pub kind: SheetKind,
    /// The Comune's own number.
    pub code: String,
}

/// What a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheetKind {
    /// A family sheet.
    Family,
    /// The sheet of an institutional household.
    Institution,
}

impl SheetKind {
    /// The kind of that code: whatever is no institutional household is a family.
    pub fn of(code: &str) -> Self {
        if code == HouseholdKind::Institution.code() {
            Self::Institution
        } else {
            Self::Family
        }
    }

    /// The same in the register's list.
    pub const fn listed(self) -> HouseholdKind {
        match self {
            Self::Family => HouseholdKind::Family,
            Self::Institution => HouseholdKind::Institution,
        }
    }
}

/// A place on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sheet.
    pub sheet: SheetKey,
    /// Kinship to the head (ANPR table 5), or role in the institution (table 6).
    pub role: Shown<String>,
    /// Place on the sheet, from 1; 0 if not said.
    pub ordinal: Shown<i32>,
}

/// Death.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Death {
    /// Where.
    pub place: PlaceName,
    /// The act.
    pub act: String,
}

/// A procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// [`ProcedureKind`](schema::codes::ProcedureKind).
    pub kind: String,
    /// The Comune's protocol number.
    pub protocol: String,
    /// ISTAT code of the Comune that conducts it.
    pub comune: String,
    /// What may be certified meanwhile, ANPR table 42; empty if not said.
    pub certifiability: String,
}

/// An event of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// [`EventKind`](schema::codes::EventKind).
    pub kind: String,
    /// Day on which it was registered; `None` if not said.
    pub registered_on: Option<Day>,
    /// ISTAT code of the Comune that registered it.
    pub comune: String,
}
