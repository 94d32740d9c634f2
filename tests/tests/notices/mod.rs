//! The notice board: who may tell whom, who finds what, and receipts.

mod board;
mod publishing;
mod rest;
mod support;
