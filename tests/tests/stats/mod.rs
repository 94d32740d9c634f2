//! The province's figures.

mod residents;
