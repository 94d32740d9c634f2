//! Where the loader gets its records from: the layouts, or in tests anything else.

use std::io::BufRead;

use crate::anomaly::AnomalyCode;
use crate::layout::{Expected, LacValues, SupplyReader};
use crate::record::{Anomaly, Format, SupplyHeader};

/// Opens the body of a supply.
pub trait Open: Send + Sync {
    /// Opens a body of that layout. `header` comes beside the body in layouts that have none in it; `lac_values`
    /// is the plan's JSON.
    ///
    /// # Errors
    /// The body cannot be read as a supply.
    fn open(
        &self,
        input: Box<dyn BufRead + Send>,
        format: Format,
        header: Option<SupplyHeader>,
        lac_values: &str,
    ) -> Result<Box<dyn SupplyReader + Send>, Anomaly>;
}

/// The layouts of [`crate::layout`].
pub(super) struct Layouts;

impl Open for Layouts {
    fn open(
        &self,
        input: Box<dyn BufRead + Send>,
        format: Format,
        header: Option<SupplyHeader>,
        lac_values: &str,
    ) -> Result<Box<dyn SupplyReader + Send>, Anomaly> {
        let lac_values = if lac_values.is_empty() {
            LacValues::default()
        } else {
            serde_json::from_str(lac_values).map_err(|error| {
                Anomaly::new(
                    AnomalyCode::HeaderInvalid,
                    0,
                    "",
                    "piano",
                    &error.to_string(),
                )
            })?
        };
        let expected = Expected {
            format,
            header,
            lac_values,
        };
        crate::layout::open(input, &expected).map_err(|error| error.anomaly)
    }
}
