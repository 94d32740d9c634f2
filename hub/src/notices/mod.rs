//! The notice board (bacheca): what Comuni, offices and the Province tell their users, and who has read it.
//!
//! A notice is for whoever satisfies its Comune, its office and its role at once. It is plain text: whoever shows it
//! escapes it. Receipts outlive the notice: that somebody was told is what they are for.

mod audience;
mod choices;
mod draft;
mod list;
mod member;
mod publish;
mod receipts;

use std::sync::Arc;

use schema::clock::Clock;
use schema::db::{Db, Pool, TxError};
use schema::italian_time::day_of;
use thiserror::Error;

use crate::access::{Denied, directory};
use crate::audit::{AuditError, Recorder};

pub use audience::Audience;
pub use choices::Choices;
pub use draft::{Draft, LONGEST_BODY, LONGEST_TITLE, LONGEST_VALIDITY, Wrong};
pub use list::NoticeView;
pub use member::{Member, Origin};
pub use receipts::Receipt;

/// How the trace calls the board.
pub const SERVICE: &str = "BACHECA";

/// Why the board does not do what was asked.
#[derive(Debug, Error)]
pub enum NoticeError {
    /// No such notice, or none that the caller may see or manage.
    #[error("no such notice")]
    NotFound,
    /// The caller's role may not do that, or not to those.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What is wrong with the notice.
    #[error("the notice is not valid")]
    Invalid(Vec<Wrong>),
    /// No connection.
    #[error("no database connection: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// The database failed.
    #[error("database: {0}")]
    Store(#[from] diesel::result::Error),
    /// The trace could not be written.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

impl TxError for NoticeError {
    fn database(&self) -> Option<&diesel::result::Error> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// The board. Its methods wait for the database.
pub struct Notices {
    register: Pool,
    recorder: Arc<Recorder>,
    clock: Arc<dyn Clock>,
}

impl Notices {
    /// The member as it stands in this transaction, in which nobody changes the directory any more: whoever was moved or
    /// disabled since it was recognised is.
    fn standing(&self, conn: &mut Db, who: &Member) -> Result<Member, NoticeError> {
        directory::hold(conn)?;
        let today = day_of(self.clock.now());
        let member = Member::read(conn, who.user_id, today)?;
        Ok(member.ok_or(Denied::UserDisabled)?)
    }

    /// Over the register and the trace.
    pub fn new(register: Pool, recorder: Arc<Recorder>, clock: Arc<dyn Clock>) -> Self {
        Self {
            register,
            recorder,
            clock,
        }
    }
}
