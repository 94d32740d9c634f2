//! What the register stores and what it is called: domain types, code lists, tables, migrations, journal.

pub mod clock;
pub mod codes;
pub mod codice_fiscale;
pub mod comuni;
pub mod date;
pub mod db;
pub mod document;
pub mod facts;
pub mod id_anpr;
pub mod italian_time;
pub mod journal;
pub mod names;
pub mod states;
pub mod tables;
pub mod working_time;
