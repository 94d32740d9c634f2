//! Kinds of address.

super::code_list! {
    /// What an address is to the person (T25).
    AddressKind {
        Residence = "1", "Residenza";
        HabitualAbode = "2", "Dimora abituale";
        ElectedDomicile = "3", "Domicilio eletto";
        ResidenceAbroad = "4", "Residenza all'estero";
        CareOfInItaly = "5", "Presso altri, in Italia";
        CareOfAbroad = "6", "Presso altri, all'estero";
        LastItalianResidence = "7", "Ultima residenza in Italia";
        TemporaryResidence = "8", "Residenza temporanea";
        Other = "9", "Altro indirizzo";
        StreetRevision = "10", "Revisione della toponomastica";
        Correction = "11", "Rettifica dopo accertamento";
    }
}

impl AddressKind {
    /// Says where the person lives in Italy; a renamed street or a corrected number does not change that.
    pub const fn is_residence(self) -> bool {
        matches!(
            self,
            Self::Residence | Self::StreetRevision | Self::Correction
        )
    }
}
