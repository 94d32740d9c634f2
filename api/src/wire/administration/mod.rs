//! The directory on the wire.

mod agreement;
mod credential;
mod entity;
mod grant;
mod key;
mod link;
mod list;
mod office;
mod profile;
mod user;
mod workstation;

pub use agreement::{
    AgreementAmendBody, AgreementBody, AgreementEndBody, AgreementInBody, AgreementQuery,
    AgreementSuspendBody, PurposeBody,
};
pub use credential::{OneTimeBody, SignedInBody};
pub use entity::{
    EntityBody, EntityEditBody, EntityInBody, GroupBody, GroupEditBody, GroupInBody, SuccessionBody,
};
pub use grant::GrantBody;
pub use key::{KeyBody, KeyInBody, NewKeyBody};
pub use link::{LinkBody, MoveBody, MovedBody};
pub use list::{Created, Items, ListQuery, Listed, Revised};
pub use office::{OfficeBody, OfficeEditBody, OfficeInBody, OfficeQuery};
pub use profile::{GrantableBody, ProfileBody, ProfileEditBody};
pub use user::{UserBody, UserEditBody, UserInBody, UserQuery, UserSearchBody};
pub use workstation::{WorkstationBody, WorkstationEditBody, WorkstationInBody};

use schema::date::Day;

/// A day; empty where it is not known.
fn day(day: i32) -> String {
    if day <= 0 {
        String::new()
    } else {
        Day(day).iso()
    }
}

/// The last day of something whose end is exclusive; none if it is open.
fn last_day(valid_to: i32) -> Option<String> {
    (valid_to < Day::MAX.0).then(|| Day(valid_to).add_days(-1).iso())
}
