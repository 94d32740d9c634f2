//! The sample province.
mod build;
mod counts;
mod dice;
mod families;
mod fiscal;
mod kin;
mod model;
mod names;
mod nations;
mod past;
mod places;
mod timeline;

#[cfg(test)]
mod tests;
