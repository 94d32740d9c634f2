//! What was found, in words.

use chrono::DateTime;
use hub::audit::receipt::{BadReceipt, Claims};
use schema::date::Day;

use crate::pages::checks::{answers, outcomes};
use crate::pages::components::Facts;
use crate::pages::{Sheet, text};

/// Why a receipt is not genuine, as a sentence.
pub fn refusal(bad: BadReceipt) -> String {
    let why = match bad {
        BadReceipt::OtherKey => {
            "è firmata con una chiave che non è di questo hub, oppure il testo è stato alterato"
                .to_owned()
        }
        other => other.to_string(),
    };
    format!("Ricevuta NON autentica: {why}.")
}

/// What a genuine receipt says.
pub fn genuine(sheet: Sheet, claims: &Claims, entity: &str) -> Sheet {
    let at = DateTime::from_timestamp(claims.iat, 0).unwrap_or_default();
    let day = Day::parse_iso(&claims.reference_day).unwrap_or(Day::MIN);
    let entity = if entity.is_empty() {
        format!("n. {}", claims.ente)
    } else {
        entity.to_owned()
    };
    let facts = Facts::new()
        .fact("Ricevuta", &format!("n. {}", claims.indice))
        .fact("Rilasciata da", &claims.iss)
        .fact("Ente che ha chiesto", &entity)
        .fact("Risposta data il", &text::exact_moment(at.naive_utc()))
        .fact("Data di riferimento", &text::day(day))
        .code("Identificativo della richiesta", &claims.richiesta)
        .code("Impronta di quanto dichiarato", &claims.dichiarato)
        .code("Impegno nel registro", &claims.impegno);
    sheet
        .part(&facts)
        .part(&outcomes("esiti", "Esiti", &answers(claims)))
        .text(
            "Confrontare questi dati con quelli della ricevuta: devono essere gli stessi. La ricevuta non dice su chi è stata \
             fatta la verifica; lo dimostra chi ha la richiesta, con l'impronta.",
        )
}
