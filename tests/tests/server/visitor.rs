//! A person's browser, as far as cookies go.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use api::client::{Answer, Client};
use serde_json::Value;
use tests::TestServer;

use super::support::text;

pub struct Visitor {
    client: Client,
    /// Cookies by name, attributes left out.
    pub jar: BTreeMap<String, String>,
    /// The token of the present session's forms.
    pub csrf: String,
    /// Where it stands, as browsers say in `Origin`.
    pub origin: String,
}

impl Visitor {
    pub fn new(server: &TestServer) -> Self {
        Self::at(server.client.with_key(""), server.url(""))
    }

    /// At a server that stands elsewhere, as it says of itself in `origin`.
    pub fn at(client: Client, origin: String) -> Self {
        Self {
            client,
            jar: BTreeMap::new(),
            csrf: String::new(),
            origin,
        }
    }

    /// The same person, cookies and all, at a server that came back on another port.
    pub fn moved(&self, client: Client, origin: String) -> Self {
        Self {
            jar: self.jar.clone(),
            csrf: self.csrf.clone(),
            ..Self::at(client, origin)
        }
    }

    /// A request as a script of the hub's own pages would send it; nothing if no whole answer comes.
    pub fn try_json(&self, method: &str, path: &str, body: &Value) -> Option<Answer> {
        let cookies: Vec<String> = self
            .jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let headers = [
            ("Content-Type", "application/json"),
            ("Origin", self.origin.as_str()),
            ("X-CSRF-Token", self.csrf.as_str()),
            ("Cookie", &cookies),
        ];
        let body = body.to_string();
        let body = if method == "GET" { "" } else { &body };
        self.client
            .send(method, path, &headers, body.as_bytes())
            .ok()
    }

    /// A request with the cookies and these header fields; keeps what comes back.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.send_bytes(method, path, headers, body.as_bytes())
    }

    fn send_bytes(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let cookies: Vec<String> = self
            .jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("Cookie", &cookies));
        }
        let answer = self.client.send(method, path, &headers, body).unwrap();
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                let pair = value.split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                if value.is_empty() {
                    self.jar.remove(name);
                } else {
                    self.jar.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[("Accept", "text/html")], "")
    }

    /// JSON, as a script of the hub's own pages would send it.
    pub fn json(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        let (origin, csrf) = (self.origin.clone(), self.csrf.clone());
        let headers = [
            ("Content-Type", "application/json"),
            ("Origin", origin.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
            ("X-CSRF-Token", csrf.as_str()),
        ];
        let answer = self.send(method, path, &headers, &body.to_string());
        let session = answer.json();
        let csrf = session["gettone"].as_str();
        if let Some(csrf) = csrf.or(session["sessione"]["gettone"].as_str()) {
            csrf.clone_into(&mut self.csrf);
        }
        answer
    }

    /// A form, as a browser sends it, with the token of the session.
    pub fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        self.form_with(path, &csrf, fields)
    }

    /// The same with another token.
    pub fn form_with(&mut self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = self.origin.clone();
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", origin.as_str()),
            ("Accept", "text/html"),
        ];
        let body: Vec<String> = std::iter::once(&("csrf", csrf))
            .chain(fields)
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        self.send("POST", path, &headers, &body.join("&"))
    }

    /// A form with a file of the input `file`, as a browser sends it, with the token of the session.
    pub fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        let (origin, csrf) = (self.origin.clone(), self.csrf.clone());
        let mut body = String::new();
        for (name, value) in std::iter::once(&("csrf", csrf.as_str())).chain(fields) {
            let _ = write!(
                body,
                "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        body += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\
                 Content-Type: text/csv\r\n\r\n";
        let headers = [
            ("Content-Type", "multipart/form-data; boundary=b"),
            ("Origin", origin.as_str()),
            ("Accept", "text/html"),
        ];
        let body = [body.as_bytes(), file, b"\r\n--b--\r\n"].concat();
        self.send_bytes("POST", path, &headers, &body)
    }

    /// Opens a page and takes over the token of its forms.
    pub fn open(&mut self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", text(&answer));
        let page = text(&answer);
        self.csrf = value_of(&page, "csrf");
        page
    }
}

/// The value of a hidden field.
pub fn value_of(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&field)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    rest.split('"').next().unwrap().to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
