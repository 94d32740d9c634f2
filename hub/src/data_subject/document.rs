//! What is handed to the person: a text to print, or a table.

use std::fmt::Write;

use super::{Accesses, Looked};
use crate::monitoring::{MonitoringError, table};
use schema::italian_time::day_of;

/// Ends every answer from which public security is left out, whether there was anything to leave out or not.
pub const EMBARGO: &str = "Gli accessi di pubblica sicurezza, se ve ne sono stati, non compaiono in questo elenco, \
    nei limiti posti dall'articolo 23 del regolamento (UE) 2016/679 e dall'articolo 14 del decreto legislativo \
    18 maggio 2018, n. 51. Questa frase chiude ogni risposta e non dice se ve ne siano stati.";

/// Ends the answer that both keys of the seal have released.
pub const RELEASED: &str = "L'elenco comprende gli accessi di pubblica sicurezza, svelati con entrambe le chiavi \
    del sigillo; lo svelamento è stato registrato.";

impl Accesses {
    /// The sentence on public security.
    pub fn sentence(&self) -> &'static str {
        match self.released {
            None => EMBARGO,
            Some(_) => RELEASED,
        }
    }
}

/// The answer as a text. The person herself is not named in it: whoever hands it over knows to whom.
pub fn document(accesses: &Accesses) -> String {
    let mut text = String::from("ACCESSI AI DATI DELL'INTERESSATO\n");
    let _ = writeln!(
        text,
        "Articolo 15 del regolamento (UE) 2016/679. Redatto il {}.",
        day_of(accesses.at.and_utc()).italian()
    );
    let period = match (accesses.from, accesses.to) {
        (None, None) => "tutto il periodo conservato".to_owned(),
        (Some(from), None) => format!("dal {}", from.italian()),
        (None, Some(to)) => format!("fino al {}", to.italian()),
        (Some(from), Some(to)) => format!("dal {} al {}", from.italian(), to.italian()),
    };
    let _ = writeln!(
        text,
        "Periodo: {period}. Accessi: {}.",
        accesses.looked.len()
    );
    for (number, looked) in (1..).zip(&accesses.looked) {
        let _ = write!(
            text,
            "\n{number}. {} – {}\n",
            looked.day.italian(),
            looked.act
        );
        let kinds = looked.kinds.join(", ");
        for (name, value) in [
            ("Ente", looked.entity.as_str()),
            ("Ufficio", &looked.office),
            ("Operatore", looked.user.as_deref().unwrap_or_default()),
            ("Finalità", &looked.purpose),
            ("Convenzione", &looked.agreement),
            ("Richiesta", &kinds),
        ] {
            if !value.is_empty() {
                let _ = writeln!(text, "   {name}: {value}");
            }
        }
    }
    let _ = write!(text, "\n{}\n", accesses.sentence());
    if let Some(unopened @ 1..) = accesses.released {
        let _ = writeln!(
            text,
            "Record sigillati con altre chiavi, non svelati: {unopened}."
        );
    }
    text
}

/// The answer as a table; its last row is the sentence on public security.
pub fn accesses_csv(accesses: &Accesses) -> Result<Vec<u8>, MonitoringError> {
    let head = [
        "giorno",
        "tipo_accesso",
        "ente",
        "ufficio",
        "operatore",
        "finalita",
        "convenzione",
        "servizio",
        "richiesta",
    ];
    let row = |looked: &Looked| {
        [
            looked.day.iso(),
            looked.act.clone(),
            looked.entity.clone(),
            looked.office.clone(),
            looked.user.clone().unwrap_or_default(),
            looked.purpose.clone(),
            looked.agreement.clone(),
            looked.service.clone(),
            looked.kinds.join(", "),
        ]
    };
    let mut note: [String; 9] = Default::default();
    accesses.sentence().clone_into(&mut note[1]);
    table(
        std::iter::once(head.map(str::to_owned))
            .chain(accesses.looked.iter().map(row))
            .chain([note]),
    )
}
