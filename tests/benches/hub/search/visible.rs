//! How soon a change that was accepted can be found, and read.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use hub::search::Criteria;
use schema::clock::{Clock, SystemClock};
use schema::db::{Db, Pool, write_tx};
use schema::facts::{Fact, Identity, NOW, STILL_KNOWN};
use schema::journal::{Allotment, append};
use schema::tables::JournalRow;
use serde_json::{Value, json};
use tests::clerk::Subject;

use super::{Node, search, share};

/// Changes a second, one a transaction.
const RATE: f64 = 200.0;
/// One change in so many is searched for by its new surname, so that the cursor is not taken at its word.
const SEARCHED: usize = 50;
/// How long the last change may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A change: its journal number, the person, her new surname, and when it was on disk.
#[derive(Clone)]
struct Changed {
    number: i64,
    person: i64,
    surname: String,
    at: Instant,
}

/// Changes surnames of known people at the rate, and waits for each in the index and in the register.
pub fn measure(node: &Node, register: &Pool, known: &[Subject], seconds: u64) -> Result<Value> {
    let total = (RATE * seconds as f64) as usize;
    let (tell_search, in_search) = mpsc::channel::<Changed>();
    let (tell_sheet, in_sheet) = mpsc::channel::<Changed>();
    let (mut in_search, mut in_sheet) = std::thread::scope(|scope| {
        // Each watches alone: whoever waits for the index must not come late to the register.
        let sheet = scope.spawn(move || seen_in_sheet(register, &in_sheet));
        let search = scope.spawn(move || seen_in_search(node, &in_search));
        let tell = [tell_search, tell_sheet];
        write(register, known, total, &tell)?;
        // Nothing more comes: the watchers end.
        drop(tell);
        let failed = |_| anyhow!("a watching thread failed");
        let search = search.join().map_err(failed)??;
        Ok::<_, anyhow::Error>((search, sheet.join().map_err(failed)??))
    })?;
    eprintln!("  {} changes were seen", in_search.len());
    Ok(json!({
        "visible_search": share(&mut in_search, 0.99),
        "visible_sheet": share(&mut in_sheet, 0.99),
    }))
}

fn write(
    register: &Pool,
    known: &[Subject],
    total: usize,
    tell: &[mpsc::Sender<Changed>],
) -> Result<()> {
    let mut conn = register.get()?;
    let begun = Instant::now();
    for turn in 0..total {
        let due = begun + Duration::from_secs_f64(turn as f64 / RATE);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let person = known[turn % known.len()].person_id;
        let surname = unheard_of(turn);
        let number = rename(&mut conn, person, &surname)?;
        let changed = Changed {
            number,
            person,
            surname,
            at: Instant::now(),
        };
        for watcher in tell {
            // A watcher that has failed says so itself.
            let _ = watcher.send(changed.clone());
        }
    }
    Ok(())
}

/// Letters that nobody's surname has, another word for each number.
fn unheard_of(number: usize) -> String {
    let letters = (0..5).map(|place| {
        let digit = number / 26_usize.pow(place) % 26;
        char::from(b'A' + digit as u8)
    });
    format!("QXW{}", letters.collect::<String>())
}

/// Corrects a surname, as the loader writes it.
fn rename(conn: &mut Db, person: i64, surname: &str) -> Result<i64> {
    let number = write_tx::<_, diesel::result::Error>(conn, |conn| {
        let mut allotment = Allotment::open(conn)?;
        let number = allotment.number();
        let row = JournalRow {
            number,
            person_id: person,
            supply_id: 1,
            comune: String::new(),
            line: 1,
            cause: "INIZIALE".to_owned(),
            recorded_at: SystemClock.now().naive_utc(),
        };
        append(conn, &[row])?;
        let mut states = Identity::load(conn, &[person], STILL_KNOWN - 1)?;
        for old in &states {
            old.supersede(conn, number)?;
        }
        for (state, seq) in states.iter_mut().zip(0..) {
            surname.clone_into(&mut state.surname);
            state.place(person, number, seq);
        }
        Identity::insert_all(conn, &states)?;
        allotment.close(conn)?;
        Ok(number)
    })?;
    Ok(number)
}

/// From each commit until the register shows the change, as a consultation reads it.
fn seen_in_sheet(register: &Pool, told: &mpsc::Receiver<Changed>) -> Result<Vec<Duration>> {
    let mut conn = register.get()?;
    let mut times = Vec::new();
    while let Ok(changed) = told.recv() {
        let states = Identity::load(&mut conn, &[changed.person], NOW)?;
        let shown = states
            .iter()
            .any(|state| state.known_from >= changed.number);
        if !shown {
            let number = changed.number;
            return Err(anyhow!("the register does not show change {number}"));
        }
        times.push(changed.at.elapsed());
    }
    Ok(times)
}

/// From each commit until the index has the change.
fn seen_in_search(node: &Node, told: &mpsc::Receiver<Changed>) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while let Ok(changed) = told.recv() {
        if !node.service.index().wait_for(changed.number, PATIENCE) {
            return Err(anyhow!("change {} is not in the index", changed.number));
        }
        times.push(changed.at.elapsed());
        if times.len() % SEARCHED == 1 {
            found(node, &changed)?;
        }
    }
    Ok(times)
}

/// An error unless the person is found by her new surname.
fn found(node: &Node, changed: &Changed) -> Result<()> {
    let criteria = Criteria {
        surname: Some(changed.surname.clone()),
        ..Criteria::default()
    };
    let answer = node
        .service
        .search(&node.access, &search(criteria))
        .map_err(|refusal| anyhow!("{refusal}"))?;
    let mut hits = answer.found.hits.iter();
    let fits = hits.any(|hit| hit.person_id == changed.person && hit.strength.fits());
    fits.then_some(())
        .ok_or_else(|| anyhow!("change {} cannot be searched for", changed.number))
}
