use chrono::{Duration, NaiveDateTime};
use proptest::prelude::*;
use proptest::sample::SizeRange;

use super::support::{at, seen};
use super::*;

fn watch(rules: &Rules, rows: &[Seen]) -> Vec<Finding> {
    let mut watch = Watch::new(rules.clone());
    for row in rows {
        watch.see(row);
    }
    watch.findings()
}

fn told(findings: &[Finding]) -> Vec<(FindingKind, i64, u64)> {
    findings
        .iter()
        .map(|f| (f.kind, f.user_id, f.count))
        .collect()
}

/// Noon of a Tuesday and of the working days after it.
fn noon(day: i64) -> NaiveDateTime {
    at("2026-11-03 11:00:00") + Duration::days(day / 4 * 7 + day % 4)
}

#[test]
fn failures_are_counted_by_user_and_day() {
    let failed = |moment| Seen {
        act: "ACCESSO".to_owned(),
        outcome: "CREDENZIALI_ERRATE".to_owned(),
        subject: String::new(),
        person_id: 0,
        ..seen(moment, 3)
    };
    let rows: Vec<Seen> = (0..5)
        .map(|n| failed(noon(0) + Duration::seconds(n)))
        .collect();
    let found = watch(&Rules::default(), &rows);
    assert_eq!(told(&found), [(FindingKind::FailedSignIns, 3, 5)]);
    assert_eq!((found[0].from, found[0].to), (rows[0].at, rows[4].at));
    assert!(watch(&Rules::default(), &rows[1..]).is_empty());
    // Of users that are not recognised, too.
    let nobody: Vec<Seen> = rows
        .iter()
        .map(|row| Seen {
            user_id: 0,
            ..row.clone()
        })
        .collect();
    assert_eq!(
        told(&watch(&Rules::default(), &nobody)),
        [(FindingKind::FailedSignIns, 0, 5)]
    );
}

#[test]
fn refusals_are_counted_like_failures() {
    let rows: Vec<Seen> = (0..10)
        .map(|n| Seen {
            act: "RIFIUTO".to_owned(),
            ..seen(noon(0) + Duration::minutes(n), 3)
        })
        .collect();
    assert_eq!(
        told(&watch(&Rules::default(), &rows)),
        [(FindingKind::Refusals, 3, 10)]
    );
}

#[test]
fn nights_sundays_and_holidays_are_no_working_hours_but_for_applications() {
    let night = seen(at("2026-11-04 01:30:00"), 3);
    let sunday = seen(at("2026-11-08 10:00:00"), 3);
    let evening = seen(at("2026-11-04 18:59:59"), 3);
    let christmas = seen(at("2026-12-25 10:00:00"), 3);
    let found = watch(
        &Rules::default(),
        &[night.clone(), sunday, evening, christmas],
    );
    assert_eq!(told(&found), [(FindingKind::OutsideHours, 3, 1); 3]);
    let application = Seen {
        role: "AUTORIZZATO".to_owned(),
        ..night
    };
    assert!(watch(&Rules::default(), &[application]).is_empty());
}

#[test]
fn an_hour_is_unusual_once_habits_are_known() {
    let mut rows: Vec<Seen> = (0..12).map(|day| seen(noon(day), 3)).collect();
    let late = seen(noon(5) + Duration::hours(6), 3);
    rows.push(late.clone());
    let found = watch(&Rules::default(), &rows);
    assert_eq!(told(&found), [(FindingKind::UnusualHour, 3, 1)]);
    assert_eq!(found[0].from, late.at);
    let few = [rows[0].clone(), rows[1].clone(), late];
    assert!(watch(&Rules::default(), &few).is_empty());
}

#[test]
fn a_burst_stands_out_from_the_users_own_median_wherever_it_falls() {
    let rules = Rules {
        subjects_least: 1000,
        ..Rules::default()
    };
    let mut usual: Vec<Seen> = Vec::new();
    for day in 0..12 {
        usual.extend((0..14).map(|n| seen(noon(day) + Duration::minutes(n), 3)));
    }
    assert!(watch(&rules, &usual).is_empty());
    // From the last minute of one half window to the first of the next.
    let begin = noon(2) + Duration::minutes(124);
    let burst = (0..70).map(|n| seen(begin + Duration::seconds(n * 2), 3));
    let rows: Vec<Seen> = usual.iter().cloned().chain(burst).collect();
    let found = watch(&rules, &rows);
    let found: Vec<_> = found
        .iter()
        .filter(|f| f.kind == FindingKind::Burst)
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].count, 70);
    assert!(found[0].usual > 0 && found[0].usual <= 10);
    assert_eq!(found[0].from, begin);
}

