//! The load generator against a server whose behaviour is known.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tests::bench::load::Plan;
use tests::bench::{Pace, Target, run};

const NAME: &str = "localhost";

/// A TLS server that gives every request the answer of `respond`, from the request's number among all: status, body.
fn serve(respond: impl Fn(u64) -> (u16, String) + Send + Sync + 'static) -> Target {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let server = Arc::new(
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap(),
    );
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = listener.local_addr().unwrap();
    let (respond, count) = (Arc::new(respond), Arc::new(AtomicU64::new(0)));
    // The threads end with the process of the test.
    thread::spawn(move || {
        for socket in listener.incoming() {
            let tls = ServerConnection::new(Arc::clone(&server)).unwrap();
            let stream = StreamOwned::new(tls, socket.unwrap());
            let (respond, count) = (Arc::clone(&respond), Arc::clone(&count));
            thread::spawn(move || answer_all(BufReader::new(stream), &*respond, &count));
        }
    });
    Target {
        address,
        name: NAME.to_owned(),
        tls: Arc::new(client),
    }
}

type Stream = BufReader<StreamOwned<ServerConnection, std::net::TcpStream>>;

fn answer_all(mut stream: Stream, respond: &dyn Fn(u64) -> (u16, String), count: &AtomicU64) {
    let mut line = String::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            // The client has gone away: the test is over.
            if !matches!(stream.read_line(&mut line), Ok(1..)) {
                return;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        let (status, text) = respond(count.fetch_add(1, Ordering::SeqCst));
        let echo = format!("{text}{}", String::from_utf8(body).unwrap());
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{echo}",
            echo.len()
        );
        stream.get_mut().write_all(head.as_bytes()).unwrap();
    }
}

fn post(number: u64, bytes: &mut Vec<u8>) {
    let body = number.to_string();
    write!(
        bytes,
        "POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
}

#[test]
fn every_request_is_sent_and_answered_once() {
    let target = serve(|index| (if index % 4 == 3 { 503 } else { 200 }, "n=".to_owned()));
    let plan = Plan {
        connections: 8,
        pace: Pace::Rate(500.0),
        warm_up: Duration::from_millis(200),
        duration: Duration::from_millis(800),
    };
    let mut bodies = BTreeMap::new();
    let outcome = run(&target, plan, post, |number, _, body| {
        bodies.insert(number, String::from_utf8(body.to_vec()).unwrap());
    })
    .unwrap();
    assert_eq!(outcome.statuses, BTreeMap::from([(200, 375), (503, 125)]));
    assert_eq!(outcome.answered, 400);
    assert_eq!(outcome.latency.len(), 400);
    assert_eq!(outcome.unanswered, 0);
    let expected: BTreeMap<u64, String> = (0..500)
        .map(|number| (number, format!("n={number}")))
        .collect();
    assert_eq!(bodies, expected);
}

/// A closed loop would count one slow answer; here every request that fell due during the stall is slow.
#[test]
fn a_stall_is_paid_by_every_request_that_fell_due_meanwhile() {
    let target = serve(|index| {
        if index == 20 {
            thread::sleep(Duration::from_millis(400));
        }
        (200, String::new())
    });
    let plan = Plan {
        connections: 1,
        pace: Pace::Rate(100.0),
        warm_up: Duration::ZERO,
        duration: Duration::from_secs(1),
    };
    let outcome = run(&target, plan, post, |_, _, _| {}).unwrap();
    assert_eq!(outcome.answered, 100);
    let slow: u64 = outcome
        .latency
        .iter_recorded()
        .filter(|value| value.value_iterated_to() > 100_000)
        .map(|value| value.count_since_last_iteration())
        .sum();
    assert!(slow >= 25, "only {slow} answers were late");
    assert!(outcome.milliseconds(1.0) >= 390.0);
}

#[test]
fn saturation_uses_every_connection() {
    let target = serve(|_| (200, String::new()));
    let plan = Plan {
        connections: 4,
        pace: Pace::Saturate,
        warm_up: Duration::ZERO,
        duration: Duration::from_millis(300),
    };
    let outcome = run(&target, plan, post, |_, _, _| {}).unwrap();
    assert!(outcome.answered > 50, "{outcome:?}");
    assert!(outcome.rate() > 0.0);
    assert_eq!(outcome.answered, outcome.statuses.values().sum::<u64>());
}

#[test]
fn a_server_that_speaks_otherwise_is_an_error() {
    let mut target = serve(|_| (200, String::new()));
    "127.0.0.1".clone_into(&mut target.name);
    let plan = Plan {
        connections: 1,
        pace: Pace::Rate(10.0),
        warm_up: Duration::ZERO,
        duration: Duration::from_millis(100),
    };
    assert!(run(&target, plan, post, |_, _, _| {}).is_err());
}
