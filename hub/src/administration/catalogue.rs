//! What agreements grant and profiles keep: services, their kinds, the fields of each kind.

use std::collections::{BTreeMap, BTreeSet};

use super::input::Judge;
use crate::access::{Kind, Service};

/// A field that can be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldOption {
    /// Its name.
    pub name: &'static str,
    /// In Italian.
    pub label: &'static str,
}

/// A kind that can be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindOption {
    /// Its code; empty where the service has no kinds.
    pub code: &'static str,
    /// In Italian.
    pub label: &'static str,
    /// Its fields; none where it states something by itself.
    pub fields: Vec<FieldOption>,
}

/// A service that can be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceOption {
    /// Its code.
    pub code: &'static str,
    /// In Italian.
    pub label: &'static str,
    /// Its kinds; one without code where it has none.
    pub kinds: Vec<KindOption>,
}

/// Everything that can be granted, in the order in which it is shown.
pub fn services() -> Vec<ServiceOption> {
    Service::ALL
        .iter()
        .map(|service| ServiceOption {
            code: service.code(),
            label: service.label(),
            kinds: match service.kinds() {
                [] => vec![KindOption {
                    code: "",
                    label: "",
                    fields: Vec::new(),
                }],
                kinds => kinds.iter().copied().map(kind_option).collect(),
            },
        })
        .collect()
}

fn kind_option(kind: Kind) -> KindOption {
    KindOption {
        code: kind.code(),
        label: kind.label(),
        fields: kind
            .fields()
            .iter()
            .map(|field| FieldOption {
                name: field.name,
                label: field.label,
            })
            .collect(),
    }
}

/// Some fields of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fields {
    All,
    Some(BTreeSet<String>),
}

impl Fields {
    /// As it is stored.
    pub fn parse(text: &str) -> Self {
        if text.trim() == "*" {
            return Self::All;
        }
        let names = text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        Self::Some(names.map(str::to_owned).collect())
    }

    /// To store it.
    pub fn text(&self) -> String {
        match self {
            Self::All => "*".to_owned(),
            Self::Some(names) => names.iter().cloned().collect::<Vec<_>>().join(","),
        }
    }

    pub fn union(self, other: Self) -> Self {
        match (self, other) {
            (Self::Some(mut a), Self::Some(b)) => {
                a.extend(b);
                Self::Some(a)
            }
            _ => Self::All,
        }
    }
}

/// Services and kinds, with the fields of each.
pub(super) type Grants = BTreeMap<(String, String), Fields>;

/// A grant as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantInput {
    /// Code of the service.
    pub service: String,
    /// Code of the kind; empty where the service has none.
    pub kind: String,
    /// Names of fields; `*` alone: all.
    pub fields: Vec<String>,
}

/// Judges grants as typed: at least one if `required`, each of the catalogue and said once.
pub(super) fn judge(judge: &mut Judge, grants: &[GrantInput], required: bool) -> Grants {
    let catalogue = services();
    let mut found = Grants::new();
    if grants.is_empty() && required {
        judge.wrong(
            "concessioni",
            "ASSENTE",
            "Serve almeno un servizio concesso.",
        );
    }
    for (grant, place) in grants.iter().zip(0..) {
        judge.at(format!("concessioni[{place}]"));
        let Some(service) = catalogue.iter().find(|s| s.code == grant.service) else {
            judge.wrong("servizio", "NON_VALIDO", "Il servizio non esiste.");
            continue;
        };
        let Some(kind) = service.kinds.iter().find(|k| k.code == grant.kind) else {
            let text = if service.kinds.iter().all(|k| k.code.is_empty()) {
                "Il servizio non ha tipi."
            } else {
                "Il tipo non è tra quelli del servizio."
            };
            judge.wrong("tipo", "NON_VALIDO", text);
            continue;
        };
        let fields = judge_fields(judge, kind, &grant.fields);
        let key = (grant.service.clone(), grant.kind.clone());
        if found.insert(key, fields).is_some() {
            judge.wrong(
                "tipo",
                "RIPETUTO",
                "Servizio e tipo sono già in un'altra concessione.",
            );
        }
    }
    judge.at("");
    found
}

fn judge_fields(judge: &mut Judge, kind: &KindOption, names: &[String]) -> Fields {
    // A kind that states something by itself has nothing to choose.
    if kind.fields.is_empty() || names.iter().any(|name| name.trim() == "*") {
        return Fields::All;
    }
    if names.is_empty() {
        judge.wrong("campi", "ASSENTE", "Serve almeno un campo, oppure *.");
    }
    let mut unknown = Vec::new();
    let mut known = BTreeSet::new();
    for name in names.iter().map(|name| name.trim()) {
        if kind.fields.iter().any(|field| field.name == name) {
            known.insert(name.to_owned());
        } else {
            unknown.push(name);
        }
    }
    if !unknown.is_empty() {
        judge.wrong(
            "campi",
            "NON_VALIDO",
            match unknown.len() {
                1 => "Un campo non è tra quelli del tipo.".to_owned(),
                many => format!("{many} campi non sono tra quelli del tipo."),
            },
        );
    }
    Fields::Some(known)
}

/// Grants as they would be typed.
pub(super) fn inputs(grants: &Grants) -> Vec<GrantInput> {
    grants
        .iter()
        .map(|((service, kind), fields)| GrantInput {
            service: service.clone(),
            kind: kind.clone(),
            fields: match fields {
                Fields::All => vec!["*".to_owned()],
                Fields::Some(names) => names.iter().cloned().collect(),
            },
        })
        .collect()
}
