//! Boxes to tick for services, kinds and fields. One list of boxes a kind; each box is a field, the first all of them.

use hub::administration::{GrantInput, ServiceOption, services};

use super::frame::Faults;
use crate::pages::components::{Choice, Choices};
use crate::session::Form;

/// The name of a kind's boxes.
fn name(service: &str, kind: &str) -> String {
    format!("campi-{service}-{kind}")
}

/// What was ticked, in the order of the catalogue.
pub fn read(form: &Form) -> Vec<GrantInput> {
    let mut grants = Vec::new();
    for service in services() {
        for kind in &service.kinds {
            let fields = form.all(&name(service.code, kind.code));
            if !fields.is_empty() {
                grants.push(GrantInput {
                    service: service.code.to_owned(),
                    kind: kind.code.to_owned(),
                    fields: fields.to_vec(),
                });
            }
        }
    }
    grants
}

/// The boxes, service by service; only what `offered` holds, if there is such a bound. `chosen` is as [`read`] gives it,
/// so that the places in refusals fit.
pub fn boxes(
    offered: Option<&[GrantInput]>,
    chosen: &[GrantInput],
    faults: &Faults,
) -> Vec<(ServiceOption, Vec<Choices>)> {
    services()
        .into_iter()
        .map(|service| {
            let kinds = service
                .kinds
                .iter()
                .filter_map(|kind| {
                    let of = |grant: &&GrantInput| {
                        grant.service == service.code && grant.kind == kind.code
                    };
                    let bound = match offered {
                        Some(offered) => Some(offered.iter().find(of)?),
                        None => None,
                    };
                    let place = chosen.iter().position(|grant| of(&grant));
                    let ticked = place.map_or(&[][..], |place| &chosen[place].fields);
                    let is_ticked = |field: &str| ticked.iter().any(|one| one == field);
                    let whole = if kind.fields.is_empty() {
                        "Concesso"
                    } else {
                        "Tutti i campi"
                    };
                    let mut choices = vec![Choice::new("*", whole, is_ticked("*"))];
                    choices.extend(
                        kind.fields
                            .iter()
                            .filter(|field| {
                                bound.is_none_or(|bound| {
                                    bound
                                        .fields
                                        .iter()
                                        .any(|one| one == "*" || one == field.name)
                                })
                            })
                            .map(|field| {
                                Choice::new(field.name, field.label, is_ticked(field.name))
                            }),
                    );
                    let legend = if kind.label.is_empty() {
                        "Servizio"
                    } else {
                        kind.label
                    };
                    let error =
                        place.and_then(|place| faults.within(&format!("concessioni[{place}]")));
                    let name = name(service.code, kind.code);
                    Some(Choices::several(name, legend, choices).error(error))
                })
                .collect();
            (service, kinds)
        })
        .collect()
}

/// The heading of a service among the fields of a form.
#[derive(askama::Template)]
#[template(source = "<h2>{{ label }}</h2>", ext = "html")]
pub struct Heading {
    label: String,
}

impl Heading {
    /// Of that service.
    pub fn of(service: &ServiceOption) -> Self {
        let mut letters = service.label.chars();
        let label = letters.next().map_or_else(String::new, |first| {
            format!("Servizio: {}{}", first.to_uppercase(), letters.as_str())
        });
        Self { label }
    }
}

/// Service and kind of a grant, in words.
pub fn labels(grant: &GrantInput) -> (String, String) {
    let catalogue = services();
    let service = catalogue.iter().find(|one| one.code == grant.service);
    let kind = service
        .and_then(|service| service.kinds.iter().find(|kind| kind.code == grant.kind))
        .map_or(grant.kind.as_str(), |kind| kind.label);
    let service = service.map_or(grant.service.as_str(), |service| service.label);
    let kind = if kind.is_empty() { service } else { kind };
    (service.to_owned(), kind.to_owned())
}
