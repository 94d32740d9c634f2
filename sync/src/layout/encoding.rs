//! Telling what bytes are: compressed or not, which encoding.

use std::io::{self, BufRead};

/// True if the input begins with gzip's magic bytes (RFC 1952, section 2.3.1).
pub fn is_gzip(input: &mut dyn BufRead) -> io::Result<bool> {
    loop {
        match input.fill_buf() {
            Ok(start) => return Ok(start.starts_with(&[0x1f, 0x8b])),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// True if the bytes begin with a byte order mark of UTF-16 or UTF-32, or look like XML in either.
pub fn is_wide(start: &[u8]) -> bool {
    start.starts_with(&[0xff, 0xfe])
        || start.starts_with(&[0xfe, 0xff])
        || start.starts_with(&[0, b'<'])
        || start.starts_with(&[b'<', 0])
}
