//! How a Comune writes the values of its LAC: the layout fixes the columns, not the codes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schema::date::{Day, UncertainDate};
use serde::{Deserialize, Serialize};

/// The codes of one Comune's LAC files. The defaults are ANPR's tables, 1 and 2 for family and institution and for
/// man and woman, dates as `dd/mm/yyyy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LacValues {
    /// `Tipores` of who lives in a family.
    pub family: String,
    /// `Tipores` of who lives in an institution.
    pub institution: String,
    /// `Sesso` of a man.
    pub male: String,
    /// `Sesso` of a woman.
    pub female: String,
    /// From `Relpar` to ANPR table 5; a code that is not here is taken as ANPR's.
    pub kinship: BTreeMap<String, String>,
    /// From `Relpar` in an institution to ANPR table 6; a code that is not here is taken as ANPR's.
    pub institution_role: BTreeMap<String, String>,
    /// From `Staciv` to ANPR table 1; a code that is not here is taken as ANPR's.
    pub marital: BTreeMap<String, String>,
    /// How dates are written.
    pub dates: DatePattern,
    /// How characters are written.
    pub encoding: Encoding,
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DatePattern {
    /// `dd/mm/yyyy`; `00` for a day or month that is not known.
    #[default]
    #[serde(rename = "gg/mm/aaaa")]
    Italian,
    /// `yyyy-mm-dd`; `00` for a day or month that is not known.
    #[serde(rename = "aaaa-mm-gg")]
    Iso,
}

/// How characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// UTF-8; rows that are not are read as Windows-1252, with a warning.
    #[default]
    Auto,
    /// UTF-8; rows that are not are refused.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, of which ISO-8859-1 is a part.
    #[serde(rename = "windows-1252", alias = "iso-8859-1")]
    Windows1252,
}

impl Default for LacValues {
    fn default() -> Self {
        Self {
            family: "1".to_owned(),
            institution: "2".to_owned(),
            male: "1".to_owned(),
            female: "2".to_owned(),
            kinship: BTreeMap::new(),
            institution_role: BTreeMap::new(),
            marital: BTreeMap::new(),
            dates: DatePattern::default(),
            encoding: Encoding::default(),
        }
    }
}

/// ANPR's code for a code of the file.
pub fn to_anpr<'v>(map: &'v BTreeMap<String, String>, code: &'v str) -> &'v str {
    map.get(code).map_or(code, String::as_str)
}

/// The file's code for one of ANPR's.
pub fn from_anpr<'v>(map: &'v BTreeMap<String, String>, code: &'v str) -> &'v str {
    let written = map.iter().find(|(_, anpr)| *anpr == code);
    written.map_or(code, |(written, _)| written)
}

impl DatePattern {
    /// Reads a date; `None` if it is none of this pattern.
    pub fn parse(self, text: &str) -> Option<UncertainDate> {
        let mark = match self {
            Self::Italian => '/',
            Self::Iso => '-',
        };
        let mut parts = text.split(mark);
        let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || text.len() != 10 {
            return None;
        }
        let (day, year) = match self {
            Self::Italian => (first, last),
            Self::Iso => (last, first),
        };
        if (day.len(), month.len()) != (2, 2)
            || !text.bytes().all(|b| b.is_ascii_digit() || b == mark as u8)
        {
            return None;
        }
        let year = year.parse().ok()?;
        match (day, month) {
            ("00", "00") => UncertainDate::year(year),
            ("00", month) => UncertainDate::month(year, month.parse().ok()?),
            (day, month) => Day::from_ymd(year, month.parse().ok()?, day.parse().ok()?)
                .map(UncertainDate::exact),
        }
    }

    /// Writes a date; `None` if this pattern cannot say it.
    pub fn format(self, date: UncertainDate) -> Option<Cow<'static, str>> {
        let first = date.first;
        let (day, month) = if date.is_exact() && first != Day::MIN {
            (first.day(), first.month())
        } else if UncertainDate::month(first.year(), first.month()) == Some(date) {
            (0, first.month())
        } else if UncertainDate::year(first.year()) == Some(date) {
            (0, 0)
        } else {
            return None;
        };
        let year = first.year();
        Some(Cow::Owned(match self {
            Self::Italian => format!("{day:02}/{month:02}/{year:04}"),
            Self::Iso => format!("{year:04}-{month:02}-{day:02}"),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_both_patterns_come_back() {
        for date in ["1950", "1950-03", "1950-03-17"].map(|d| UncertainDate::parse(d).unwrap()) {
            for pattern in [DatePattern::Italian, DatePattern::Iso] {
                let text = pattern.format(date).unwrap();
                assert_eq!(pattern.parse(&text), Some(date), "{text}");
            }
        }
        for wrong in [
            "17/3/1950",
            "17-03-1950",
            "31/02/1950",
            "17/00/1950",
            "1950",
            "",
            "17/03/19501",
            "+1/03/1950",
        ] {
            assert_eq!(DatePattern::Italian.parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn values_are_configured_in_json() {
        let values: LacValues = serde_json::from_str(
            r#"{"male":"M","female":"F","dates":"aaaa-mm-gg","marital":{"C":"2"},"encoding":"iso-8859-1"}"#,
        )
        .unwrap();
        assert_eq!(values.institution, "2");
        assert_eq!(values.encoding, Encoding::Windows1252);
        assert_eq!(to_anpr(&values.marital, "C"), "2");
        assert_eq!(from_anpr(&values.marital, "2"), "C");
        assert_eq!(from_anpr(&values.marital, "1"), "1");
        assert!(serde_json::from_str::<LacValues>(r#"{"sesso":"M"}"#).is_err());
    }
}
