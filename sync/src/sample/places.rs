//! Where people are born, come from and go to.

use std::sync::OnceLock;

use schema::comuni;
use schema::date::{Day, UncertainDate};
use schema::states;

use super::dice::Dice;
use super::model::START;
use super::nations::nations;

/// A place by its Belfiore code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Belfiore code.
    pub(super) belfiore: &'static str,
}

impl Place {
    /// Its name on that day, as an act writes it.
    pub(super) fn name(self, day: Day) -> String {
        let name = if self.is_abroad() {
            states::by_belfiore(self.belfiore).map_or("", |state| state.name)
        } else {
            comuni::by_belfiore(self.belfiore, day)
                .or_else(|| comuni::latest(self.belfiore))
                .map_or("", |comune| comune.name)
        };
        name.to_uppercase()
    }

    /// A state rather than a Comune.
    pub(super) fn is_abroad(self) -> bool {
        self.belfiore.starts_with('Z')
    }

    /// ISTAT code of the Comune on that day, or of the state.
    pub(super) fn istat(self, day: Day) -> &'static str {
        if self.is_abroad() {
            states::by_belfiore(self.belfiore).map_or("", |state| state.istat)
        } else {
            comuni::by_belfiore(self.belfiore, day).map_or("", |comune| comune.istat)
        }
    }

    fn exists(self, day: Day) -> bool {
        self.is_abroad() || comuni::may_exist(self.belfiore, UncertainDate::exact(day))
    }
}

/// Provinces that people of Modena come from and go to, with the Belfiore code of the chief town and a weight.
const PROVINCES: &[(&str, &str, u32)] = &[
    ("RE", "H223", 11),
    ("BO", "A944", 15),
    ("NA", "F839", 13),
    ("MN", "E897", 6),
    ("FE", "D548", 5),
    ("PR", "G337", 3),
    ("RM", "H501", 4),
    ("MI", "F205", 5),
    ("CE", "B963", 6),
    ("SA", "H703", 5),
    ("PA", "G273", 6),
    ("CT", "C351", 4),
    ("FG", "D643", 4),
    ("BA", "A662", 3),
    ("CS", "D086", 3),
    ("AV", "A509", 3),
    ("LE", "E506", 2),
    ("AG", "A089", 3),
    ("TO", "L219", 2),
    ("BZ", "A952", 1),
];

/// States where Italians were born or live.
const EMIGRATION: &[(&str, u32)] = &[
    ("Z112", 20),
    ("Z133", 18),
    ("Z110", 15),
    ("Z103", 8),
    ("Z114", 14),
    ("Z600", 9),
    ("Z602", 6),
    ("Z404", 8),
    ("Z700", 4),
    ("Z131", 6),
];

/// All places, and where each kind begins.
pub(super) struct Places {
    all: Vec<Place>,
    provinces: Vec<std::ops::Range<usize>>,
    suppressed: std::ops::Range<usize>,
    emigration: usize,
    nations: usize,
}

/// The places.
pub(super) fn places() -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(|| {
        let mut all = vec![Place { belfiore: "" }];
        all.extend(super::counts::real().iter().filter_map(|cells| {
            comuni::latest(&cells.belfiore).map(|comune| Place {
                belfiore: comune.belfiore,
            })
        }));
        let mut provinces = Vec::new();
        for (sigla, capital, _) in PROVINCES {
            let begin = all.len();
            all.extend(comuni::latest(capital).map(|comune| Place {
                belfiore: comune.belfiore,
            }));
            all.extend(
                comuni::province(sigla, START)
                    .into_iter()
                    .map(|comune| Place {
                        belfiore: comune.belfiore,
                    }),
            );
            provinces.push(begin..all.len());
        }
        let begin = all.len();
        for (sigla, _, _) in PROVINCES {
            let old = comuni::province(sigla, Day(1940_01_01));
            all.extend(old.into_iter().filter_map(|comune| {
                // The table knows the ISTAT code of those that lasted longer: a LAC needs it.
                let gone = comuni::latest(comune.belfiore).is_some_and(|last| !last.is_current());
                (gone && !comune.istat.is_empty()).then_some(Place {
                    belfiore: comune.belfiore,
                })
            }));
        }
        let suppressed = begin..all.len();
        let emigration = all.len();
        all.extend(EMIGRATION.iter().map(|(belfiore, _)| Place { belfiore }));
        let first_nation = all.len();
        all.extend(nations().iter().map(|nation| Place {
            belfiore: nation.belfiore,
        }));
        Places {
            all,
            provinces,
            suppressed,
            emigration,
            nations: first_nation,
        }
    })
}

impl Places {
    /// The place of that index.
    pub(super) fn get(&self, index: u16) -> Place {
        self.all
            .get(usize::from(index))
            .copied()
            .unwrap_or(Place { belfiore: "" })
    }

    /// The state of a nation of origin.
    pub(super) fn nation(&self, nation: u8) -> u16 {
        (self.nations + usize::from(nation)) as u16
    }

    /// A place outside the province that existed on that day.
    pub(super) fn elsewhere(&self, day: Day, dice: &mut Dice) -> u16 {
        let weights: Vec<u32> = PROVINCES.iter().map(|(_, _, weight)| *weight).collect();
        for _ in 0..20 {
            let range = self.provinces[dice.weighted(&weights)].clone();
            let index = if dice.chance(0.45) || range.len() < 2 {
                range.start
            } else {
                range.start + dice.index(range.len())
            };
            if self.all.get(index).is_some_and(|place| place.exists(day)) {
                return index as u16;
            }
        }
        self.provinces.first().map_or(0, |range| range.start as u16)
    }

    /// A Comune that exists no more, but did on that day.
    pub(super) fn suppressed(&self, day: Day, dice: &mut Dice) -> Option<u16> {
        (0..20)
            .map(|_| self.suppressed.start + dice.index(self.suppressed.len()))
            .find(|index| {
                self.all.get(*index).is_some_and(|place| {
                    comuni::by_belfiore(place.belfiore, day).is_some_and(|c| !c.istat.is_empty())
                })
            })
            .map(|index| index as u16)
    }

    /// A state where Italians live.
    pub(super) fn emigration(&self, dice: &mut Dice) -> u16 {
        let weights: Vec<u32> = EMIGRATION.iter().map(|(_, weight)| *weight).collect();
        (self.emigration + dice.weighted(&weights)) as u16
    }

    /// Where someone of that Comune (index) was born in the province: of late in a hospital, before mostly at home.
    pub(super) fn local(&self, comune: u8, birth: Day, dice: &mut Dice) -> u16 {
        // Modena, Carpi, Sassuolo, Mirandola, Pavullo, Vignola: the Comuni with a maternity ward, from 1.
        const HOSPITALS: &[(u16, u32)] = &[(23, 46), (5, 16), (40, 18), (22, 9), (30, 6), (46, 5)];
        let own = u16::from(comune) + 1;
        let at_home = match birth.year() {
            ..1950 => 0.85,
            1950..1965 => 0.5,
            1965..1980 => 0.15,
            _ => 0.01,
        };
        let weights: Vec<u32> = HOSPITALS.iter().map(|(_, weight)| *weight).collect();
        for attempt in 0..6 {
            let index = if attempt == 0 && dice.chance(at_home) {
                own
            } else {
                HOSPITALS[dice.weighted(&weights)].0
            };
            if self.get(index).exists(birth) {
                return index;
            }
        }
        23
    }
}
