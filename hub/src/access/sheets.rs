//! The catalogue of consultations: what each can show, and be asked.

use schema::codes::{ConsultationField, ConsultationKind};

use super::fields::{FieldInfo, FieldSet};

/// The same list twice: as fields, and as agreements name them.
macro_rules! sheets {
    ($($fields:ident, $infos:ident: $($field:ident)+;)+) => {
        $(
            const $fields: &[ConsultationField] = &[$(ConsultationField::$field),+];
            const $infos: &[FieldInfo] = &[$(info(ConsultationField::$field)),+];
        )+
    };
}

// Of the others on a sheet it says who they are and how they stand on it, and nothing more.
sheets! {
    INDIVIDUAL, INDIVIDUAL_INFOS: Generalities CodiceFiscale AnprId Residence Address MaritalStatus Bonds Citizenship
        StayPermits Documents Parents Household Kinship Death Procedures Provenance Ceased ReferenceDay KnownAt
        Comparison;
    FAMILY, FAMILY_INFOS: Generalities CodiceFiscale AnprId Address Kinship Composition Provenance Ceased ReferenceDay
        KnownAt Comparison;
    INSTITUTION, INSTITUTION_INFOS: Generalities CodiceFiscale AnprId Address Kinship Composition Provenance
        Ceased ReferenceDay KnownAt Comparison;
    DWELLING, DWELLING_INFOS: Generalities CodiceFiscale AnprId Address Household Kinship Provenance Ceased
        ReferenceDay KnownAt Comparison;
    HISTORY, HISTORY_INFOS: Generalities CodiceFiscale AnprId Residence Address MaritalStatus Bonds Citizenship
        StayPermits Documents Parents Household Kinship Death Procedures Provenance Ceased KnownAt;
    EVENTS, EVENTS_INFOS: Generalities CodiceFiscale AnprId Death Provenance Ceased KnownAt;
}

const fn info(field: ConsultationField) -> FieldInfo {
    FieldInfo {
        name: field.code(),
        label: field.label(),
    }
}

/// The fields of that kind, in their order.
pub const fn sheet_fields(kind: ConsultationKind) -> &'static [ConsultationField] {
    match kind {
        ConsultationKind::Individual => INDIVIDUAL,
        ConsultationKind::Family => FAMILY,
        ConsultationKind::Institution => INSTITUTION,
        ConsultationKind::Dwelling => DWELLING,
        ConsultationKind::History => HISTORY,
        ConsultationKind::Events => EVENTS,
    }
}

pub(super) const fn infos(kind: ConsultationKind) -> &'static [FieldInfo] {
    match kind {
        ConsultationKind::Individual => INDIVIDUAL_INFOS,
        ConsultationKind::Family => FAMILY_INFOS,
        ConsultationKind::Institution => INSTITUTION_INFOS,
        ConsultationKind::Dwelling => DWELLING_INFOS,
        ConsultationKind::History => HISTORY_INFOS,
        ConsultationKind::Events => EVENTS_INFOS,
    }
}

impl FieldSet {
    /// True if it holds that field of the kind; false of one that the kind does not have.
    pub fn shows(self, kind: ConsultationKind, field: ConsultationField) -> bool {
        let place = sheet_fields(kind).iter().position(|one| *one == field);
        place.is_some_and(|place| self.contains(Self::at(place)))
    }

    /// The fields of that kind that it holds, in their order.
    pub fn sheet(self, kind: ConsultationKind) -> impl Iterator<Item = ConsultationField> {
        let fields = sheet_fields(kind).iter().copied();
        fields.filter(move |field| self.shows(kind, *field))
    }

    /// These fields, as far as the kind has them.
    pub fn naming(kind: ConsultationKind, fields: &[ConsultationField]) -> Self {
        let places = sheet_fields(kind).iter().enumerate();
        places
            .filter(|(_, field)| fields.contains(field))
            .fold(Self::NONE, |all, (place, _)| all.union(Self::at(place)))
    }
}
