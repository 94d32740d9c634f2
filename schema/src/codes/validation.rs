//! The lists of the validation of requests by the Comuni.

use super::code_list;

code_list! {
    /// Where a request is on its way.
    RequestStatus {
        Waiting = "IN_ATTESA", "In attesa dei Comuni";
        Done = "CONCLUSA", "Conclusa";
    }
}

code_list! {
    /// What was decided about the part of a request that concerns one Comune.
    PartStatus {
        Waiting = "IN_ATTESA", "In attesa del Comune";
        Immediate = "IMMEDIATA", "Senza validazione";
        Approved = "APPROVATA", "Approvata dal Comune";
        Silent = "SILENZIO_ASSENSO", "Approvata per silenzio-assenso";
        Discarded = "SCARTATA", "Scartata dal Comune";
        Expired = "SCADUTA", "Scaduta senza decisione del Comune";
    }
}
