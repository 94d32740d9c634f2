//! What is declared: one variant for each kind, every field optional but at least one given.

use schema::codes::{CheckKind, Kinship, MaritalStatus, Sex};
use schema::date::UncertainDate;
use schema::facts::{Subject, SubjectSet};
use serde::{Deserialize, Serialize};

/// A place of birth or of another event: its code, its name, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRef {
    /// Belfiore code of the Comune or state as it was then; empty if not declared.
    pub code: String,
    /// Name as it was then; empty if not declared.
    pub name: String,
}

impl PlaceRef {
    /// Neither code nor name.
    pub fn is_empty(&self) -> bool {
        self.code.is_empty() && self.name.is_empty()
    }
}

/// A person as a declaration names them. `None` = not declared; an empty name = declared to have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// Upper case, no spaces.
    pub codice_fiscale: Option<String>,
    /// Upper case, no spaces.
    pub id_anpr: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Given names.
    pub names: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth.
    pub birth: Option<UncertainDate>,
    /// Place of birth.
    pub birth_place: Option<PlaceRef>,
}

impl PersonRef {
    /// Nothing is declared.
    pub fn is_empty(&self) -> bool {
        let Self {
            codice_fiscale,
            id_anpr,
            surname,
            names,
            sex,
            birth,
            birth_place,
        } = self;
        codice_fiscale.is_none()
            && id_anpr.is_none()
            && surname.is_none()
            && names.is_none()
            && sex.is_none()
            && birth.is_none()
            && birth_place.as_ref().is_none_or(PlaceRef::is_empty)
    }
}

/// Declared residence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidenceClaim {
    /// ISTAT code of the Comune, six digits.
    pub comune: Option<String>,
    /// Street type, as written (`V.le`); it may also stand at the start of `street`.
    pub street_type: Option<String>,
    /// Street name, as written.
    pub street: Option<String>,
    /// House number, as written: `12`, `12/A`, `12 bis`, `SNC`.
    pub number: Option<String>,
    /// Exponent, where it is not written with the number.
    pub exponent: Option<String>,
    /// Staircase.
    pub staircase: Option<String>,
    /// Flat.
    pub interior: Option<String>,
    /// CAP.
    pub postal_code: Option<String>,
    /// Since when: in the Comune or at the address.
    pub since: Option<UncertainDate>,
}

impl ResidenceClaim {
    /// Something of the address itself is declared.
    pub fn speaks_of_address(&self) -> bool {
        self.street_type.is_some()
            || self.street.is_some()
            || self.number.is_some()
            || self.exponent.is_some()
            || self.staircase.is_some()
            || self.interior.is_some()
            || self.postal_code.is_some()
    }
}

/// Declared marriage or civil union.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BondClaim {
    /// The other party.
    pub partner: Option<PersonRef>,
    /// When it was celebrated.
    pub date: Option<UncertainDate>,
    /// Where.
    pub place: Option<PlaceRef>,
}

/// To whom a declared kinship is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KinshipTo {
    /// To the head of the sheet, as the register keeps it.
    Head,
    /// To the subject of the check.
    Subject,
}

/// A declared member of the family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberClaim {
    /// Who.
    pub person: PersonRef,
    /// What they are, and to whom.
    pub kinship: Option<(KinshipTo, Kinship)>,
}

/// Declared family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyClaim {
    /// The members; the subject may be among them or not.
    pub members: Vec<MemberClaim>,
    /// True: only that these belong to the family. False: that they are the whole family.
    pub partial: bool,
}

/// Which relative died.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// Husband, wife or civil partner.
    Partner,
    /// Parent, grandparent, great-grandparent.
    Ascendant,
    /// Child, grandchild, great-grandchild.
    Descendant,
}

/// One declaration to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Declaration {
    /// Names, sex, birth, codes.
    Generalities(PersonRef),
    /// Date and place of birth.
    Birth {
        /// Date.
        date: Option<UncertainDate>,
        /// Place.
        place: Option<PlaceRef>,
    },
    /// Residence.
    Residence(ResidenceClaim),
    /// Citizenship.
    Citizenship {
        /// ISTAT code of the state, 100 = Italy.
        state: String,
        /// Since when.
        since: Option<UncertainDate>,
    },
    /// Marital status.
    MaritalStatus(MaritalStatus),
    /// Free to marry.
    FreeStatus,
    /// Being married.
    Marriage(BondClaim),
    /// Being in a civil union.
    CivilUnion(BondClaim),
    /// Being a widow or widower.
    Widowhood {
        /// The late spouse.
        partner: Option<PersonRef>,
        /// When the spouse died.
        since: Option<UncertainDate>,
    },
    /// The family.
    Family(FamilyClaim),
    /// Being alive.
    Alive,
    /// Being dead.
    Death {
        /// When.
        date: Option<UncertainDate>,
        /// Where.
        place: Option<PlaceRef>,
    },
    /// Who the father is.
    Fatherhood(PersonRef),
    /// Who the mother is.
    Motherhood(PersonRef),
    /// The birth of a child of the subject.
    BirthOfChild(PersonRef),
    /// The death of a relative.
    DeathOfRelative {
        /// What the relative is to the subject.
        relation: Relation,
        /// Who.
        relative: PersonRef,
        /// When.
        date: Option<UncertainDate>,
    },
    /// The codice fiscale belongs to the subject.
    CodiceFiscale(String),
    /// The ID ANPR belongs to the subject.
    AnprId(String),
}

