//! What clerks type and what Comuni write, brought to one form and compared.

mod likeness;
mod name;
mod sound;

pub(super) use likeness::likeness;
pub(super) use name::{Fit, Name};
pub(super) use sound::sounds;

#[cfg(test)]
mod tests;
