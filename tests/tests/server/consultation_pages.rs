//! Consultations as a clerk's browser asks for them: sheets, drawings, paper.

use diesel::prelude::*;
use schema::codes::{ConsultationKind, ValidationMode};
use schema::date::{UncertainDate, Validity};
use schema::facts::{Address, Identity, Membership, PersonFacts};
use schema::tables::{audit, profile_grant};
use tests::{TestServer, TestStore, on_both};

use super::grants::grant;
use super::search_pages::may_search;
use super::signing_in::settled;
use super::support::text;
use super::validation_pages::{FIUMALBO, PURPOSE, clerk};
use super::visitor::{Visitor, value_of};
use crate::checks::support::{held, record, record_streets, resident, since};
use crate::papers::reader::Pdf;

pub const WIFE: &str = "BNCLRA62A41F257B";
const HUSBAND: &str = "RSSMRA60A01F257A";
const MARK: &str = "Consultazione: non ha valore di certificato (art. 15 L. 183/2011)";

fn between(from: &str, to: &str) -> Validity {
    let date = |text| UncertainDate::parse(text).unwrap();
    Validity::between(date(from), date(to))
}

fn stands(facts: &mut PersonFacts, role: &str, ordinal: i32, when: Validity) {
    facts.memberships.push(held(
        Membership {
            comune: FIUMALBO.to_owned(),
            household_kind: "F".to_owned(),
            household_code: "77".to_owned(),
            role: role.to_owned(),
            ordinal,
            ..Membership::default()
        },
        when,
    ));
}

fn lives(facts: &mut PersonFacts, number: i32, when: Validity) {
    facts.addresses.push(held(
        Address {
            kind: "1".to_owned(),
            comune: FIUMALBO.to_owned(),
            street_code: "10".to_owned(),
            number,
            ..Address::default()
        },
        when,
    ));
}

/// In Fiumalbo: she was BIANCHI and is VERDI, lived at 12 and lives at 200; her husband died in 2020, and headed the
/// family until then.
pub fn family(store: &TestStore) {
    record_streets(store, FIUMALBO, &[("10", "VIA", "GIARDINI")]);
    let mut husband = resident(HUSBAND, "ROSSI", "MARIO", "1960-01-01", FIUMALBO);
    let mut wife = resident(WIFE, "BIANCHI", "LAURA", "1962-01-01", FIUMALBO);
    let mut son = resident(
        "RSSPLA90A01F257C",
        "ROSSI",
        "NICCOLÒ",
        "1990-01-01",
        FIUMALBO,
    );
    "F".clone_into(&mut wife.identities[0].sex);
    let at = UncertainDate::parse("2021-05-01").unwrap();
    let renamed = Identity {
        surname: "VERDI".to_owned(),
        ..wife.identities[0].clone()
    };
    (wife.identities[0].to_first, wife.identities[0].to_last) = (at.first.0, at.last.0);
    wife.identities.push(held(renamed, since("2021-05-01")));
    stands(&mut husband, "1", 1, between("1985-05-01", "2020-03-10"));
    stands(&mut wife, "2", 2, between("1985-05-01", "2020-03-10"));
    stands(&mut wife, "1", 1, since("2020-03-10"));
    stands(&mut son, "3", 3, since("1990-01-01"));
    lives(&mut husband, 12, between("1985-05-01", "2020-03-10"));
    for one in [&mut wife, &mut son] {
        lives(one, 12, between("1990-01-01", "2015-06"));
        lives(
            one,
            200,
            Validity::since(UncertainDate::parse("2015-06").unwrap()),
        );
    }
    record(store, &[husband, wife, son]);
}

/// The clerk may have every consultation, with every field, and search for whom it is about.
pub fn may_consult(store: &TestStore, name: &str) {
    let kinds = ConsultationKind::ALL.iter();
    let granted: Vec<_> = kinds
        .map(|kind| ("CONSULTAZIONE", kind.code(), "*"))
        .collect();
    grant(store, name, &granted);
    may_search(store, name);
}

fn leads_to(answer: &api::client::Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.header("location").unwrap().to_owned()
}

fn of_wife(kind: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("tipo", kind),
        ("codiceFiscale", WIFE),
        ("finalita", PURPOSE),
        ("pratica", "2026/40"),
    ]
}

/// Asks, and follows to the page of the number.
fn shown(clerk: &mut Visitor, fields: &[(&str, &str)]) -> (String, String) {
    let place = leads_to(&clerk.form("/consultazioni", fields));
    assert!(
        place.starts_with("/consultazioni/") && !place.contains(WIFE),
        "{place}"
    );
    let page = clerk.open(&place);
    (place, page)
}

