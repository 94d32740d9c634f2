//! Proving who somebody is: passwords, one-time codes, sessions of people, assertions and tokens of applications.
//!
//! Nothing here says what a caller may do: that is [`access`](crate::access). Every sign-in, failure and change of a
//! credential is in the trace before it is answered.

mod accounts;
mod actor;
mod administer;
mod attempts;
mod choose;
mod code;
mod desk;
mod device;
mod enrol;
mod error;
mod network;
pub mod oauth;
mod one_time;
mod options;
mod own;
mod password;
mod person;
mod recovery;
mod secrets;
mod service;
mod session;
mod sessions;
mod sign_in;
mod stage;
mod throttle;
pub mod totp;
mod trace;
mod under_token;
mod warrant;
mod working_case;

pub use accounts::{UserInfo, list_users};
pub use actor::{Actor, Peer};
pub use administer::OneTime;
pub use device::KEPT as DEVICE_SECONDS;
pub use enrol::{Confirmed, Enrolment};
pub use error::IdentityError;
pub use network::prefix as network;
pub use options::Options;
pub use password::{COST, Cost, PasswordFault, check as check_password};
pub use person::Person;
pub use secrets::{Secrets, SecretsError};
pub use service::Identity;
pub use session::{Entered, Session, SessionInfo};
pub(crate) use sessions::end_all as end_sessions;
pub use working_case::WorkingCase;
