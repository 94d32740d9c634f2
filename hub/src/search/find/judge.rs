//! A person's card against all that is wanted.

use schema::date::{Day, Truth, UncertainDate};

use super::address::address;
use super::grade::{Fit, Grade};
use super::hit::{Field, Hit, How, Person, Reason, Strength};
use super::identity::{identity, known_on};
use super::streets::Streets;
use crate::check::omocode;
use crate::search::card::{Card, Identity, Timed};
use crate::search::query::{Fiscal, Sheet, Wanted};
use crate::search::span::{Compiled, Span, ordinal};

/// Below it somebody alike is not worth showing.
const LEAST: f32 = 0.1;
/// From it on hardly anybody else is meant, where the day of birth is given.
const STRONG: f32 = 0.72;
/// The same where it is not: many share a name.
const STRONG_WITHOUT_BIRTH: f32 = 0.88;

/// Judges cards.
pub(super) struct Judge<'a> {
    pub wanted: &'a Wanted,
    pub territory: &'a Compiled,
    /// The streets that the typed one may be, if one was typed.
    pub streets: Option<&'a Streets>,
}

impl Judge<'_> {
    /// The hit that a person is; `None` if something that must hold does not, or too little does.
    pub fn judge(&self, card: &Card<'_>) -> Option<Hit> {
        let span = self.span(card)?;
        if !known_on(card, self.wanted.day) && !card.identities.is_empty() {
            return None;
        }
        let mut grades = identity(self.wanted, card)?;
        if let (Some(asked), Some(streets)) = (&self.wanted.address, self.streets) {
            let (day, ever) = (self.wanted.day, self.wanted.address_ever);
            grades.push(address(asked, streets, card, day, ever));
        }
        let mut reasons = self.hard(card)?;
        let lesser = reasons
            .iter()
            .any(|one| matches!(one.how, How::Uncertain | How::Omocode));
        let (strength, score) = self.weigh(&grades, lesser)?;
        reasons.extend(grades.into_iter().map(|grade| grade.reason));
        reasons.sort_by_key(|reason| reason.field);
        Some(Hit {
            person_id: card.person_id(),
            strength,
            score,
            reasons,
            person: person(card, span, self.wanted.day),
        })
    }

    /// The span for which the person may be shown: within the territory, and of the Comune and standing asked for.
    fn span(&self, card: &Card<'_>) -> Option<Span> {
        let day = ordinal(self.wanted.day);
        let mut spans = card.spans.iter().map(|packed| Span::unpack(*packed));
        spans.find(|span| {
            self.territory.opens(*span, day)
                && self.wanted.comune.is_none_or(|code| code == span.comune)
                && self.wanted.standing.is_none_or(|one| one == span.standing)
        })
    }

    /// What must hold.
    fn hard(&self, card: &Card<'_>) -> Option<Vec<Reason>> {
        let wanted = self.wanted;
        let mut reasons = Vec::new();
        let mut exact = |field| {
            reasons.push(Reason {
                field,
                how: How::Exact,
                found: String::new(),
            });
        };
        for (asked, field) in [
            (wanted.sex.is_some(), Field::Sex),
            (wanted.comune.is_some(), Field::Comune),
            (wanted.standing.is_some(), Field::Standing),
        ] {
            if asked {
                exact(field);
            }
        }
        if let Some(code) = &wanted.fiscal {
            reasons.push(fiscal(code, &card.fiscal, wanted.day)?);
        }
        // A code or a document names a person whenever it was borne.
        if let Some(code) = &wanted.anpr {
            reasons.push(ever(Field::IdAnpr, code, &card.anpr, wanted.day)?);
        }
        if let Some(number) = &wanted.document {
            reasons.push(ever(Field::Document, number, &card.documents, wanted.day)?);
        }
        if let Some(sheet) = &wanted.sheet {
            reasons.push(self.sheet(sheet, card)?);
        }
        if let Some(state) = &wanted.citizenship {
            reasons.push(on_the_day(
                Field::Citizenship,
                state,
                &card.citizenships,
                wanted.day,
            )?);
        }
        if let Some(status) = &wanted.marital {
            reasons.push(on_the_day(
                Field::MaritalStatus,
                status,
                &card.maritals,
                wanted.day,
            )?);
        }
        Some(reasons)
    }

    /// On the day, or at any time where addresses are asked for at any time.
    fn sheet(&self, asked: &Sheet, card: &Card<'_>) -> Option<Reason> {
        let comune = asked.comune.as_ref().map(|code| code.parse().unwrap_or(0));
        let fitting = card.sheets.iter().filter(|one| {
            self.territory.covers(one.comune)
                && one.code.eq_ignore_ascii_case(&asked.code)
                && asked.kind.as_ref().is_none_or(|kind| kind == one.kind)
                && comune.is_none_or(|code: u32| code == one.comune)
        });
        let truths = fitting.map(|one| one.held.at(self.wanted.day));
        let how = match (best(truths)?, self.wanted.address_ever) {
            (Truth::Yes, _) => How::Exact,
            (Truth::Uncertain, _) => How::Uncertain,
            (Truth::No, true) => How::Earlier,
            (Truth::No, false) => return None,
        };
        Some(reason(Field::Sheet, how, ""))
    }

    /// Whether enough points the same way, and how strongly.
    fn weigh(&self, grades: &[Grade], lesser: bool) -> Option<(Strength, f32)> {
        let worst = grades.iter().map(|one| one.fit).max().unwrap_or(Fit::Full);
        let weights: f32 = grades.iter().map(|one| one.weight).sum();
        let sum: f32 = grades.iter().map(|one| one.weight * one.value).sum();
        let score = if weights > 0.0 { sum / weights } else { 1.0 };
        match worst {
            Fit::Full if !lesser => return Some((Strength::Exact, score)),
            Fit::Full | Fit::Lesser => return Some((Strength::Partial, score)),
            Fit::Near | Fit::No => {}
        }
        let identifying = |one: &&Grade| {
            matches!(
                one.reason.field,
                Field::Surname | Field::Names | Field::Birth | Field::Address
            )
        };
        let asked = grades.iter().filter(identifying).count();
        let holding = grades.iter().filter(identifying).filter(|one| one.holds());
        if holding.count() < asked.min(2) || score < LEAST {
            return None;
        }
        let by_day = self.wanted.birth.is_some_and(|birth| birth.day().is_some());
        let least = if by_day { STRONG } else { STRONG_WITHOUT_BIRTH };
        let strong = worst == Fit::Near && score >= least;
        Some((
            if strong {
                Strength::Strong
            } else {
                Strength::Weak
            },
            score,
        ))
    }
}