on_both! {
    fn the_sheets_of_a_person_one_from_the_other(store: &TestStore) {
        let server = TestServer::start(store);
        family(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        assert!(clerk.open("/consultazioni").contains("Nessun tipo di consultazione è concesso"));
        may_consult(store, "m.rossi");
        clerk.open("/consultazioni");
        let (_, page) = shown(&mut clerk, &of_wife("SCHEDA_INDIVIDUALE"));
        for said in ["Scheda individuale: VERDI LAURA", WIFE, "VIA GIARDINI", "da data non nota", "da data incerta (06/2015)", "Alla data", MARK] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // The family on a day of 2010, by the reference that the page gave.
        let reference = value_of(&page, "riferimento");
        let mut asked = vec![("tipo", "SCHEDA_FAMIGLIA"), ("riferimento", reference.as_str()), ("data", "01/01/2010")];
        asked.extend([("finalita", PURPOSE), ("pratica", "2026/40"), ("confronto", "21/11/2026")]);
        let (_, page) = shown(&mut clerk, &asked);
        for said in ["ROSSI MARIO", "BIANCHI LAURA", "ROSSI NICCOLÒ", "class=\"hub-tree\"", "Storia della composizione", "Che cosa cambia tra"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("style="), "{page}");
        let recorded: i64 = audit::table
            .filter(audit::case_reference.eq("2026/40"))
            .filter(audit::person_id.ne(0))
            .count()
            .get_result(&mut store.trace_conn())
            .unwrap();
        assert!(recorded >= 4, "{recorded}");
        // A reference of somebody else's, or one that was changed, leads nowhere.
        let mut other = settled(store, &server, "g.verdi");
        store.clock.advance(chrono::Duration::seconds(10));
        other.open("/consultazioni");
        assert_eq!(other.form("/consultazioni", &asked).status, 403);
        let forged = clerk.form("/consultazioni", &[("tipo", "SCHEDA_FAMIGLIA"), ("riferimento", "x.y"), ("finalita", PURPOSE), ("pratica", "1")]);
        assert!(forged.status == 422 && text(&forged).contains("Il riferimento non è valido"), "{}", text(&forged));
    }

    fn a_consultation_is_taken_away_on_paper(store: &TestStore) {
        let server = TestServer::start(store);
        family(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        may_consult(store, "m.rossi");
        clerk.open("/consultazioni");
        let (place, _) = shown(&mut clerk, &of_wife("SCHEDA_FAMIGLIA"));
        let number = place.rsplit('/').next().unwrap().to_owned();
        let print = clerk.open(&format!("{place}/stampa"));
        let answer = clerk.get(&format!("{place}/documento.pdf"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/pdf")));
        let pages = Pdf::parse(&answer.body).pages();
        let read = pages.join(" ");
        for said in [MARK, "VERDI LAURA", "ROSSI NICCOLÒ", "Finalità", PURPOSE, "2026/40", "m.rossi", "Scheda di famiglia n. 77 di Fiumalbo"] {
            assert!(print.contains(said) || said == "m.rossi", "{said}: {print}");
            assert!(read.contains(said), "{said}: {read}");
        }
        assert!(print.contains("data:image/svg+xml;base64,") && pages.iter().all(|page| page.contains(MARK)));
        // The same by the interface; and to nobody else.
        let rest = clerk.send("GET", &format!("/v1/consultazioni/{number}/pdf"), &[], "");
        assert_eq!(Pdf::parse(&rest.body).pages(), pages);
        let mut other = settled(store, &server, "g.verdi");
        store.clock.advance(chrono::Duration::seconds(10));
        for path in [place.clone(), format!("{place}/stampa"), format!("{place}/documento.pdf")] {
            assert!(matches!(other.get(&path).status, 403 | 404), "{path}");
        }
        assert!(clerk.open(&format!("/ricevute/{number}")).contains("Ricevuta n."));
    }

    fn history_address_and_events(store: &TestStore) {
        let server = TestServer::start(store);
        family(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        may_consult(store, "m.rossi");
        clerk.open("/consultazioni");
        let (place, page) = shown(&mut clerk, &of_wife("STORICO"));
        for said in ["class=\"hub-timeline\"", "BIANCHI LAURA", "VERDI LAURA", "VIA GIARDINI 12", "Noto dal"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let csv = text(&clerk.get(&format!("{place}/tabella.csv")));
        assert!(csv.contains("BIANCHI LAURA") && csv.contains(';'), "{csv}");
        let why = [("finalita", PURPOSE), ("pratica", "2026/40")];
        let mut home = vec![("tipo", "ABITAZIONE"), ("di", "indirizzo"), ("comune", "Fiumalbo"), ("via", "Giardini"), ("civico", "200")];
        home.extend(why);
        let (_, page) = shown(&mut clerk, &home);
        assert!(page.contains("VERDI LAURA") && page.contains("ROSSI NICCOLÒ") && !page.contains("ROSSI MARIO"), "{page}");
        let mut events = vec![("tipo", "EVENTI"), ("di", "eventi"), ("comune", "Fiumalbo"), ("dal", "01/01/2020"), ("al", "31/12/2020")];
        events.extend(why);
        let (_, page) = shown(&mut clerk, &events);
        assert!(page.contains("Eventi registrati da Fiumalbo dal 01/01/2020 al 31/12/2020"), "{page}");
        // Nobody of whom one may know, and what is wrong with the question.
        let nobody = clerk.form("/consultazioni", &[("tipo", "STORICO"), ("codiceFiscale", "RSSMRA80A01H501U"), why[0], why[1]]);
        assert!(text(&nobody).contains("Nessuna corrispondenza"), "{}", text(&nobody));
        for (name, value, said) in [
            ("data", "31/02/2020", "Indicare un giorno"),
            ("data", "01/01/2099", "Giorno"),
            ("codiceFiscale", "", "Indicare il codice fiscale, oppure"),
        ] {
            let fields = [("tipo", "SCHEDA_FAMIGLIA"), ("codiceFiscale", WIFE), why[0], why[1], (name, value)];
            let fields: Vec<_> = fields.into_iter().filter(|(one, given)| *one != name || *given == value).collect();
            let wrong = clerk.form("/consultazioni", &fields);
            assert_eq!(wrong.status, 422, "{said}: {}", text(&wrong));
        }
    }

    /// Whatever shows maps opens an address whose place is known, and only to who may see the address.
    fn an_address_with_coordinates_has_its_place_on_the_map(store: &TestStore) {
        let server = TestServer::start(store);
        record_streets(store, FIUMALBO, &[("10", "VIA", "GIARDINI")]);
        let mut placed = resident(WIFE, "BIANCHI", "LAURA", "1962-01-01", FIUMALBO);
        let mut unplaced = resident(HUSBAND, "ROSSI", "MARIO", "1960-01-01", FIUMALBO);
        stands(&mut placed, "1", 1, since("1985-05-01"));
        lives(&mut placed, 12, since("1985-05-01"));
        lives(&mut unplaced, 14, since("1985-05-01"));
        (placed.addresses[0].latitude, placed.addresses[0].longitude) = (Some(44_179_500), Some(10_646_012));
        // Half a place is none.
        unplaced.addresses[0].latitude = Some(44_179_500);
        record(store, &[placed, unplaced]);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        may_consult(store, "m.rossi");
        clerk.open("/consultazioni");
        let link = "<a href=\"geo:44.179500,10.646012\" rel=\"noreferrer\">VIA GIARDINI 12, Fiumalbo</a>";
        let mut home = vec![("tipo", "ABITAZIONE"), ("di", "indirizzo"), ("comune", "Fiumalbo"), ("via", "Giardini"), ("civico", "12")];
        home.extend([("finalita", PURPOSE), ("pratica", "2026/40")]);
        for asked in [of_wife("SCHEDA_INDIVIDUALE"), of_wife("SCHEDA_FAMIGLIA"), home] {
            let (_, page) = shown(&mut clerk, &asked);
            assert_eq!(page.matches("geo:").count(), 1, "{asked:?}: {page}");
            assert!(page.contains(link), "{asked:?}: {page}");
        }
        let mut of_husband = of_wife("SCHEDA_INDIVIDUALE");
        of_husband[1].1 = HUSBAND;
        let (_, page) = shown(&mut clerk, &of_husband);
        assert!(page.contains("VIA GIARDINI") && !page.contains("geo:") && !page.contains("Sulla mappa"), "{page}");
        tests::directory::write(&mut store.conn(), |conn| {
            diesel::update(profile_grant::table.filter(profile_grant::kind.eq("SCHEDA_INDIVIDUALE")))
                .set(profile_grant::fields.eq("generalita,residenza"))
                .execute(conn)
        })
        .unwrap();
        store.clock.advance(chrono::Duration::seconds(10));
        let (_, page) = shown(&mut clerk, &of_wife("SCHEDA_INDIVIDUALE"));
        assert!(page.contains("BIANCHI LAURA") && !page.contains("geo:") && !page.contains("GIARDINI"), "{page}");
    }
}
