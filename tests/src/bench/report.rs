//! Tables of figures: the median, what it should reach, the baseline of the same run beside it.

use std::fmt::Write as _;

/// What a figure should reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// At least so much.
    AtLeast(f64),
    /// At most so much.
    AtMost(f64),
    /// It is only told.
    Told,
}

impl Reach {
    fn reached_by(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(least) => figure >= least,
            Self::AtMost(most) => figure <= most,
            Self::Told => true,
        }
    }

    fn text(self, unit: &str) -> String {
        match self {
            Self::AtLeast(least) => format!("≥ {} {unit}", figure_text(least)),
            Self::AtMost(most) => format!("≤ {} {unit}", figure_text(most)),
            Self::Told => "-".to_owned(),
        }
    }
}

/// A line of the table.
#[derive(Debug, Clone)]
pub struct Line {
    /// What was measured.
    pub what: String,
    /// The figure of each repetition.
    pub figures: Vec<f64>,
    /// Unit of the figures.
    pub unit: &'static str,
    /// What their median should reach.
    pub reach: Reach,
    /// The baseline's figure of each repetition; empty if there is none.
    pub baseline: Vec<f64>,
    /// What median / median of the baseline should reach.
    pub ratio: Reach,
}

impl Line {
    /// A line without baseline.
    pub fn new(
        what: impl Into<String>,
        figures: Vec<f64>,
        unit: &'static str,
        reach: Reach,
    ) -> Self {
        Self {
            what: what.into(),
            figures,
            unit,
            reach,
            baseline: Vec::new(),
            ratio: Reach::Told,
        }
    }

    /// The same line with a baseline beside it.
    #[must_use]
    pub fn beside(self, baseline: Vec<f64>, ratio: Reach) -> Self {
        Self {
            baseline,
            ratio,
            ..self
        }
    }

    /// True if the median, and its ratio to the baseline, reach what they should. Nothing measured reaches nothing.
    pub fn reached(&self) -> bool {
        median(&self.figures).is_some_and(|figure| self.reach.reached_by(figure))
            && match self.quotient() {
                Some(quotient) => self.ratio.reached_by(quotient),
                None => self.ratio == Reach::Told,
            }
    }

    fn quotient(&self) -> Option<f64> {
        let baseline = median(&self.baseline)?;
        (baseline > 0.0).then_some(median(&self.figures)? / baseline)
    }
}

/// The middle figure; the mean of the two middle ones of an even number; `None` of none.
pub fn median(figures: &[f64]) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

/// The table, in Markdown.
pub fn table(lines: &[Line]) -> String {
    let mut text = String::from(
        "| what | median | reach | baseline | ratio | reached |\n| --- | ---: | ---: | ---: | ---: | --- |\n",
    );
    for line in lines {
        let shown = |figure: Option<f64>| {
            figure.map_or_else(
                || "-".to_owned(),
                |figure| format!("{} {}", figure_text(figure), line.unit),
            )
        };
        let ratio = line.quotient().map_or_else(
            || "-".to_owned(),
            |quotient| match line.ratio {
                Reach::Told => format!("{quotient:.2}"),
                reach => format!("{quotient:.2} ({})", reach.text("").trim_end()),
            },
        );
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {ratio} | {} |",
            line.what,
            shown(median(&line.figures)),
            line.reach.text(line.unit),
            shown(median(&line.baseline)),
            if line.reached() { "yes" } else { "NO" },
        );
    }
    text
}

/// Three significant digits at least, thousands apart.
fn figure_text(figure: f64) -> String {
    if figure.abs() < 100.0 {
        return format!("{figure:.2}")
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned();
    }
    let digits = format!("{figure:.0}");
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits.as_str()), |rest| ("-", rest));
    let mut text = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn the_table_tells_what_is_reached() {
        let lines = [
            Line::new(
                "load",
                vec![30_000.0, 24_000.0, 26_000.0],
                "persons/s",
                Reach::AtLeast(25_000.0),
            )
            .beside(vec![70_000.0], Reach::AtLeast(0.4)),
            Line::new("memory", vec![401.0], "MB", Reach::AtMost(400.0)),
            Line::new("start", vec![0.5], "s", Reach::Told),
            Line::new("nothing", vec![], "s", Reach::Told),
        ];
        assert_eq!(
            table(&lines),
            "| what | median | reach | baseline | ratio | reached |\n\
             | --- | ---: | ---: | ---: | ---: | --- |\n\
             | load | 26,000 persons/s | ≥ 25,000 persons/s | 70,000 persons/s | 0.37 (≥ 0.4) | NO |\n\
             | memory | 401 MB | ≤ 400 MB | - | - | NO |\n\
             | start | 0.5 s | - | - | - | yes |\n\
             | nothing | - | - | - | - | NO |\n"
        );
    }
}
