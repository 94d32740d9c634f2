//! A request to be tried without being made.

use hub::access::{FieldSet, Kind, Service, Sketch};
use hub::check::CheckRequest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fields;
use super::check::CheckBody;
use crate::problem::Problem;

/// Richiesta da simulare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RichiestaSimulata)]
pub struct SimulateBody {
    /// `VERIFICA` (se manca), `VERIFICA_MASSIVA`, `CONSULTAZIONE`, `NUCLEI_FAMILIARI` o `RICERCA`.
    #[serde(rename = "servizio", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "VERIFICA")]
    pub service: Option<String>,
    /// Per le verifiche: la richiesta, come per `/v1/verifiche`.
    #[serde(rename = "richiesta", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub request: Option<CheckBody>,
    /// Per gli altri servizi: che cosa si chiederebbe, senza dire di chi.
    #[serde(
        rename = "consultazione",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false)]
    pub sketch: Option<SketchBody>,
}

/// Una consultazione o una ricerca, senza la persona.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConsultazioneSimulata)]
pub struct SketchBody {
    /// Tipo di consultazione; nessuno per `RICERCA`.
    #[serde(rename = "tipo", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "SCHEDA_FAMIGLIA")]
    pub kind: Option<String>,
    /// I campi dei quali non si farebbe a meno. Se mancano, basta che il tipo sia concesso.
    #[serde(rename = "campi", default)]
    #[schema(example = json!(["parentela", "dataRiferimento"]))]
    pub fields: Vec<String>,
    /// Finalità.
    #[serde(rename = "finalita", default, skip_serializing_if = "Option::is_none")]
    #[schema(required, nullable = false)]
    pub purpose: Option<String>,
    /// Codici ISTAT dei soli Comuni ai quali chiedere. Se manca, tutti quelli concessi.
    #[serde(rename = "comuni", default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1, max_items = 100)]
    pub comuni: Option<Vec<String>>,
}

/// What is tried.
#[derive(Debug, Clone)]
pub enum Trial {
    /// A check, in full.
    Check(Box<CheckRequest>),
    /// Anything else, without the person.
    Sketch(Sketch),
}

impl Trial {
    /// The kinds that would be asked; `None` for a service that is granted as a whole.
    pub fn kinds(&self) -> Vec<Option<Kind>> {
        match self {
            Self::Check(request) => {
                let declarations = request.declarations.iter();
                declarations.map(|one| Some(one.kind().into())).collect()
            }
            Self::Sketch(sketch) if sketch.kinds.is_empty() => vec![None],
            Self::Sketch(sketch) => sketch.kinds.iter().map(|(kind, _)| Some(*kind)).collect(),
        }
    }
}

/// The services that can be tried: all that are asked about people.
pub fn services() -> impl Iterator<Item = Service> {
    let all = Service::ALL.iter().copied();
    all.filter(|service| !matches!(service, Service::Supply | Service::SearchOthers))
}

impl SimulateBody {
    /// Reads it.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub fn read(self) -> Result<(Service, Trial), Problem> {
        let mut fields = Fields::default();
        let service = match self.service.as_deref() {
            None => Some(Service::Check),
            Some(code) => services().find(|service| service.code() == code),
        };
        let Some(service) = service else {
            let known: Vec<&str> = services().map(Service::code).collect();
            fields.wrong("servizio", "NON_VALIDO", known.join(", "));
            return fields.finish((Service::Check, Trial::Sketch(Sketch::default())));
        };
        let is_check = matches!(service, Service::Check | Service::MassiveCheck);
        let unexpected = if is_check {
            self.sketch.as_ref().map(|_| "consultazione")
        } else {
            self.request.as_ref().map(|_| "richiesta")
        };
        if let Some(name) = unexpected {
            fields.wrong(name, "NON_PREVISTO", "non va con questo servizio");
        }
        if is_check {
            fields.finish(())?;
            let request = self.request.unwrap_or_default().read()?;
            return Ok((service, Trial::Check(Box::new(request))));
        }
        let sketch = fields.below("consultazione", |fields| {
            self.sketch.unwrap_or_default().read(service, fields)
        });
        fields.finish((service, Trial::Sketch(sketch)))
    }
}

impl SketchBody {
    fn read(self, service: Service, fields: &mut Fields) -> Sketch {
        let mut kinds = Vec::new();
        match (service.kinds(), self.kind) {
            ([], None) => {}
            ([], Some(_)) => fields.wrong("tipo", "NON_PREVISTO", "il servizio non ha tipi"),
            (_, None) => fields.wrong("tipo", "ASSENTE", "il campo è obbligatorio"),
            (of_service, code) => {
                let known = |code: &str| of_service.iter().copied().find(|one| one.code() == code);
                if let Some(kind) = fields.listed("tipo", code, known, "un tipo del servizio") {
                    for name in &self.fields {
                        if !kind.fields().iter().any(|field| field.name == name) {
                            fields.wrong(
                                "campi",
                                "NON_VALIDO",
                                "un campo non è tra quelli del tipo",
                            );
                            break;
                        }
                    }
                    kinds.push((kind, FieldSet::parse(kind, &self.fields.join(","))));
                }
            }
        }
        Sketch {
            purpose: fields.required("finalita", self.purpose),
            comuni: fields.comuni(self.comuni),
            kinds,
        }
    }
}
