//! A check in words, for the people who decide about it or asked it: what was declared, label by label.

use schema::comuni::by_istat;
use schema::date::{Day, UncertainDate};

use crate::check::{
    CheckRequest, Declaration, FamilyClaim, KinshipTo, PersonRef, PlaceRef, Relation,
    ResidenceClaim, SubjectRef,
};
use crate::validation::{Outline, OutlineGroup};

type Rows = Vec<(&'static str, String)>;

/// A check in words.
pub fn outline(request: &CheckRequest) -> Outline {
    Outline {
        subject: subject(&request.subject),
        asked: request.declarations.iter().map(declaration).collect(),
    }
}

/// A person in words, as whoever asks names her.
pub(crate) fn subject(asked: &SubjectRef) -> OutlineGroup {
    let mut rows = Rows::new();
    match asked {
        SubjectRef::CodiceFiscale(code) => rows.push(("Codice fiscale", code.clone())),
        SubjectRef::AnprId(code) => rows.push(("Identificativo ANPR", code.clone())),
        SubjectRef::Generalities { .. } => person(&mut rows, &asked.as_person()),
    }
    OutlineGroup {
        title: "Soggetto".to_owned(),
        rows,
    }
}

fn declaration(declaration: &Declaration) -> OutlineGroup {
    let mut rows = Rows::new();
    match declaration {
        Declaration::Generalities(claim) => person(&mut rows, claim),
        Declaration::Birth { date, place: at } | Declaration::Death { date, place: at } => {
            put(&mut rows, "Data", date.map(UncertainDate::italian));
            put(&mut rows, "Luogo", at.as_ref().map(place));
        }
        Declaration::Residence(claim) => residence(&mut rows, claim),
        Declaration::Citizenship { state, since } => {
            let known = schema::states::by_istat(state);
            let name = known.map_or_else(|| state.clone(), |known| known.name.to_owned());
            rows.push(("Stato di cittadinanza", name));
            put(&mut rows, "Dal", since.map(UncertainDate::italian));
        }
        Declaration::MaritalStatus(status) => {
            rows.push(("Stato civile", status.label().to_owned()));
        }
        Declaration::FreeStatus | Declaration::Alive => {}
        Declaration::Marriage(claim) | Declaration::CivilUnion(claim) => {
            whom(&mut rows, "Altra parte", claim.partner.as_ref());
            put(&mut rows, "Data", claim.date.map(UncertainDate::italian));
            put(&mut rows, "Luogo", claim.place.as_ref().map(place));
        }
        Declaration::Widowhood { partner, since } => {
            whom(&mut rows, "Coniuge", partner.as_ref());
            put(&mut rows, "Dal", since.map(UncertainDate::italian));
        }
        Declaration::Family(claim) => family(&mut rows, claim),
        Declaration::Fatherhood(claim) => whom(&mut rows, "Padre", Some(claim)),
        Declaration::Motherhood(claim) => whom(&mut rows, "Madre", Some(claim)),
        Declaration::BirthOfChild(claim) => whom(&mut rows, "Figlio", Some(claim)),
        Declaration::DeathOfRelative {
            relation,
            relative,
            date,
        } => {
            let label = match relation {
                Relation::Partner => "Coniuge",
                Relation::Ascendant => "Ascendente",
                Relation::Descendant => "Discendente",
            };
            whom(&mut rows, label, Some(relative));
            put(
                &mut rows,
                "Data del decesso",
                date.map(UncertainDate::italian),
            );
        }
        Declaration::CodiceFiscale(code) => rows.push(("Codice fiscale", code.clone())),
        Declaration::AnprId(code) => rows.push(("Identificativo ANPR", code.clone())),
    }
    OutlineGroup {
        title: declaration.kind().label().to_owned(),
        rows,
    }
}

fn put(rows: &mut Rows, label: &'static str, value: Option<String>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        rows.push((label, value));
    }
}

fn person(rows: &mut Rows, person: &PersonRef) {
    put(rows, "Codice fiscale", person.codice_fiscale.clone());
    put(rows, "Identificativo ANPR", person.id_anpr.clone());
    put(rows, "Cognome", person.surname.clone());
    put(rows, "Nome", person.names.clone());
    put(rows, "Sesso", person.sex.map(|sex| sex.label().to_owned()));
    put(
        rows,
        "Data di nascita",
        person.birth.map(UncertainDate::italian),
    );
    put(
        rows,
        "Luogo di nascita",
        person.birth_place.as_ref().map(place),
    );
}

/// Another person, on one line.
fn whom(rows: &mut Rows, label: &'static str, whom: Option<&PersonRef>) {
    put(rows, label, whom.map(in_a_line));
}

fn in_a_line(whom: &PersonRef) -> String {
    let mut of_person = Rows::new();
    person(&mut of_person, whom);
    let values: Vec<String> = of_person.into_iter().map(|(_, value)| value).collect();
    values.join(", ")
}

fn place(place: &PlaceRef) -> String {
    match (place.name.as_str(), place.code.as_str()) {
        (name, "") => name.to_owned(),
        ("", code) => {
            let known = schema::comuni::latest(code);
            known.map_or_else(|| code.to_owned(), |known| known.name.to_owned())
        }
        (name, code) => format!("{name} ({code})"),
    }
}

fn residence(rows: &mut Rows, claim: &ResidenceClaim) {
    put(rows, "Comune", claim.comune.as_deref().map(comune));
    put(rows, "Specie", claim.street_type.clone());
    put(rows, "Via", claim.street.clone());
    put(rows, "Numero civico", claim.number.clone());
    put(rows, "Esponente", claim.exponent.clone());
    put(rows, "Scala", claim.staircase.clone());
    put(rows, "Interno", claim.interior.clone());
    put(rows, "CAP", claim.postal_code.clone());
    put(rows, "Dal", claim.since.map(UncertainDate::italian));
}

/// A day on which every Comune that still exists does.
const LATEST: Day = Day(9999_12_30);

/// The name of a Comune by its ISTAT code; the code, if the Comune is no more.
pub fn comune_name(istat: &str) -> String {
    by_istat(istat, LATEST).map_or_else(|| istat.to_owned(), |known| known.name.to_owned())
}

/// Name and code.
fn comune(istat: &str) -> String {
    match comune_name(istat) {
        name if name == istat => name,
        name => format!("{name} ({istat})"),
    }
}

fn family(rows: &mut Rows, claim: &FamilyClaim) {
    let extent = if claim.partial {
        "Questi componenti, con eventuali altri"
    } else {
        "Questi componenti e nessun altro"
    };
    rows.push(("Famiglia", extent.to_owned()));
    for member in &claim.members {
        let mut text = in_a_line(&member.person);
        if let Some((to, kinship)) = member.kinship {
            let to = match to {
                KinshipTo::Head => "dell'intestatario",
                KinshipTo::Subject => "del soggetto",
            };
            text = format!("{text}: {} {to}", kinship.label().to_lowercase());
        }
        rows.push(("Componente", text));
    }
}
