//! Events of the register.

super::code_list! {
    /// What happened to a person in the register. The hub's own list, after the variations that the Comuni sent
    /// to INA-SAIA and the operations of ANPR.
    EventKind {
        Birth = "NAS", "Nascita";
        ArrivalFromComune = "ISC_IMM_COM", "Iscrizione per immigrazione da altro Comune";
        ArrivalFromAbroad = "ISC_IMM_EST", "Iscrizione per immigrazione dall'estero";
        Reappearance = "ISC_RICOMP", "Iscrizione per ricomparsa da irreperibilità";
        OtherRegistration = "ISC_ALTRI", "Iscrizione per altri motivi";
        AireRegistration = "ISC_AIRE", "Iscrizione all'AIRE";
        Death = "MOR", "Morte";
        DepartureToComune = "CAN_EMI_COM", "Cancellazione per emigrazione in altro Comune";
        DepartureAbroad = "CAN_EMI_EST", "Cancellazione per emigrazione all'estero";
        Untraceable = "CAN_IRR", "Cancellazione per irreperibilità";
        AbodeNotRenewed = "CAN_MRDA", "Cancellazione per mancato rinnovo della dimora abituale";
        OtherRemoval = "CAN_ALTRI", "Cancellazione per altri motivi";
        ChangeOfAddress = "CAMBIO_IND", "Cambio di abitazione";
        Marriage = "MATR", "Matrimonio";
        CivilUnion = "UNIONE", "Unione civile";
        Widowhood = "VED", "Vedovanza";
        Divorce = "DIV", "Divorzio o scioglimento";
        Annulment = "ANN_MATR", "Annullamento del matrimonio";
        ChangeOfGeneralities = "VAR_GEN", "Variazione delle generalità";
        ChangeOfCodiceFiscale = "VAR_CF", "Variazione del codice fiscale";
        ChangeOfCitizenship = "VAR_CIT", "Variazione della cittadinanza";
        ChangeOfDocument = "VAR_DOC", "Variazione di un documento";
        ChangeOfPermit = "VAR_SOGG", "Variazione del titolo di soggiorno";
        ChangeOfHousehold = "FAM_COMP", "Variazione della composizione della famiglia";
        Cancellation = "ANNULLAMENTO", "Annullamento di un'operazione";
    }
}
