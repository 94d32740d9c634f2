//! A mail server for tests: enough of RFC 5321 to take mails, and to take them badly.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::process::PATIENCE;

/// What the server does with one connection; without instructions it takes the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes the mail.
    Accept,
    /// Greets with that code.
    Greet(u16),
    /// Answers the recipient with that code.
    Recipient(u16),
    /// Answers the content with that code; the mail is not taken.
    Content(u16),
    /// Says nothing until the client goes.
    Silent,
    /// Takes the mail and hangs up without a word.
    DropAfterContent,
    /// Takes the mail and says nothing until the client goes.
    SilentAfterContent,
}

/// A mail as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Envelope.
    pub from: String,
    /// Envelope.
    pub to: Vec<String>,
    /// Head and body, dots unstuffed.
    pub content: String,
    /// `user`, if the client signed in (any password is right).
    pub user: Option<String>,
    /// It came over TLS.
    pub protected: bool,
}

impl Received {
    /// The value of a header, unfolded; empty if there is none.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.content.split_once("\r\n\r\n").unwrap_or_default();
        let head = head.replace("\r\n ", " ");
        head.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            .unwrap_or_default()
            .to_owned()
    }

    /// The text, read from quoted-printable (RFC 2045, 6.7).
    pub fn text(&self) -> String {
        let (_, body) = self.content.split_once("\r\n\r\n").unwrap_or_default();
        let body = body.replace("=\r\n", "");
        let mut bytes = Vec::with_capacity(body.len());
        let mut rest = body.as_bytes();
        while let [first, after @ ..] = rest {
            rest = after;
            bytes.push(*first);
            if let (b'=', [a, b, after @ ..]) = (first, after) {
                let hex = std::str::from_utf8(&[*a, *b]).map(|hex| u8::from_str_radix(hex, 16));
                if let Ok(Ok(byte)) = hex {
                    bytes.pop();
                    bytes.push(byte);
                    rest = after;
                }
            }
        }
        String::from_utf8(bytes).expect("text in UTF-8")
    }
}

/// How connections are protected.
#[derive(Debug, Clone, Default)]
pub enum Protection {
    /// In the clear.
    #[default]
    None,
    /// TLS from the first byte.
    Tls(Arc<ServerConfig>),
    /// STARTTLS is offered.
    StartTls(Arc<ServerConfig>),
}

#[derive(Debug, Default)]
struct State {
    instructions: VecDeque<Behaviour>,
    received: Vec<Received>,
    connections: usize,
    closing: bool,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

/// The server; it ends when it is dropped.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl SmtpSink {
    /// On a free port, in the clear.
    pub fn start() -> Self {
        Self::start_on(0, Protection::None)
    }

    /// On that port.
    pub fn start_on(port: u16, protection: Protection) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("listen");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let behaviour = {
                    let mut state = serving.lock();
                    if state.closing {
                        return;
                    }
                    state.connections += 1;
                    state.instructions.pop_front().unwrap_or(Behaviour::Accept)
                };
                serving.changed.notify_all();
                // A client that goes is no failure of the server.
                let _ = Session::new(stream, &protection, &serving, behaviour)
                    .and_then(|mut session| session.serve());
            }
        });
        Self {
            address,
            shared,
            thread: Some(thread),
        }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What to do with the next connections, in their order.
    pub fn instruct(&self, behaviours: &[Behaviour]) {
        self.shared
            .change(|state| state.instructions.extend(behaviours));
    }

    /// Mails taken so far.
    pub fn received(&self) -> Vec<Received> {
        self.shared.lock().received.clone()
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    /// Waits until so many mails have been taken.
    #[track_caller]
    pub fn wait_for(&self, mails: usize) -> Vec<Received> {
        let (state, waited) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), PATIENCE, |state| {
                state.received.len() < mails
            })
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            !waited.timed_out(),
            "{} of {mails} mails",
            state.received.len()
        );
        state.received.clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.shared.change(|state| state.closing = true);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A port on which nobody listens.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("listen");
    listener.local_addr().expect("its address").port()
}

enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    fn protect(stream: TcpStream, config: &Arc<ServerConfig>) -> io::Result<Self> {
        let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        Ok(Self::Tls(Box::new(StreamOwned::new(connection, stream))))
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        match self {
            Self::Plain(stream) => stream.read_exact(&mut byte)?,
            Self::Tls(stream) => stream.read_exact(&mut byte)?,
        }
        Ok(byte[0])
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(text.as_bytes()),
            Self::Tls(stream) => {
                stream.write_all(text.as_bytes())?;
                stream.flush()
            }
        }
    }
}

