//! How far a load has come: a bar on a terminal, plain lines elsewhere.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sync::load::{Phase, Progress};

/// About how many lines a load prints where there is no terminal.
const PLAIN_LINES: usize = 20;

/// The supplies of one load.
pub struct Board {
    bar: ProgressBar,
    plain: bool,
    supplies: Mutex<HashMap<i64, Share>>,
}

/// One supply's part of the bar: its bytes once for reading, once for applying.
struct Share {
    name: String,
    bytes: u64,
    read: u64,
    applied: u64,
    done: bool,
}

impl Board {
    /// A board for supplies of these ids, names and sizes in bytes. Quiet: nothing is shown.
    pub fn new(supplies: impl IntoIterator<Item = (i64, String, u64)>, quiet: bool) -> Self {
        let supplies: HashMap<i64, Share> = supplies
            .into_iter()
            .map(|(id, name, bytes)| {
                let share = Share {
                    name,
                    bytes: bytes.max(1),
                    read: 0,
                    applied: 0,
                    done: false,
                };
                (id, share)
            })
            .collect();
        let total = supplies.values().map(|share| share.bytes * 2).sum();
        let terminal = std::io::stderr().is_terminal();
        let target = if quiet || !terminal {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        let style = "{elapsed_precise} [{bar:40}] {percent:>3}% {msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self {
            bar,
            plain: !quiet && !terminal,
            supplies: Mutex::new(supplies),
        }
    }

    /// Takes in what the loader reports.
    pub fn show(&self, progress: Progress) {
        let mut supplies = self.supplies.lock().unwrap_or_else(PoisonError::into_inner);
        let count = supplies.len();
        let Some(share) = supplies.get_mut(&progress.supply_id) else {
            return;
        };
        let part = if progress.total == 0 {
            share.bytes
        } else {
            let done = progress.done.min(progress.total);
            (u128::from(share.bytes) * u128::from(done) / u128::from(progress.total)) as u64
        };
        match progress.phase {
            Phase::Stage => share.read = part,
            Phase::Apply => {
                share.read = share.bytes;
                share.applied = part;
            }
            Phase::Reconcile => {}
            Phase::Done => {
                share.read = share.bytes;
                share.applied = share.bytes;
                share.done = true;
            }
        }
        let name = share.name.clone();
        let done = supplies.values().filter(|share| share.done).count();
        let position = supplies
            .values()
            .map(|share| share.read + share.applied)
            .sum();
        drop(supplies);
        self.bar.set_position(position);
        if progress.phase == Phase::Done && self.plain {
            // A log is read afterwards: some twenty lines tell how it went, one a supply would bury the rest.
            if done == count || done.is_multiple_of((count / PLAIN_LINES).max(1)) {
                eprintln!("{done} di {count} forniture · {name}");
            }
        } else {
            self.bar
                .set_message(format!("{done} di {count} forniture · {name}"));
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
