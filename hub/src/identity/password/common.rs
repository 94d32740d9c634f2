//! Passwords that everybody would try, those of Italian offices included.

/// Words that are no password even with digits behind them, doubled, or spelled with figures. Letters and digits only.
const WORDS: &[&str] = &[
    "accesso",
    "administrator",
    "adminadmin",
    "admin",
    "alessandro",
    "alessandra",
    "amministratore",
    "amoremio",
    "amore",
    "anagrafe",
    "anagrafecomunale",
    "andrea",
    "angelo",
    "antonella",
    "antonio",
    "asdfghjkl",
    "asdfghjklqwertyuiop",
    "azienda",
    "azzurra",
    "benvenuta",
    "benvenuto",
    "benvenuti",
    "bologna",
    "buongiorno",
    "calcio",
    "cambiami",
    "cambialapassword",
    "carabinieri",
    "caterina",
    "changeme",
    "changemenow",
    "chiara",
    "ciao",
    "ciaociao",
    "ciaomamma",
    "comune",
    "comunedi",
    "comunedimodena",
    "comunedibologna",
    "comunediroma",
    "computer",
    "cristina",
    "daniela",
    "default",
    "domenica",
    "elisabetta",
    "emiliaromagna",
    "entrata",
    "estate",
    "federica",
    "fiorentina",
    "firenze",
    "forzaitalia",
    "forzainter",
    "forzajuve",
    "forzajuventus",
    "forzalazio",
    "forzamilan",
    "forzanapoli",
    "forzaroma",
    "francesca",
    "francesco",
    "genova",
    "giovanni",
    "giuseppe",
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
    "iloveyou",
    "internazionale",
    "internet",
    "inverno",
    "italia",
    "italiaitalia",
    "juventus",
    "juve",
    "lamiapassword",
    "lasolita",
    "letmein",
    "letmeinplease",
    "lorenzo",
    "lucia",
    "lunedi",
    "mamma",
    "mammamia",
    "margherita",
    "maria",
    "mario",
    "martina",
    "matteo",
    "mercoledi",
    "milan",
    "milano",
    "modena",
    "municipio",
    "napoli",
    "nonloso",
    "palermo",
    "paola",
    "passw",
    "password",
    "passwordpassword",
    "passwordnuova",
    "nuovapassword",
    "passwordsicura",
    "paolo",
    "parolachiave",
    "patrizia",
    "piazza",
    "pippo",
    "pippopippo",
    "polizia",
    "prefettura",
    "primavera",
    "principessa",
    "provincia",
    "provinciadimodena",
    "questura",
    "qwerty",
    "qwertyqwerty",
    "qwertyuiop",
    "qwertyuiopasdfghjkl",
    "reggioemilia",
    "roberta",
    "roberto",
    "salvatore",
    "sanremo",
    "segreta",
    "segreto",
    "segretissima",
    "segretissimo",
    "sicurezza",
    "simone",
    "stella",
    "stellina",
    "temporanea",
    "tesoro",
    "tesoromio",
    "torino",
    "trustno",
    "ufficio",
    "ufficioanagrafe",
    "utente",
    "valentina",
    "venerdi",
    "venezia",
    "vincenzo",
    "welcome",
    "welcomehome",
    "zxcvbnm",
    "zxcvbnmasdfghjkl",
];

/// Runs that fingers make; a password that lies within one of them, either way, is no password.
const RUNS: &[&str] = &[
    "01234567890123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
];

/// Lower case, letters and digits (and what stands for a letter) only.
pub fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() || matches!(c, '@' | '$'))
        .collect()
}

/// With figures read as the letters for which they stand.
pub fn spelled(plain: &str) -> String {
    plain
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// Whether everybody would try it.
pub fn is_common(plain: &str) -> bool {
    let word = plain.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '@' | '$'));
    let known = |text: &str| {
        let text = unit(text);
        WORDS.contains(&text) || within_a_run(text)
    };
    // Nothing but digits is weighed as a run or a repetition.
    repeated(plain)
        || within_a_run(plain)
        || word.is_empty()
        || known(word)
        || known(&spelled(word))
        || known(&spelled(plain))
}

/// A short beginning of which the whole is a repetition; otherwise the whole.
fn unit(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|length| text.len().is_multiple_of(*length))
        .filter_map(|length| text.get(..length))
        .find(|unit| unit.repeat(text.len() / unit.len()) == text)
        .unwrap_or(text)
}

fn repeated(text: &str) -> bool {
    // Four words of one's own, said three times, are still long; a few letters are not.
    text.len() > unit(text).len() && unit(text).chars().count() < 16
}

fn within_a_run(text: &str) -> bool {
    if text.chars().count() < 4 {
        return false;
    }
    let backwards: String = text.chars().rev().collect();
    RUNS.iter()
        .any(|run| run.contains(text) || run.contains(&backwards))
}
