//! The streets of each Comune, invented from the vocabulary of Italian street names.

use schema::date::Day;

use super::dice::Dice;

/// A street.
#[derive(Debug, Clone)]
pub(super) struct Street {
    /// The Comune's code.
    pub(super) code: String,
    /// Type, from the national list.
    pub(super) kind: &'static str,
    /// Name.
    pub(super) name: String,
    /// Type and name until the day on which the present one was given.
    pub(super) before: Option<(&'static str, String, Day)>,
    /// Census section of its houses.
    pub(super) section: u32,
}

/// The street of those who have no fixed abode; in every Comune's list.
pub(super) const FICTITIOUS: &str = "9999";

/// Streets that hardly a Comune lacks.
const USUAL: &[(&str, &str)] = &[
    ("VIA", "GIUSEPPE GARIBALDI"),
    ("VIA", "ROMA"),
    ("VIALE", "J.F. KENNEDY"),
    ("PIAZZA", "DELLA LIBERTÀ"),
    ("VIA", "GIUSEPPE MAZZINI"),
    ("CORSO", "VITTORIO EMANUELE II"),
    ("VIA", "XXV APRILE"),
    ("VIA", "CA' MONDUZZI"),
    ("VIALE", "DEI MARTIRI DELLA LIBERTÀ"),
    ("VIA", "DELL'ARTIGIANATO"),
    ("PIAZZA", "GIACOMO MATTEOTTI"),
    ("VIA", "SANT'ANNA"),
    ("VIA", "CAMILLO BENSO CONTE DI CAVOUR"),
    ("LARGO", "ALDO MORO"),
    ("VIA", "PER MODENA"),
    ("STRADA", "STATALE DEL BRENNERO"),
    ("VIA", "NICCOLÒ MACHIAVELLI"),
    ("VIALE", "DELLA RESISTENZA"),
    ("VICOLO", "DEL FORNO"),
    ("VIA", "LUIGI EINAUDI"),
    ("VIA", "IV NOVEMBRE"),
    ("VIA", "PAPA GIOVANNI XXIII"),
    ("VIA", "CADUTI DI CEFALONIA"),
    ("PIAZZALE", "DELLA STAZIONE"),
    ("VIA", "FRATELLI CERVI"),
    ("VIA", "ENZO FERRARI"),
    ("VIA", "GIUSEPPE DI VITTORIO"),
    ("VIALE", "ANTONIO GRAMSCI"),
];

const GIVEN: &[&str] = &[
    "ALESSANDRO",
    "ANTONIO",
    "CARLO",
    "CESARE",
    "DANTE",
    "ENRICO",
    "FELICE",
    "FRANCESCO",
    "GAETANO",
    "GINO",
    "GIOVANNI",
    "GIUSEPPE",
    "GUGLIELMO",
    "LORENZO",
    "LUDOVICO",
    "LUIGI",
    "MARIA",
    "MICHELE",
    "PIETRO",
    "UGO",
    "VINCENZO",
    "ANNA",
    "GRAZIA",
    "RITA",
    "NICOLÒ",
    "SALVATORE",
];

const FAMOUS: &[&str] = &[
    "MANZONI",
    "VERDI",
    "PUCCINI",
    "CARDUCCI",
    "PASCOLI",
    "LEOPARDI",
    "FOSCOLO",
    "ALIGHIERI",
    "GALILEI",
    "VOLTA",
    "MARCONI",
    "MURATORI",
    "TASSONI",
    "BOIARDO",
    "CORREGGIO",
    "RAFFAELLO",
    "BUONARROTI",
    "DA VINCI",
    "VIVALDI",
    "ROSSINI",
    "BELLINI",
    "DELEDDA",
    "MONTESSORI",
    "LEVI MONTALCINI",
    "GIOBERTI",
    "PISACANE",
    "MENOTTI",
    "FANTI",
    "CIALDINI",
    "BIXIO",
    "D'AZEGLIO",
    "PELLICO",
    "MAMELI",
    "NENNI",
    "TOGLIATTI",
    "PERTINI",
    "DOSSETTI",
    "AMENDOLA",
];

const PLACES: &[&str] = &[
    "BOLOGNA",
    "REGGIO EMILIA",
    "PARMA",
    "FERRARA",
    "MANTOVA",
    "VERONA",
    "TRENTO",
    "TRIESTE",
    "GENOVA",
    "TORINO",
    "FIRENZE",
    "PISA",
    "ANCONA",
    "NAPOLI",
    "PALERMO",
    "CAGLIARI",
    "MONTE CIMONE",
    "MONTE CUSNA",
    "PANARO",
    "SECCHIA",
    "TIEPIDO",
    "PO",
    "ADIGE",
    "PIAVE",
    "ISONZO",
    "VITTORIO VENETO",
    "CAPORETTO",
    "SOLFERINO",
    "CURTATONE",
];

const THINGS: &[&str] = &[
    "DEI TIGLI",
    "DEI PIOPPI",
    "DELLE ROSE",
    "DEI MULINI",
    "DELLA CHIESA",
    "DEL CASTELLO",
    "DELLE FORNACI",
    "DELL'INDUSTRIA",
    "DEL LAVORO",
    "DELLA REPUBBLICA",
    "DEGLI OLMI",
    "DEI GELSI",
    "DELLE SCUOLE",
    "DEL CANALE",
    "DELL'ARGINE",
    "DELLA PIEVE",
    "DEI CICLAMINI",
    "DELLE VIOLE",
    "DELL'UNITÀ D'ITALIA",
    "DELLA PACE",
];

/// The streets of a Comune of that many residents, about one for sixty of them.
pub(super) fn of(comune: u8, residents: u32, seed: u64) -> Vec<Street> {
    let mut dice = Dice::new(seed, "streets", u64::from(comune));
    let wanted = (residents / 60).max(12) as usize;
    let mut taken = std::collections::BTreeSet::new();
    let mut streets = Vec::with_capacity(wanted + 1);
    let mut usual: Vec<usize> = (0..USUAL.len()).collect();
    // Every Comune has the first eight; the others as it comes.
    dice.shuffle(&mut usual[8..]);
    let mut usual = usual.into_iter().take(wanted.min(USUAL.len()));
    while streets.len() < wanted {
        let (kind, name) = match usual.next() {
            Some(index) => (USUAL[index].0, USUAL[index].1.to_owned()),
            None => invent(&mut dice),
        };
        if !taken.insert((kind, name.clone())) {
            continue;
        }
        let number = streets.len() as u32 + 1;
        let before = (dice.chance(0.012) || number == 11).then(|| {
            let (kind, name) = loop {
                let (kind, name) = invent(&mut dice);
                if taken.insert((kind, name.clone())) {
                    break (kind, name);
                }
            };
            (kind, name, dice.day(Day(2005_01_01), Day(2019_12_31)))
        });
        streets.push(Street {
            code: number.to_string(),
            kind,
            name,
            before,
            section: 1 + number / 4,
        });
    }
    streets.push(Street {
        code: FICTITIOUS.to_owned(),
        kind: "VIA",
        name: "DELLA CASA COMUNALE".to_owned(),
        before: None,
        section: 1,
    });
    streets
}

fn invent(dice: &mut Dice) -> (&'static str, String) {
    let kind = dice.pick(&[
        "VIA",
        "VIA",
        "VIA",
        "VIA",
        "VIA",
        "VIA",
        "VIA",
        "VIALE",
        "PIAZZA",
        "VICOLO",
        "STRADELLO",
        "LARGO",
        "STRADA",
        "PIAZZALE",
        "CORTE",
    ]);
    match dice.below(100) {
        0..34 => (kind, format!("{} {}", dice.pick(GIVEN), dice.pick(FAMOUS))),
        34..44 => (kind, dice.pick(PLACES).to_owned()),
        44..52 => (kind, dice.pick(THINGS).to_owned()),
        52..60 => {
            let surname = super::names::name(super::names::surname_of(0, dice)).to_uppercase();
            ("VIA", format!("CA' {surname}"))
        }
        60..64 => {
            let surname = super::names::name(super::names::surname_of(0, dice)).to_uppercase();
            ("VIA", format!("FONDO {surname}"))
        }
        _ => {
            let surname = super::names::name(super::names::surname_of(0, dice)).to_uppercase();
            (kind, format!("{} {surname}", dice.pick(GIVEN)))
        }
    }
}

/// CAP of a Comune (index); Modena has several.
pub(super) fn postal_code(istat: &str, section: u32) -> String {
    if istat == "036023" {
        return format!("4112{}", 1 + section % 6);
    }
    let number: u32 = istat.get(4..).and_then(|n| n.parse().ok()).unwrap_or(0);
    format!("410{}", 10 + number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_repeat_and_types_are_of_the_national_list() {
        let streets = of(22, 184_153, 1);
        assert!(streets.len() > 3_000);
        let mut names: Vec<_> = streets.iter().map(|s| (s.kind, &s.name)).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), streets.len());
        for street in &streets {
            assert!(
                schema::codes::StreetType::parse(street.kind).is_some(),
                "{}",
                street.kind
            );
        }
        assert!(streets.iter().any(|s| s.before.is_some()));
        assert_eq!(of(3, 10, 1).len(), 13);
    }
}
