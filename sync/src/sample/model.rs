//! The province as the generator holds it: small records that point at each other by index. What nothing
//! else depends on (house numbers, documents, acts) is drawn only when a record is written.

use schema::codes::{InstitutionKind, Kinship, MaritalStatus, Sex};
use schema::date::Day;

/// No person, no household.
pub(super) const NONE: u32 = u32::MAX;
/// The day whose end the full supplies describe.
pub(super) const START: Day = Day(2023_01_01);
/// The first day of the history that Comuni keep of former residents.
pub(super) const HISTORY: Day = Day(2003_01_01);
/// The last day of events before the full supplies: whatever happens later is registered in 2023.
pub(super) const LAST_PAST: Day = Day(2022_12_20);

/// How a person's time in the registers ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It did not.
    None,
    /// Death.
    Death,
    /// To a Comune outside the province.
    Italy,
    /// Abroad (a foreign citizen).
    Abroad,
    /// Could not be found any more.
    Untraceable,
    /// Did not confirm the abode.
    NotRenewed,
    /// Abroad, an Italian citizen: goes on in the AIRE.
    Aire,
}

/// How a person first came into the registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// By birth, or before anyone kept count.
    Native,
    /// From a Comune outside the province.
    Italy,
    /// From abroad.
    Abroad,
    /// Found again after having been lost.
    Found,
}

/// Facts that only some people have.
pub(super) mod flag {
    /// Only the year of birth is known.
    pub(in crate::sample) const YEAR_ONLY: u16 = 1;
    /// Only year and month of birth are known.
    pub(in crate::sample) const MONTH_ONLY: u16 = 1 << 1;
    /// Registered without a fixed abode.
    pub(in crate::sample) const NO_ABODE: u16 = 1 << 2;
    /// Left the home of the mother's household to live alone or in a couple.
    pub(in crate::sample) const LEFT_HOME: u16 = 1 << 3;
    /// Was lost for a while, then came back.
    pub(in crate::sample) const REAPPEARED: u16 = 1 << 4;
    /// Counted among the residents of 1 January 2023.
    pub(in crate::sample) const RESIDENT: u16 = 1 << 5;
    /// Has no given name.
    pub(in crate::sample) const NO_NAME: u16 = 1 << 6;
    /// Registered in the AIRE on 1 January 2023.
    pub(in crate::sample) const AIRE: u16 = 1 << 7;
    /// Given the names and birth of another person, so that both would have the same codice fiscale.
    pub(in crate::sample) const NAMESAKE: u16 = 1 << 8;
    /// Was born in a Comune that no longer exists.
    pub(in crate::sample) const OLD_PLACE: u16 = 1 << 9;
    /// Left the province straight from the parents' home.
    pub(in crate::sample) const FROM_HOME: u16 = 1 << 10;
    /// Brought to life by an event after 1 January 2023.
    pub(in crate::sample) const LATER: u16 = 1 << 11;
}

/// A person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Codice fiscale, as now.
    pub(super) cf: [u8; 16],
    /// Day of birth; where the register does not know it, 1 January or the first of the month.
    pub(super) birth: Day,
    /// Joined the household on this day; `Day::MIN` = when it began.
    pub(super) joined: Day,
    /// When the time in the registers ended.
    pub(super) end: Day,
    /// When a person of foreign origin became Italian; `Day::MAX` = not.
    pub(super) naturalised: Day,
    /// Father, or [`NONE`].
    pub(super) father: u32,
    /// Mother, or [`NONE`].
    pub(super) mother: u32,
    /// Present (or last) household, or [`NONE`].
    pub(super) household: u32,
    /// The latest of the person's stays.
    pub(super) last_stay: u32,
    /// Index of the surname.
    pub(super) surname: u16,
    /// Index of the given name.
    pub(super) given: u16,
    /// Index of a second given name; 0 = none.
    pub(super) second: u16,
    /// Index of the place of birth.
    pub(super) place: u16,
    /// See [`flag`].
    pub(super) flags: u16,
    /// Sex.
    pub(super) sex: Sex,
    /// Nation of origin; 0 = Italy.
    pub(super) nation: u8,
    /// Index of the Comune (the present or the last one).
    pub(super) comune: u8,
    /// Kinship to the head of the sheet.
    pub(super) role: Kinship,
    /// Place on the sheet, from 1.
    pub(super) ordinal: u8,
    /// Marital status on 1 January 2023.
    pub(super) status: MaritalStatus,
    /// How it ended.
    pub(super) ending: Ending,
    /// How it began.
    pub(super) origin: Origin,
    /// Digits replaced by letters in the codice fiscale, from the right.
    pub(super) omocodia: u8,
}

impl Person {
    /// Someone of whom only sex and birth are known yet.
    pub(super) fn new(sex: Sex, birth: Day, comune: u8) -> Self {
        Self {
            cf: [b'0'; 16],
            birth,
            joined: Day::MIN,
            end: Day::MAX,
            naturalised: Day::MAX,
            father: NONE,
            mother: NONE,
            household: NONE,
            last_stay: NONE,
            surname: 0,
            given: 0,
            second: 0,
            place: 0,
            flags: 0,
            sex,
            nation: 0,
            comune,
            role: Kinship::Head,
            ordinal: 1,
            status: MaritalStatus::Single,
            ending: Ending::None,
            origin: Origin::Native,
            omocodia: 0,
        }
    }

