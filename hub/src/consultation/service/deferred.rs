//! What a part of a consultation needs that a Comune decides about: its plan, its answer, and what the trace knows of it.

use diesel::prelude::*;
use schema::codes::{ConsultationField, ConsultationKind};
use schema::date::Day;
use schema::db::Db;
use schema::tables::audit;

use super::look::Look;
use super::trace::read_came;
use super::{ConsultationService, Consulted, Outcome, granted};
use crate::access::{Access, Approved, Ask, Denied, FieldSet, Kind, Plan, Waiting};
use crate::check::Scope;
use crate::consultation::granted::Granted;
use crate::consultation::refusal::ConsultationRefusal;
use crate::consultation::request::{About, ConsultationRequest};
use crate::consultation::sheet::{Sheet, Topic};

/// A part, as far as rights go.
#[derive(Clone, Copy)]
pub(in crate::consultation) struct PartOf<'a> {
    /// ISTAT code; empty: the Comuni that ask for no validation.
    pub comune: &'a str,
    /// For whose residents.
    pub covers: &'a [String],
    /// Places from 0 of what is asked.
    pub declarations: &'a [usize],
    /// Under which agreement.
    pub agreement_id: i64,
}

/// What was settled before a consultation is made.
#[derive(Clone, Copy)]
pub(in crate::consultation) struct Terms {
    /// The day.
    pub day: Day,
    /// What may be shown at most.
    pub shown: Granted,
}

impl Terms {
    /// On that day, all that the right opens.
    pub fn of(day: Day) -> Self {
        Self {
            day,
            shown: Granted::all(),
        }
    }
}

/// As much of a consultation as rights depend on.
pub(super) fn ask(request: &ConsultationRequest, today: Day) -> Ask<'_> {
    Ask {
        kind: Kind::Consultation(request.kind),
        fields: FieldSet::naming(request.kind, &request.demands(today)),
        purpose: &request.purpose,
        comuni: request.comuni.as_deref(),
    }
}

impl ConsultationService {
    /// Today.
    pub(in crate::consultation) fn today(&self) -> Day {
        self.clock.today()
    }

    /// Who answers for a part, by the rights of today. The request names a day only if that was another than the day of the
    /// asking.
    ///
    /// # Errors
    /// The right that is missing.
    pub(in crate::consultation) fn plan_part(
        &self,
        access: &Access,
        request: &ConsultationRequest,
        part: PartOf<'_>,
    ) -> Result<Plan, Denied> {
        let today = self.clock.today();
        if part.comune.is_empty() {
            return Self::plan_on(access, request, today);
        }
        let approved = Approved {
            agreement_id: part.agreement_id,
            covers: &Scope::of(part.covers.to_vec()),
            declarations: part.declarations,
        };
        access.approved_for(approved, &ask(request, today))
    }

    /// By agreement, what would be shown of the residents of the Comuni that decide under it.
    ///
    /// # Errors
    /// A right is missing.
    pub(in crate::consultation) fn shown_by_parts(
        access: &Access,
        plan: &Plan,
        request: &ConsultationRequest,
        today: Day,
    ) -> Result<Vec<(i64, Granted)>, Denied> {
        let mut shown: Vec<(i64, Granted)> = Vec::new();
        for part in &plan.waiting {
            if shown.iter().all(|(id, _)| *id != part.agreement_id) {
                let asked = ask(request, today);
                shown.push((
                    part.agreement_id,
                    shown_by(access, part, &asked, request.kind)?,
                ));
            }
        }
        Ok(shown)
    }

    /// Makes a consultation whose request was judged and planned when it was asked. What it is refused is not recorded here:
    /// the workflow of validation does so, with the part and its Comune.
    ///
    /// # Errors
    /// [`ConsultationRefusal`].
    pub(in crate::consultation) fn consult_on(
        &self,
        access: &Access,
        plan: &Plan,
        request: &ConsultationRequest,
        terms: Terms,
    ) -> Result<Consulted, ConsultationRefusal> {
        let today = self.clock.today();
        self.quotas.take(&plan.debits, today)?;
        let made = self.made(access, plan, request, terms);
        // Whoever is told that there are too many has learnt something; who is told nothing pays nothing.
        if made
            .as_ref()
            .is_err_and(|refusal| *refusal != ConsultationRefusal::TooMany)
        {
            self.quotas.give_back(&plan.debits, today);
        }
        made
    }

    /// Kind and outcome of the consultation of that number; `None` if its record does not say them.
    ///
    /// # Errors
    /// The trace cannot be read.
    pub(in crate::consultation) fn recall(
        &self,
        number: i64,
    ) -> Result<Option<(ConsultationKind, String)>, ConsultationRefusal> {
        let mut conn = self
            .trace
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let outcome: Option<String> = audit::table
            .find(number)
            .select(audit::outcome)
            .first(&mut conn as &mut Db)
            .optional()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let came = outcome.as_deref().and_then(read_came);
        Ok(came.map(|(kind, came)| (kind, came.to_owned())))
    }

    /// Who somebody is, label by label, if she belongs to these Comuni on the day, or belonged last; `None` otherwise. It is
    /// for their own officers, whose look is on record before.
    ///
    /// # Errors
    /// The register cannot be read.
    pub(in crate::consultation) fn who(
        &self,
        person_id: i64,
        comuni: &[String],
        day: Day,
    ) -> Result<Option<Vec<(&'static str, String)>>, ConsultationRefusal> {
        let told = Granted::NONE
            .with(ConsultationField::Generalities)
            .with(ConsultationField::CodiceFiscale);
        let look = Look {
            kind: ConsultationKind::Individual,
            about: &About::Found(person_id),
            day,
            known_at: None,
            compared_with: None,
            scope: &Scope::of(comuni.to_vec()),
            ceased: &|_| true,
            granted: &|_| told,
        };
        let mut conn = self
            .register
            .get()
            .map_err(|error| ConsultationRefusal::away(&error))?;
        let seen = look.look(&mut conn as &mut Db, &self.caches)?;
        let Outcome::Shown(sheet, _) = seen.outcome else {
            return Ok(None);
        };
        let Sheet::Person(person) = *sheet else {
            return Ok(None);
        };
        let topics = [Topic::Generalities, Topic::CodiceFiscale];
        let rows = topics.into_iter().flat_map(|topic| {
            let items = person.items(topic).iter();
            items.map(move |item| (topic.label(), item.value.words()))
        });
        Ok(Some(rows.collect()))
    }
}

/// What the agreement of a part that waits would show.
fn shown_by(
    access: &Access,
    part: &Waiting,
    ask: &Ask<'_>,
    kind: ConsultationKind,
) -> Result<Granted, Denied> {
    let approved = Approved {
        agreement_id: part.agreement_id,
        covers: &part.covers,
        declarations: &part.declarations,
    };
    let plan = access.approved_for(approved, ask)?;
    Ok(match &part.covers {
        Scope::Comuni(comuni) => comuni
            .iter()
            .map(|comune| granted(access, &plan, kind, comune))
            .fold(Granted::NONE, Granted::union),
        Scope::All => Granted::NONE,
    })
}
