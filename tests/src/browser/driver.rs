//! chromedriver, and whatever it leaves behind.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{PATIENCE, eventually};

/// The browser's program.
pub const CHROMIUM: &str = "/usr/bin/chromium";

const CHROMEDRIVER: &str = "chromedriver";

/// What chromedriver says once it listens.
const READY: &str = "started successfully on port ";

/// A running chromedriver and the directory of its browser.
pub struct Driver {
    child: Child,
    reader: Option<JoinHandle<()>>,
    port: u16,
    // Removed last: everything that the browser writes is in it.
    home: TempDir,
}

impl Driver {
    /// Starts it on a free port; `None` if it, or Chromium, is not installed.
    pub fn start() -> Option<Self> {
        if !Path::new(CHROMIUM).exists() {
            return None;
        }
        let home = TempDir::new().expect("make a temporary directory");
        let mut child = Command::new(CHROMEDRIVER)
            .arg("--port=0")
            .env("HOME", home.path())
            .env("TMPDIR", home.path())
            .env("XDG_CONFIG_HOME", home.path())
            .env("XDG_CACHE_HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let stdout = child.stdout.take().expect("its standard output");
        let (tell, told) = channel();
        let reader = std::thread::spawn(move || {
            // To the end, so that the pipe never fills up.
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some((_, port)) = line.split_once(READY)
                    && let Ok(port) = port.trim_end_matches('.').parse::<u16>()
                {
                    let _ = tell.send(port);
                }
            }
        });
        let mut driver = Self {
            child,
            reader: Some(reader),
            port: 0,
            home,
        };
        driver.port = told
            .recv_timeout(PATIENCE)
            .expect("chromedriver says its port");
        Some(driver)
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The browser's profile.
    pub fn profile(&self) -> &Path {
        self.home.path()
    }

    /// Ends it, and the browser if it is still there.
    pub fn end(&mut self) {
        let gone = || self.left_behind().is_empty();
        let _ = eventually(Duration::from_secs(5), gone);
        let _ = self.child.kill();
        let _ = self.child.wait();
        let killed = eventually(PATIENCE, || {
            let left = self.left_behind();
            for process in &left {
                // The shell's own `kill` needs no package and no unsafe code. Gone meanwhile is as good.
                let _ = Command::new("sh")
                    .args(["-c", "kill -KILL \"$1\" 2>&-", "sh", process])
                    .status();
            }
            left.is_empty()
        });
        if let Some(reader) = self.reader.take()
            && killed
        {
            let _ = reader.join();
        }
    }

    /// Processes of the browser: their command line names its profile.
    fn left_behind(&self) -> Vec<String> {
        let profile = self.home.path().display().to_string();
        let Ok(processes) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        processes
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|process| {
                fs::read(format!("/proc/{process}/cmdline"))
                    .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&profile))
            })
            .collect()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end();
    }
}
