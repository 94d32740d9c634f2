//! Reading the trace: who did what about whom, the register of sign-ins and refusals, what is out of the ordinary,
//! and how much is done. A TOP sees what concerns its Comune and what the offices that it registered do, an ADMIN
//! what its office does.
//!
//! **Invariant: public security is not there.** Records of role `STANDARDPS` are excluded where rows are read
//! (`source`), before anything counts, pages or compares them. What a reader gets from a hub on which public security
//! works is what it would get if others, out of its sight, had done the same.
//!
//! **Invariant: looking leaves a trace.** Rows are read through a [`Reading`], and [`Monitoring::open`], which alone
//! makes one, has recorded the look before.

mod act;
mod choices;
mod csv;
mod error;
mod filter;
pub mod findings;
mod names;
mod person;
mod reading;
mod sight;
mod source;
mod span;
pub mod statistics;
mod viewer;

pub use act::{Act, ActsPage};
pub use choices::Choices;
pub(crate) use csv::table;
pub use csv::{acts_csv, acts_csv_cut, acts_csv_head, cell, findings_csv, statistics_csv};
pub use error::MonitoringError;
pub use filter::Filter;
pub use names::Names;
pub use person::PersonCode;
pub(crate) use person::{Known, find};
pub use reading::{Look, Monitoring, Reading};
pub(crate) use reading::{refuse, write};
pub use sight::Sight;
pub(crate) use source::SEALED_ROLE;
pub(crate) use span::{Span, span};
pub use viewer::Viewer;
