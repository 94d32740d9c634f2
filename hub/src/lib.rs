//! Who may ask what, and the answers: checks of declared facts, access, the trace.

pub mod check;
