//! What crosses the border of the hub: supply layouts in, the loader, and the sample province,
//! which writes supplies as a Comune's software would.

pub mod anomaly;
pub mod layout;
pub mod load;
pub mod record;
pub mod sample;
