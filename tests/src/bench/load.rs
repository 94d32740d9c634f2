//! An open-loop load generator: requests fall due at a fixed rate whatever becomes of the earlier ones, and each
//! answer's latency counts from the moment when its request fell due. So a server that stalls pays for every request
//! that came in meanwhile, and not only for those that it was already holding.
//!
//! One thread serves all connections (HTTP/1.1 over TLS, kept alive, one request at a time on each), because the
//! generator runs on the same two cores as the server that it measures.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};

use super::response;

/// Where the requests go.
#[derive(Debug, Clone)]
pub struct Target {
    /// Address of the server.
    pub address: SocketAddr,
    /// The name in its certificate.
    pub name: String,
    /// Trust, and protocols offered (only HTTP/1.1 is spoken).
    pub tls: Arc<ClientConfig>,
}

/// When requests fall due.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// So many a second, evenly.
    Rate(f64),
    /// One whenever a connection is free: what the server can do at most.
    Saturate,
}

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Connections, all opened beforehand.
    pub connections: usize,
    /// When requests fall due.
    pub pace: Pace,
    /// Requests due within this time from the start are sent but not counted.
    pub warm_up: Duration,
    /// Time during which requests are counted, after the warm-up.
    pub duration: Duration,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// From due to answered, in microseconds, of the requests counted.
    pub latency: Histogram<u64>,
    /// Requests counted that were answered.
    pub answered: u64,
    /// Requests due, warm-up included, that were never answered.
    pub unanswered: u64,
    /// Answers, warm-up included, by status.
    pub statuses: BTreeMap<u16, u64>,
    /// From the end of the warm-up to the last counted answer.
    pub elapsed: Duration,
}

impl Outcome {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answered as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    /// A quantile of the latency (0.99), in milliseconds.
    pub fn milliseconds(&self, quantile: f64) -> f64 {
        self.latency.value_at_quantile(quantile) as f64 / 1000.0
    }
}

/// After the last request fell due, so long is waited for answers.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the load. `request` appends the bytes of the n-th request (from 0) to the buffer; `answer` gets the number of
/// each answered request, its status and its body.
pub fn run(
    target: &Target,
    plan: Plan,
    mut request: impl FnMut(u64, &mut Vec<u8>),
    mut answer: impl FnMut(u64, u16, &[u8]),
) -> Result<Outcome> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(plan.connections.max(1));
    let mut connections = (0..plan.connections)
        .map(|index| Connection::open(target, &poll, Token(index)))
        .collect::<Result<Vec<_>>>()?;
    // In turn, so that none is idle for so long that the server may close it.
    let mut idle: VecDeque<usize> = (0..plan.connections).collect();
    let mut due: VecDeque<Instant> = VecDeque::new();
    let mut bytes = Vec::new();
    let mut number = 0;
    let mut in_flight = 0_u64;

    let start = Instant::now();
    let counted_from = start + plan.warm_up;
    let end = counted_from + plan.duration;
    let mut schedule = Schedule {
        start,
        end,
        pace: plan.pace,
        issued: 0,
    };
    let mut outcome = Outcome {
        latency: Histogram::new(3)?,
        answered: 0,
        unanswered: 0,
        statuses: BTreeMap::new(),
        elapsed: Duration::ZERO,
    };

    loop {
        let now = Instant::now();
        schedule.fall_due(now, idle.len().saturating_sub(due.len()), &mut due);
        while !due.is_empty()
            && let Some(index) = idle.pop_front()
        {
            let (Some(when), Some(connection)) = (due.pop_front(), connections.get_mut(index))
            else {
                break;
            };
            bytes.clear();
            request(number, &mut bytes);
            connection.send(number, when, &bytes)?;
            number += 1;
            in_flight += 1;
        }
        let next = schedule.next();
        if next.is_none() && due.is_empty() && in_flight == 0 {
            break;
        }
        if now > end + PATIENCE {
            outcome.unanswered = in_flight + due.len() as u64;
            break;
        }
        let wait = match next {
            Some(when) if !idle.is_empty() => when.saturating_duration_since(now),
            _ => Duration::from_millis(100),
        };
        match poll.poll(&mut events, Some(wait)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            let Some(connection) = connections.get_mut(event.token().0) else {
                continue;
            };
            let Some(when) = connection.progress(&mut outcome.statuses, &mut answer)? else {
                continue;
            };
            in_flight -= 1;
            idle.push_back(event.token().0);
            if when >= counted_from {
                let now = Instant::now();
                let micros = now.saturating_duration_since(when).as_micros();
                outcome.latency.record(u64::try_from(micros)?.max(1))?;
                outcome.answered += 1;
                outcome.elapsed = now - counted_from;
            }
        }
    }
    Ok(outcome)
}

