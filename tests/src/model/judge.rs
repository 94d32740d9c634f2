//! The decision, from docs/access.md.

use std::collections::{BTreeMap, BTreeSet};

use hub::access::DirectoryRows;
use schema::tables::AppUserRow;

use super::declared::{Asked, Declared};
use super::random::COMUNI;
use super::usable::{Territory, Usable, all, who_decides, with_those_taken_over};

/// A part that waits: who decides, under which agreement, how strict, after how many hours, for whose residents, and for
/// which declarations.
pub type Waits = (String, i64, u8, i32, BTreeSet<String>, Vec<usize>);

/// The fields that a consultation shows of somebody for whom a Comune answers at once.
pub type Shown = BTreeMap<String, BTreeSet<&'static str>>;

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is answered: for whom at once, declaration by declaration (of a search: the registered, and the others); what
    /// waits; whose quotas are used; what is shown.
    Answered {
        at_once: Vec<Territory>,
        waits: BTreeSet<Waits>,
        quotas: BTreeSet<i64>,
        shown: Shown,
    },
    /// It is refused: code and text.
    Refused(&'static str, String),
}

/// A [`Part`] with the Comuni that it covers.
type Whole = (String, i64, u8, i32, BTreeSet<String>);
type Refusal = (&'static str, String);

/// What becomes of a request.
pub fn judge(rows: &DirectoryRows, asked: &Asked) -> Judged {
    match answered(rows, asked) {
        Ok(judged) => judged,
        Err((code, text)) => Judged::Refused(code, text),
    }
}

fn answered(rows: &DirectoryRows, asked: &Asked) -> Result<Judged, Refusal> {
    let user = rows
        .users
        .iter()
        .find(|user| user.id == asked.user_id)
        .expect("a user");
    let entity = rows
        .entities
        .iter()
        .find(|one| one.id == user.entity_id)
        .expect("its entity");
    let office = rows
        .offices
        .iter()
        .find(|one| one.id == user.office_id)
        .expect("its office");
    if !entity.enabled {
        return Err(("ENTE_NON_ABILITATO", "L'ente non è abilitato.".to_owned()));
    }
    if !office.enabled {
        return Err((
            "UFFICIO_NON_ABILITATO",
            "L'ufficio non è abilitato.".to_owned(),
        ));
    }
    if !user.enabled {
        return Err((
            "UTENTE_NON_ABILITATO",
            "L'utente non è abilitato.".to_owned(),
        ));
    }
    if ["OPERATORE", "STATISTICO", "RPD"].contains(&user.role.as_str()) {
        let text = format!(
            "La funzione «{}» non è concessa: non è prevista per il ruolo, o non per questo ufficio o Comune.",
            asked.function_label
        );
        return Err(("FUNZIONE_NON_CONCESSA", text));
    }
    if let Some(profile) = rows.profiles.iter().find(|one| one.user_id == user.id)
        && (asked.day < profile.valid_from || profile.valid_to <= asked.day)
    {
        let text = "Il profilo dell'utente non è in vigore: è scaduto o non è ancora iniziato.";
        return Err(("PROFILO_NON_IN_VIGORE", text.to_owned()));
    }
    let mut usable = Vec::new();
    let mut lapsed = Vec::new();
    for one in all(rows, user, asked.day) {
        if one.in_force(asked.day) {
            usable.push(one);
        } else {
            lapsed.push(one);
        }
    }
    // The preferred one first; the sort keeps the order of the ids.
    usable.sort_by_key(|one| (one.strictness, one.hours, one.agreement.daily_quota > 0));
    if !usable.iter().any(|one| one.opens_service(asked.service)) {
        let had = lapsed.iter().any(|one| one.opens_service(asked.service));
        return Err(if had {
            not_in_force()
        } else {
            no_service(asked)
        });
    }
    if let Some(bound) = &asked.bound
        && bound.trim() != asked.purpose.trim()
    {
        return Err(wrong_purpose());
    }
    let world = Present {
        rows,
        user,
        asked,
        usable,
        lapsed,
    };
    if asked.service == "RICERCA" {
        return world.search();
    }
    let mut at_once = Vec::new();
    let mut quotas = BTreeSet::new();
    let mut shown = Shown::new();
    let mut parts: BTreeMap<Whole, Vec<usize>> = BTreeMap::new();
    for (place, declared) in asked.declarations.iter().enumerate() {
        let one = world.declaration(declared)?;
        at_once.push(one.at_once);
        shown.extend(one.shown);
        quotas.extend(one.quotas);
        for (part, covers) in one.waits {
            let (comune, agreement, strictness, hours) = part;
            let part = (comune, agreement, strictness, hours, covers);
            parts.entry(part).or_default().push(place);
        }
    }
    if asked.service == "NUCLEI_FAMILIARI" && !parts.is_empty() {
        return Err(cannot_wait());
    }
    let waits = parts
        .into_iter()
        .map(|((a, b, c, d, e), places)| (a, b, c, d, e, places))
        .collect();
    Ok(Judged::Answered {
        at_once,
        waits,
        quotas,
        shown,
    })
}

fn cannot_wait() -> Refusal {
    let text = "Uno o più Comuni interessati chiedono di validare la richiesta prima della risposta, e qui non si può attendere.";
    ("VALIDAZIONE_RICHIESTA", text.to_owned())
}

fn not_in_force() -> Refusal {
    let text = "La convenzione che lo consentirebbe non è in vigore: è scaduta, sospesa o non ancora iniziata.";
    ("CONVENZIONE_NON_IN_VIGORE", text.to_owned())
}

fn no_service(asked: &Asked) -> Refusal {
    let text = format!("Il servizio «{}» non è concesso.", asked.service_label);
    ("SERVIZIO_NON_CONCESSO", text)
}

fn wrong_purpose() -> Refusal {
    let text = "La finalità indicata non è tra quelle concesse.";
    ("FINALITA_NON_CONCESSA", text.to_owned())
}

struct Present<'a> {
    rows: &'a DirectoryRows,
    user: &'a AppUserRow,
    asked: &'a Asked,
    usable: Vec<Usable<'a>>,
    lapsed: Vec<Usable<'a>>,
}

