//! The kinds of sheet.

use schema::date::{Day, Truth, UncertainDate, Validity};

use super::item::{Item, Section};
use super::shown::Shown;
use super::topic::Topic;
use super::value::{SheetKey, Value};

/// What a consultation shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one to an answer, which boxes it"
)]
pub enum Sheet {
    /// The individual sheet.
    Person(PersonSheet),
    /// The family sheet, or the sheet of the institutional household, on which the person stands on the day: one, none,
    /// or several if the register cannot tell which. Who was asked about comes first.
    Households(PersonSheet, Vec<HouseholdSheet>),
    /// Who lives at an address.
    Dwelling(Dwelling),
    /// Every fact about the person with both clocks: [`PersonSheet`] with facts that hold no more, and with those that
    /// are believed no more.
    Timeline(PersonSheet),
    /// Events of a Comune.
    Events(EventPage),
}

impl Sheet {
    /// Everybody named from her own facts, each once, in the order of appearance: whom the trace must name.
    pub fn people(&self) -> Vec<i64> {
        let mut people: Vec<i64> = match self {
            Self::Person(sheet) | Self::Timeline(sheet) => vec![sheet.person_id],
            Self::Households(subject, sheets) => std::iter::once(subject.person_id)
                .chain(sheets.iter().flat_map(HouseholdSheet::people))
                .collect(),
            Self::Dwelling(dwelling) => dwelling
                .groups
                .iter()
                .flat_map(|group| group.members.iter().map(|member| member.who.person_id))
                .collect(),
            Self::Events(page) => page.events.iter().map(|e| e.who.person_id).collect(),
        };
        let mut seen = std::collections::HashSet::new();
        people.retain(|id| seen.insert(*id));
        people
    }
}

/// A person's sheet; with [`Topic::WHO`] alone it tells who she is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSheet {
    /// The person's id in the hub: never shown.
    pub person_id: i64,
    /// The parts, in the order of [`Topic::ALL`].
    pub sections: Vec<Section>,
}

impl PersonSheet {
    /// That part.
    pub fn section(&self, topic: Topic) -> Option<&Section> {
        self.sections.iter().find(|section| section.topic == topic)
    }

    /// The facts of that part; none if it is masked.
    pub fn items(&self, topic: Topic) -> &[Item] {
        self.section(topic).map_or(&[], |part| part.items.all())
    }

    /// Surname and names, as on the day; `None` if masked or unknown. What surely holds comes before what may.
    pub fn name(&self) -> Option<String> {
        let items = self.items(Topic::Generalities);
        let sure = items.iter().find(|item| item.on_day == Truth::Yes);
        sure.or(items.first()).and_then(|item| match &item.value {
            Value::Generalities(one) => {
                Some(format!("{} {}", one.surname, one.names).trim().to_owned())
            }
            _ => None,
        })
    }
}

/// Who heads a sheet, by their places among its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// One person, for sure.
    One(usize),
    /// These may, as far as the register knows.
    Perhaps(Vec<usize>),
    /// Nobody on the day.
    Nobody,
}

/// A family sheet or the sheet of an institutional household, on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdSheet {
    /// Which.
    pub key: SheetKey,
    /// Whether the person asked about stands on it on the day.
    pub on_day: Truth,
    /// Since when it exists, as far as the register says.
    pub held: Option<Validity>,
    /// Why the family was formed (ANPR table 26), or what the institution is (table 27); empty if not said.
    pub nature: String,
    /// Name of the institution; empty of a family.
    pub name: String,
    /// Where the person asked about lives.
    pub address: Shown<Vec<Item>>,
    /// Who heads it.
    pub head: Shown<Head>,
    /// Who stands on it on the day, in its order.
    pub members: Vec<Member>,
    /// Who came and went until the day, the oldest first.
    pub history: Shown<Vec<Change>>,
}

impl HouseholdSheet {
    /// Everybody named.
    pub fn people(&self) -> impl Iterator<Item = i64> {
        let members = self.members.iter().map(|member| member.who.person_id);
        let past = self.history.all().iter().map(|change| change.who.person_id);
        members.chain(past)
    }
}

/// Somebody on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub who: PersonSheet,
    /// Whether she stands on it on the day.
    pub on_day: Truth,
    /// True of the person asked about.
    pub is_subject: bool,
    /// Her places on it, with [`Value::Place`]: several if the register cannot tell which.
    pub places: Vec<Item>,
}

/// Somebody came to a sheet, left it, or changed her place on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When, as far as the register knows.
    pub when: UncertainDate,
    /// What.
    pub kind: ChangeKind,
    /// Who.
    pub who: PersonSheet,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// She came, in that role.
    Joined(Shown<String>),
    /// She left.
    Left,
    /// Her role changed.
    Role {
        /// What she was.
        before: String,
        /// What she is.
        after: String,
    },
}

/// An address as it is asked for; what is left out is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DwellingAddress {
    /// ISTAT code of the Comune.
    pub comune: String,
    /// Code of the street in the Comune's street register.
    pub street_code: String,
    /// House number; 0 = none.
    pub number: i32,
    /// Exponent.
    pub exponent: Option<String>,
    /// Staircase.
    pub staircase: Option<String>,
    /// Flat.
    pub interior: Option<String>,
}

/// Who lives at an address on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dwelling {
    /// The address.
    pub address: Shown<super::value::Address>,
    /// By sheet; whoever stands on none comes last.
    pub groups: Vec<Group>,
}

/// Those of one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The sheet; `None` of those who stand on none.
    pub key: Shown<Option<SheetKey>>,
    /// Those of it who live there.
    pub members: Vec<Member>,
}

/// What differs between two days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The other day.
    pub other_day: Day,
    /// What differs, part by part; nothing of what is the same.
    pub differences: Vec<Difference>,
}

/// A part that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is, in Italian: a part of the sheet, or a member's name.
    pub what: String,
    /// Its code: a [`Topic`], `componente`, `intestatario`.
    pub code: &'static str,
    /// What there is on the other day alone, in words.
    pub on_other_day: Vec<String>,
    /// What there is on the sheet's day alone.
    pub on_day: Vec<String>,
}

/// Events of a Comune, page by page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    /// ISTAT code of the Comune that registered them.
    pub comune: String,
    /// First day of registration.
    pub from: Day,
    /// Last day of registration.
    pub to: Day,
    /// The page, from 1.
    pub page: u32,
    /// How many there are on all pages.
    pub total: u64,
    /// Events on a full page.
    pub size: u32,
    /// The events of the page, in the order of registration; none beyond the end.
    pub events: Vec<RegisterEvent>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterEvent {
    /// To whom it happened, as she was on that day.
    pub who: PersonSheet,
    /// What, with [`Value::Event`].
    pub event: Item,
}
