//! Which consultations whoever looks may ask for, and why.

use actix_web::{HttpRequest, web};
use hub::access::{Caller, Kind, Service};
use schema::codes::{ConsultationField, ConsultationKind, ValidationMode};

use crate::pages::working_case;
use crate::problem::Problem;
use crate::state::Hub;

/// What may be asked.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// Kinds, and what is granted of each, in the order of the catalogue.
    granted: Vec<(ConsultationKind, Vec<&'static str>)>,
    /// Purposes to choose from; none where any may be stated.
    pub purposes: Vec<String>,
    /// True if some Comune decides before an answer about its people.
    pub waits: bool,
}

impl Offer {
    /// The kinds.
    pub fn kinds(&self) -> impl Iterator<Item = ConsultationKind> {
        self.granted.iter().map(|(kind, _)| *kind)
    }

    /// True if that kind may be asked for.
    pub fn has(&self, kind: ConsultationKind) -> bool {
        self.kinds().any(|one| one == kind)
    }

    /// True if that is granted of the kind by some right.
    pub fn grants(&self, kind: ConsultationKind, field: ConsultationField) -> bool {
        self.granted
            .iter()
            .any(|(one, fields)| *one == kind && fields.contains(&field.code()))
    }

    /// True if nothing may be asked.
    pub fn is_empty(&self) -> bool {
        self.granted.is_empty()
    }
}

/// What the caller may ask, from here, today.
///
/// # Errors
/// 503 if the directory cannot be read.
pub async fn offer(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
) -> Result<Offer, Problem> {
    let rights = working_case::rights(request, hub, caller.clone()).await?;
    let own = || {
        rights
            .iter()
            .filter(|one| one.service == Service::Consultation)
    };
    let mut offer = Offer {
        granted: Vec::new(),
        purposes: working_case::purposes(own()),
        waits: own().any(|one| one.validation != ValidationMode::None),
    };
    for kind in ConsultationKind::ALL.iter().copied() {
        let of_kind = own().filter(|one| one.kind == Some(Kind::Consultation(kind)));
        let mut fields: Vec<Vec<&'static str>> = of_kind
            .map(|one| one.fields.iter().map(|field| field.name).collect())
            .collect();
        if let Some(mut all) = fields.pop() {
            all.extend(fields.into_iter().flatten());
            offer.granted.push((kind, all));
        }
    }
    Ok(offer)
}
