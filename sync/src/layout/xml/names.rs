//! The names of elements, by where they belong.

/// Elements that hold or are records of people.
pub(super) fn is_record(name: &str) -> bool {
    matches!(name, "fornitura" | "invio" | "soggetto")
}

pub(super) fn is_item(name: &str) -> bool {
    !item_path(name).is_empty()
}

pub(super) fn is_fact(name: &str) -> bool {
    fact_path(name) != PERSON
}

/// The path of a record of a person.
const PERSON: &str = "soggetto";

pub(super) fn item_path(name: &str) -> &'static str {
    match name {
        "via" => "via",
        "famiglia" => "famiglia",
        "convivenza" => "convivenza",
        _ => "",
    }
}

macro_rules! paths {
    ($($name:literal),+ $(,)?) => {
        pub(super) fn fact_path(name: &str) -> &'static str {
            match name {
                $( $name => concat!("soggetto/", $name), )+
                _ => PERSON,
            }
        }
    };
}

paths!(
    "codiceFiscale",
    "idAnpr",
    "numeroScheda",
    "generalita",
    "residenza",
    "indirizzo",
    "legame",
    "statoCivile",
    "matrimonio",
    "unioneCivile",
    "convivenzaDiFatto",
    "paternita",
    "maternita",
    "cittadinanza",
    "documento",
    "decesso",
    "procedimento",
    "evento",
);
