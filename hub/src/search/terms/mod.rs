//! What clerks type and what Comuni write, brought to one form and compared.

mod likeness;
mod name;
mod sound;

pub(super) use likeness::{likeness, likeness_heard};
pub(super) use name::{Fit, Name};
pub(super) use sound::{Sounds, sounds};

#[cfg(test)]
mod tests;