struct Session<'a> {
    wire: Option<Wire>,
    protection: &'a Protection,
    shared: &'a Shared,
    behaviour: Behaviour,
    mail: Received,
}

impl<'a> Session<'a> {
    fn new(
        stream: TcpStream,
        protection: &'a Protection,
        shared: &'a Shared,
        behaviour: Behaviour,
    ) -> io::Result<Self> {
        // Nobody in a test is silent for so long, but a failing one must end.
        stream.set_read_timeout(Some(PATIENCE))?;
        let wire = match protection {
            Protection::Tls(config) => Wire::protect(stream, config)?,
            _ => Wire::Plain(stream),
        };
        let mail = Received {
            from: String::new(),
            to: Vec::new(),
            content: String::new(),
            user: None,
            protected: matches!(wire, Wire::Tls(_)),
        };
        Ok(Self {
            wire: Some(wire),
            protection,
            shared,
            behaviour,
            mail,
        })
    }

    fn wire(&mut self) -> io::Result<&mut Wire> {
        self.wire
            .as_mut()
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    fn line(&mut self) -> io::Result<String> {
        let wire = self.wire()?;
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            line.push(wire.byte()?);
        }
        String::from_utf8(line).map_err(io::Error::other)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.wire()?.say(&format!("{text}\r\n"))
    }

    /// Says nothing until the client goes.
    fn be_silent(&mut self) -> io::Result<()> {
        loop {
            self.wire()?.byte()?;
        }
    }

    fn serve(&mut self) -> io::Result<()> {
        match self.behaviour {
            Behaviour::Silent => return self.be_silent(),
            Behaviour::Greet(code) => return self.say(&format!("{code} non ora")),
            _ => self.say("220 localhost ESMTP")?,
        }
        loop {
            let line = self.line()?;
            let line = line.trim_end();
            let verb = line
                .split_once(' ')
                .map_or(line, |(verb, _)| verb)
                .to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => self.greet()?,
                "STARTTLS" => self.start_tls()?,
                "AUTH" => self.sign_in(line)?,
                "MAIL" => {
                    address(line).clone_into(&mut self.mail.from);
                    self.say("250 ok")?;
                }
                "RCPT" => {
                    if let Behaviour::Recipient(code) = self.behaviour {
                        self.say(&format!("{code} destinatario"))?;
                    } else {
                        self.mail.to.push(address(line).to_owned());
                        self.say("250 ok")?;
                    }
                }
                "DATA" => {
                    self.say("354 avanti")?;
                    if self.take()? {
                        return Ok(());
                    }
                }
                "QUIT" => return self.say("221 a presto"),
                "RSET" | "NOOP" => self.say("250 ok")?,
                _ => self.say("502 non so fare")?,
            }
        }
    }

    fn greet(&mut self) -> io::Result<()> {
        self.say("250-localhost")?;
        if self.mail.protected {
            self.say("250-AUTH PLAIN")?;
        } else if matches!(self.protection, Protection::StartTls(_)) {
            self.say("250-STARTTLS")?;
        }
        self.say("250 8BITMIME")
    }

    fn start_tls(&mut self) -> io::Result<()> {
        let Protection::StartTls(config) = self.protection else {
            return self.say("502 non so fare");
        };
        self.say("220 avanti")?;
        if let Some(Wire::Plain(stream)) = self.wire.take() {
            self.wire = Some(Wire::protect(stream, config)?);
            self.mail.protected = true;
        }
        Ok(())
    }

    fn sign_in(&mut self, line: &str) -> io::Result<()> {
        use base64::Engine;
        let given = line.rsplit(' ').next().unwrap_or_default();
        let plain = base64::engine::general_purpose::STANDARD
            .decode(given)
            .map_err(io::Error::other)?;
        let text = String::from_utf8(plain).map_err(io::Error::other)?;
        self.mail.user = text.split('\0').nth(1).map(str::to_owned);
        self.say("235 ok")
    }

    /// Reads the content; true if the session ends with it.
    fn take(&mut self) -> io::Result<bool> {
        let mut content = String::new();
        loop {
            let line = self.line()?;
            if line == ".\r\n" {
                break;
            }
            content.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        if let Behaviour::Content(code) = self.behaviour {
            self.say(&format!("{code} contenuto"))?;
            return Ok(false);
        }
        self.mail.content = content;
        let mail = self.mail.clone();
        self.shared.change(|state| state.received.push(mail));
        match self.behaviour {
            Behaviour::DropAfterContent => Ok(true),
            Behaviour::SilentAfterContent => self.be_silent().map(|()| true),
            _ => self.say("250 preso").map(|()| false),
        }
    }
}

/// What stands between `<` and `>`.
fn address(line: &str) -> &str {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or("", |(address, _)| address)
}
