//! The decision against the reference model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hub::access::{Access, Ask, Caller, Denied, Directory, Plan, Service};
use hub::check::Scope;
use schema::codes::{ConsultationField, ConsultationKind, ValidationMode};
use tests::model::{Case, Judged, Random, Request, Shown, World, judge};

const WORLDS: u64 = 600;
const REQUESTS: u64 = 200;

fn opened(directory: &Arc<Directory>, case: &Case) -> Result<Access, Denied> {
    let caller = Caller::by_user(directory, case.asked.user_id, case.credential.clone())?;
    match case.service {
        Service::MassiveCheck => caller.for_massive(&case.context),
        Service::Consultation => caller.for_consultation(&case.context),
        Service::Families => caller.for_families(&case.context),
        Service::Search => caller.for_search(&case.context),
        _ => caller.for_check(&case.context),
    }
}

fn decided(directory: &Arc<Directory>, case: &Case) -> Result<Judged, Denied> {
    let access = opened(directory, case)?;
    let comuni_asked = case.asked.comuni.as_deref();
    match &case.request {
        Request::Check(request) => Ok(told(access.plan(request)?, Shown::new())),
        Request::Sheet(kind, fields) => {
            let plan = access.plan_for(&Ask {
                kind: (*kind).into(),
                fields: *fields,
                purpose: &case.asked.purpose,
                comuni: comuni_asked,
            })?;
            let shown = shown(&access, &plan, *kind);
            let ceased = access.scope_showing(&plan, *kind, ConsultationField::Ceased);
            for (comune, fields) in &shown {
                let granted = fields.contains("cessati");
                // Of all but some, a Comune that is no entity of the hub may be left out; none is ever added.
                let left_out = !directory.comuni().contains(comune);
                let shows = ceased.covers(comune);
                assert!(
                    shows == granted || granted && left_out,
                    "{comune}: {:#?}",
                    case.asked
                );
            }
            Ok(told(plan, shown))
        }
        Request::Search => {
            let plan = access.plan_search(&case.asked.purpose, comuni_asked)?;
            Ok(Judged::Answered {
                at_once: vec![
                    comuni(&plan.territory.registered),
                    comuni(&plan.territory.others),
                ],
                waits: BTreeSet::new(),
                quotas: plan.debits.iter().map(|debit| debit.agreement_id).collect(),
                shown: Shown::new(),
            })
        }
    }
}

/// Of every Comune of the random worlds that is answered for at once, and of one that nobody has named.
fn shown(access: &Access, plan: &Plan, kind: ConsultationKind) -> Shown {
    let numbers = (1..=6).map(|number| format!("03600{number}"));
    numbers
        .chain(["999999".to_owned()])
        .filter(|comune| plan.scopes[0].covers(comune))
        .map(|comune| {
            let fields = access.fields_shown(plan, kind.into(), &comune);
            let names = fields.of(kind).map(|field| field.name).collect();
            (comune, names)
        })
        .collect()
}

fn comuni(scope: &Scope) -> Option<BTreeSet<String>> {
    match scope {
        Scope::All => None,
        Scope::Comuni(comuni) => Some(comuni.iter().cloned().collect()),
    }
}

/// As the model says it.
fn told(plan: Plan, shown: Shown) -> Judged {
    Judged::Answered {
        at_once: plan.scopes.iter().map(comuni).collect(),
        waits: plan
            .waiting
            .into_iter()
            .map(|one| {
                let strictness = match one.mode {
                    ValidationMode::None => 0,
                    ValidationMode::Silent => 1,
                    ValidationMode::Manual => 2,
                };
                let covers = comuni(&one.covers).expect("known by name");
                (
                    one.comune,
                    one.agreement_id,
                    strictness,
                    one.hours,
                    covers,
                    one.declarations,
                )
            })
            .collect(),
        quotas: plan.debits.iter().map(|debit| debit.agreement_id).collect(),
        shown,
    }
}

#[test]
fn the_decision_is_the_reference_models() {
    let mut met: BTreeMap<String, u64> = BTreeMap::new();
    let mut pairs = 0_u64;
    for seed in 0..WORLDS {
        let mut random = Random::new(seed);
        let world = World::random(&mut random);
        let directory = Arc::new(Directory::build(1, world.rows.clone()));
        for number in 0..REQUESTS {
            let case = world.ask(&mut random);
            let expected = judge(&world.rows, &case.asked);
            let found = decided(&directory, &case)
                .unwrap_or_else(|denied| Judged::Refused(denied.code(), denied.to_string()));
            assert_eq!(
                found, expected,
                "world {seed}, request {number}: {:#?}",
                case.asked
            );
            pairs += 1;
            for met_as in kinds_of(case.service, &expected) {
                *met.entry(met_as).or_default() += 1;
            }
        }
    }
    assert!(pairs >= 120_000);
    // A comparison that never meets something shows nothing about it.
    for outcome in [
        "at once",
        "waits",
        "at once, waits",
        "ENTE_NON_ABILITATO",
        "UFFICIO_NON_ABILITATO",
        "UTENTE_NON_ABILITATO",
        "FUNZIONE_NON_CONCESSA",
        "PROFILO_NON_IN_VIGORE",
        "CONVENZIONE_NON_IN_VIGORE",
        "SERVIZIO_NON_CONCESSO",
        "TIPO_NON_CONCESSO",
        "FINALITA_NON_CONCESSA",
        "CAMPO_NON_CONCESSO",
        "POSTAZIONE_NON_AUTORIZZATA",
        "TERRITORIO_NON_CONCESSO",
        "COMUNE_NON_CONCESSO",
        "VALIDAZIONE_RICHIESTA",
        "CONSULTAZIONE: at once",
        "CONSULTAZIONE: waits",
        "CONSULTAZIONE: at once, waits",
        "CONSULTAZIONE: TIPO_NON_CONCESSO",
        "CONSULTAZIONE: CAMPO_NON_CONCESSO",
        "CONSULTAZIONE: COMUNE_NON_CONCESSO",
        "NUCLEI_FAMILIARI: at once",
        "NUCLEI_FAMILIARI: CAMPO_NON_CONCESSO",
        "NUCLEI_FAMILIARI: VALIDAZIONE_RICHIESTA",
        "RICERCA: at once",
        "RICERCA: POSTAZIONE_NON_AUTORIZZATA",
        "RICERCA: VALIDAZIONE_RICHIESTA",
    ] {
        let times = met.get(outcome).copied().unwrap_or(0);
        assert!(times >= 50, "{outcome}: {times} of {met:?}");
    }
}

/// The outcome, of any service and of this one.
fn kinds_of(service: Service, judged: &Judged) -> [String; 2] {
    let outcome = outcome_of(judged);
    [format!("{}: {outcome}", service.code()), outcome]
}

fn outcome_of(judged: &Judged) -> String {
    match judged {
        Judged::Refused(code, _) => (*code).to_owned(),
        Judged::Answered { at_once, waits, .. } => {
            let now = at_once
                .iter()
                .any(|one| one.as_ref().is_none_or(|c| !c.is_empty()));
            let words = [(now, "at once"), (!waits.is_empty(), "waits")];
            let words = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word);
            words.collect::<Vec<_>>().join(", ")
        }
    }
}
