//! The answer to one declaration, from facts alone. The order of the steps is the precedence that
//! docs/checks.md states.

use schema::codes::{Certifiability, CheckKind, ProcedureKind};
use schema::date::Truth;
use schema::facts::{Fact, PersonFacts, Subject};

use super::answer::Answer;
use super::declaration::Declaration;
use super::dossier::{Dossier, Found, Kin, Question};
use super::kinds;
use super::position::{Position, alive, competent, position};
use super::reason::ReasonCode;
use super::scope::Scope;
use super::verdict::Verdict;

/// What every kind is judged with.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub facts: &'a PersonFacts,
    pub kin: &'a Kin,
    pub question: &'a Question<'a>,
    pub position: Position<'a>,
}

impl<'a> Context<'a> {
    /// The relative named, if exactly one person was found and the asker may ask about them: of others
    /// the hub says nothing that it would not say of somebody it does not know.
    pub fn relative(&self) -> Option<&'a PersonFacts> {
        self.kin
            .relative
            .one()
            .filter(|facts| self.question.allows(facts))
    }

    /// The same, with the reason where there is none.
    pub fn found_relative(&self) -> Result<&'a PersonFacts, ReasonCode> {
        self.relative().ok_or_else(|| match &self.kin.relative {
            Found::Several(people) if people.iter().any(|p| self.question.allows(p)) => {
                ReasonCode::RelativeAmbiguous
            }
            _ => ReasonCode::RelativeUnknown,
        })
    }

    /// The known ancestors about whom the asker may ask.
    pub fn line(&self) -> impl Iterator<Item = &'a PersonFacts> {
        let question = self.question;
        self.kin.line.iter().filter(|facts| question.allows(facts))
    }

    /// A match unless the Comune competent for these people on the day leaves the subject out.
    pub fn supplied_of(&self, facts: &PersonFacts, subject: Subject) -> Verdict {
        let Question {
            day,
            known_at,
            plans,
            ..
        } = *self.question;
        let left_out = competent(facts, day)
            .into_iter()
            .any(|comune| !plans.supplied(comune, subject, known_at));
        if left_out {
            Verdict::Doubt(ReasonCode::NotSupplied)
        } else {
            Verdict::Match
        }
    }

    /// The same for the subject of the check.
    pub fn supplied(&self, subject: Subject) -> Verdict {
        self.supplied_of(self.facts, subject)
    }

    /// Judges by these facts only if they are supplied.
    pub fn if_supplied(&self, subject: Subject, judge: impl FnOnce() -> Verdict) -> Verdict {
        match self.supplied(subject) {
            Verdict::Match => judge(),
            doubt => doubt,
        }
    }
}

/// Answers one declaration. Pure: the same facts and the same question always give the same answer.
pub fn evaluate(
    declaration: &Declaration,
    dossier: Dossier<'_>,
    question: &Question<'_>,
) -> Answer {
    let facts = match in_scope(dossier.subject, question) {
        Ok(facts) => facts,
        Err(reason) => return Answer::undetermined(reason),
    };
    let context = Context {
        facts,
        kin: dossier.kin,
        question,
        position: position(facts, question.day),
    };
    if let Some(reason) = blocked(declaration.kind(), facts, question) {
        return Answer::undetermined(reason);
    }
    match judge(declaration, &context) {
        Verdict::Match => Answer::YES,
        Verdict::Mismatch => Answer::NO,
        Verdict::Doubt(reason) => Answer::undetermined(reason),
    }
}

/// The subject's facts, if there is exactly one and the asker may ask about them. Whether somebody
/// outside the territory exists is never told.
fn in_scope<'a>(found: &'a Found, question: &Question<'_>) -> Result<&'a PersonFacts, ReasonCode> {
    match found {
        Found::Nobody if *question.scope == Scope::All => Err(ReasonCode::SubjectUnknown),
        Found::Several(people) if people.iter().any(|p| question.allows(p)) => {
            Err(ReasonCode::SubjectAmbiguous)
        }
        Found::One(_, facts) if question.allows(facts) => Ok(facts),
        Found::Nobody | Found::Several(_) | Found::One(..) => Err(ReasonCode::OutOfScope),
    }
}

