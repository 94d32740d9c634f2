//! Procedures under way, what may be certified meanwhile, and what is taken back.

use super::code_list;

code_list! {
    /// A procedure that makes the register's answer provisional (the hub's own list).
    ProcedureKind {
        ResidencePending = "RES45", "Cambio di residenza in corso di verifica (45 giorni)";
        Untraceable = "IRREP", "Accertamento di irreperibilità in corso";
        CertificationBlock = "BLOCCO", "Blocco della certificazione";
    }
}

code_list! {
    /// What opens an administrative procedure (T29): the position in the table, then the operation of ANPR.
    ProcedureTrigger {
        Birth = "1", "Iscrizione per nascita (1001)";
        OtherRegistration = "2", "Iscrizione per altri motivi (1002)";
        Death = "3", "Cancellazione per morte (2001)";
        OtherRemoval = "4", "Cancellazione per altri motivi (2003)";
        HouseholdChange = "5", "Mutazione di famiglia o convivenza (5001)";
        ResidenceChange = "6", "Mutazione di residenza (5005)";
        PersonChange = "7", "Mutazione dei dati della persona (5008)";
        AireBirth = "8", "Iscrizione AIRE per nascita (1A01)";
        AireRegistration = "9", "Iscrizione AIRE per altri motivi (1A02)";
        AireChange = "10", "Mutazione di dati AIRE (5A06)";
        InstitutionRegistration = "11", "Iscrizione di una convivenza (1010)";
        Other = "12", "Altro";
    }
}

code_list! {
    /// How far a procedure has come (T30).
    ProcedureState {
        Opened = "1", "Procedimento aperto";
        Closed = "2", "Procedimento chiuso";
        InquiryOpened = "3", "Istruttoria aperta";
        InquiryClosed = "4", "Istruttoria chiusa";
        DataRequested = "5", "Dati richiesti";
        DataAcquired = "6", "Dati acquisiti";
        DecisionRegistered = "7", "Provvedimento registrato";
    }
}

code_list! {
    /// What may be certified about a person (T42).
    Certifiability {
        Nothing = "0", "Non certificabile";
        ResidenceAndFamily = "1", "Certificabili solo residenza e stato di famiglia";
        Everything = "2", "Certificabile";
        NotRegistrable = "3", "Persona non iscrivibile";
        UnderGuardianship = "4", "Interdetto sottoposto a tutela";
    }
}

code_list! {
    /// What is taken back (T48).
    RevocationKind {
        Fatherhood = "1", "Paternità";
        Motherhood = "2", "Maternità";
        StayPermit = "3", "Permesso di soggiorno";
        Census = "4", "Censimento";
        DigitalDomicile = "5", "Domicilio digitale";
        Marriage = "6", "Matrimonio";
        CivilUnion = "7", "Unione civile";
        Cohabitation = "8", "Convivenza di fatto";
        Guardian = "9", "Tutore o responsabile di convivenza";
    }
}

code_list! {
    /// Why it is taken back (T49).
    RevocationReason {
        ClericalError = "1", "Errore materiale";
        Revocation = "2", "Revoca";
        Other = "3", "Altro motivo";
    }
}
