//! The store: schema, transactions, journal, facts.

mod harness;
