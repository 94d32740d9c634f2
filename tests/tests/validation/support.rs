//! A workflow over a service that answers without a register, and the people who use it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use hub::access::EntityKind;
use hub::access::policy::Right;
use hub::audit::{Recorder, RecorderOptions};
use hub::validation::{
    NewPart, NewRequest, Officer, Order, Outline, OutlineGroup, Reader, Reply, RequestView,
    Requester, Unanswered, Validated, ValidationOptions, Validations,
};
use schema::clock::Clock;
use schema::codes::{ActKind, Function, Role, ValidationMode};
use schema::date::Day;
use schema::tables::{AppUserRow, AuditRow, OfficeRow, app_user, audit, office};
use tests::TestStore;
use tests::directory::entity;

pub const CARPI: &str = "036005";
pub const MODENA: &str = "036023";
pub const SERVICE: &str = "PROVA";

/// Answers "what, Comune"; records its answers in the trace as every service does.
pub struct Echo {
    recorder: Arc<Recorder>,
    clock: Arc<dyn Clock>,
    /// Answers given, those recalled from the trace included.
    pub given: AtomicUsize,
    /// The orders as they came.
    pub orders: Mutex<Vec<Order>>,
    /// True: it fails once it has written its record, as if the node were stopped there.
    pub dies_after_its_record: AtomicBool,
    /// True: the right is gone.
    pub refuses: AtomicBool,
}

impl Validated for Echo {
    fn code(&self) -> &'static str {
        SERVICE
    }

    fn answer(&self, order: &Order) -> Result<Reply, Unanswered> {
        self.given.fetch_add(1, Ordering::SeqCst);
        self.orders.lock().unwrap().push(order.clone());
        if self.refuses.load(Ordering::SeqCst) {
            return Err(Unanswered::Refused {
                code: "CONVENZIONE_NON_IN_VIGORE",
                text: "La convenzione non è più in vigore.".to_owned(),
            });
        }
        let trace_number = match order.traced {
            Some(number) => number,
            None => self.trace(order),
        };
        if self.dies_after_its_record.load(Ordering::SeqCst) {
            return Err(Unanswered::Unavailable("stopped".to_owned()));
        }
        Ok(Reply {
            answer: format!("{}@{}", order.payload, order.comune),
            trace_number,
        })
    }

    fn combine(&self, payload: &str, answers: &[String]) -> String {
        format!("{payload}: {}", answers.join(" + "))
    }

    fn outline(&self, payload: &str) -> Option<Outline> {
        let subject = OutlineGroup {
            title: payload.to_owned(),
            rows: Vec::new(),
        };
        (!payload.is_empty()).then(|| Outline {
            subject,
            asked: Vec::new(),
        })
    }
}

impl Echo {
    fn trace(&self, order: &Order) -> i64 {
        let (tell, told) = channel();
        let row = AuditRow {
            at: self.clock.now().naive_utc(),
            request_id: order.trace_id.clone(),
            act: ActKind::Answer.code().to_owned(),
            service: SERVICE.to_owned(),
            entity_id: order.requester.entity_id,
            comune: order.comune.clone(),
            ..AuditRow::default()
        };
        self.recorder
            .submit_waiting(vec![row], move |written| tell.send(written).unwrap())
            .unwrap();
        told.recv().unwrap().unwrap()
    }
}

/// One node, and the directory of the test.
pub struct Node {
    pub validations: Arc<Validations>,
    pub echo: Arc<Echo>,
    pub agency: i64,
}

/// Two offices of an agency, and the registry officers of two Comuni.
pub struct People {
    pub agency: i64,
    pub officers: [Officer; 2],
}

pub fn people(store: &TestStore) -> People {
    let mut conn = store.conn();
    let agency = entity(&mut conn, "Agenzia delle prove", EntityKind::Agency, "");
    let mut officers = Vec::new();
    for (number, comune) in [(1, MODENA), (2, CARPI)] {
        let entity_id = entity(&mut conn, comune, EntityKind::Comune, comune);
        let created_at = store.clock.now().naive_utc();
        diesel::insert_into(office::table)
            .values(OfficeRow {
                id: number,
                entity_id,
                comune: comune.to_owned(),
                name: "Anagrafe".to_owned(),
                enabled: true,
                created_at,
            })
            .execute(&mut *conn)
            .unwrap();
        diesel::insert_into(app_user::table)
            .values(AppUserRow {
                id: number,
                entity_id,
                office_id: number,
                role: Role::Top.code().to_owned(),
                username: format!("top{number}"),
                surname: "BIANCHI".to_owned(),
                name: "ANNA".to_owned(),
                codice_fiscale: String::new(),
                email: String::new(),
                anpr_operator: String::new(),
                enabled: true,
                created_at,
                created_by: 0,
            })
            .execute(&mut *conn)
            .unwrap();
        officers.push(Officer {
            right: Right::of(Role::Top, Function::Validate).unwrap(),
            user_id: number,
            comuni: vec![comune.to_owned()],
            workstation: "10.0.0.1".to_owned(),
            request_id: format!("ufficio-{number}"),
        });
    }
    let Ok(officers) = <[Officer; 2]>::try_from(officers) else {
        unreachable!("two Comuni")
    };
    People { agency, officers }
}

