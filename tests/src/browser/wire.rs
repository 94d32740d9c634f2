//! The WebDriver protocol: a session, and JSON over HTTP on this machine.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

/// What says "this is an element" in an answer (WebDriver, section 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// For loading a page, or judging it, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// A session, which is a running browser.
pub struct Session {
    agent: Agent,
    base: String,
}

impl Session {
    /// Starts a browser with that profile.
    pub fn open(port: u16, profile: &Path) -> Self {
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        let arguments = [
            "--headless=new",
            // Tests in CI run as root, which the sandbox refuses; the pages are our own.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-domain-reliability",
            "--disable-breakpad",
            "--disable-sync",
            "--disable-extensions",
            "--disable-features=Translate,OptimizationHints,MediaRouter,PasswordLeakDetection",
            "--password-store=basic",
            "--lang=it-IT",
            // A transition under way would be judged, or pictured, half done.
            "--force-prefers-reduced-motion",
            "--force-device-scale-factor=1",
            "--window-size=1280,900",
        ];
        let mut arguments: Vec<String> = arguments.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            // The authority of the tests is made anew for each of them.
            "acceptInsecureCerts": true,
            "goog:chromeOptions": {
                "binary": super::driver::CHROMIUM,
                "args": arguments,
                "prefs": {
                    "credentials_enable_service": false,
                    "download.default_directory": super::downloads::directory(profile),
                    "download.prompt_for_download": false,
                },
                "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
            },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        } } });
        let mut session = Self {
            agent,
            base: format!("http://127.0.0.1:{port}/session"),
        };
        let opened = session.send("", Some(&wanted));
        let id = opened["sessionId"].as_str().expect("a session");
        session.base = format!("{}/{id}", session.base);
        session
    }

    /// Asks for something.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.send(path, None)
    }

    /// Has something done.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Value {
        self.send(path, Some(body))
    }

    /// Asks for something that there may be nobody to answer: `None` if the browser refuses.
    pub fn ask(&self, path: &str, body: &Value) -> Option<Value> {
        let (good, mut answer) = self.exchange(path, Some(body));
        good.then(|| answer["value"].take())
    }

    /// Takes something away.
    pub fn delete(&self, path: &str) {
        let _ = self.agent.delete(format!("{}/{path}", self.base)).call();
    }

    /// A command of Chromium's own protocol.
    #[track_caller]
    pub fn command(&self, name: &str, parameters: &Value) -> Value {
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": name, "params": parameters }),
        )
    }

    /// What Chromium wrote into a log since it was last asked.
    pub fn log(&self, kind: &str) -> Vec<Value> {
        match self.post("se/log", &json!({ "type": kind })) {
            Value::Array(entries) => entries,
            other => panic!("no log: {other}"),
        }
    }

    /// Ends the browser.
    pub fn close(&self) {
        let _ = self.agent.delete(&self.base).call();
    }

    #[track_caller]
    fn send(&self, path: &str, body: Option<&Value>) -> Value {
        let (good, mut answer) = self.exchange(path, body);
        let value = answer["value"].take();
        assert!(
            good,
            "the browser refuses {path}: {}",
            value["message"].as_str().unwrap_or("without a word")
        );
        value
    }

    /// What chromedriver answers, and whether it did what was asked.
    #[track_caller]
    fn exchange(&self, path: &str, body: Option<&Value>) -> (bool, Value) {
        let url = if path.is_empty() {
            self.base.clone()
        } else {
            format!("{}/{path}", self.base)
        };
        let answer = match body {
            Some(body) => self.agent.post(&url).send_json(body),
            None => self.agent.get(&url).call(),
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("chromedriver, {path}: {error}"));
        let good = answer.status().is_success();
        let text = answer
            .body_mut()
            .with_config()
            .limit(256 << 20)
            .read_to_string()
            .unwrap_or_else(|error| panic!("chromedriver, {path}: {error}"));
        (good, serde_json::from_str(&text).unwrap_or_default())
    }
}

/// The id of an element in an answer.
pub fn element_id(value: &Value) -> Option<String> {
    value[ELEMENT].as_str().map(str::to_owned)
}

/// Pictures come as base64.
pub fn from_base64(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .expect("base64")
}
