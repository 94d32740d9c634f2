//! Finding people.

mod as_of;
mod criteria;
mod following;
mod killed;
mod limit;
mod model;
mod quality;
mod references;
mod support;
mod territory;
mod tolerance;
mod trace;
