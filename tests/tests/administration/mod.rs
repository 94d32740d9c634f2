//! Running the directory: who may do what to whom, and what becomes of it.

mod agreements;
mod entities;
mod links;
mod pages;
mod policy;
mod profiles;
mod rest;
mod support;
mod trace;
mod users;
mod visiting;
mod workstations;
