//! The hub's own lists: supplies, journal, checks.

use super::code_list;

code_list! {
    /// Which number or code names a person.
    IdentifierKind {
        CodiceFiscale = "CF", "Codice fiscale";
        Anpr = "ANPR", "Identificativo unico nazionale ANPR";
        Comune = "COMUNE", "Numero di scheda del Comune";
    }
}

code_list! {
    /// How far a residence spell is believed.
    Standing {
        Asserted = "A", "Dichiarata dal Comune";
        Joined = "J", "Chiusa dall'iscrizione in un altro Comune";
        Disputed = "D", "Contesa tra due Comuni";
    }
}

code_list! {
    /// What a supply holds.
    SupplyKind {
        Full = "FULL", "Fornitura completa";
        Delta = "DELTA", "Fornitura delle variazioni";
    }
}

code_list! {
    /// How a supply is written (docs/supply-formats.md).
    SupplyFormat {
        Xml = "XML", "XML dell'hub";
        Lac = "LAC", "Lista anagrafica comunale (CSV)";
    }
}

code_list! {
    /// Where a supply is on its way.
    SupplyStatus {
        Received = "RICEVUTA", "Ricevuta, in attesa di caricamento";
        Waiting = "IN_ATTESA", "In attesa di una fornitura precedente";
        Loading = "IN_CARICAMENTO", "In caricamento";
        Loaded = "CARICATA", "Caricata";
        Held = "SOSPESA", "Sospesa: nulla è stato applicato";
        Refused = "RIFIUTATA", "Rifiutata";
    }
}

code_list! {
    /// Why the journal recorded a change.
    JournalCause {
        Initial = "INIZIALE", "Prima fornitura del Comune";
        Delta = "VARIAZIONE", "Variazione comunicata dal Comune";
        Reconciliation = "RICONCILIAZIONE", "Differenza trovata con una fornitura completa";
        Join = "CONGIUNZIONE", "Trasferimento congiunto con l'iscrizione in un altro Comune";
        Dispute = "CONTESA", "Residenza dichiarata da due Comuni";
        Anpr = "ANPR", "Aggiornamento da ANPR";
        Plan = "PIANO", "Piano di fornitura del Comune concordato o cambiato";
    }
}

code_list! {
    /// What a declaration to be checked states (DPR 445/2000 art. 46; ANPR services C003 to C014 and C031).
    CheckKind {
        Generalities = "generalita", "Generalità";
        Birth = "nascita", "Data e luogo di nascita";
        Residence = "residenza", "Residenza";
        Citizenship = "cittadinanza", "Cittadinanza";
        MaritalStatus = "statoCivile", "Stato civile";
        FreeStatus = "statoLibero", "Stato libero";
        Marriage = "matrimonio", "Matrimonio";
        CivilUnion = "unioneCivile", "Unione civile";
        Widowhood = "vedovanza", "Vedovanza";
        Family = "statoDiFamiglia", "Stato di famiglia";
        Alive = "esistenzaInVita", "Esistenza in vita";
        Death = "decesso", "Decesso";
        Fatherhood = "paternita", "Paternità";
        Motherhood = "maternita", "Maternità";
        BirthOfChild = "nascitaFiglio", "Nascita di un figlio";
        DeathOfRelative = "decessoCongiunto", "Decesso di coniuge, ascendente o discendente";
        CodiceFiscale = "codiceFiscale", "Corrispondenza del codice fiscale";
        AnprId = "idAnpr", "Corrispondenza dell'identificativo ANPR";
    }
}
