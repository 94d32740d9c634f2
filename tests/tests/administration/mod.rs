//! Running the directory: who may do what to whom, and what becomes of it.

mod agreements;
mod entities;
mod links;
mod policy;
mod profiles;
mod support;
mod trace;
mod users;
mod workstations;
