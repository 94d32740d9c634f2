//! A request as far as rights go, as a form sketches it: nobody is named in it, and no value.

use hub::access::{FieldSet, Kind, Service, Sketch};
use schema::comuni::is_istat;

use crate::pages::checks::istat;
use crate::session::Form;
use crate::wire::simulation::services;

/// Characters of a purpose, at most.
pub const LONGEST_PURPOSE: u32 = 500;

/// What was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Service.
    pub service: String,
    /// Purpose.
    pub purpose: String,
    /// Comuni, as typed.
    pub comuni: String,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Names of fields, kind by kind.
    pub fields: Vec<(Kind, Vec<String>)>,
}

/// What is wrong: name of the input, and why.
pub type Faults = Vec<(String, String)>;

/// The names of the lists of kinds: of declaration, of consultation.
pub const LISTS: [&str; 2] = ["tipo", "visura"];

/// The list in which a service has its kinds.
const fn list_of(service: Service) -> &'static str {
    match service {
        Service::Check | Service::MassiveCheck => LISTS[0],
        _ => LISTS[1],
    }
}

/// The name of the boxes of a kind.
pub fn boxes(kind: Kind) -> String {
    format!("campi-{kind}")
}

impl Draft {
    /// What a form sent.
    pub fn of(form: &Form) -> Self {
        let service = services().find(|service| service.code() == form.get("servizio"));
        // Only what the service has: both lists stand on the page.
        let offered = service.map_or(&[][..], Service::kinds).iter().copied();
        let list = form.all(service.map_or(LISTS[0], list_of));
        let kinds: Vec<Kind> = offered
            .filter(|kind| list.iter().any(|code| code == kind.code()))
            .collect();
        Self {
            service: form.get("servizio").to_owned(),
            purpose: form.get("finalita").trim().to_owned(),
            comuni: form.get("comuni").trim().to_owned(),
            fields: kinds
                .iter()
                .map(|kind| (*kind, form.all(&boxes(*kind)).to_vec()))
                .collect(),
            kinds,
        }
    }

    /// What is wrong with the first step.
    pub fn first_faults(&self) -> Faults {
        let mut faults = Faults::new();
        let mut refuse = |name: &str, text: &str| faults.push((name.to_owned(), text.to_owned()));
        if self.service().is_none() {
            refuse("servizio", "Scegliere un servizio.");
        }
        if self.purpose.is_empty() {
            refuse("finalita", "Il campo è obbligatorio.");
        } else if self.purpose.chars().count() > LONGEST_PURPOSE as usize {
            refuse("finalita", "Al massimo 500 caratteri.");
        }
        if let Some(service) = self.service()
            && !service.kinds().is_empty()
            && self.kinds.is_empty()
        {
            let what = match list_of(service) {
                "tipo" => "Indicare almeno una dichiarazione.",
                _ if service == Service::Families => "Indicare la scheda di famiglia.",
                _ => "Indicare almeno una consultazione.",
            };
            refuse(list_of(service), what);
        }
        if self
            .codes()
            .is_some_and(|codes| !codes.iter().all(|code| is_istat(code)))
        {
            refuse(
                "comuni",
                "Nomi o codici ISTAT di Comuni, separati da virgole.",
            );
        }
        faults
    }

    /// What is wrong with the second.
    pub fn second_faults(&self) -> Faults {
        let chosen = self.fields.iter();
        chosen
            .filter(|(kind, names)| {
                // A consultation shows what is granted, whether or not something is asked for by name.
                matches!(kind, Kind::Check(_))
                    && !kind.fields().is_empty()
                    && FieldSet::parse(*kind, &names.join(",")).is_empty()
            })
            .map(|(kind, _)| (boxes(*kind), "Indicare almeno un campo.".to_owned()))
            .collect()
    }

    /// True if no kind chosen has fields.
    pub fn has_no_fields(&self) -> bool {
        self.kinds.iter().all(|kind| kind.fields().is_empty())
    }

    /// The service, if it is one that can be tried.
    pub fn service(&self) -> Option<Service> {
        services().find(|service| service.code() == self.service)
    }

    fn codes(&self) -> Option<Vec<String>> {
        let typed = self.comuni.split(',').map(str::trim);
        let codes: Vec<String> = typed.filter(|one| !one.is_empty()).map(istat).collect();
        (!codes.is_empty()).then_some(codes)
    }

    /// The request, once nothing is wrong with it.
    pub fn sketch(&self) -> Option<(Service, Sketch)> {
        let kinds = self
            .fields
            .iter()
            .map(|(kind, names)| (*kind, FieldSet::parse(*kind, &names.join(","))));
        let sketch = Sketch {
            purpose: self.purpose.clone(),
            comuni: self.codes(),
            kinds: kinds.collect(),
        };
        Some((self.service()?, sketch))
    }
}

#[cfg(test)]
mod tests {
    use schema::codes::{CheckKind, ConsultationKind};

    use super::*;

    const RESIDENCE: Kind = Kind::Check(CheckKind::Residence);
    const ALIVE: Kind = Kind::Check(CheckKind::Alive);

    fn draft() -> Draft {
        Draft {
            service: "VERIFICA".to_owned(),
            purpose: "Controllo".to_owned(),
            comuni: "Fiumalbo, 036023".to_owned(),
            kinds: vec![RESIDENCE, ALIVE],
            fields: vec![
                (RESIDENCE, vec!["comune".to_owned(), "cap".to_owned()]),
                (ALIVE, Vec::new()),
            ],
        }
    }

    #[test]
    fn a_form_makes_a_request_without_anybody() {
        assert!(draft().first_faults().is_empty() && draft().second_faults().is_empty());
        let (service, sketch) = draft().sketch().unwrap();
        assert_eq!(service, Service::Check);
        assert_eq!(
            sketch.comuni,
            Some(vec!["036014".to_owned(), "036023".to_owned()])
        );
        let fields = FieldSet::parse(RESIDENCE, "comune,cap");
        assert_eq!(sketch.kinds, [(RESIDENCE, fields), (ALIVE, FieldSet::NONE)]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let names = |faults: Faults| faults.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let empty = Draft {
            comuni: "Atlantide".to_owned(),
            ..Draft::default()
        };
        assert_eq!(
            names(empty.first_faults()),
            ["servizio", "finalita", "comuni"]
        );
        let none = |service: &str| Draft {
            service: service.to_owned(),
            kinds: Vec::new(),
            fields: Vec::new(),
            ..draft()
        };
        assert_eq!(names(none("VERIFICA").first_faults()), ["tipo"]);
        assert_eq!(names(none("CONSULTAZIONE").first_faults()), ["visura"]);
        assert!(none("RICERCA").first_faults().is_empty() && none("RICERCA").has_no_fields());
        let family = Kind::Consultation(ConsultationKind::Family);
        let mut consulting = none("CONSULTAZIONE");
        consulting.kinds = vec![family];
        consulting.fields = vec![(family, Vec::new())];
        assert!(consulting.second_faults().is_empty());
        let supply = Draft {
            service: "FORNITURA".to_owned(),
            ..draft()
        };
        assert_eq!(names(supply.first_faults()), ["servizio"]);
        let mut fieldless = draft();
        fieldless.fields[0].1 = vec!["inventato".to_owned()];
        assert_eq!(names(fieldless.second_faults()), ["campi-residenza"]);
        let alone = Draft {
            kinds: vec![ALIVE],
            ..draft()
        };
        assert!(alone.has_no_fields() && !draft().has_no_fields());
    }
}
