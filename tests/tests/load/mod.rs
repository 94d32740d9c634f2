//! From a supply's file to what is known.

mod applying;
mod deciding;
mod holding;
mod moving;
mod own_xml;
mod plans;
mod receiving;
mod recognising;
mod stopping;
mod support;
