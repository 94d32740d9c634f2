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
    }
}
