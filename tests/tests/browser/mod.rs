//! The pages in a real browser. nextest runs these tests one at a time (`.config/nextest.toml`).

mod harness;
mod open_pages;
