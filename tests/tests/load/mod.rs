//! From a supply's file to what is known.

mod applying;
mod holding;
mod moving;
mod receiving;
mod recognising;
mod stopping;
mod support;
