//! The store: schema, transactions, journal, facts.

mod arbitrary;
mod columns;
mod facts;
mod harness;
mod journal;
mod known_at;
mod migrations;
mod plans;
mod transactions;
