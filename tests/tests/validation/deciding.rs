//! The Comuni decide, each for its own residents, one by one or in bulk.

use diesel::prelude::*;
use hub::validation::{Decided, LOOKS, QueueFilter, QueueState, ValidationError, Verdict};
use schema::codes::{PartStatus, RequestStatus, ValidationMode};
use schema::tables::{AuditRow, audit};
use tests::on_both;

use super::support::*;

on_both! {
    fn each_comune_decides_its_part_and_the_whole_is_done_with_the_last(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let [modena, carpi] = &people.officers;
        let view = node.submit("r", true, &[manual(MODENA), manual(CARPI)]);
        // What needs no validation is there at once.
        assert_eq!(view.status, RequestStatus::Waiting);
        assert_eq!(node.parts("r"), [" IMMEDIATA domanda@", "036023 IN_ATTESA ", "036005 IN_ATTESA "]);
        let [_, first, second] = view.parts.as_slice() else { panic!("{view:?}") };

        let outcome = node.validations.decide(modena, &[first.id], Verdict::Approve, "").unwrap();
        assert_eq!(outcome, [(first.id, Decided::Done)]);
        assert_eq!(node.read("r").status, RequestStatus::Waiting);
        assert_eq!(node.read("r").answer, "");
        let outcome = node.validations.decide(carpi, &[second.id], Verdict::Discard, "Manca la delega").unwrap();
        assert_eq!(outcome, [(second.id, Decided::Done)]);

        let done = node.read("r");
        assert_eq!(done.status, RequestStatus::Done);
        assert_eq!(done.answer, "domanda: domanda@ + domanda@036023");
        assert_eq!(
            node.parts("r"),
            [" IMMEDIATA domanda@", "036023 APPROVATA domanda@036023", "036005 SCARTATA "]
        );
        assert_eq!(done.parts[2].reason, "Manca la delega");
        assert_eq!(
            traced(store, "r"),
            [
                "r VALIDAZIONE PRESENTATA",
                "r RISPOSTA ",
                "r.2 VALIDAZIONE APPROVATA",
                "r.2 RISPOSTA ",
                "r.3 VALIDAZIONE SCARTATA:Manca la delega",
            ]
        );
        // The trace knows who decided, and for which Comune; the request keeps the day that was asked.
        let decision: AuditRow = audit::table
            .filter(audit::request_id.eq("r.3"))
            .select(AuditRow::as_select())
            .first(&mut *store.trace_conn())
            .unwrap();
        assert_eq!((decision.user_id, decision.role.as_str(), decision.comune.as_str()), (2, "TOP", CARPI));
        assert_eq!((decision.subject.as_str(), decision.workstation.as_str()), ("RSSMRA70E17F257K", "10.0.0.1"));
        let orders = node.echo.orders.lock().unwrap();
        assert!(orders.iter().all(|order| order.reference_day.0 == 2026_11_01));
        assert_eq!(orders[1].covers, [MODENA]);
    }

    fn many_at_once_each_by_itself(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let [modena, carpi] = &people.officers;
        let parts: Vec<i64> = ["a", "b", "c"]
            .map(|id| node.submit(id, false, &[manual(MODENA)]).parts[0].id)
            .into();
        let elsewhere = node.submit("d", false, &[manual(CARPI)]).parts[0].id;
        node.validations.decide(modena, &parts[..1], Verdict::Discard, "Doppione").unwrap();
        let all = [parts[0], parts[1], parts[2], elsewhere, 999, parts[1]];
        let outcome = node.validations.decide(modena, &all, Verdict::Approve, "Tutto in ordine").unwrap();
        assert_eq!(
            outcome,
            [
                (parts[0], Decided::Already(PartStatus::Discarded)),
                (parts[1], Decided::Done),
                (parts[2], Decided::Done),
                // Another Comune's is told like one that is not there.
                (elsewhere, Decided::NotFound),
                (999, Decided::NotFound),
            ]
        );
        assert_eq!(node.read("a").parts[0].reason, "Doppione");
        // Why it was approved is the Comune's own note.
        assert_eq!(node.read("b").parts[0].reason, "");
        assert_eq!(node.read("d").parts[0].status, PartStatus::Waiting);
        assert_eq!(node.validations.waiting(modena).unwrap(), 0);
        assert_eq!(node.validations.waiting(carpi).unwrap(), 1);
    }

    fn a_decision_is_checked_before_anything_is_decided(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let modena = &people.officers[0];
        let part = node.submit("r", false, &[manual(MODENA)]).parts[0].id;
        let refused = |parts: &[i64], verdict, reason: &str| {
            match node.validations.decide(modena, parts, verdict, reason).unwrap_err() {
                ValidationError::Invalid { field, .. } => field,
                other => panic!("{other}"),
            }
        };
        assert_eq!(refused(&[part], Verdict::Discard, "  "), "motivo");
        assert_eq!(refused(&[part], Verdict::Approve, &"x".repeat(501)), "motivo");
        assert_eq!(refused(&[part], Verdict::Approve, "a\u{0}b"), "motivo");
        assert_eq!(refused(&[], Verdict::Approve, ""), "richieste");
        assert_eq!(refused(&vec![part; 201], Verdict::Approve, ""), "richieste");
        assert_eq!(node.read("r").parts[0].status, PartStatus::Waiting);
    }

    /// Who saw what a Comune has to decide, and about whom, is on record like a decision.
    fn a_look_at_the_queue_is_recorded_before_it_is_shown(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let [modena, carpi] = &people.officers;
        let first = node.submit("a", false, &[manual(MODENA)]).parts[0].id;
        let last = node.submit("b", false, &[manual(MODENA)]).parts[0].id;
        let filter = QueueFilter { limit: 9, mode: Some(ValidationMode::Manual), ..QueueFilter::default() };
        assert_eq!(node.validations.queue(modena, &filter).unwrap().len(), 2);
        node.validations.item(modena, last).unwrap();
        // Nothing was shown: of another's part nothing is recorded, of an empty queue that it was looked at.
        assert_eq!(node.validations.item(carpi, last), Err(ValidationError::NotFound));
        let decided = QueueFilter { limit: 9, state: QueueState::Decided, ..QueueFilter::default() };
        node.validations.queue(carpi, &decided).unwrap();
        let looks: Vec<AuditRow> = audit::table
            .filter(audit::service.eq(LOOKS))
            .order(audit::seq)
            .select(AuditRow::as_select())
            .load(&mut *store.trace_conn())
            .unwrap();
        let told: Vec<String> = looks
            .iter()
            .map(|row| {
                let who = format!("{} {} {} {}", row.request_id, row.user_id, row.role, row.comune);
                format!("{who} {} {} {}", row.outcome, row.fields, row.subject)
            })
            .collect();
        assert_eq!(told, [
            format!("ufficio-1 1 TOP 036023 CODA stato=attesa,modalita=MANUALE,parti={first}-{last} "),
            format!("ufficio-1 1 TOP 036023 RICHIESTA parti={last} RSSMRA70E17F257K"),
            "ufficio-2 2 TOP 036005 CODA stato=decise ".to_owned(),
        ]);
        assert!(looks.iter().all(|row| row.act == "AMMINISTRAZIONE" && row.workstation == "10.0.0.1"));
    }

    fn the_queue_shows_the_oldest_first_and_only_the_own_comune(store: &TestStore) {
        let people = people(store);
        let node = Node::start(store, &people);
        let [modena, carpi] = &people.officers;
        for id in ["a", "b", "c"] {
            node.submit(id, false, &[manual(MODENA), silent(CARPI, 8)]);
        }
        let queue = node.validations.queue(modena, &QueueFilter { limit: 2, ..QueueFilter::default() }).unwrap();
        let ids: Vec<_> = queue.iter().map(|item| item.request_id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(queue[0].entity, "Agenzia delle prove");
        assert_eq!((queue[0].outline.as_ref().unwrap().subject.title.as_str(), queue[0].purpose.as_str()), ("domanda", "Controllo a campione"));
        let rest = QueueFilter { limit: 9, after: Some(queue[1].id), ..QueueFilter::default() };
        let rest = node.validations.queue(modena, &rest).unwrap();
        assert_eq!(rest.len(), 1);
        assert!(rest[0].deadline_at > rest[0].submitted_at.into());
        // One Comune's queue names no part of another's.
        assert_eq!(node.validations.item(carpi, rest[0].id), Err(ValidationError::NotFound));
        assert_eq!(node.validations.item(modena, rest[0].id).unwrap().request_id, "c");
        let other = QueueFilter { limit: 9, entity_id: Some(node.agency + 1), ..QueueFilter::default() };
        assert!(node.validations.queue(modena, &other).unwrap().is_empty());
    }
}
