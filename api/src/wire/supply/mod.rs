//! Supplies: how they are announced, and what is told about them.

mod announce;
mod anomalies;
mod page;
mod status;

pub use announce::{AcceptedBody, Announced, SendQuery, lac_header};
pub use anomalies::{AnomalyBody, RejectedBody, anomaly_text};
pub use page::{ListQuery, Page, PageQuery};
pub use status::{AnomalyCountBody, ProgressBody, SupplyBody, SupplyReportBody, TotalsBody};
