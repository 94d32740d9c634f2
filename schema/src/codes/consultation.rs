//! The catalogue of consultations (visure), and what each may show.

use super::code_list;

code_list! {
    /// A consultation: which page of the register is read.
    ConsultationKind {
        Individual = "SCHEDA_INDIVIDUALE", "Scheda individuale";
        Family = "SCHEDA_FAMIGLIA", "Scheda di famiglia";
        Institution = "CONVIVENZA", "Convivenza";
        Dwelling = "ABITAZIONE", "Famiglie e persone a un indirizzo";
        History = "STORICO", "Storico della persona";
        Events = "EVENTI", "Eventi anagrafici di un Comune";
    }
}

code_list! {
    /// What a consultation shows, and what may be asked of it: named as the API names it.
    ConsultationField {
        Generalities = "generalita", "Generalità";
        CodiceFiscale = "codiceFiscale", "Codice fiscale";
        AnprId = "idAnpr", "Identificativo ANPR";
        Residence = "residenza", "Residenza";
        Address = "indirizzo", "Indirizzo";
        MaritalStatus = "statoCivile", "Stato civile";
        Bonds = "unioni", "Matrimoni, unioni civili e convivenze di fatto";
        Citizenship = "cittadinanza", "Cittadinanza";
        StayPermits = "soggiorno", "Titoli di soggiorno";
        Documents = "documenti", "Documenti di identità";
        Parents = "genitori", "Genitori";
        Household = "famiglia", "Famiglia o convivenza di appartenenza";
        Kinship = "parentela", "Parentela o posizione nella convivenza";
        Composition = "storicoComposizione", "Storico della composizione";
        Death = "decesso", "Decesso";
        Procedures = "procedimenti", "Procedimenti in corso";
        Provenance = "provenienza", "Provenienza dei dati e da quando sono noti";
        Ceased = "cessati", "Persone decedute, emigrate o cancellate";
        ReferenceDay = "dataRiferimento", "Situazione a una data diversa da oggi";
        KnownAt = "conosciutoAl", "Situazione come nota in passato";
        Comparison = "confronto", "Confronto tra due date";
    }
}
