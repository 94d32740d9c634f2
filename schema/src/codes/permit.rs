//! Citizenship and permits to stay.

use super::code_list;

code_list! {
    /// By what title a foreign citizen stays in Italy (T08).
    StayPermitKind {
        Permit = "1", "Permesso di soggiorno";
        LongTerm = "2", "Carta di soggiorno o permesso UE per soggiornanti di lungo periodo";
        PermanentCertificate = "3", "Attestazione di soggiorno permanente";
        RegularityCertificate = "4", "Attestazione di regolarità del soggiorno";
        Receipt = "5", "Ricevuta";
        Renewal = "6", "Rinnovo in corso";
        WithoutPermit = "7", "Senza permesso";
        Other = "8", "Altro titolo";
        Unknown = "9", "Non noto";
    }
}

code_list! {
    /// Groups of citizenships (T38).
    CitizenshipKind {
        Italian = "1", "Italiana";
        Foreign = "2", "Straniera";
        EuropeanUnion = "3", "Di altro Stato dell'Unione europea";
        EconomicArea = "4", "Dello Spazio economico europeo o di Stato associato";
        OutsideUnion = "5", "Di Stato non appartenente all'Unione europea";
        All = "9", "Tutte";
    }
}