impl Declaration {
    /// The kind, as rights are granted for it.
    pub const fn kind(&self) -> CheckKind {
        match self {
            Self::Generalities(_) => CheckKind::Generalities,
            Self::Birth { .. } => CheckKind::Birth,
            Self::Residence(_) => CheckKind::Residence,
            Self::Citizenship { .. } => CheckKind::Citizenship,
            Self::MaritalStatus(_) => CheckKind::MaritalStatus,
            Self::FreeStatus => CheckKind::FreeStatus,
            Self::Marriage(_) => CheckKind::Marriage,
            Self::CivilUnion(_) => CheckKind::CivilUnion,
            Self::Widowhood { .. } => CheckKind::Widowhood,
            Self::Family(_) => CheckKind::Family,
            Self::Alive => CheckKind::Alive,
            Self::Death { .. } => CheckKind::Death,
            Self::Fatherhood(_) => CheckKind::Fatherhood,
            Self::Motherhood(_) => CheckKind::Motherhood,
            Self::BirthOfChild(_) => CheckKind::BirthOfChild,
            Self::DeathOfRelative { .. } => CheckKind::DeathOfRelative,
            Self::CodiceFiscale(_) => CheckKind::CodiceFiscale,
            Self::AnprId(_) => CheckKind::AnprId,
        }
    }

    /// True if no field is given where at least one is needed.
    pub fn is_empty(&self) -> bool {
        let no_place = |place: &Option<PlaceRef>| place.as_ref().is_none_or(PlaceRef::is_empty);
        match self {
            Self::Generalities(p)
            | Self::Fatherhood(p)
            | Self::Motherhood(p)
            | Self::BirthOfChild(p)
            | Self::DeathOfRelative { relative: p, .. } => p.is_empty(),
            Self::Birth { date, place } => date.is_none() && no_place(place),
            Self::Residence(claim) => *claim == ResidenceClaim::default(),
            Self::Citizenship { state, .. } => state.is_empty(),
            Self::Marriage(claim) | Self::CivilUnion(claim) => {
                claim.partner.as_ref().is_none_or(PersonRef::is_empty)
                    && claim.date.is_none()
                    && no_place(&claim.place)
            }
            Self::Family(claim) => {
                claim.members.is_empty() || claim.members.iter().any(|m| m.person.is_empty())
            }
            Self::CodiceFiscale(code) | Self::AnprId(code) => code.is_empty(),
            // These state something by themselves.
            Self::MaritalStatus(_)
            | Self::FreeStatus
            | Self::Widowhood { .. }
            | Self::Alive
            | Self::Death { .. } => false,
        }
    }

    /// The subject's facts that the kind is judged by, beside those that place the person on the day.
    pub fn needs(&self) -> SubjectSet {
        use Subject::{
            Addresses, Bonds, Citizenships, Identifiers, Identities, Maritals, Memberships,
            Parentages,
        };
        match self {
            Self::Generalities(_) | Self::BirthOfChild(_) => {
                SubjectSet::of(&[Identities, Identifiers])
            }
            // Whoever is not yet born is not alive either, nor certainly not dead.
            Self::Birth { .. } | Self::Alive | Self::Death { .. } => SubjectSet::of(&[Identities]),
            Self::Residence(claim) if claim.speaks_of_address() || claim.since.is_some() => {
                SubjectSet::of(&[Addresses])
            }
            Self::Residence(_) => SubjectSet::NONE,
            Self::Citizenship { .. } => SubjectSet::of(&[Citizenships]),
            Self::MaritalStatus(_) | Self::FreeStatus => SubjectSet::of(&[Maritals]),
            Self::Marriage(_) | Self::CivilUnion(_) | Self::Widowhood { .. } => {
                SubjectSet::of(&[Maritals, Bonds])
            }
            Self::Family(_) => SubjectSet::of(&[Memberships, Identities, Identifiers]),
            Self::Fatherhood(_) | Self::Motherhood(_) => SubjectSet::of(&[Parentages]),
            Self::DeathOfRelative { relation, .. } => match relation {
                Relation::Partner => SubjectSet::of(&[Bonds]),
                Relation::Ascendant => SubjectSet::of(&[Parentages]),
                Relation::Descendant => SubjectSet::of(&[Identities, Identifiers]),
            },
            Self::CodiceFiscale(_) | Self::AnprId(_) => SubjectSet::of(&[Identifiers]),
        }
    }
}
