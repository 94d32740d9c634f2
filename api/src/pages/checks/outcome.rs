//! Outcomes in words.

use hub::check::{Answer, Outcome};
use schema::codes::{CheckKind, PartStatus};

use crate::pages::components::{Badge, Cell, Column, Table, Tone};

/// What was answered to each declaration.
pub fn outcomes(id: &'static str, caption: &str, answers: &[(CheckKind, Answer)]) -> Table {
    let columns = vec![
        Column::text("Dichiarazione"),
        Column::text("Esito"),
        Column::text("Che cosa significa"),
    ];
    Table::new(id, caption, columns).rows(answers.iter().map(|(kind, answer)| {
        vec![
            Cell::text(kind.label()),
            Cell::Badge(badge(answer.outcome)),
            Cell::text(meaning(*answer)),
        ]
    }))
}

fn badge(outcome: Outcome) -> Badge {
    match outcome {
        Outcome::Yes => Badge::new("Sì: corrisponde", Tone::Success),
        Outcome::No => Badge::new("No: non corrisponde", Tone::Danger),
        Outcome::Undetermined => Badge::new("Non determinabile", Tone::Warning),
    }
}

fn meaning(answer: Answer) -> &'static str {
    match (answer.outcome, answer.reason) {
        (Outcome::Yes, _) => {
            "Tutti i dati dichiarati corrispondono a quelli dell'anagrafe alla data di riferimento."
        }
        (Outcome::No, _) => {
            "Almeno uno dei dati dichiarati non corrisponde a quelli dell'anagrafe alla data di riferimento."
        }
        (Outcome::Undetermined, Some(reason)) => reason.text(),
        (Outcome::Undetermined, None) => "L'anagrafe non consente di rispondere.",
    }
}

/// What a Comune has decided.
pub fn part_badge(status: PartStatus) -> Badge {
    let tone = match status {
        PartStatus::Waiting => Tone::Info,
        PartStatus::Immediate | PartStatus::Approved | PartStatus::Silent => Tone::Success,
        PartStatus::Discarded => Tone::Danger,
        PartStatus::Expired => Tone::Warning,
    };
    Badge::new(status.label(), tone)
}
