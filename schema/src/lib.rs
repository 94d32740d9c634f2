//! What the register stores and what it is called: domain types, code lists, tables, migrations, journal.

pub mod clock;
pub mod codes;
pub mod date;
pub mod db;
pub mod facts;
pub mod journal;
pub mod names;
pub mod tables;
