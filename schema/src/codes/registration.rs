//! How a person enters and leaves the register of residents (APR) and that of citizens abroad (AIRE).

use super::code_list;

code_list! {
    /// Which register holds the person.
    RegisterKind {
        Apr = "APR", "Anagrafe della popolazione residente";
        Aire = "AIRE", "Anagrafe degli italiani residenti all'estero";
    }
}

code_list! {
    /// Why a person was registered as resident (T07).
    EntryReason {
        Birth = "1", "Nascita";
        JudicialExistence = "2", "Esistenza giudizialmente dichiarata";
        FromComune = "3", "Immigrazione da altro Comune";
        FromAbroad = "4", "Immigrazione dall'estero";
        Reappearance = "5", "Ricomparsa da irreperibilità";
        FromAire = "6", "Rimpatrio dall'AIRE";
        AfterCensus = "7", "Rettifica dopo il censimento";
        NoFixedAbode = "8", "Trasferimento del domicilio di persona senza fissa dimora";
        Other = "9", "Altro motivo";
        Restored = "10", "Ripristino della posizione precedente";
    }
}

code_list! {
    /// Why a resident was removed (T15).
    ExitReason {
        Death = "1", "Morte";
        PresumedDeath = "2", "Morte presunta dichiarata dal giudice";
        ToComune = "3", "Trasferimento in altro Comune";
        NoFixedAbode = "4", "Trasferimento del domicilio di persona senza fissa dimora";
        ForeignerAbroad = "5", "Trasferimento all'estero di cittadino straniero";
        Untraceable = "6", "Irreperibilità";
        AbodeNotRenewed = "7", "Mancato rinnovo della dimora abituale";
        ToAire = "8", "Trasferimento all'estero con iscrizione all'AIRE";
        AfterCensus = "9", "Rettifica dopo il censimento";
        Duplicate = "10", "Doppia iscrizione";
        CitizenshipLost = "11", "Perdita della cittadinanza italiana";
        Restored = "12", "Ripristino della posizione precedente";
        Other = "13", "Altro motivo";
    }
}

impl ExitReason {
    /// The person died or was declared dead.
    pub const fn is_death(self) -> bool {
        matches!(self, Self::Death | Self::PresumedDeath)
    }
}

code_list! {
    /// Why a citizen abroad was registered (T19).
    AireEntryReason {
        Abroad = "C01", "Espatrio o residenza all'estero";
        Birth = "C02", "Nascita da iscritto all'AIRE";
        FromAire = "C03", "Trasferimento dall'AIRE di altro Comune";
        Reappearance = "C04", "Reiscrizione da irreperibilità";
        Citizenship = "C05", "Acquisto della cittadinanza italiana all'estero";
        Expatriation = "C06", "Espatrio";
        Law15Of1992 = "C07", "Legge 15/1992, art. 11";
        Other = "C09", "Altro motivo";
    }
}

code_list! {
    /// Why a citizen abroad was removed (T28, which has no 9).
    AireExitReason {
        Death = "1", "Morte";
        PresumedDeath = "2", "Morte presunta dichiarata dal giudice";
        Returned = "3", "Iscrizione tra i residenti per trasferimento dall'estero";
        Immigrated = "4", "Iscrizione tra i residenti per immigrazione dall'estero (DPR 136/1958, art. 14)";
        PresumedUntraceable = "5", "Irreperibilità presunta";
        CitizenshipLost = "6", "Perdita della cittadinanza";
        ToAire = "7", "Trasferimento all'AIRE di altro Comune";
        Other = "8", "Altro motivo";
        Duplicate = "10", "Doppia iscrizione";
    }
}

code_list! {
    /// How a person joins or leaves a family sheet by moving (T23).
    MoveKind {
        IntoNewFamily = "1", "Immigrazione in famiglia nuova";
        BackIntoNewFamily = "2", "Reimmigrazione in famiglia nuova";
        IntoFamily = "3", "Immigrazione in famiglia esistente";
        BackIntoFamily = "4", "Reimmigrazione in famiglia esistente";
        SplitToNewFamily = "5", "Scissione in famiglia nuova";
        SplitByMarriage = "6", "Scissione in famiglia nuova per matrimonio";
        SplitToShare = "7", "Scissione con ingresso in coabitazione";
        SplitToShareByMarriage = "8", "Scissione con ingresso in coabitazione per matrimonio";
    }
}
