//! The lines of a LAC file as text, whatever its encoding.

use std::borrow::Cow;
use std::io::{self, BufRead};

use super::super::guard::make_utf8;
use super::super::{MAX_RAW, SupplyError, encoding};
use super::values::Encoding;
use crate::anomaly::AnomalyCode;

/// Reads lines of at most [`MAX_RAW`] bytes.
pub struct Lines {
    input: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    /// Number of the line last read, from 1.
    pub number: i64,
    /// Whether the line last read ended with a line end.
    pub ended: bool,
}

impl Lines {
    /// Passes over a byte order mark of UTF-8.
    ///
    /// # Errors
    /// The input cannot be read, or is UTF-16.
    pub fn new(mut input: Box<dyn BufRead + Send>) -> Result<Self, SupplyError> {
        let start = input.fill_buf().map_err(|e| SupplyError::input(0, e))?;
        if encoding::is_wide(start) {
            return Err(SupplyError::new(
                AnomalyCode::EncodingUnsupported,
                1,
                "",
                "UTF-16",
            ));
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        Ok(Self {
            input,
            line: Vec::new(),
            number: 0,
            ended: true,
        })
    }

    /// Reads the next line that is not empty; `false` at the end of the input.
    ///
    /// # Errors
    /// The input cannot be read, or a line is too long.
    pub fn advance(&mut self) -> Result<bool, SupplyError> {
        loop {
            if !self.read()? {
                return Ok(false);
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }

    fn read(&mut self) -> Result<bool, SupplyError> {
        self.line.clear();
        self.ended = false;
        self.number += 1;
        loop {
            let available = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(SupplyError::input(self.number, e)),
            };
            if available.is_empty() {
                return Ok(!self.line.is_empty());
            }
            let end = memchr::memchr(b'\n', available);
            let piece = available
                .get(..end.unwrap_or(available.len()))
                .unwrap_or_default();
            if self.line.len() + piece.len() > MAX_RAW {
                return Err(SupplyError::new(
                    AnomalyCode::RecordTooLarge,
                    self.number,
                    "",
                    "",
                ));
            }
            self.line.extend_from_slice(piece);
            let used = piece.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                if self.line.last() == Some(&b'\r') {
                    self.line.pop();
                }
                self.ended = true;
                return Ok(true);
            }
        }
    }

    /// The line last read as text, and whether it was taken for Windows-1252 without being declared so. Bytes that
    /// are no text become [`UNDECODABLE`](super::super::guard::UNDECODABLE).
    pub fn text(&mut self, declared: Encoding) -> (Cow<'_, str>, bool) {
        let valid = std::str::from_utf8(&self.line).is_ok();
        let (narrow, guessed) = match declared {
            Encoding::Windows1252 => (true, false),
            Encoding::Auto => (!valid, !valid),
            Encoding::Utf8 => (false, false),
        };
        if narrow {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&self.line);
            return (text, guessed);
        }
        if !valid {
            make_utf8(&mut self.line, true);
        }
        (String::from_utf8_lossy(&self.line), guessed)
    }
}
