//! The case that somebody works on: purpose and reference, asked with every request and kept for the next one until the
//! session ends or another case is taken up.
//!
//! References name people, and what public security works on is nobody else's business. So the store holds them under a
//! key that follows from the session's token, which only the browser has: while nobody uses the session, nobody reads it.

use schema::clock::Entropy;
use schema::db::write_tx;
use schema::tables::SessionRow;

use super::desk::Failure;
use super::error::IdentityError;
use super::service::Identity;
use super::sessions::{self, Which};
use super::under_token;

/// Characters of purpose and reference, at most: as many as a check takes.
const LONGEST: usize = crate::check::MAX_REASON;

/// What somebody works on, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingCase {
    /// `finalita`.
    pub purpose: String,
    /// `riferimentoPratica`.
    pub reference: String,
}

impl WorkingCase {
    /// Nothing unless both are stated, within what a request takes.
    pub fn new(purpose: &str, reference: &str) -> Option<Self> {
        let stated = |text: &str| {
            let text = text.trim();
            (!text.is_empty() && text.chars().count() <= LONGEST).then(|| text.to_owned())
        };
        Some(Self {
            purpose: stated(purpose)?,
            reference: stated(reference)?,
        })
    }

    /// What the session's row holds, if this token opens it.
    pub(super) fn opened(row: &SessionRow, token: &str) -> Option<Self> {
        let plain = under_token::open(token, &about(row), &row.working_case)?;
        let (purpose, reference) = serde_json::from_slice::<(String, String)>(&plain).ok()?;
        Some(Self { purpose, reference })
    }

    fn sealed(&self, row: &SessionRow, token: &str, entropy: &dyn Entropy) -> Option<String> {
        let plain = serde_json::to_vec(&(&self.purpose, &self.reference)).ok()?;
        under_token::seal(token, &about(row), &plain, entropy)
    }
}

/// What belongs to one session's row is nothing in another's.
fn about(row: &SessionRow) -> String {
    format!("case {}", row.id)
}

impl Identity {
    /// From now on the session works on this case, or on none.
    ///
    /// # Errors
    /// [`IdentityError::NoSession`], that the sign-in is not complete, or that the store cannot be written.
    pub async fn work_on(
        &self,
        token: &str,
        case: Option<&WorkingCase>,
    ) -> Result<(), IdentityError> {
        let session = self.session(token).await?;
        session.full()?;
        if session.case.as_ref() == case {
            return Ok(());
        }
        let row = self.stored(token).await?.row;
        let sealed = match case {
            None => String::new(),
            Some(case) => case
                .sealed(&row, token, &*self.entropy)
                .ok_or(IdentityError::Unavailable)?,
        };
        let memory = std::sync::Arc::clone(&self.memory);
        self.desk
            .run(move |conn| {
                let (user_id, id) = (row.user_id, row.id);
                let outcome = write_tx(conn, |conn| {
                    if sessions::set_case(conn, &row, &sealed)? {
                        Ok(())
                    } else {
                        Err(Failure::Refused(IdentityError::NoSession))
                    }
                });
                memory.forget(Which::One { user_id, id });
                outcome
            })
            .await
    }
}
