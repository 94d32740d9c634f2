//! Rights in words.

use hub::access::policy::Reach;
use hub::check::Scope;
use schema::codes::{ValidationMode, WorkstationMode};

use crate::pages::administration::comune;

/// How far a function of the role reaches.
pub const fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Nothing => "mai",
        Reach::Office => "nel proprio ufficio",
        Reach::Comune => "per ciò che riguarda il proprio Comune",
        Reach::Everything => "ovunque",
    }
}

/// Whose residents.
pub fn territory(scope: &Scope) -> String {
    match scope {
        Scope::All => "I residenti di tutti i Comuni aderenti, anche futuri".to_owned(),
        Scope::Comuni(comuni) if comuni.is_empty() => {
            "Nessun Comune: l'ambito della convenzione e quello del profilo non hanno Comuni in comune".to_owned()
        }
        Scope::Comuni(comuni) => {
            let names: Vec<String> = comuni.iter().map(|code| comune(code)).collect();
            format!("I residenti di {}", names.join(", "))
        }
    }
}

/// Whether the Comune decides first.
pub fn validation(mode: ValidationMode, hours: i32) -> String {
    match mode {
        ValidationMode::None => "Si risponde subito".to_owned(),
        ValidationMode::Manual => "Il Comune decide prima di ogni risposta".to_owned(),
        ValidationMode::Silent => {
            format!(
                "Il Comune può decidere; dopo {hours} ore lavorative il suo silenzio vale assenso"
            )
        }
    }
}

/// From where it may be used.
pub const fn workstation(mode: WorkstationMode, usable_here: bool) -> &'static str {
    match (mode, usable_here) {
        (WorkstationMode::Free, _) => "Da qualunque postazione",
        (WorkstationMode::Authorised, true) => "Solo da una postazione autorizzata: questa lo è",
        (WorkstationMode::Authorised, false) => {
            "Solo da una postazione autorizzata: questa non lo è"
        }
    }
}

/// Answers given of those of the day.
pub fn quota(quota: Option<(i64, i64)>) -> String {
    use crate::pages::text::count;
    match quota {
        None => "Senza limite".to_owned(),
        Some((daily, left)) => format!(
            "{} risposte al giorno: oggi usate {}, ne restano {}",
            count(daily),
            count((daily - left).max(0)),
            count(left)
        ),
    }
}

/// Purposes of an agreement.
pub fn purposes(purposes: &[String]) -> String {
    if purposes.iter().any(|purpose| purpose == "*") {
        "Qualunque finalità, purché dichiarata".to_owned()
    } else {
        purposes.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_in_words() {
        let of = |codes: &[&str]| {
            territory(&Scope::of(
                codes.iter().map(|code| (*code).to_owned()).collect(),
            ))
        };
        assert_eq!(
            of(&["036014", "036023"]),
            "I residenti di Fiumalbo (036014), Modena (036023)"
        );
        assert!(of(&[]).starts_with("Nessun Comune"));
        assert_eq!(
            quota(Some((1_000, 400))),
            "1.000 risposte al giorno: oggi usate 600, ne restano 400"
        );
        assert_eq!(quota(None), "Senza limite");
        assert_eq!(purposes(&["Uno".to_owned(), "Due".to_owned()]), "Uno; Due");
        assert!(purposes(&["*".to_owned()]).starts_with("Qualunque"));
        assert!(validation(ValidationMode::Silent, 16).contains("16 ore lavorative"));
    }
}
