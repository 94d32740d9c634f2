//! From a supply's file to what is known.

mod absences;
mod applying;
mod deciding;
mod defects;
pub mod files;
mod holding;
mod hostile;
mod moving;
mod own_xml;
mod plans;
mod receiving;
mod recognising;
mod stopping;
mod support;
