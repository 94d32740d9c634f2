//! The fields of each kind of declaration, as agreements grant them: named as the API names them.

use std::fmt;

use schema::codes::CheckKind;

use super::declaration::{BondClaim, Declaration, PersonRef, PlaceRef};
use crate::access::{FieldInfo, FieldSet};

const fn field(name: &'static str, label: &'static str) -> FieldInfo {
    FieldInfo { name, label }
}

const PERSON: &[FieldInfo] = &[
    field("codiceFiscale", "Codice fiscale"),
    field("idAnpr", "Identificativo ANPR"),
    field("cognome", "Cognome"),
    field("nome", "Nome"),
    field("sesso", "Sesso"),
    field("dataNascita", "Data di nascita"),
    field("luogoNascita", "Luogo di nascita"),
];
const WHEN_WHERE: &[FieldInfo] = &[field("data", "Data"), field("luogo", "Luogo")];
const RESIDENCE: &[FieldInfo] = &[
    field("comune", "Comune"),
    field("specie", "Specie della strada"),
    field("denominazione", "Denominazione della strada"),
    field("civico", "Numero civico"),
    field("esponente", "Esponente"),
    field("scala", "Scala"),
    field("interno", "Interno"),
    field("cap", "CAP"),
    field("dal", "Data di decorrenza"),
];
const CITIZENSHIP: &[FieldInfo] = &[
    field("stato", "Stato di cittadinanza"),
    field("dal", "Data di decorrenza"),
];
const MARITAL: &[FieldInfo] = &[field("stato", "Stato civile")];
const BOND: &[FieldInfo] = &[
    field("altraParte", "Altra parte"),
    field("data", "Data"),
    field("luogo", "Luogo"),
];
const WIDOWHOOD: &[FieldInfo] = &[
    field("coniuge", "Coniuge"),
    field("dal", "Data di decorrenza"),
];
const FAMILY: &[FieldInfo] = &[
    field("componenti", "Componenti"),
    field("parentela", "Parentela"),
];
const FATHER: &[FieldInfo] = &[field("padre", "Padre")];
const MOTHER: &[FieldInfo] = &[field("madre", "Madre")];
const CHILD: &[FieldInfo] = &[field("figlio", "Figlio")];
const RELATIVE: &[FieldInfo] = &[field("persona", "Congiunto"), field("data", "Data")];
const CODICE_FISCALE: &[FieldInfo] = &[field("codiceFiscale", "Codice fiscale")];
const ANPR_ID: &[FieldInfo] = &[field("idAnpr", "Identificativo ANPR")];

/// The fields of that kind, in their order; none for a kind that states something by itself.
pub const fn fields_of(kind: CheckKind) -> &'static [FieldInfo] {
    match kind {
        CheckKind::Generalities => PERSON,
        CheckKind::Birth | CheckKind::Death => WHEN_WHERE,
        CheckKind::Residence => RESIDENCE,
        CheckKind::Citizenship => CITIZENSHIP,
        CheckKind::MaritalStatus => MARITAL,
        CheckKind::FreeStatus | CheckKind::Alive => &[],
        CheckKind::Marriage | CheckKind::CivilUnion => BOND,
        CheckKind::Widowhood => WIDOWHOOD,
        CheckKind::Family => FAMILY,
        CheckKind::Fatherhood => FATHER,
        CheckKind::Motherhood => MOTHER,
        CheckKind::BirthOfChild => CHILD,
        CheckKind::DeathOfRelative => RELATIVE,
        CheckKind::CodiceFiscale => CODICE_FISCALE,
        CheckKind::AnprId => ANPR_ID,
    }
}

fn place(place: Option<&PlaceRef>) -> bool {
    place.is_some_and(|place| !place.is_empty())
}

fn person(person: &PersonRef) -> FieldSet {
    FieldSet::given(&[
        person.codice_fiscale.is_some(),
        person.id_anpr.is_some(),
        person.surname.is_some(),
        person.names.is_some(),
        person.sex.is_some(),
        person.birth.is_some(),
        place(person.birth_place.as_ref()),
    ])
}

fn bond(claim: &BondClaim) -> FieldSet {
    FieldSet::given(&[
        claim.partner.as_ref().is_some_and(|p| !p.is_empty()),
        claim.date.is_some(),
        place(claim.place.as_ref()),
    ])
}

impl Declaration {
    /// The fields that it uses: what must be granted for it to be answered.
    pub fn fields(&self) -> FieldSet {
        match self {
            Self::Generalities(claim) => person(claim),
            Self::Birth { date, place: at } | Self::Death { date, place: at } => {
                FieldSet::given(&[date.is_some(), place(at.as_ref())])
            }
            Self::Residence(claim) => FieldSet::given(&[
                claim.comune.is_some(),
                claim.street_type.is_some(),
                claim.street.is_some(),
                claim.number.is_some(),
                claim.exponent.is_some(),
                claim.staircase.is_some(),
                claim.interior.is_some(),
                claim.postal_code.is_some(),
                claim.since.is_some(),
            ]),
            Self::Citizenship { since, .. } => FieldSet::given(&[true, since.is_some()]),
            Self::Marriage(claim) | Self::CivilUnion(claim) => bond(claim),
            Self::Widowhood { partner, since } => FieldSet::given(&[
                partner.as_ref().is_some_and(|p| !p.is_empty()),
                since.is_some(),
            ]),
            Self::Family(claim) => FieldSet::given(&[
                true,
                claim.members.iter().any(|member| member.kinship.is_some()),
            ]),
            Self::FreeStatus | Self::Alive => FieldSet::NONE,
            Self::MaritalStatus(_)
            | Self::Fatherhood(_)
            | Self::Motherhood(_)
            | Self::BirthOfChild(_)
            | Self::CodiceFiscale(_)
            | Self::AnprId(_) => FieldSet::given(&[true]),
            Self::DeathOfRelative { date, .. } => FieldSet::given(&[true, date.is_some()]),
        }
    }
}

/// Declarations' kinds and fields, as the trace writes them: `residenza.comune,residenza.dal,statoLibero`.
pub struct UsedFields<'a>(pub &'a [Declaration]);

impl fmt::Display for UsedFields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for declaration in self.0 {
            let kind = declaration.kind();
            let used = declaration.fields();
            if used.is_empty() {
                write!(f, "{comma}{kind}")?;
                comma = ",";
            }
            for field in used.of(kind) {
                write!(f, "{comma}{kind}.{}", field.name)?;
                comma = ",";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::ResidenceClaim;

    #[test]
    fn a_declaration_names_what_it_uses() {
        let claim = ResidenceClaim {
            comune: Some("036023".to_owned()),
            number: Some("12".to_owned()),
            ..ResidenceClaim::default()
        };
        let used = [Declaration::Residence(claim), Declaration::FreeStatus];
        assert_eq!(
            UsedFields(&used).to_string(),
            "residenza.comune,residenza.civico,statoLibero"
        );
        let death = Declaration::Death {
            date: None,
            place: Some(PlaceRef::default()),
        };
        assert!(death.fields().is_empty());
    }
}
