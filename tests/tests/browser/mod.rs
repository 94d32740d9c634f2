//! The pages in a real browser. nextest runs these tests one at a time (`.config/nextest.toml`).

mod checking;
mod components;
mod days;
mod directory;
mod every_page;
mod families;
mod finding;
mod harness;
mod monitoring_pages;
mod notice_pages;
mod open_pages;
mod sights;
mod signing_in;
mod waiting;
