//! One look into the register: what was asked, from one unchanging view.

use diesel::result::Error;
use schema::codes::ConsultationKind;
use schema::date::Day;
use schema::db::{Db, read_tx};
use schema::journal;

use super::answer::Outcome;
use crate::check::{Caches, Invalid, Scope, Streets};
use crate::consultation::granted::Granted;
use crate::consultation::read::{Found, Reach, Reading, find, last_before};
use crate::consultation::refusal::ConsultationRefusal;
use crate::consultation::request::{About, AskedAddress, AskedStreet, KnownAt};
use crate::consultation::sheet::DwellingAddress;
use crate::consultation::view::{Material, Question, Target, compare, view};

/// What is looked for, with all rights settled.
pub struct Look<'a> {
    /// What is asked for.
    pub kind: ConsultationKind,
    /// Of whom or of what.
    pub about: &'a About,
    /// The day.
    pub day: Day,
    /// As known when; `None` = now.
    pub known_at: Option<KnownAt>,
    /// The day with which it is compared.
    pub compared_with: Option<Day>,
    /// Whose residents.
    pub scope: &'a Scope,
    /// Whether the dead, the moved and the removed of that Comune may be seen.
    pub ceased: &'a dyn Fn(&str) -> bool,
    /// What may be shown of people of that Comune; of the empty one, of those who belong to none.
    pub granted: &'a dyn Fn(&str) -> Granted,
}

/// What was seen.
pub struct Seen {
    /// The number at which the register was read.
    pub known_at: i64,
    /// The person asked about; 0 if there is none.
    pub person_id: i64,
    /// The Comune within reach that it concerns; empty if none.
    pub comune: String,
    /// What may be shown.
    pub granted: Granted,
    /// What came of it.
    pub outcome: Outcome,
}

/// Of a number that has not been given yet nothing can be said that would stay so.
pub(in crate::consultation) const AHEAD: Invalid = Invalid {
    field: "notoAl",
    text: "Il numero di giornale indicato non esiste ancora.",
};

/// What ends a look: the store failed, or there is no answer.
enum Stopped {
    Store(Error),
    Refused(ConsultationRefusal),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl Look<'_> {
    /// Looks.
    ///
    /// # Errors
    /// A number ahead, too many people, or the store failed.
    pub fn look(&self, conn: &mut Db, caches: &Caches) -> Result<Seen, ConsultationRefusal> {
        let seen: Result<Result<Seen, ConsultationRefusal>, Error> =
            read_tx(conn, |conn| match self.within(conn, caches) {
                Ok(seen) => Ok(Ok(seen)),
                Err(Stopped::Refused(refusal)) => Ok(Err(refusal)),
                Err(Stopped::Store(error)) => Err(error),
            });
        seen.map_err(|error| ConsultationRefusal::away(&error))?
    }

    fn within(&self, conn: &mut Db, caches: &Caches) -> Result<Seen, Stopped> {
        let head = journal::head(conn)?;
        let known_at = match self.known_at {
            None => head,
            Some(KnownAt::Number(number)) if number > head => {
                return Err(Stopped::Refused(AHEAD.into()));
            }
            Some(KnownAt::Number(number)) => number,
            Some(KnownAt::Moment(moment)) => last_before(conn, moment, head)?,
        };
        match self.about {
            About::Person(_) | About::Found(_) => self.person(conn, known_at),
            About::Address(asked) => self.address(conn, caches, (head, known_at), asked),
            About::Events {
                comune,
                from,
                to,
                page,
            } => {
                let question = self.question(known_at, comune);
                if !self.scope.covers(comune) {
                    return Ok(Self::nothing(known_at, Outcome::NotFound));
                }
                let reading = self.reading(&question);
                let (material, target) =
                    reading.events(conn, (comune.as_str(), *from, *to, *page))?;
                Ok(self.seen(&question, &material, &target, (0, comune.clone())))
            }
        }
    }

