//! Quantities side by side.

use askama::Template;

use crate::pages::text;

/// A bar chart that is a table: a label, a drawn bar, the figure. So it needs no twin for whoever cannot see it, and
/// its text keeps its size on a narrow screen. The bars are SVG; their length is an attribute, since the policy of the
/// pages allows no style.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/bar_chart.html")]
pub struct BarChart {
    caption: String,
    category: String,
    unit: String,
    bars: Vec<Bar>,
    download: Option<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// How much of it.
    pub value: i64,
}

impl BarChart {
    /// `category` names what the labels are, `unit` what is counted.
    pub fn new(
        caption: impl Into<String>,
        category: impl Into<String>,
        unit: impl Into<String>,
    ) -> Self {
        Self {
            caption: caption.into(),
            category: category.into(),
            unit: unit.into(),
            bars: Vec::new(),
            download: None,
        }
    }

    /// One more bar.
    #[must_use]
    pub fn bar(mut self, label: impl Into<String>, value: i64) -> Self {
        self.bars.push(Bar {
            label: label.into(),
            value,
        });
        self
    }

    /// With a link to the figures as CSV.
    #[must_use]
    pub fn download(mut self, href: impl Into<String>) -> Self {
        self.download = Some(href.into());
        self
    }

    /// Per mille of the longest bar; tenths of a per cent are finer than a screen shows.
    fn length(&self, bar: &Bar) -> String {
        let longest = self.bars.iter().map(|bar| bar.value).max().unwrap_or(0);
        if longest <= 0 || bar.value <= 0 {
            return "0".to_owned();
        }
        let share = i128::from(bar.value) * 1_000 / i128::from(longest);
        format!("{}.{}%", share / 10, share % 10)
    }
}

impl Bar {
    fn figure(&self) -> String {
        text::count(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_shares_of_the_longest() {
        let chart = BarChart::new("", "", "")
            .bar("a", 3)
            .bar("b", 0)
            .bar("c", i64::MAX)
            .bar("d", i64::MAX / 2)
            .bar("e", -1);
        let lengths: Vec<_> = chart.bars.iter().map(|bar| chart.length(bar)).collect();
        assert_eq!(lengths, ["0.0%", "0", "100.0%", "49.9%", "0"]);
        let none = BarChart::new("", "", "").bar("a", 0);
        assert_eq!(none.length(&none.bars[0]), "0");
    }
}
