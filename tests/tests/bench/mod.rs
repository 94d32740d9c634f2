//! The benchmark's instruments measure what they say.

mod bare;
mod load_generator;
