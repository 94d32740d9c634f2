//! One connection to the server that tells a whole answer from none and from a torn one, which an ordinary client
//! does not.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;

use crate::process::{NAME, PATIENCE};

/// Most bytes of a body sent at a time.
const PIECE: usize = 4 << 10;

/// Even a small body is sent in so many pieces.
const PIECES: usize = 8;

/// A TLS connection, kept alive.
pub struct Connection {
    stream: StreamOwned<ClientConnection, TcpStream>,
    key: String,
}

/// What came back.
#[derive(Debug)]
pub enum Exchange {
    /// The whole answer.
    Whole(Answer),
    /// Not one byte of an answer: the connection ended, or broke, before.
    Nothing,
    /// The beginning of an answer.
    Torn(Vec<u8>),
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Status line and header fields.
    pub head: String,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header field.
    pub fn header(&self, name: &str) -> Option<&str> {
        field(&self.head, name)
    }

    /// True if the server will close the connection.
    pub fn closes(&self) -> bool {
        self.header("connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}

impl Exchange {
    /// The whole answer.
    #[track_caller]
    pub fn whole(self) -> Answer {
        match self {
            Self::Whole(answer) => answer,
            other => panic!("no whole answer: {other:?}"),
        }
    }
}

/// A header field of the beginning of an answer, complete or not.
pub fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split_inclusive("\r\n").find_map(|line| {
        let (known, value) = line.strip_suffix("\r\n")?.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Trusts the authority of that PEM file, and no other.
pub fn trust(authority: &Path) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_file(authority).expect("read the authority");
    roots.add(authority).expect("trust it");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

impl Connection {
    /// Connects. An error if nobody listens, or not any more.
    pub fn open(port: u16, trust: &Arc<ClientConfig>, key: &str) -> io::Result<Self> {
        let socket = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.set_write_timeout(Some(PATIENCE))?;
        socket.set_nodelay(true)?;
        let name = ServerName::try_from(NAME).map_err(io::Error::other)?;
        let tls = ClientConnection::new(Arc::clone(trust), name).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(tls, socket);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(Self {
            stream,
            key: key.to_owned(),
        })
    }

    /// GET.
    pub fn get(&mut self, path: &str) -> Exchange {
        self.send("GET", path, "application/json", b"", |_| {})
    }

    /// DELETE.
    pub fn delete(&mut self, path: &str) -> Exchange {
        self.send("DELETE", path, "application/json", b"", |_| {})
    }

    /// GET with further header fields, each with its end of line.
    pub fn get_with(&mut self, path: &str, fields: &str) -> Exchange {
        let head = self.head("GET", path, "application/json", 0);
        let head = head.trim_end_matches("\r\n");
        let _ = write!(self.stream, "{head}\r\n{fields}\r\n");
        let _ = self.stream.flush();
        self.receive()
    }

    /// POST of JSON.
    pub fn post_json(&mut self, path: &str, body: &Value) -> Exchange {
        let body = body.to_string();
        self.send("POST", path, "application/json", body.as_bytes(), |_| {})
    }

    /// POST of a file; `sent` is told the number of bytes after each piece, and the server may be gone after it.
    pub fn upload(&mut self, path: &str, body: &[u8], sent: impl FnMut(usize)) -> Exchange {
        self.send("POST", path, "application/octet-stream", body, sent)
    }

    /// Sends the head of a POST and the beginning of its body; the rest, one byte more than this, never comes.
    pub fn stall(&mut self, path: &str, media_type: &str, begun: &[u8]) -> io::Result<()> {
        let head = self.head("POST", path, media_type, begun.len() + 1);
        self.stream.write_all(head.as_bytes())?;
        self.stream.write_all(begun)?;
        self.stream.flush()
    }

    /// Sends nothing more, as a client that breaks off does, and can still read.
    pub fn stop_sending(&self) -> io::Result<()> {
        self.stream.sock.shutdown(Shutdown::Write)
    }

    /// What comes back after [`stall`](Self::stall).
    pub fn answer(&mut self) -> Exchange {
        self.receive()
    }

    fn head(&self, method: &str, path: &str, media_type: &str, length: usize) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {NAME}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n",
            self.key
        )
    }

    fn send(
        &mut self,
        method: &str,
        path: &str,
        media_type: &str,
        body: &[u8],
        mut sent: impl FnMut(usize),
    ) -> Exchange {
        let head = self.head(method, path, media_type, body.len());
        // A failed write does not end the exchange: the server may have answered before it closed.
        if self.stream.write_all(head.as_bytes()).is_ok() {
            let mut done = 0;
            for piece in body.chunks((body.len() / PIECES).clamp(1, PIECE)) {
                if self.stream.write_all(piece).is_err() {
                    break;
                }
                done += piece.len();
                sent(done);
            }
            let _ = self.stream.flush();
        }
        self.receive()
    }

    fn receive(&mut self) -> Exchange {
        let mut bytes = Vec::new();
        let mut buffer = [0; 8 << 10];
        loop {
            if let Some(answer) = complete(&bytes) {
                return Exchange::Whole(answer);
            }
            match self.stream.read(&mut buffer) {
                Ok(read) if read > 0 => {
                    bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    panic!("the server is silent and keeps the connection open")
                }
                _ if bytes.is_empty() => return Exchange::Nothing,
                _ => return Exchange::Torn(bytes),
            }
        }
    }
}

/// The answer, if all of it is there.
fn complete(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let status: u16 = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let rest = bytes.get(end..)?;
    let body = match field(&head, "content-length") {
        Some(length) => rest.get(..length.parse::<usize>().ok()?)?.to_vec(),
        // "No content" and "not modified" have no body.
        None if matches!(status, 204 | 304) => Vec::new(),
        // A stream has no length.
        None => unchunked(rest)?,
    };
    Some(Answer { status, head, body })
}

/// The content of a body in chunks, if its last one is there.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let length = std::str::from_utf8(rest.get(..line)?).ok()?;
        let length = usize::from_str_radix(length, 16).ok()?;
        let begin = line + 2;
        let end = begin.checked_add(length)?;
        body.extend_from_slice(rest.get(begin..end)?);
        rest = rest.get(end..)?.strip_prefix(b"\r\n")?;
        if length == 0 {
            return Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_answer_is_one() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Request-Id: a-1\r\n\r\n{}";
        for end in 0..bytes.len() {
            assert!(complete(&bytes[..end]).is_none(), "{end}");
        }
        let answer = complete(bytes).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, &b"{}"[..]));
        assert_eq!(answer.header("x-request-ID"), Some("a-1"));
        assert_eq!(
            field("HTTP/1.1 200 OK\r\nX-Request-Id: a-1", "x-request-id"),
            None
        );
    }

    #[test]
    fn a_stream_is_whole_with_its_last_chunk() {
        let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        for end in 0..bytes.len() {
            assert!(complete(&bytes[..end]).is_none(), "{end}");
        }
        assert_eq!(complete(bytes).unwrap().body, b"abc0123456789");
    }
}
