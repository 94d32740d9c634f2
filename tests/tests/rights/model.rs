//! The decision against the reference model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hub::access::{Caller, Denied, Directory, Plan};
use hub::check::Scope;
use schema::codes::ValidationMode;
use tests::model::{Case, Judged, Random, World, judge};

const WORLDS: u64 = 500;
const REQUESTS: u64 = 200;

fn decided(directory: &Arc<Directory>, case: &Case) -> Result<Plan, Denied> {
    let caller = Caller::by_user(directory, case.asked.user_id, case.credential.clone())?;
    let access = match case.service {
        hub::access::Service::MassiveCheck => caller.for_massive(&case.context),
        _ => caller.for_check(&case.context),
    }?;
    access.plan(&case.request)
}

fn comuni(scope: &Scope) -> Option<BTreeSet<String>> {
    match scope {
        Scope::All => None,
        Scope::Comuni(comuni) => Some(comuni.iter().cloned().collect()),
    }
}

/// As the model says it.
fn told(decided: Result<Plan, Denied>) -> Judged {
    match decided {
        Err(denied) => Judged::Refused(denied.code(), denied.to_string()),
        Ok(plan) => Judged::Answered {
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
        },
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
            let found = told(decided(&directory, &case));
            assert_eq!(
                found, expected,
                "world {seed}, request {number}: {:#?}",
                case.asked
            );
            pairs += 1;
            *met.entry(kind_of(&expected)).or_default() += 1;
        }
    }
    assert!(pairs >= 100_000);
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
    ] {
        let times = met.get(outcome).copied().unwrap_or(0);
        assert!(times >= 50, "{outcome}: {times} of {met:?}");
    }
}

fn kind_of(judged: &Judged) -> String {
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
