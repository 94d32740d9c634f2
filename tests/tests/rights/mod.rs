//! Who may ask what.

mod alike;
mod approved;
mod directory;
mod model;
mod quota;
mod support;
