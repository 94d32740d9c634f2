//! Who may ask what.

mod alike;
mod directory;
mod model;
mod quota;
mod support;
