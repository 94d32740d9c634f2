//! Marital status and the bonds that make and end it.

use super::{Sex, code_list};

code_list! {
    /// Marital status (T01, which has no 5).
    MaritalStatus {
        Single = "1", "Celibe/Nubile";
        Married = "2", "Coniugato/a";
        Widowed = "3", "Vedovo/a";
        Divorced = "4", "Divorziato/a";
        InCivilUnion = "6", "Unito/a civilmente";
        FreeByPartnersDeath = "7", "Stato libero per decesso della parte unita civilmente";
        FreeByDissolution = "8", "Stato libero per scioglimento dell'unione civile";
        Unknown = "9", "Non noto";
    }
}

impl MaritalStatus {
    /// Free to marry: `None` where the register does not know.
    pub const fn is_free(self) -> Option<bool> {
        match self {
            Self::Married | Self::InCivilUnion => Some(false),
            Self::Unknown => None,
            _ => Some(true),
        }
    }

    /// The label for a man or a woman.
    pub const fn label_for(self, sex: Sex) -> &'static str {
        match (self, sex) {
            (Self::Single, Sex::Male) => "Celibe",
            (Self::Single, Sex::Female) => "Nubile",
            (Self::Married, Sex::Male) => "Coniugato",
            (Self::Married, Sex::Female) => "Coniugata",
            (Self::Widowed, Sex::Male) => "Vedovo",
            (Self::Widowed, Sex::Female) => "Vedova",
            (Self::Divorced, Sex::Male) => "Divorziato",
            (Self::Divorced, Sex::Female) => "Divorziata",
            (Self::InCivilUnion, Sex::Male) => "Unito civilmente",
            (Self::InCivilUnion, Sex::Female) => "Unita civilmente",
            _ => self.label(),
        }
    }
}

code_list! {
    /// What joins two people (the hub's own list).
    BondKind {
        Marriage = "M", "Matrimonio";
        CivilUnion = "U", "Unione civile";
        Cohabitation = "C", "Convivenza di fatto";
    }
}

/// Reason of the end of any bond by the partner's death (the hub's own code; T31 has none for it).
pub const PARTNER_DIED: &str = "D";

code_list! {
    /// How a marriage ended or was loosened (T31).
    MarriageEnd {
        CivilEffects = "1", "Cessazione degli effetti civili";
        Annulment = "2", "Annullamento";
        Dissolution = "3", "Scioglimento";
        Nullity = "4", "Nullità";
        Separation = "5", "Separazione";
        CivilEffectsAgreed = "6", "Cessazione degli effetti civili per accordo (D.L. 132/2014)";
        DissolutionAgreed = "7", "Scioglimento per accordo (D.L. 132/2014)";
        SeparationAgreed = "8", "Separazione per accordo (D.L. 132/2014)";
        ForeignJudgment = "9", "Delibazione di sentenza estera";
        ForeignNotary = "10", "Atto di notaio estero";
        Other = "22", "Altra causa";
    }
}

impl MarriageEnd {
    /// Separated spouses are still married.
    pub const fn ends_marriage(self) -> bool {
        !matches!(self, Self::Separation | Self::SeparationAgreed)
    }
}

code_list! {
    /// How a civil union (1 to 3) or a de facto cohabitation (31 to 34) ended, or either (98) (T31b).
    CivilUnionEnd {
        DissolutionAgreed = "1", "Accordo di scioglimento, anche unilaterale";
        AssistedNegotiation = "2", "Negoziazione assistita";
        Judgment = "3", "Sentenza";
        CohabitationAgreed = "31", "Accordo tra le parti";
        CohabitationWithdrawal = "32", "Recesso di una parte";
        MarriageOrUnion = "34", "Matrimonio o unione civile";
        Death = "98", "Decesso dell'altra parte";
    }
}
