//! HTML that is known to be well made.

use std::fmt;

use askama::filters::HtmlSafe;
use askama::{FastWritable, Template, Values};

/// HTML that a template wrote, so that it is put into another one as it is. There is no way to make one from text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup(String);

impl Markup {
    /// What the template writes. One that cannot be written leaves nothing.
    pub fn of(template: &impl Template) -> Self {
        Self(template.render().unwrap_or_default())
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for Markup {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl HtmlSafe for Markup {}