/// From eight to fourteen of Monday to Friday, in UTC; enough to see that the workflow asks for working hours.
fn working_hours(mut at: DateTime<Utc>, hours: i32) -> DateTime<Utc> {
    use chrono::{Datelike, Duration, Timelike};
    let mut left = hours * 60;
    while left > 0 {
        let works = at.weekday().number_from_monday() < 6 && (8..14).contains(&at.hour());
        left -= i32::from(works);
        at += Duration::minutes(1);
    }
    at
}

impl Node {
    pub fn start(store: &TestStore, people: &People) -> Self {
        let clock: Arc<dyn Clock> = store.clock.clone();
        let recorder =
            Arc::new(Recorder::start(store.trace.clone(), RecorderOptions::default()).unwrap());
        let echo = Arc::new(Echo {
            recorder: Arc::clone(&recorder),
            clock: clock.clone(),
            given: AtomicUsize::new(0),
            orders: Mutex::default(),
            dies_after_its_record: AtomicBool::new(false),
            refuses: AtomicBool::new(false),
        });
        let options = ValidationOptions {
            manual_days: 30,
            keep_days: 10,
            working_hours: Arc::new(working_hours),
        };
        let validations = Validations::new(
            store.register.clone(),
            store.trace.clone(),
            recorder,
            clock,
            &*store.entropy,
            options,
            vec![echo.clone()],
        )
        .unwrap();
        Self {
            validations: Arc::new(validations),
            echo,
            agency: people.agency,
        }
    }

    /// A request of the agency's first user: for nobody but these, or for others too.
    pub fn submit(&self, id: &str, immediate: bool, waiting: &[NewPart]) -> RequestView {
        self.validations
            .submit(&NewRequest {
                request_id: id.to_owned(),
                service: SERVICE,
                requester: self.requester(),
                purpose: "Controllo a campione".to_owned(),
                case_reference: "2026/1".to_owned(),
                subject: "RSSMRA70E17F257K".to_owned(),
                fields: "residenza.comune".to_owned(),
                payload: "domanda".to_owned(),
                reference_day: Day(2026_11_01),
                immediate,
                waiting: waiting.to_vec(),
            })
            .expect("submitted")
    }

    pub fn requester(&self) -> Requester {
        Requester {
            entity_id: self.agency,
            office_id: 7,
            user_id: 70,
            key_id: 0,
            role: Some(Role::Standard),
            workstation: "10.0.0.9".to_owned(),
        }
    }

    pub fn reader(&self) -> Reader {
        Reader {
            entity_id: self.agency,
            office_id: 7,
            user_id: 70,
            key_id: 0,
            whole_office: false,
        }
    }

    pub fn read(&self, id: &str) -> RequestView {
        self.validations
            .read(&self.reader(), id)
            .expect("the request")
    }

    /// What the requester reads of each part: Comune, state, answer.
    pub fn parts(&self, id: &str) -> Vec<String> {
        self.read(id)
            .parts
            .iter()
            .map(|part| format!("{} {} {}", part.comune, part.status, part.answer))
            .collect()
    }
}

pub fn manual(comune: &str) -> NewPart {
    NewPart {
        comune: comune.to_owned(),
        covers: vec![comune.to_owned()],
        declarations: vec![0],
        agreement_id: 5,
        mode: ValidationMode::Manual,
        silence_hours: 0,
    }
}

pub fn silent(comune: &str, hours: i32) -> NewPart {
    NewPart {
        mode: ValidationMode::Silent,
        silence_hours: hours,
        ..manual(comune)
    }
}

/// What the trace holds of a request and its parts: id, act, outcome.
pub fn traced(store: &TestStore, id: &str) -> Vec<String> {
    audit::table
        .filter(audit::request_id.like(format!("{id}%")))
        .order(audit::seq)
        .select(AuditRow::as_select())
        .load(&mut *store.trace_conn())
        .expect("the trace")
        .into_iter()
        .map(|row| format!("{} {} {}", row.request_id, row.act, row.outcome))
        .collect()
}
