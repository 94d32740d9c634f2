//! Reading the file and the environment. The messages are read by an operator, hence in Italian.

use std::path::{Path, PathBuf};

use thiserror::Error;
use toml::{Table, Value};

use super::Config;

/// `ANAGRAFE_HUB__SERVER__ADDRESS` overrides `server.address`.
pub const ENV_PREFIX: &str = "ANAGRAFE_HUB__";

/// Why a configuration is refused.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("non riesco a leggere la configurazione {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("la configurazione non è TOML valido: {0}")]
    NotToml(String),
    /// A key that does not exist.
    #[error("chiave di configurazione sconosciuta: {key} ({origin}){}", hint(near.as_ref()))]
    UnknownKey {
        /// The key, `section.key`.
        key: String,
        /// The file or the environment variable in which it stands.
        origin: String,
        /// An existing key that resembles it.
        near: Option<String>,
    },
    /// A value of the wrong kind or out of its range.
    #[error("valore non valido per {key} ({origin}): {reason}")]
    BadValue {
        /// The key.
        key: String,
        /// Where it stands.
        origin: String,
        /// What is expected.
        reason: String,
    },
}

fn hint(near: Option<&String>) -> String {
    near.map(|near| format!("; forse {near}?"))
        .unwrap_or_default()
}

/// Reads the file, if one is named, then the environment variables that begin with [`ENV_PREFIX`].
/// Without a file the defaults hold. Relative paths are left as they are: relative to the working directory.
pub fn load(
    path: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let (text, origin) = match path {
        Some(path) => (
            std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
                path: path.to_owned(),
                source,
            })?,
            path.display().to_string(),
        ),
        None => (String::new(), String::new()),
    };
    parse(&text, &origin, environment)
}

/// The same with the file's text at hand; `origin` names it in messages.
pub fn parse(
    text: &str,
    origin: &str,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let mut table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| ConfigError::NotToml(error.to_string()))?;
    let known = known_keys()?;
    refuse_unknown(&table, &known, &mut Vec::new(), origin, &known)?;
    let mut overrides: Vec<(String, String)> = environment
        .into_iter()
        .filter(|(name, _)| name.starts_with(ENV_PREFIX))
        .collect();
    overrides.sort();
    for (name, text) in overrides {
        let path: Vec<String> = name
            .trim_start_matches(ENV_PREFIX)
            .to_lowercase()
            .split("__")
            .map(str::to_owned)
            .collect();
        set(&mut table, &known, &path, &name, &text)?;
    }
    let config: Config = Value::Table(table)
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::NotToml(error.message().to_owned()))?;
    super::check::check(&config)?;
    Ok(config)
}

fn known_keys() -> Result<Table, ConfigError> {
    Table::try_from(Config::default()).map_err(|error| ConfigError::NotToml(error.to_string()))
}

fn refuse_unknown(
    given: &Table,
    known: &Table,
    above: &mut Vec<String>,
    origin: &str,
    root: &Table,
) -> Result<(), ConfigError> {
    for (key, value) in given {
        above.push(key.clone());
        match (known.get(key), value) {
            (None, _) => return Err(unknown(&above.join("."), origin, root)),
            (Some(Value::Table(known)), Value::Table(given)) => {
                refuse_unknown(given, known, above, origin, root)?;
            }
            (Some(expected), given) if !expected.same_type(given) => {
                return Err(ConfigError::BadValue {
                    key: above.join("."),
                    origin: origin.to_owned(),
                    reason: format!("ci vuole {}, non {}", kind(expected), kind(given)),
                });
            }
            _ => {}
        }
        above.pop();
    }
    Ok(())
}

/// Puts an environment variable in its place, read according to the kind of the default.
fn set(
    table: &mut Table,
    known: &Table,
    path: &[String],
    variable: &str,
    text: &str,
) -> Result<(), ConfigError> {
    let key = path.join(".");
    let mut expected = None;
    let mut level = Some(known);
    for part in path {
        expected = level.and_then(|level| level.get(part));
        level = expected.and_then(Value::as_table);
    }
    let value = match expected {
        None | Some(Value::Table(_)) => return Err(unknown(&key, variable, known)),
        Some(Value::String(_)) => Value::String(text.to_owned()),
        Some(expected) => {
            let read = match expected {
                Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
                // Lists are of texts; an empty variable is an empty list.
                Value::Array(_) => Some(Value::Array(
                    text.split(',')
                        .map(str::trim)
                        .filter(|item| !item.is_empty())
                        .map(|item| Value::String(item.to_owned()))
                        .collect(),
                )),
                _ => text.parse().ok().map(Value::Integer),
            };
            read.ok_or_else(|| ConfigError::BadValue {
                key: key.clone(),
                origin: variable.to_owned(),
                reason: format!("ci vuole {}", kind(expected)),
            })?
        }
    };
    let Some((last, sections)) = path.split_last() else {
        return Err(unknown(&key, variable, known));
    };
    let mut place = table;
    for section in sections {
        let entry = place
            .entry(section.clone())
            .or_insert_with(|| Value::Table(Table::new()));
        match entry {
            Value::Table(inner) => place = inner,
            _ => return Err(unknown(&key, variable, known)),
        }
    }
    place.insert(last.clone(), value);
    Ok(())
}

fn unknown(key: &str, origin: &str, root: &Table) -> ConfigError {
    let mut all = Vec::new();
    leaves(root, "", &mut all);
    let last = key.rsplit('.').next().unwrap_or(key);
    // The nearest by letters in common at the two ends: enough for a slip of the pen or a wrong section.
    let near = all
        .into_iter()
        .map(|name| {
            let tail = name.rsplit('.').next().unwrap_or(&name).to_owned();
            (likeness(last, &tail), name)
        })
        .filter(|(score, name)| {
            let tail = name.rsplit('.').next().unwrap_or(name);
            *score * 3 >= last.len().max(tail.len()) * 2
        })
        .max_by_key(|(score, name)| (*score, std::cmp::Reverse(name.len())))
        .map(|(_, name)| name);
    ConfigError::UnknownKey {
        key: key.to_owned(),
        origin: origin.to_owned(),
        near,
    }
}

fn leaves(table: &Table, above: &str, all: &mut Vec<String>) {
    for (key, value) in table {
        let name = if above.is_empty() {
            key.clone()
        } else {
            format!("{above}.{key}")
        };
        match value {
            Value::Table(inner) => leaves(inner, &name, all),
            _ => all.push(name),
        }
    }
}

fn likeness(left: &str, right: &str) -> usize {
    let head = left
        .chars()
        .zip(right.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let tail = left
        .chars()
        .rev()
        .zip(right.chars().rev())
        .take_while(|(a, b)| a == b)
        .count();
    (head + tail).min(left.len()).min(right.len())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "un testo",
        Value::Integer(_) => "un numero intero",
        Value::Float(_) => "un numero con la virgola",
        Value::Boolean(_) => "true o false",
        Value::Datetime(_) => "una data",
        Value::Array(_) => "un elenco",
        Value::Table(_) => "una sezione",
    }
}
