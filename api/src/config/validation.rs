//! How Comuni validate requests.

use serde::{Deserialize, Serialize};

/// How Comuni validate requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ValidationConfig {
    /// Days within which a Comune decides where its silence does not assent.
    pub manual_days: u32,
    /// Days after which subject, request and answers of what is done are removed.
    pub keep_days: u32,
    /// Hour at which registry offices open, from Monday to Friday, on Italian clocks.
    pub opens: u32,
    /// Hour at which they close.
    pub closes: u32,
}

impl Default for ValidationConfig {
    fn default() -> Self {
        Self {
            manual_days: 30,
            keep_days: 30,
            opens: 8,
            closes: 14,
        }
    }
}
