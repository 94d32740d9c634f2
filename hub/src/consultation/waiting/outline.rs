//! A consultation in words, for the people who decide about it or asked it.

use schema::codes::ConsultationField;
use schema::date::Day;

use super::stored::Stored;
use crate::check_service::{comune_name, subject};
use crate::consultation::granted::Granted;
use crate::consultation::request::{
    About, AskedAddress, AskedStreet, ConsultationRequest, KnownAt,
};
use crate::consultation::service::ConsultationService;
use crate::validation::{Outline, OutlineGroup, ToDecide};

type Rows = Vec<(&'static str, String)>;

/// A consultation in words, as its requester put it.
pub(super) fn outline(request: &ConsultationRequest) -> Outline {
    let mut rows = Rows::new();
    if let Some(day) = request.reference_day {
        rows.push(("Alla data", italian(day)));
    }
    match request.known_at {
        None => {}
        Some(KnownAt::Number(number)) => {
            rows.push(("Come noto al", format!("giornale n. {number}")));
        }
        Some(KnownAt::Moment(moment)) => {
            let local = schema::italian_time::to_civil(moment.and_utc());
            rows.push(("Come noto al", local.format("%d/%m/%Y %H:%M").to_string()));
        }
    }
    if let Some(day) = request.compared_with {
        rows.push(("Confronto con il", italian(day)));
    }
    if let Some(comuni) = &request.comuni {
        let names: Vec<String> = comuni.iter().map(|code| comune_name(code)).collect();
        rows.push(("Comuni interrogati", names.join(", ")));
    }
    Outline {
        subject: about(&request.about),
        asked: vec![OutlineGroup {
            title: format!("Consultazione: {}", request.kind.label()),
            rows,
        }],
    }
}

/// The same for the officers of a Comune: with the fields that would be shown, and the name of somebody who was found by a
/// search, if she is one of theirs. Of others they are told nothing.
pub(super) fn outline_for(
    service: &ConsultationService,
    stored: &Stored,
    part: ToDecide<'_>,
) -> Outline {
    let mut outline = outline(&stored.request);
    if let About::Found(id) = stored.request.about {
        match service.who(id, part.covers, part.reference_day) {
            Ok(Some(rows)) => outline.subject.rows = rows,
            Ok(None) => {
                let text = "trovata con una ricerca; a quella data non è tra le persone del Comune";
                outline.subject.rows = vec![("Persona", text.to_owned())];
            }
            // What was asked can be read all the same.
            Err(refusal) => tracing::warn!(%refusal, "somebody cannot be named"),
        }
    }
    let fields = fields(stored.shown_under(part.agreement_id));
    if let Some(asked) = outline.asked.first_mut() {
        asked.rows.push(("Campi che si vedranno", fields));
    }
    outline
}

fn italian(day: Day) -> String {
    day.to_naive()
        .map_or_else(|| day.iso(), |day| day.format("%d/%m/%Y").to_string())
}

/// The parts of the sheet; the ways of asking are told by what was asked.
fn fields(shown: Granted) -> String {
    let ways = [
        ConsultationField::ReferenceDay,
        ConsultationField::KnownAt,
        ConsultationField::Comparison,
    ];
    let labels: Vec<String> = shown
        .iter()
        .filter(|field| !ways.contains(field))
        .map(|field| field.label().to_owned())
        .collect();
    if labels.is_empty() {
        "nessuno".to_owned()
    } else {
        labels.join("; ")
    }
}

fn about(about: &About) -> OutlineGroup {
    match about {
        About::Person(asked) => subject(asked),
        About::Found(_) => OutlineGroup {
            title: "Soggetto".to_owned(),
            rows: vec![("Persona", "trovata con una ricerca".to_owned())],
        },
        About::Address(asked) => OutlineGroup {
            title: "Indirizzo".to_owned(),
            rows: address(asked),
        },
        About::Events {
            comune,
            from,
            to,
            page,
        } => {
            let mut rows = vec![
                ("Comune", comune_name(comune)),
                ("Registrati dal", italian(*from)),
                ("Al", italian(*to)),
            ];
            if *page > 1 {
                rows.push(("Pagina", page.to_string()));
            }
            OutlineGroup {
                title: "Eventi anagrafici".to_owned(),
                rows,
            }
        }
    }
}

fn address(asked: &AskedAddress) -> Rows {
    let street = match &asked.street {
        AskedStreet::Code(code) => format!("strada di codice {code}"),
        AskedStreet::Named(None, name) => name.clone(),
        AskedStreet::Named(Some(kind), name) => format!("{kind} {name}"),
    };
    let number = match asked.number {
        0 => "senza numero civico".to_owned(),
        number => number.to_string(),
    };
    let mut rows = vec![
        ("Comune", comune_name(&asked.comune)),
        ("Via", street),
        ("Numero civico", number),
    ];
    for (label, value) in [
        ("Esponente", &asked.exponent),
        ("Scala", &asked.staircase),
        ("Interno", &asked.interior),
    ] {
        match value.as_deref() {
            None => {}
            Some("") => rows.push((label, "nessuno".to_owned())),
            Some(value) => rows.push((label, value.to_owned())),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use schema::codes::ConsultationKind;

    use super::*;
    use crate::check::SubjectRef;

    fn words(request: &ConsultationRequest) -> Vec<String> {
        let outline = outline(request);
        std::iter::once(&outline.subject)
            .chain(&outline.asked)
            .flat_map(|group| {
                let rows = group.rows.iter();
                std::iter::once(group.title.clone())
                    .chain(rows.map(|(label, value)| format!("{label}: {value}")))
            })
            .collect()
    }

    #[test]
    fn each_subject_and_way_of_asking_in_words() {
        let person = ConsultationRequest {
            kind: ConsultationKind::Family,
            about: About::Person(SubjectRef::CodiceFiscale("RSSMRA70A01F257L".to_owned())),
            reference_day: Some(Day(2020_03_01)),
            known_at: Some(KnownAt::Number(12)),
            compared_with: Some(Day(2015_01_31)),
            purpose: "Istruttoria".to_owned(),
            case_reference: "1/2026".to_owned(),
            comuni: Some(vec!["036023".to_owned()]),
            declared: String::new(),
        };
        assert_eq!(
            words(&person),
            [
                "Soggetto",
                "Codice fiscale: RSSMRA70A01F257L",
                "Consultazione: Scheda di famiglia",
                "Alla data: 01/03/2020",
                "Come noto al: giornale n. 12",
                "Confronto con il: 31/01/2015",
                "Comuni interrogati: Modena",
            ]
        );
        let plain = |kind, about| ConsultationRequest {
            kind,
            about,
            reference_day: None,
            known_at: None,
            compared_with: None,
            comuni: None,
            ..person.clone()
        };
        let home = About::Address(AskedAddress {
            comune: "036023".to_owned(),
            street: AskedStreet::Named(Some("VIA".to_owned()), "EMILIA".to_owned()),
            number: 0,
            exponent: Some(String::new()),
            staircase: None,
            interior: Some("3".to_owned()),
        });
        assert_eq!(
            words(&plain(ConsultationKind::Dwelling, home)),
            [
                "Indirizzo",
                "Comune: Modena",
                "Via: VIA EMILIA",
                "Numero civico: senza numero civico",
                "Esponente: nessuno",
                "Interno: 3",
                "Consultazione: Famiglie e persone a un indirizzo",
            ]
        );
        let events = About::Events {
            comune: "036023".to_owned(),
            from: Day(2025_01_01),
            to: Day(2025_12_31),
            page: 2,
        };
        assert_eq!(
            words(&plain(ConsultationKind::Events, events)),
            [
                "Eventi anagrafici",
                "Comune: Modena",
                "Registrati dal: 01/01/2025",
                "Al: 31/12/2025",
                "Pagina: 2",
                "Consultazione: Eventi anagrafici di un Comune",
            ]
        );
        // Who was found is named to nobody but the Comune to which she belongs.
        let found = plain(ConsultationKind::History, About::Found(7));
        assert_eq!(words(&found)[1], "Persona: trovata con una ricerca");
    }
}
