//! What a consultation shows: plain data. Uncertain dates stay uncertain, masked parts say that they are masked.

mod act_words;
mod address_words;
mod item;
mod kinds;
mod shown;
mod topic;
mod value;
mod words;

pub use address_words::degrees;
pub use item::{Entry, Item, Known, Recorded, Section};
pub use kinds::{
    Change, ChangeKind, Comparison, Difference, Dwelling, DwellingAddress, EventPage, Group, Head,
    HouseholdSheet, Member, PersonSheet, RegisterEvent, Sheet,
};
pub use shown::Shown;
pub use topic::Topic;
pub use value::{
    Address, Bond, Death, Document, Event, Generalities, Named, Number, Parent, Place, PlaceName,
    Procedure, SheetKey, SheetKind, Spell, Value,
};
pub use words::{Part, comune_words, place_words, state_words};
