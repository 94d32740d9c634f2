//! Stand-in until the fields of each kind are known to `hub::check`.

use schema::codes::CheckKind;

/// A field of a kind of declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// As the API names it.
    pub name: &'static str,
    /// In Italian.
    pub label: &'static str,
}

const fn field(name: &'static str, label: &'static str) -> FieldInfo {
    FieldInfo { name, label }
}

const PERSON: &[FieldInfo] = &[
    field("codiceFiscale", "Codice fiscale"),
    field("idAnpr", "Identificativo ANPR"),
    field("cognome", "Cognome"),
    field("nome", "Nome"),
    field("sesso", "Sesso"),
    field("dataNascita", "Data di nascita"),
    field("luogoNascita", "Luogo di nascita"),
];
const WHEN_WHERE: &[FieldInfo] = &[field("data", "Data"), field("luogo", "Luogo")];
const RESIDENCE: &[FieldInfo] = &[
    field("comune", "Comune"),
    field("specie", "Specie della strada"),
    field("denominazione", "Denominazione della strada"),
    field("civico", "Numero civico"),
    field("esponente", "Esponente"),
    field("scala", "Scala"),
    field("interno", "Interno"),
    field("cap", "CAP"),
    field("dal", "Data di decorrenza"),
];
const CITIZENSHIP: &[FieldInfo] = &[
    field("stato", "Stato di cittadinanza"),
    field("dal", "Data di decorrenza"),
];
const MARITAL: &[FieldInfo] = &[field("stato", "Stato civile")];
const BOND: &[FieldInfo] = &[
    field("altraParte", "Altra parte"),
    field("data", "Data"),
    field("luogo", "Luogo"),
];
const WIDOWHOOD: &[FieldInfo] = &[
    field("coniuge", "Coniuge"),
    field("dal", "Data di decorrenza"),
];
const FAMILY: &[FieldInfo] = &[
    field("componenti", "Componenti"),
    field("parentela", "Parentela"),
];
const FATHER: &[FieldInfo] = &[field("padre", "Padre")];
const MOTHER: &[FieldInfo] = &[field("madre", "Madre")];
const CHILD: &[FieldInfo] = &[field("figlio", "Figlio")];
const RELATIVE: &[FieldInfo] = &[field("persona", "Congiunto"), field("data", "Data")];
const CODICE_FISCALE: &[FieldInfo] = &[field("codiceFiscale", "Codice fiscale")];
const ANPR_ID: &[FieldInfo] = &[field("idAnpr", "Identificativo ANPR")];

/// The fields of that kind, in their order; none for a kind that states something by itself.
pub const fn fields_of(kind: CheckKind) -> &'static [FieldInfo] {
    match kind {
        CheckKind::Generalities => PERSON,
        CheckKind::Birth | CheckKind::Death => WHEN_WHERE,
        CheckKind::Residence => RESIDENCE,
        CheckKind::Citizenship => CITIZENSHIP,
        CheckKind::MaritalStatus => MARITAL,
        CheckKind::FreeStatus | CheckKind::Alive => &[],
        CheckKind::Marriage | CheckKind::CivilUnion => BOND,
        CheckKind::Widowhood => WIDOWHOOD,
        CheckKind::Family => FAMILY,
        CheckKind::Fatherhood => FATHER,
        CheckKind::Motherhood => MOTHER,
        CheckKind::BirthOfChild => CHILD,
        CheckKind::DeathOfRelative => RELATIVE,
        CheckKind::CodiceFiscale => CODICE_FISCALE,
        CheckKind::AnprId => ANPR_ID,
    }
}
