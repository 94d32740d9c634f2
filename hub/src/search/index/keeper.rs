//! The thread that keeps the index: opens it, follows the journal, builds it anew where it must be.

use std::path::PathBuf;
use std::sync::Arc;

use schema::db::Pool;

use super::build::build;
use super::directory::Directory;
use super::follow::{Followed, Following, Unusable};
use super::{AFTER_FAILURE, Built, IndexError, IndexOptions, Shared};

pub(super) struct Keeper {
    register: Pool,
    directory: Directory,
    options: IndexOptions,
    shared: Arc<Shared>,
}

impl Keeper {
    pub fn new(
        register: Pool,
        directory: Directory,
        options: IndexOptions,
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            register,
            directory,
            options,
            shared,
        }
    }

    pub fn run(self) {
        let mut open: Option<Following> = None;
        while !self.shared.stopped() {
            let wait = match self.step(&mut open) {
                Ok(true) => continue,
                Ok(false) => self.options.every,
                Err(IndexError::Stopped) => return,
                Err(error) => {
                    if error.is_damage() {
                        // What was read before stays good until the new one is there, unless a search met damage too.
                        open = None;
                        self.shared.lock().damaged = true;
                    }
                    tracing::error!(%error, "the search index is not kept up; trying again");
                    AFTER_FAILURE
                }
            };
            if self.shared.waited(wait) {
                return;
            }
        }
    }

    /// One look; true if there is more to do at once.
    fn step(&self, open: &mut Option<Following>) -> Result<bool, IndexError> {
        if open.is_none() && !self.shared.lock().damaged && !self.directory.rebuild_requested() {
            *open = self.open_what_is_there()?;
            if let Some(open) = open {
                self.shared.publish(Some(open.snapshot()));
                return Ok(true);
            }
        }
        let damaged = self.shared.lock().damaged;
        if open.is_none() || damaged || self.directory.rebuild_requested() {
            // The old one lets go of its files only when the new one is there.
            let new = self.rebuild()?;
            self.shared.publish(Some(new.snapshot()));
            *open = Some(new);
            return Ok(true);
        }
        let Some(open) = open else {
            return Ok(false);
        };
        let followed = open.follow(&self.register, &self.options)?;
        if followed != Followed::Nothing {
            self.shared.publish(Some(open.snapshot()));
        }
        // Otherwise small changes would be committed one by one.
        Ok(followed == Followed::More)
    }

    fn open_what_is_there(&self) -> Result<Option<Following>, IndexError> {
        for path in self.directory.indexes()? {
            match Following::open(&path, &self.register, &self.options) {
                Ok(open) => {
                    self.directory.keep_only(Some(&path))?;
                    return Ok(Some(open));
                }
                Err(Unusable::Error(error)) => return Err(error),
                Err(Unusable::Index(why)) => {
                    tracing::warn!(path = %path.display(), why, "a search index is of no use");
                }
            }
        }
        Ok(None)
    }

    fn rebuild(&self) -> Result<Following, IndexError> {
        let (path, built) = self.build()?;
        let open = match Following::open(&path, &self.register, &self.options) {
            Ok(open) => open,
            Err(Unusable::Error(error)) => return Err(error),
            Err(Unusable::Index(why)) => return Err(std::io::Error::other(why).into()),
        };
        tracing::info!(
            people = built.people,
            bytes = built.bytes,
            "the search index is built"
        );
        self.directory.rebuild_done()?;
        self.directory.keep_only(Some(&path))?;
        let mut state = self.shared.lock();
        state.damaged = false;
        state.rebuilt += 1;
        Ok(open)
    }

    fn build(&self) -> Result<(PathBuf, Built), IndexError> {
        let path = self.directory.next()?;
        // On a thread of its own: answers must not wait for it, and following, later, must not wait for them.
        let built = std::thread::scope(|scope| {
            let work = || {
                crate::background::give_way();
                build(&self.register, &path, &self.options, &self.shared)
            };
            scope.spawn(work).join()
        });
        match built.unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
            Ok(built) => Ok((path, built)),
            Err(error) => {
                // Half an index is of no use to anybody; what cannot be removed now is at the next start.
                let _ = std::fs::remove_dir_all(&path);
                Err(error)
            }
        }
    }

    pub fn rebuild_once(self) -> Result<Built, IndexError> {
        let (path, built) = self.build()?;
        self.directory.rebuild_done()?;
        self.directory.keep_only(Some(&path))?;
        Ok(built)
    }
}
