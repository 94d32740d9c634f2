//! The benchmark's instruments measure what they say.

mod load_generator;