/// Who decides, agreement, strictness, hours.
type Part = (String, i64, u8, i32);

struct One {
    at_once: Territory,
    quotas: BTreeSet<i64>,
    waits: BTreeMap<Part, BTreeSet<String>>,
    shown: Shown,
}

impl Present<'_> {
    /// A search finds the registered, and the others where those are granted too; the Comuni that would have to decide
    /// are left out.
    fn search(&self) -> Result<Judged, Refusal> {
        let whole = &self.asked.declarations[0];
        let registered = self.declaration(whole)?;
        let nobody = || One {
            at_once: Some(BTreeSet::new()),
            quotas: BTreeSet::new(),
            waits: BTreeMap::new(),
            shown: Shown::new(),
        };
        let others_of = |comuni: Option<Vec<String>>| {
            let asked = Asked {
                service: "RICERCA_CESSATI",
                comuni,
                ..self.asked.clone()
            };
            let present = Present {
                rows: self.rows,
                user: self.user,
                asked: &asked,
                usable: self.usable.clone(),
                lapsed: self.lapsed.clone(),
            };
            present.declaration(whole)
        };
        // Of the Comuni named, the others are found in those where each by itself is granted.
        let others = match &self.asked.comuni {
            None => others_of(None),
            Some(named) => {
                let granted: Vec<String> = named
                    .iter()
                    .filter(|one| others_of(Some(vec![(*one).clone()])).is_ok())
                    .cloned()
                    .collect();
                if granted.is_empty() {
                    Ok(nobody())
                } else {
                    others_of(Some(granted))
                }
            }
        };
        let others = others.unwrap_or_else(|_| nobody());
        let reaches = |one: &One| one.at_once.as_ref().is_none_or(|all| !all.is_empty());
        if !reaches(&registered) && !reaches(&others) {
            return Err(cannot_wait());
        }
        let mut quotas = registered.quotas;
        quotas.extend(others.quotas);
        Ok(Judged::Answered {
            at_once: vec![registered.at_once, others.at_once],
            waits: BTreeSet::new(),
            quotas,
            shown: Shown::new(),
        })
    }

    fn grants(&self, one: &Usable<'_>, declared: &Declared) -> bool {
        one.opens_kind(self.asked.service, declared.kind)
            && one.admits(&self.asked.purpose)
            && one.lacks(self.asked.service, declared).is_empty()
            && one.usable_from(self.user, self.asked)
    }

    fn declaration(&self, declared: &Declared) -> Result<One, Refusal> {
        if !self.usable.iter().any(|one| self.grants(one, declared)) {
            return Err(self.missing(declared, &|_| true));
        }
        if let Some(comuni) = &self.asked.comuni {
            for comune in comuni {
                self.named(declared, comune)?;
            }
        }
        let one = self.who_answers(declared);
        if one.at_once.as_ref().is_some_and(BTreeSet::is_empty) && one.waits.is_empty() {
            return Err((
                "TERRITORIO_NON_CONCESSO",
                "Nessun Comune è concesso.".to_owned(),
            ));
        }
        Ok(one)
    }

    /// A Comune that is named must be granted.
    fn named(&self, declared: &Declared, comune: &str) -> Result<(), Refusal> {
        let granted = |one: &Usable<'_>| one.reaches(comune) && self.grants(one, declared);
        if self.usable.iter().any(granted) {
            return Ok(());
        }
        let once = |one: &Usable<'_>| {
            one.reaches(comune) && one.opens_kind(self.asked.service, declared.kind)
        };
        let reached = self.usable.iter().any(|one| one.reaches(comune));
        if !reached && !self.lapsed.iter().any(once) {
            let text = format!("Il Comune {comune} non è tra quelli concessi.");
            return Err(("COMUNE_NON_CONCESSO", text));
        }
        let (code, text) = self.missing(declared, &|one| one.reaches(comune));
        Err((code, format!("Per il Comune {comune}: {text}")))
    }

    /// The first thing that none has, of those that had everything before.
    fn missing(&self, declared: &Declared, counts: &dyn Fn(&Usable<'_>) -> bool) -> Refusal {
        let service = self.asked.service;
        let of_service: Vec<&Usable<'_>> = self
            .usable
            .iter()
            .filter(|one| counts(one) && one.opens_service(service))
            .collect();
        if of_service.is_empty() {
            let mut lapsed = self.lapsed.iter();
            let had = lapsed.any(|one| counts(one) && one.opens_service(service));
            return if had {
                not_in_force()
            } else {
                no_service(self.asked)
            };
        }
        let of_kind: Vec<_> = of_service
            .into_iter()
            .filter(|one| one.opens_kind(service, declared.kind))
            .collect();
        if of_kind.is_empty() {
            let mut lapsed = self.lapsed.iter();
            if lapsed.any(|one| counts(one) && one.opens_kind(service, declared.kind)) {
                return not_in_force();
            }
            let text = format!(
                "Le {} di tipo «{}» non sono concesse.",
                declared.sort, declared.kind_label
            );
            return ("TIPO_NON_CONCESSO", text);
        }
        let for_purpose: Vec<_> = of_kind
            .into_iter()
            .filter(|one| one.admits(&self.asked.purpose))
            .collect();
        if for_purpose.is_empty() {
            return wrong_purpose();
        }
        let mut closest: Option<Vec<&str>> = None;
        for one in &for_purpose {
            let lacking = one.lacks(service, declared);
            if closest
                .as_ref()
                .is_none_or(|known| lacking.len() < known.len())
            {
                closest = Some(lacking);
            }
        }
        let closest = closest.unwrap_or_default();
        if !closest.is_empty() {
            let text = format!(
                "Campi non concessi nelle {} di tipo «{}»: {}.",
                declared.sort,
                declared.kind_label,
                closest.join(", ")
            );
            return ("CAMPO_NON_CONCESSO", text);
        }
        let text = "La richiesta non proviene da una postazione autorizzata.";
        ("POSTAZIONE_NON_AUTORIZZATA", text.to_owned())
    }

    /// Each Comune is looked at by itself: all that are named anywhere, and one that nobody has ever named.
    fn who_answers(&self, declared: &Declared) -> One {
        let day = self.asked.day;
        let only: Territory = self.asked.comuni.as_ref().map(|comuni| {
            let widened = comuni.iter();
            widened
                .flat_map(|one| with_those_taken_over(self.rows, one, day))
                .collect()
        });
        let mut known = BTreeSet::new();
        for one in &self.usable {
            known.extend(one.territory.clone().unwrap_or_default());
        }
        known.extend(only.clone().unwrap_or_default());
        known.extend(COMUNI.map(str::to_owned));
        known.insert("999999".to_owned());
        let asked_of = |comune: &str| only.as_ref().is_none_or(|only| only.contains(comune));
        let mut at_once = BTreeSet::new();
        let mut quotas = BTreeSet::new();
        let mut waits: BTreeMap<Part, BTreeSet<String>> = BTreeMap::new();
        let mut shown = Shown::new();
        for comune in known.iter().filter(|comune| asked_of(comune)) {
            let mut answering = self.usable.iter();
            let one = answering.find(|one| self.grants(one, declared) && one.reaches(comune));
            let Some(one) = one else { continue };
            if one.strictness == 0 {
                at_once.insert(comune.clone());
                if !declared.showable.is_empty() {
                    let fields = one.grants_of(self.asked.service, declared);
                    shown.insert(comune.clone(), fields);
                }
                if one.agreement.daily_quota > 0 {
                    quotas.insert(one.agreement.id);
                }
            } else {
                let decider = who_decides(self.rows, comune, day);
                let part = (decider, one.agreement.id, one.strictness, one.hours);
                waits.entry(part).or_default().insert(comune.clone());
            }
        }
        // What reaches even a Comune that nobody named reaches all.
        let everybody = at_once.contains("999999") && only.is_none();
        One {
            at_once: if everybody { None } else { Some(at_once) },
            quotas,
            waits,
            shown,
        }
    }
}
