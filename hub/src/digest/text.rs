//! Italian of the daily mail.

use chrono::{Datelike, Weekday};
use schema::date::Day;

/// `venerdì 20 novembre 2026`.
pub(super) fn long_day(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ];
    let Some(date) = day.to_naive() else {
        return day.italian();
    };
    let weekday = match date.weekday() {
        Weekday::Mon => "lunedì",
        Weekday::Tue => "martedì",
        Weekday::Wed => "mercoledì",
        Weekday::Thu => "giovedì",
        Weekday::Fri => "venerdì",
        Weekday::Sat => "sabato",
        Weekday::Sun => "domenica",
    };
    let number = match day.day() {
        1 => "1º".to_owned(),
        number => number.to_string(),
    };
    let month = MONTHS[date.month0() as usize];
    format!("{weekday} {number} {month} {}", day.year())
}

/// `1 richiesta`, `1.234 richieste`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// With points between the thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// What a service of the trace is called.
pub(super) fn service_name(code: &str) -> &str {
    match code {
        "VERIFICA" => "Verifiche",
        "VERIFICA_MASSIVA" => "Verifiche in massa",
        "FORNITURA" => "Forniture",
        "UTENTI" => "Gestione degli utenti",
        "UFFICI" => "Gestione degli uffici",
        "CONVENZIONI" => "Convenzioni",
        "POSTAZIONI" => "Postazioni",
        "LEGAMI" => "Gestione dei legami",
        "VALIDAZIONE" => "Validazioni",
        "CREDENZIALI" => "Credenziali",
        "BACHECA" => "Bacheca",
        "ACCESSO" => "Accessi",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn italian_is_written_as_it_should() {
        assert_eq!(long_day(Day(2026_11_20)), "venerdì 20 novembre 2026");
        assert_eq!(long_day(Day(2026_05_01)), "venerdì 1º maggio 2026");
        assert_eq!(counted(1, "richiesta", "richieste"), "1 richiesta");
        assert_eq!(counted(0, "richiesta", "richieste"), "0 richieste");
        for (number, text) in [
            (999, "999"),
            (1_000, "1.000"),
            (1_234_567, "1.234.567"),
            (12, "12"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
