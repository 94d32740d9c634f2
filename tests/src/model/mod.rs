//! The rules of docs/access.md once more, for comparison: written from that text, without any thought of speed. It reads
//! rows and loops over them.

mod declared;
mod judge;
mod random;
mod usable;

pub use declared::{Asked, Declared};
pub use judge::{Judged, Shown, Waits, judge};
pub use random::{Case, Random, Request, World};
