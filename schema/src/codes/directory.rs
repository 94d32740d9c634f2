//! The lists of the directory: who may ask, under which agreement, and what the trace calls an act.

use super::code_list;

code_list! {
    /// What a user is (docs/security.md, "Ruoli e funzioni").
    Role {
        Top = "TOP", "Responsabile dell'anagrafe del Comune";
        Admin = "ADMIN", "Responsabile dell'ufficio";
        Standard = "STANDARD", "Operatore";
        StandardPs = "STANDARDPS", "Operatore di pubblica sicurezza";
        Authorised = "AUTORIZZATO", "Applicazione integrata";
        Operator = "OPERATORE", "Operatore della Provincia";
        Statistician = "STATISTICO", "Statistico della Provincia";
        Dpo = "RPD", "Responsabile della protezione dei dati";
    }
}

code_list! {
    /// Whose residents an agreement opens.
    Territory {
        Comune = "COMUNE", "Residenti del Comune, o di tutti i Comuni aderenti";
        Group = "GRUPPO", "Residenti di un gruppo di Comuni";
        National = "NAZIONALE", "Anche fuori provincia, tramite ANPR";
    }
}

code_list! {
    /// Whether the Comune has its say before an answer leaves.
    ValidationMode {
        None = "NESSUNA", "Nessuna validazione";
        Silent = "SILENZIO", "Silenzio-assenso";
        Manual = "MANUALE", "Validazione del Comune";
    }
}

code_list! {
    /// How ANPR is asked on behalf of an entity.
    AnprMode {
        None = "NESSUNA", "ANPR non è interrogata";
        Mediator = "MEDIATORE", "Tramite l'hub";
        Operator = "OPERATORE", "Con l'identificativo ANPR dell'operatore";
    }
}

code_list! {
    /// From where a user may work.
    WorkstationMode {
        Free = "LIBERA", "Da qualunque postazione";
        Authorised = "AUTORIZZATA", "Solo da postazioni autorizzate";
    }
}

code_list! {
    /// What kind of act the trace records.
    ActKind {
        Answer = "RISPOSTA", "Risposta su una persona";
        Refusal = "RIFIUTO", "Richiesta rifiutata";
        SignIn = "ACCESSO", "Accesso o uscita di un utente";
        Administration = "AMMINISTRAZIONE", "Atto amministrativo";
        Validation = "VALIDAZIONE", "Decisione di un Comune";
        Retention = "CONSERVAZIONE", "Scadenza dei termini di conservazione";
        Supply = "FORNITURA", "Fornitura di un Comune";
        Search = "RICERCA", "Ricerca di persone";
    }
}

code_list! {
    /// What a user may do in the hub, by its role (docs/security.md, "Ruoli e funzioni").
    Function {
        Check = "VERIFICARE", "Verificare dichiarazioni";
        CheckInBulk = "VERIFICARE_IN_MASSA", "Verificare dichiarazioni in massa";
        Search = "RICERCARE", "Ricercare persone";
        Consult = "CONSULTARE", "Consultare schede e storici";
        ConsultInBulk = "CONSULTARE_IN_MASSA", "Consultare nuclei familiari in massa";
        SendSupplies = "INVIARE_FORNITURE", "Inviare forniture";
        FollowSupplies = "SEGUIRE_FORNITURE", "Seguire le forniture";
        ManageEntities = "GESTIRE_ENTI", "Gestire gli enti";
        ManageOffices = "GESTIRE_UFFICI", "Gestire gli uffici";
        ManageAgreements = "GESTIRE_CONVENZIONI", "Gestire le convenzioni";
        CreateTop = "CREARE_TOP", "Creare utenti TOP";
        CreateAdmin = "CREARE_ADMIN", "Creare utenti ADMIN";
        CreateStandard = "CREARE_STANDARD", "Creare utenti STANDARD, STANDARDPS e AUTORIZZATO";
        ChangeUsers = "MODIFICARE_UTENTI", "Modificare utenti e profili";
        ResetCredentials = "REIMPOSTARE_CREDENZIALI", "Reimpostare le credenziali";
        ManageLinks = "GESTIRE_LEGAMI", "Gestire i legami tra utenti e uffici";
        ManageWorkstations = "GESTIRE_POSTAZIONI", "Gestire le postazioni";
        Validate = "VALIDARE", "Validare le richieste";
        Monitor = "MONITORARE", "Monitorare le richieste";
        SeeSignIns = "VEDERE_ACCESSI", "Vedere il registro degli accessi";
        SeeActivity = "VEDERE_STATISTICHE_ATTIVITA", "Vedere le statistiche di attività";
        PublishNotices = "PUBBLICARE_AVVISI", "Pubblicare avvisi in bacheca";
        ReadNotices = "LEGGERE_AVVISI", "Leggere la bacheca";
        OwnRights = "DIRITTI_PROPRI", "Consultare i propri diritti";
        Simulate = "SIMULARE_DIRITTI", "Simulare una richiesta";
        SubjectAccess = "ACCESSO_DELL_INTERESSATO", "Rispondere all'accesso dell'interessato";
        OpenSeals = "APRIRE_SIGILLI", "Aprire gli atti sigillati";
        ManageRetention = "GESTIRE_CONSERVAZIONE", "Gestire i termini di conservazione";
        Demography = "STATISTICHE_DEMOGRAFICHE", "Produrre statistiche demografiche";
    }
}
