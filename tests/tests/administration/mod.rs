//! Running the directory: who may do what to whom, and what becomes of it.

mod agreements;
mod credentials;
mod entities;
mod links;
mod menu;
mod pages;
mod policy;
mod profiles;
mod rest;
pub mod support;
mod trace;
mod users;
pub mod visiting;
mod workstations;