    /// True if the flag is set.
    pub(super) const fn is(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    /// Full years on 1 January 2023.
    pub(super) const fn age(&self) -> i32 {
        self.birth.age_on(START)
    }

    /// Italian citizen on that day.
    pub(super) fn is_italian(&self, day: Day) -> bool {
        self.nation == 0 || self.naturalised <= day
    }
}

/// A family or an institution.
#[derive(Debug, Clone)]
pub(super) struct Household {
    /// When it came to this Comune (or began here).
    pub(super) arrived: Day,
    /// When it began anywhere in the province.
    pub(super) founded: Day,
    /// When its last member went.
    pub(super) closed: Day,
    /// The same household in the Comune where it lived before, or [`NONE`].
    pub(super) previous: u32,
    /// First of its members at the beginning (they follow each other), and how many.
    pub(super) first: u32,
    /// How many.
    pub(super) count: u16,
    /// The Comune's number of the sheet, by kind.
    pub(super) code: u32,
    /// Index of the Comune.
    pub(super) comune: u8,
    /// What kind of institution; `None` = a family.
    pub(super) institution: Option<InstitutionKind>,
    /// Nation of origin of its head; 0 = Italy.
    pub(super) nation: u8,
    /// How it came into the province.
    pub(super) origin: Origin,
}

impl Household {
    /// A family of which only the Comune is known yet.
    pub(super) const fn new(comune: u8, first: u32) -> Self {
        Self {
            arrived: Day::MIN,
            founded: Day::MIN,
            closed: Day::MAX,
            previous: NONE,
            first,
            count: 0,
            code: 0,
            comune,
            institution: None,
            nation: 0,
            origin: Origin::Native,
        }
    }

    /// Its members at the beginning.
    pub(super) fn members(&self) -> std::ops::Range<usize> {
        self.first as usize..self.first as usize + usize::from(self.count)
    }
}

/// A time that a person spent in one household of one Comune.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay {
    /// Who.
    pub(super) person: u32,
    /// Which sheet; [`NONE`] where the register does not keep it.
    pub(super) household: u32,
    /// First day.
    pub(super) from: Day,
    /// First day no more.
    pub(super) to: Day,
    /// Index of the Comune.
    pub(super) comune: u8,
    /// How the person came, if this is the first stay after a gap.
    pub(super) origin: Option<Origin>,
    /// How the person went, if there is a gap after it.
    pub(super) ending: Ending,
    /// Kinship to the head.
    pub(super) role: Kinship,
    /// Place on the sheet.
    pub(super) ordinal: u8,
    /// In the register of citizens abroad.
    pub(super) aire: bool,
}

/// A marriage, civil union or de facto cohabitation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bond {
    /// One.
    pub(super) a: u32,
    /// The other; [`NONE`] = someone whom the registers do not hold.
    pub(super) b: u32,
    /// First day.
    pub(super) from: Day,
    /// First day no more.
    pub(super) to: Day,
    /// Separation before the divorce; `Day::MAX` = none.
    pub(super) separated: Day,
    /// Kind.
    pub(super) kind: schema::codes::BondKind,
    /// Ended by death (otherwise by divorce or dissolution).
    pub(super) by_death: bool,
}

/// A change of surname or codice fiscale.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Who.
    pub(super) person: u32,
    /// When.
    pub(super) on: Day,
    /// The codice fiscale until then.
    pub(super) old_cf: [u8; 16],
    /// The surname until then.
    pub(super) old_surname: u16,
    /// The given name until then.
    pub(super) old_given: u16,
}

/// The whole province.
#[derive(Debug, Default)]
pub(super) struct Province {
    /// What everything is drawn from.
    pub(super) seed: u64,
    /// The Comuni with their counts.
    pub(super) comuni: Vec<super::counts::Cells>,
    /// People.
    pub(super) persons: Vec<Person>,
    /// Households.
    pub(super) households: Vec<Household>,
    /// Stays; sorted by person and day once the model is finished.
    pub(super) stays: Vec<Stay>,
    /// Bonds.
    pub(super) bonds: Vec<Bond>,
    /// Changes of name and codice fiscale, by person.
    pub(super) changes: Vec<Change>,
    /// Changes of address of whole households after 1 January 2023, by household and day.
    pub(super) removals: Vec<(u32, Day)>,
    /// What happened after 1 January 2023, by Comune and month.
    pub(super) touched: Vec<Touched>,
    /// Procedures under way.
    pub(super) procedures: Vec<Pending>,
    /// Identity cards issued after 1 January 2023.
    pub(super) cards: Vec<(u32, Day)>,
}

/// A person of whom a Comune has something new to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touched {
    /// Index of the Comune.
    pub(super) comune: u8,
    /// Which delta, from 0.
    pub(super) month: u8,
    /// Who.
    pub(super) person: u32,
    /// The subjects, as the bits of a `SubjectSet`.
    pub(super) subjects: u32,
}

/// A procedure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    /// Who.
    pub(super) person: u32,
    /// Kind.
    pub(super) kind: schema::codes::ProcedureKind,
    /// Opened.
    pub(super) from: Day,
    /// Closed.
    pub(super) to: Day,
}

impl Province {
    /// Adds a stay, which becomes the person's latest.
    pub(super) fn add_stay(&mut self, stay: Stay) {
        let index = self.stays.len() as u32;
        self.persons[stay.person as usize].last_stay = index;
        self.stays.push(stay);
    }

    /// The day on which the person got a new identity card after 1 January 2023, if any.
    pub(super) fn card(&self, person: u32) -> Option<Day> {
        let at = self.cards.partition_point(|(who, _)| *who < person);
        self.cards
            .get(at)
            .filter(|(who, _)| *who == person)
            .map(|(_, day)| *day)
    }
}