/// Which requests are due.
struct Schedule {
    start: Instant,
    end: Instant,
    pace: Pace,
    issued: u64,
}

impl Schedule {
    /// When the next request falls due; `None` after the end. Saturation has no due times of its own.
    fn next(&self) -> Option<Instant> {
        let when = match self.pace {
            Pace::Rate(rate) => self.start + Duration::from_secs_f64(self.issued as f64 / rate),
            Pace::Saturate => Instant::now(),
        };
        (when < self.end).then_some(when)
    }

    fn fall_due(&mut self, now: Instant, free: usize, due: &mut VecDeque<Instant>) {
        match self.pace {
            Pace::Rate(_) => {
                while let Some(when) = self.next().filter(|when| *when <= now) {
                    due.push_back(when);
                    self.issued += 1;
                }
            }
            Pace::Saturate if now < self.end => due.extend(std::iter::repeat_n(now, free)),
            Pace::Saturate => {}
        }
    }
}

struct Connection {
    tls: ClientConnection,
    socket: TcpStream,
    received: Vec<u8>,
    waiting: Option<(u64, Instant)>,
}

impl Connection {
    fn open(target: &Target, poll: &Poll, token: Token) -> Result<Self> {
        let mut socket = std::net::TcpStream::connect(target.address)
            .with_context(|| format!("connect to {}", target.address))?;
        socket.set_nodelay(true)?;
        let name = ServerName::try_from(target.name.clone())?;
        let mut tls = ClientConnection::new(Arc::clone(&target.tls), name)?;
        while tls.is_handshaking() {
            tls.complete_io(&mut socket).context("TLS handshake")?;
        }
        socket.set_nonblocking(true)?;
        let mut socket = TcpStream::from_std(socket);
        poll.registry()
            .register(&mut socket, token, Interest::READABLE | Interest::WRITABLE)?;
        Ok(Self {
            tls,
            socket,
            received: Vec::new(),
            waiting: None,
        })
    }

    fn send(&mut self, number: u64, due: Instant, request: &[u8]) -> Result<()> {
        self.tls.writer().write_all(request)?;
        self.waiting = Some((number, due));
        self.flush()
    }

    fn flush(&mut self) -> Result<()> {
        while self.tls.wants_write() {
            match self.tls.write_tls(&mut self.socket) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error).context("send a request"),
            }
        }
        Ok(())
    }

    /// Reads what has come. When that completes an answer: when its request fell due.
    fn progress(
        &mut self,
        statuses: &mut BTreeMap<u16, u64>,
        answer: &mut impl FnMut(u64, u16, &[u8]),
    ) -> Result<Option<Instant>> {
        self.flush()?;
        loop {
            match self.tls.read_tls(&mut self.socket) {
                Ok(0) if self.waiting.is_none() => return Ok(None),
                Ok(0) => bail!("the server closed a connection on which an answer was due"),
                Ok(_) => {
                    self.tls.process_new_packets()?;
                    self.take_plain_text()?;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error).context("read an answer"),
            }
        }
        let Some((number, due)) = self.waiting else {
            return Ok(None);
        };
        let parsed = response::parse(&self.received).map_err(anyhow::Error::msg)?;
        let Some(parsed) = parsed else {
            return Ok(None);
        };
        *statuses.entry(parsed.status).or_default() += 1;
        let end = parsed.body.end;
        answer(
            number,
            parsed.status,
            self.received.get(parsed.body).unwrap_or_default(),
        );
        self.received.drain(..end);
        self.waiting = None;
        Ok(Some(due))
    }

    fn take_plain_text(&mut self) -> io::Result<()> {
        match self.tls.reader().read_to_end(&mut self.received) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }
}