#[test]
fn a_massive_check_is_one_request() {
    let rows: Vec<Seen> = (0..500)
        .map(|n| Seen {
            request_id: "massiva".to_owned(),
            ..seen(noon(0) + Duration::milliseconds(n), 3)
        })
        .collect();
    assert!(watch(&Rules::default(), &rows).is_empty());
}

#[test]
fn many_subjects_stand_out_from_the_users_other_days() {
    let day = |day: i64, subjects: i64| {
        (0..subjects).map(move |n| Seen {
            person_id: 1 + n,
            request_id: format!("massiva-{day}"),
            ..seen(noon(day), 3)
        })
    };
    let usual: Vec<Seen> = (0..6).flat_map(|n| day(n, 40)).collect();
    let with = |subjects: i64| {
        usual
            .iter()
            .cloned()
            .chain(day(7, subjects))
            .collect::<Vec<_>>()
    };
    assert!(watch(&Rules::default(), &with(120)).is_empty());
    let found = watch(&Rules::default(), &with(121));
    assert_eq!(told(&found), [(FindingKind::ManySubjects, 3, 121)]);
    assert_eq!(found[0].usual, 40);
}

#[test]
fn one_person_asked_by_many_is_noted_however_she_was_named() {
    let rows: Vec<Seen> = (1..=5)
        .map(|user| Seen {
            subject: format!("modo {user}"),
            ..seen(noon(0), user)
        })
        .collect();
    let found = watch(&Rules::default(), &rows);
    assert_eq!(told(&found), [(FindingKind::SubjectOfMany, 0, 5)]);
    assert_eq!(found[0].subject, "modo 1");
    assert!(watch(&Rules::default(), &rows[1..]).is_empty());
}

#[test]
fn codes_and_labels_are_distinct() {
    let mut codes: Vec<_> = FindingKind::ALL
        .iter()
        .flat_map(|k| [k.code(), k.label()])
        .collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 2 * FindingKind::ALL.len());
}

fn rows(size: impl Into<SizeRange>) -> impl Strategy<Value = Vec<Seen>> {
    let row =
        (0_i64..4, 0_i64..600_000, 0_i64..6, 0_usize..4).prop_map(|(user, second, person, act)| {
            let (act, outcome) = [
                ("RISPOSTA", "residenza=S"),
                ("RIFIUTO", "ERRORE:X"),
                ("ACCESSO", "CREDENZIALI_ERRATE"),
                ("ACCESSO", "RIUSCITO"),
            ][act];
            Seen {
                act: act.to_owned(),
                outcome: outcome.to_owned(),
                person_id: person,
                ..seen(at("2026-11-03 11:00:00") + Duration::seconds(second), user)
            }
        });
    prop::collection::vec(row, size)
}

fn strict() -> Rules {
    Rules {
        burst_least: 2,
        burst_factor: 2,
        subjects_least: 2,
        subjects_factor: 1,
        users_of_subject: 2,
        failures: 2,
        refusals: 2,
        habit_days: 2,
        ..Rules::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn findings_do_not_depend_on_the_order_of_the_rows(rows in rows(0..120), turn in 0_usize..120) {
        let straight = watch(&strict(), &rows);
        let mut turned = rows.clone();
        turned.reverse();
        turned.rotate_left(turn.min(rows.len()));
        prop_assert_eq!(watch(&strict(), &turned), straight);
    }

    /// The plain way: every window that begins with a request, over the requests themselves.
    #[test]
    fn every_burst_that_fits_into_half_a_window_is_found(rows in rows(0..120), extra in 3_i64..20, second in 0_i64..600_000) {
        let rules = Rules { burst_factor: 0, ..strict() };
        let begin = at("2026-11-03 11:00:00") + Duration::seconds(second);
        let mut all = rows;
        all.extend((0..extra).map(|n| seen(begin + Duration::seconds(n * 300 / 20), 9)));
        let found = watch(&rules, &all);
        let burst = found.iter().find(|f| f.kind == FindingKind::Burst && f.user_id == 9);
        prop_assert!(burst.is_some_and(|f| f.count == extra as u64 && f.from == begin), "{:?}", burst);
    }

    #[test]
    fn evidence_lies_within_what_was_seen(rows in rows(1..120)) {
        for finding in watch(&strict(), &rows) {
            prop_assert!(finding.from <= finding.to);
            prop_assert!(rows.iter().any(|row| row.at == finding.from));
            prop_assert!(rows.iter().any(|row| row.at == finding.to));
            prop_assert!(finding.count >= 1 && finding.count <= rows.len() as u64);
        }
    }
}
