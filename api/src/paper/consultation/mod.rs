//! A consultation on paper: number, time, user, entity, receipt, and what it is not.

mod blocks;
pub mod words;

use hub::access::Caller;
use hub::audit::receipt::{control_code, qr_text};
use hub::consultation::{Consulted, Outcome};

use super::{Block, Code, Paper};
use crate::pages::text;
use crate::state::Hub;

pub use blocks::{blocks, places, role};

/// Stands on every page of it: certificates are given by Comuni alone, and to private people.
pub const MARK: &str = "Consultazione: non ha valore di certificato (art. 15 L. 183/2011)";

/// The paper of a consultation.
pub fn paper(hub: &Hub, caller: &Caller, consulted: &Consulted) -> Paper {
    let number = text::count(consulted.number);
    let mut all = vec![Block::Facts(about(caller, consulted))];
    if let Outcome::Shown(sheet, comparison) = &consulted.outcome {
        all.extend(blocks(sheet, consulted.reference_day, comparison.as_ref()));
    }
    Paper {
        title: format!("{}, consultazione n. {number}", consulted.kind.label()),
        mark: MARK.to_owned(),
        foot: format!(
            "Consultazione n. {number} del {}",
            text::moment(consulted.at)
        ),
        at: consulted.at,
        blocks: all,
        code: code(hub, consulted),
    }
}

/// Who asked for what, when and why.
pub fn about(caller: &Caller, consulted: &Consulted) -> Vec<(String, String)> {
    let user = caller.user();
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let mut facts = vec![
        fact("Numero", text::count(consulted.number)),
        fact("Data e ora", text::exact_moment(consulted.at)),
        fact("Utente", user.username.clone()),
        fact("Ufficio", user.office.name.clone()),
        fact("Ente", user.entity.name.clone()),
        fact("Finalità", consulted.purpose.clone()),
        fact("Pratica", consulted.case_reference.clone()),
        fact("Situazione al", text::day(consulted.reference_day)),
        fact(
            "Anagrafe nota al numero di giornale",
            text::count(consulted.known_at),
        ),
    ];
    if !consulted.validating.is_empty() {
        let comuni: Vec<String> = consulted
            .validating
            .iter()
            .map(|code| hub::consultation::sheet::comune_words(code))
            .collect();
        facts.push(fact("Esclusi, in attesa del Comune", comuni.join(", ")));
    }
    facts
}

/// The receipt as a code; none of what is under seal.
fn code(hub: &Hub, consulted: &Consulted) -> Option<Code> {
    let receipt = hub.receipts.issue(consulted.record.as_deref()?)?;
    let control = control_code(&receipt.nonce)?;
    let url = &hub.config.trace.public_url;
    Some(Code {
        text: qr_text(url, consulted.number, &control, &receipt.compact),
        alternative: "Codice QR con la ricevuta firmata della consultazione".to_owned(),
        caption: format!(
            "Il codice contiene la ricevuta firmata: dice quando è stata fatta questa consultazione e da quale ente, non su chi. Si \
             verifica all'indirizzo {}/ricevute/verifica, con il numero {} e il codice di controllo {control}.",
            url.trim_end_matches('/'),
            consulted.number
        ),
    })
}