    fn reach(&self) -> Reach<'_> {
        Reach {
            registered: self.scope,
            ceased: self.ceased,
        }
    }

    fn question(&self, known_at: i64, comune: &str) -> Question {
        Question {
            kind: self.kind,
            day: self.day,
            known_at,
            granted: (self.granted)(comune),
        }
    }

    fn reading<'b>(&'b self, question: &'b Question) -> Reading<'b> {
        Reading {
            question,
            compared_with: self.compared_with,
            reach: self.reach(),
        }
    }

    fn nothing(known_at: i64, outcome: Outcome) -> Seen {
        Seen {
            known_at,
            person_id: 0,
            comune: String::new(),
            granted: Granted::NONE,
            outcome,
        }
    }

    fn seen(
        &self,
        question: &Question,
        material: &Material,
        target: &Target,
        (person_id, comune): (i64, String),
    ) -> Seen {
        let compared = self
            .compared_with
            .map(|other| compare(question, material, target, other));
        Seen {
            known_at: question.known_at,
            person_id,
            comune,
            granted: question.granted,
            outcome: Outcome::Shown(Box::new(view(question, material, target)), compared),
        }
    }

    fn person(&self, conn: &mut Db, known_at: i64) -> Result<Seen, Stopped> {
        let found = find(conn, self.about, self.reach(), self.day, known_at)?;
        let (id, comune) = match found {
            Found::One(id, comune) => (id, comune),
            Found::Nobody => return Ok(Self::nothing(known_at, Outcome::NotFound)),
            Found::Several => return Ok(Self::nothing(known_at, Outcome::Ambiguous)),
        };
        // Whoever was out of reach on the other day is not compared: it would tell where she was.
        if let Some(other) = self.compared_with
            && !matches!(
                find(conn, &About::Found(id), self.reach(), other, known_at)?,
                Found::One(..)
            )
        {
            return Ok(Self::nothing(known_at, Outcome::NotFound));
        }
        let question = self.question(known_at, &comune);
        let reading = self.reading(&question);
        if self.kind != ConsultationKind::Dwelling {
            let material = reading.person(conn, id)?;
            return Ok(self.seen(&question, &material, &Target::Person(id), (id, comune)));
        }
        let home = reading.home(conn, id)?;
        // Somebody without an address in Italy on the day lives with nobody; another Comune's address is its own.
        let home = home.filter(|home| self.scope.covers(&home.comune));
        let Some(home) = home else {
            return Ok(Self::nothing(known_at, Outcome::NotFound));
        };
        let Some(material) = reading.dwelling(conn, &home)? else {
            return Err(Stopped::Refused(ConsultationRefusal::TooMany));
        };
        let target = Target::Dwelling(Some(id), home);
        Ok(self.seen(&question, &material, &target, (id, comune)))
    }

    fn address(
        &self,
        conn: &mut Db,
        caches: &Caches,
        (head, known_at): (i64, i64),
        asked: &AskedAddress,
    ) -> Result<Seen, Stopped> {
        if !self.scope.covers(&asked.comune) {
            return Ok(Self::nothing(known_at, Outcome::NotFound));
        }
        let mut codes = match &asked.street {
            AskedStreet::Code(code) => vec![code.clone()],
            AskedStreet::Named(kind, name) => {
                caches.refresh(conn, head)?;
                let book = caches.streets(conn, &asked.comune, head)?;
                match book.find(kind.as_deref(), name, self.day, known_at) {
                    Streets::NoRegister => Vec::new(),
                    Streets::Fit(codes) => codes,
                }
            }
        };
        let code = match (codes.pop(), codes.is_empty()) {
            (Some(code), true) => code,
            (None, _) => return Ok(Self::nothing(known_at, Outcome::NotFound)),
            (Some(_), false) => return Ok(Self::nothing(known_at, Outcome::Ambiguous)),
        };
        let place: DwellingAddress = asked.in_street(&code);
        let question = self.question(known_at, &asked.comune);
        let reading = self.reading(&question);
        let Some(material) = reading.dwelling(conn, &place)? else {
            return Err(Stopped::Refused(ConsultationRefusal::TooMany));
        };
        let target = Target::Dwelling(None, place);
        Ok(self.seen(&question, &material, &target, (0, asked.comune.clone())))
    }
}
