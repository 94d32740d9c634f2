//! What things of a search are called.

use hub::search::{Field, Standing, Strength};

use crate::pages::components::Tone;

/// A criterion.
pub const fn criterion(field: Field) -> &'static str {
    match field {
        Field::Surname => "Cognome",
        Field::Names => "Nome",
        Field::Sex => "Sesso",
        Field::Birth => "Nascita",
        Field::BirthPlace => "Luogo di nascita",
        Field::CodiceFiscale => "Codice fiscale",
        Field::IdAnpr => "Identificativo ANPR",
        Field::Document => "Documento",
        Field::Address => "Indirizzo",
        Field::Comune => "Comune",
        Field::Sheet => "Scheda",
        Field::Citizenship => "Cittadinanza",
        Field::MaritalStatus => "Stato civile",
        Field::Standing => "Posizione",
    }
}

/// How surely somebody is meant.
pub const fn strength(strength: Strength) -> (&'static str, Tone) {
    match strength {
        Strength::Exact => ("Corrisponde", Tone::Success),
        Strength::Partial => ("Corrisponde in parte", Tone::Success),
        Strength::Strong => ("Molto simile", Tone::Info),
        Strength::Weak => ("Simile", Tone::Neutral),
    }
}

/// Where somebody stands.
pub const fn standing(standing: Standing) -> Tone {
    match standing {
        Standing::Resident => Tone::Success,
        Standing::Abroad => Tone::Info,
        Standing::Doubtful => Tone::Warning,
        _ => Tone::Neutral,
    }
}

/// The input of a field that was refused, as the service calls it; none of what concerns the whole.
pub fn input(field: &str) -> Option<&str> {
    Some(match field {
        "criteri" | "limite" | "dopo" | "comuni" => return None,
        "nascita.eta" => "etaDa",
        "nascita.fino" | "nascita.al" => "nascitaFino",
        "dataRiferimento" => "data",
        "riferimentoPratica" => "pratica",
        "indirizzo" | "indirizzo.denominazione" | "indirizzo.specie" => "via",
        "indirizzo.comune" => "comuneVia",
        "indirizzo.civico" => "civico",
        "indirizzo.esponente" => "esponente",
        "scheda" | "scheda.numero" | "scheda.tipo" => "scheda",
        "scheda.comune" => "comuneScheda",
        other => other,
    })
}
