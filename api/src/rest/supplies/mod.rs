//! Supplies: sending them, and what became of them.

mod incoming;
