//! The pages in a real browser. nextest runs these tests one at a time (`.config/nextest.toml`).

mod components;
mod harness;
mod open_pages;