/// Certification blocks bar every kind that they name; pending procedures those that they may change.
fn blocked(kind: CheckKind, facts: &PersonFacts, question: &Question<'_>) -> Option<ReasonCode> {
    let of_residence = matches!(kind, CheckKind::Residence | CheckKind::Family);
    facts
        .procedures
        .iter()
        .filter(|procedure| procedure.validity().at(question.day) != Truth::No)
        .filter_map(|procedure| {
            let procedure_kind = ProcedureKind::from_code(&procedure.kind);
            let barred = match Certifiability::from_code(&procedure.certifiability) {
                Some(Certifiability::Everything) => false,
                Some(Certifiability::ResidenceAndFamily) => !of_residence,
                Some(_) => true,
                None => procedure_kind == Some(ProcedureKind::CertificationBlock),
            };
            if barred {
                Some(ReasonCode::NotCertifiable)
            } else if of_residence && procedure_kind != Some(ProcedureKind::CertificationBlock) {
                Some(ReasonCode::ProcedurePending)
            } else {
                None
            }
        })
        .min()
}

/// How a fact outlives the person's place in the register.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lasting {
    /// It does not change any more (birth, parentage, …): a match stays a match.
    Event,
    /// It is a state of a registered, living person.
    State,
    /// It judges life and death, or registration, itself.
    Own,
}

const fn lasting(kind: CheckKind) -> Lasting {
    match kind {
        CheckKind::Generalities
        | CheckKind::Birth
        | CheckKind::Fatherhood
        | CheckKind::Motherhood
        | CheckKind::BirthOfChild
        | CheckKind::DeathOfRelative
        | CheckKind::CodiceFiscale
        | CheckKind::AnprId
        | CheckKind::Death => Lasting::Event,
        CheckKind::Alive => Lasting::Own,
        _ => Lasting::State,
    }
}

fn judge(declaration: &Declaration, context: &Context<'_>) -> Verdict {
    let kind = declaration.kind();
    let lasting = lasting(kind);
    if lasting == Lasting::Own {
        return alive(context.facts, context.question.day);
    }
    let state = lasting == Lasting::State;
    match context.position {
        Position::Dead if state => Verdict::Doubt(ReasonCode::SubjectDead),
        Position::Left(reason) => match declaration {
            Declaration::Residence(claim) => {
                kinds::residence::after_leaving(claim, context, reason)
            }
            _ if state => Verdict::Doubt(reason),
            _ => kind_verdict(declaration, context).unless(reason),
        },
        Position::BeforeHistory if state => Verdict::Doubt(ReasonCode::BeforeHistory),
        Position::Doubtful(reason) if state => Verdict::Doubt(reason),
        Position::Abroad(_) => match declaration {
            // Whoever is in AIRE is not resident in any Comune.
            Declaration::Residence(_) => Verdict::Mismatch,
            Declaration::Family(_) => Verdict::Doubt(ReasonCode::SubjectAbroad),
            _ if state || kind == CheckKind::Death => {
                kind_verdict(declaration, context).unless(ReasonCode::SubjectAbroad)
            }
            _ => kind_verdict(declaration, context),
        },
        _ => kind_verdict(declaration, context),
    }
}

fn kind_verdict(declaration: &Declaration, context: &Context<'_>) -> Verdict {
    use kinds::{bonds, civil, descent, family, generalities, life, residence};
    match declaration {
        Declaration::Generalities(person) => generalities::generalities(person, context),
        Declaration::Birth { date, place } => generalities::birth(*date, place.as_ref(), context),
        Declaration::CodiceFiscale(code) => generalities::codice_fiscale(code, context),
        Declaration::AnprId(code) => generalities::anpr_id(code, context),
        Declaration::Residence(claim) => residence::residence(claim, context),
        Declaration::Citizenship { state, since } => civil::citizenship(state, *since, context),
        Declaration::MaritalStatus(status) => civil::marital_status(*status, context),
        Declaration::FreeStatus => civil::free_status(context),
        Declaration::Marriage(claim) => bonds::marriage(claim, context),
        Declaration::CivilUnion(claim) => bonds::civil_union(claim, context),
        Declaration::Widowhood { partner, since } => {
            bonds::widowhood(partner.as_ref(), *since, context)
        }
        Declaration::Family(claim) => family::family(claim, context),
        Declaration::Alive => alive(context.facts, context.question.day),
        Declaration::Death { date, place } => life::death(*date, place.as_ref(), context),
        Declaration::Fatherhood(person) => {
            descent::parent(person, schema::codes::Parent::Father, context)
        }
        Declaration::Motherhood(person) => {
            descent::parent(person, schema::codes::Parent::Mother, context)
        }
        Declaration::BirthOfChild(child) => descent::child(child, context),
        Declaration::DeathOfRelative {
            relation,
            relative,
            date,
        } => life::death_of_relative(*relation, relative, *date, context),
    }
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
