//! Running the directory: the entities, their offices, agreements, users, profiles and workstations, as the
//! Province, the Comuni and the heads of offices change them.
//!
//! One service a file, each a few methods of [`Administration`]. Input comes as it was typed, from a form or from
//! JSON, is judged in one place, and is refused with every wrong field at once.
//!
//! **Invariant: no change without a trace.** Every change is one transaction of the register that also raises the
//! directory's version; its records are on disk in the trace before it commits (`change`).
//!
//! **Invariant: what is out of reach does not exist.** Whoever names an id outside their reach is told exactly what
//! they would be told of an id that was never given (`reach`).

mod actor;
mod agreements;
mod applications;
mod areas;
mod catalogue;
mod change;
mod comuni;
mod credentials;
mod entities;
mod error;
mod groups;
mod input;
mod keys;
mod links;
mod list;
mod offices;
mod policy;
mod profiles;
mod reach;
mod revision;
mod successions;
mod users;
mod workstations;

use std::sync::Arc;

use schema::clock::{Clock, Entropy};
use schema::db::Pool;

use crate::audit::Recorder;

pub use actor::Actor;
pub use agreements::{AgreementInfo, AgreementInput, AgreementQuery, GrantInput, PurposeInput};
pub use applications::ApplicationSpec;
pub use areas::Area;
pub use catalogue::{FieldOption, KindOption, ServiceOption, services};
pub use entities::{EntityEdit, EntityInput};
pub use error::{AdminError, FieldError};
pub use groups::{GroupInfo, GroupInput};
pub use keys::{IssuedKey, KeyInput};
pub use links::{LinkInfo, MoveInput};
pub use list::ListQuery;
pub use offices::{OfficeEdit, OfficeInfo, OfficeInput};
pub use profiles::{Grantable, ProfileInfo, ProfileInput};
pub use revision::Versioned;
pub use successions::SuccessionInput;
pub use users::{UserEdit, UserInfo, UserInput, UserQuery};
pub use workstations::{WorkstationEdit, WorkstationInfo, WorkstationInput};

/// Changes the directory, and shows it to whoever runs it. Its methods wait for the database and the disk.
pub struct Administration {
    register: Pool,
    recorder: Arc<Recorder>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Administration {
    /// Over the register and the trace.
    pub fn new(
        register: Pool,
        recorder: Arc<Recorder>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            register,
            recorder,
            clock,
            entropy,
        }
    }
}
