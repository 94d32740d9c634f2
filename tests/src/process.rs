//! The real server as a child process over a store, to be killed and started again.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use api::certificates;
use hub::access::EntityKind;
use hub::administration::ApplicationSpec;
use rustls::ClientConfig;
use schema::clock::{Clock, SystemClock};
use schema::codes::CheckKind;

use crate::directory::{Registrar, entity};
use crate::{TestStore, https};

/// The name in the certificate.
pub const NAME: &str = "localhost";

/// Records that the process adds in one transaction: few, so that there are many moments between two of them.
const PIECE: usize = 40;

/// How long anything may take that is waited for, on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that stays when the process is gone: configuration, certificate, key of the caller.
pub struct Site {
    program: PathBuf,
    config: PathBuf,
    /// What a client needs to trust the server.
    pub trust: Arc<ClientConfig>,
    /// A key that may check everything and send supplies of every Comune.
    pub key: String,
}

impl Site {
    /// Prepares a store to be served by `program`; a key is issued in it.
    pub fn new(program: &str, store: &TestStore) -> Self {
        let directory = store.directory();
        let files = certificates::make(directory, SystemClock.now()).expect("make certificates");
        let config = directory.join("hub.toml");
        let trace_url = if store.is_sqlite() {
            store.trace_url.as_str()
        } else {
            ""
        };
        let text = format!(
            "[database]\nurl = {:?}\ntrace_url = {trace_url:?}\n\
             [server]\naddress = \"127.0.0.1:0\"\nworkers = 2\nshutdown_seconds = 20\n\
             [server.tls]\ncertificate = {:?}\nkey = {:?}\n\
             [server.limits]\nrate_per_second = 1000000\nrate_burst = 1000000\n\
             [inbox]\ndir = {:?}\npiece = {PIECE}\n",
            store.register_url,
            files.certificate.display().to_string(),
            files.key.display().to_string(),
            store.inbox.display().to_string()
        );
        fs::write(&config, text).expect("write the configuration");
        Self {
            program: PathBuf::from(program),
            config,
            trust: https::trust(&files.authority),
            key: issue_key(store),
        }
    }

    /// Adds sections to the configuration.
    pub fn configure(&self, sections: &str) {
        let text = fs::read_to_string(&self.config).expect("read the configuration");
        fs::write(&self.config, text + sections).expect("write the configuration");
    }

    /// Runs another command of the program to its end.
    pub fn run(&self, arguments: &[&str]) -> std::process::Output {
        Command::new(&self.program)
            .arg("--config")
            .arg(&self.config)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("run the program")
    }

    /// Starts the program without waiting until it serves.
    pub fn spawn(&self) -> Process {
        let mut child = Command::new(&self.program)
            .arg("--config")
            .arg(&self.config)
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start the server");
        let stderr = child.stderr.take().expect("its standard error");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (tell, told) = channel();
        let reader = {
            let log = Arc::clone(&log);
            std::thread::spawn(move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    if let Some(port) = port_of(&line) {
                        let _ = tell.send(port);
                    }
                    log.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(line);
                }
            })
        };
        Process {
            child,
            log,
            told,
            reader: Some(reader),
            port: 0,
        }
    }

    /// Starts the program and waits until it accepts connections.
    #[track_caller]
    pub fn start(&self) -> Process {
        let mut process = self.spawn();
        process.wait_for_port();
        process
    }
}

/// The port, if the line says where the server listens.
fn port_of(line: &str) -> Option<u16> {
    if !line.contains("\"serving\"") {
        return None;
    }
    let (_, after) = line.split_once("127.0.0.1:")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn issue_key(store: &TestStore) -> String {
    let spec = ApplicationSpec {
        entity_id: entity(&mut store.conn(), "Ente di prova", EntityKind::Agency, ""),
        kinds: CheckKind::ALL.to_vec(),
        services: Vec::new(),
        may_supply: true,
        comuni: None,
        // The process lives in the machine's time, not in that of the test.
        expires_at: SystemClock.now().naive_utc() + chrono::Duration::days(1),
    };
    let register = store.register.clone();
    Registrar::over(register, Arc::new(SystemClock), store.entropy.clone())
        .key(&spec)
        .expect("issue a key")
        .text
}

/// A running server; killed when dropped.
pub struct Process {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    told: std::sync::mpsc::Receiver<u16>,
    reader: Option<JoinHandle<()>>,
    port: u16,
}

impl Process {
    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Waits until it accepts connections.
    #[track_caller]
    pub fn wait_for_port(&mut self) {
        match self.told.recv_timeout(PATIENCE) {
            Ok(port) => self.port = port,
            Err(RecvTimeoutError::Disconnected) => panic!("it did not start:\n{}", self.log()),
            Err(RecvTimeoutError::Timeout) => panic!("it does not get ready:\n{}", self.log()),
        }
    }

    /// SIGKILL: nothing of the process runs any more when this returns.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.drain();
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        // The shell's own `kill` needs no package and no unsafe code.
        let status = Command::new("sh")
            .args([
                "-c",
                "kill -TERM \"$1\"",
                "sh",
                &self.child.id().to_string(),
            ])
            .status()
            .expect("run the shell");
        assert!(status.success(), "no such process");
    }

    /// Waits for its end; `None` if it does not come.
    pub fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        let mut status = None;
        eventually(patience, || {
            status = self.child.try_wait().expect("ask for the end");
            status.is_some()
        })
        .then(|| {
            self.drain();
            status
        })
        .flatten()
    }

    /// SIGTERM, and a proper end.
    #[track_caller]
    pub fn stop(mut self) {
        self.terminate();
        let status = self.wait(PATIENCE);
        assert!(
            status.is_some_and(|status| status.success()),
            "{status:?}\n{}",
            self.log()
        );
    }

    /// What it said on standard error, at most the last lines.
    pub fn log(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let last = log.len().saturating_sub(40);
        log.get(last..).unwrap_or_default().join("\n")
    }

    fn drain(&mut self) {
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// True as soon as the condition holds; false if it does not within the time given.
pub fn eventually(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    loop {
        if condition() {
            return true;
        }
        if begin.elapsed() > patience {
            return false;
        }
        // Only so that the condition is not asked without a breath between.
        std::thread::sleep(Duration::from_millis(2));
    }
}
