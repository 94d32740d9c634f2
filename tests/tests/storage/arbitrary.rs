//! Fact rows with any content.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schema::facts::Fact;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A fact that can be made up from its fields.
pub trait AnyFact:
    Fact + Default + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + 'static
{
}

impl<F: Fact + Default + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned + 'static>
    AnyFact for F
{
}

/// Any text but one with NUL, which PostgreSQL cannot store: the parsers of supplies refuse it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[A-ZÀ-Ý' -]{0,12}",
        2 => r#"[a'"`\\,;%_?$:|\t\n\r{}]{0,8}"#,
        1 => "\\PC{0,12}",
        1 => any::<String>().prop_map(|text| text.replace('\0', "")),
        // What the text form of COPY would take for null, for the end, for an escape.
        1 => prop::sample::select(vec!["\\N", "\\.", "\\\\", "\\t", "NULL", "null", "", " ", "'", "\u{feff}", "\u{10ffff}"])
            .prop_map(str::to_owned),
    ]
}

/// Rows with any values in every column but the key and `known_to`.
pub fn rows<F: AnyFact>(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<F>> {
    let Ok(Value::Object(template)) = serde_json::to_value(F::default()) else {
        panic!("a row is a map of its columns");
    };
    let (names, values): (Vec<String>, Vec<BoxedStrategy<Value>>) = template
        .into_iter()
        .map(|(name, value)| {
            let strategy = match (name.as_str(), value) {
                ("person_id" | "known_from" | "seq" | "known_to", value) => Just(value).boxed(),
                // The only 64-bit number among the payloads.
                ("name_key", _) => any::<i64>().prop_map(Value::from).boxed(),
                (_, Value::String(_)) => text().prop_map(Value::from).boxed(),
                (_, Value::Number(_)) => any::<i32>().prop_map(Value::from).boxed(),
                (_, Value::Bool(_)) => any::<bool>().prop_map(Value::from).boxed(),
                (_, Value::Null) => any::<Option<i32>>().prop_map(Value::from).boxed(),
                (name, value) => panic!("column {name} has the unforeseen default {value}"),
            };
            (name, strategy)
        })
        .unzip();
    vec(values, count).prop_map(move |rows| {
        rows.into_iter()
            .map(|values| {
                let row: Map<String, Value> = names.iter().cloned().zip(values).collect();
                serde_json::from_value(Value::Object(row)).expect("the columns of a row")
            })
            .collect()
    })
}

/// Runs a property so many times.
pub fn check<S: Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) where
    S::Value: std::fmt::Debug,
{
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    if let Err(error) = TestRunner::new(config).run(strategy, property) {
        panic!("{error}");
    }
}

/// Calls a generic function once for each subject.
macro_rules! for_each_fact {
    ($function:ident($($argument:expr),*)) => {{
        use schema::facts;
        $function::<facts::Address>($($argument),*);
        $function::<facts::Bond>($($argument),*);
        $function::<facts::Citizenship>($($argument),*);
        $function::<facts::Death>($($argument),*);
        $function::<facts::Document>($($argument),*);
        $function::<facts::Identifier>($($argument),*);
        $function::<facts::Identity>($($argument),*);
        $function::<facts::Marital>($($argument),*);
        $function::<facts::Membership>($($argument),*);
        $function::<facts::Parentage>($($argument),*);
        $function::<facts::Procedure>($($argument),*);
        $function::<facts::RegisterEvent>($($argument),*);
        $function::<facts::Residence>($($argument),*);
    }};
}

pub(super) use for_each_fact;