fn reason(field: Field, how: How, found: &str) -> Reason {
    Reason {
        field,
        how,
        found: found.to_owned(),
    }
}

/// The surest of several.
fn best(truths: impl Iterator<Item = Truth>) -> Option<Truth> {
    truths.reduce(Truth::or)
}

fn fiscal(asked: &Fiscal, borne: &[Timed<'_>], day: Day) -> Option<Reason> {
    let field = Field::CodiceFiscale;
    let fits = |one: &&Timed<'_>| match asked {
        Fiscal::Whole(code, _) => one.value == code,
        Fiscal::Prefix(start) => {
            crate::search::document::fiscal(one.value).starts_with(start.as_str())
        }
    };
    if let Some(one) = borne.iter().find(fits) {
        let now = one.held.at(day) != Truth::No;
        let how = if now { How::Exact } else { How::Earlier };
        return Some(reason(field, how, if now { "" } else { one.value }));
    }
    let Fiscal::Whole(code, _) = asked else {
        return None;
    };
    let variant = borne.iter().find(|one| omocode(one.value, code))?;
    Some(reason(field, How::Omocode, variant.value))
}

fn ever(field: Field, value: &str, borne: &[Timed<'_>], day: Day) -> Option<Reason> {
    let same = |one: &&Timed<'_>| schema::document::normalise(one.value) == value;
    let truth = best(borne.iter().filter(same).map(|one| one.held.at(day)))?;
    let how = if truth == Truth::No {
        How::Earlier
    } else {
        How::Exact
    };
    Some(reason(field, how, ""))
}

fn on_the_day(field: Field, value: &str, borne: &[Timed<'_>], day: Day) -> Option<Reason> {
    let same = borne.iter().filter(|one| one.value == value);
    match best(same.map(|one| one.held.at(day)))? {
        Truth::Yes => Some(reason(field, How::Exact, "")),
        Truth::Uncertain => Some(reason(field, How::Uncertain, "")),
        Truth::No => None,
    }
}

fn person(card: &Card<'_>, span: Span, day: Day) -> Person {
    let shown = card.identity_on(day);
    let text = |of: fn(&Identity<'_>) -> String| shown.map(of).unwrap_or_default();
    Person {
        surname: text(|one| one.surname.to_owned()),
        names: text(|one| one.names.to_owned()),
        sex: text(|one| one.sex.to_owned()),
        birth: shown.map_or(UncertainDate::UNKNOWN, Identity::birth),
        birth_place: text(|one| one.place.to_owned()),
        birth_place_name: text(|one| one.place_name.to_owned()),
        comune: if span.comune == 0 {
            String::new()
        } else {
            format!("{:06}", span.comune)
        },
        standing: span.standing,
    }
}
