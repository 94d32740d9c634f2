//! Kinds of change that a Comune sends to ANPR.

use super::code_list;

code_list! {
    /// What changes in a person's data (operation 5008).
    MutationKind {
        Generalities = "1", "Generalità o codice fiscale";
        Citizenship = "2", "Cittadinanza";
        IdentityCard = "3", "Carta d'identità";
        StayPermit = "4", "Titolo di soggiorno";
        Lists = "5", "Liste";
        Census = "6", "Censimento";
        Other = "7", "Altri dati";
        Vehicles = "8", "Veicoli";
        DigitalDomicile = "9", "Domicilio digitale";
        Fatherhood = "10", "Paternità";
        Motherhood = "11", "Maternità";
        Marriage = "12", "Matrimonio";
        Widowhood = "13", "Vedovanza";
        MarriageAnnulment = "14", "Annullamento del matrimonio";
        BirthAct = "15", "Atto di nascita";
        Cohabitation = "16", "Convivenza di fatto";
        CohabitationEnd = "17", "Fine della convivenza di fatto";
        CivilUnion = "18", "Unione civile";
        CivilUnionEnd = "19", "Scioglimento dell'unione civile";
        Completion = "20", "Completamento dei dati";
        AireData = "21", "Dati integrativi AIRE";
        DeathData = "22", "Dati del decesso";
    }
}

code_list! {
    /// What changes in a family or institutional household (operation 5001).
    HouseholdMutation {
        Head = "1", "Intestatario, tutore o responsabile";
        Composition = "2", "Composizione";
        GeneralData = "3", "Dati generali";
        Residence = "4", "Residenza";
        ResidenceWithVehicles = "5", "Residenza, con patenti e veicoli";
        RestoredResidence = "6", "Ripristino della residenza precedente al subentro";
        StreetRevision = "7", "Revisione di toponomastica e numeri civici";
        AddressCorrection = "8", "Rettifica dell'indirizzo dopo accertamento";
    }
}

code_list! {
    /// What changes in a person's residence (operation 5005).
    ResidenceMutation {
        NoFixedAbode = "1", "Senza fissa dimora";
        Residence = "2", "Residenza";
        HabitualAbode = "3", "Dimora abituale";
        ElectedDomicile = "4", "Domicilio eletto";
        RestoredResidence = "6", "Ripristino della residenza precedente al subentro";
    }
}
