//! The bytes of a supply on their way to a parser: counted, limited, kept while a record lasts, and made
//! valid UTF-8 so that one wrong byte costs a record and not the supply.

use std::io::{self, BufRead, Read};

use super::{MAX_RAW, MAX_RECORD};
use crate::anomaly::AnomalyCode;

/// What stands for a byte that is not UTF-8. It has the length of what it replaces, so the buffer need not move,
/// and XML admits it nowhere, so no valid supply holds it.
pub const UNDECODABLE: u8 = 0x1a;

/// Longest tag, text or comment, in bytes: what a parser must hold at once.
const MAX_EVENT: usize = 64 << 10;
const BUFFER: usize = 128 << 10;

/// A [`BufRead`] over the raw input.
pub struct Guard<R> {
    inner: R,
    buffer: Vec<u8>,
    /// Next byte to hand out.
    at: usize,
    /// End of what is checked and may be handed out.
    ready: usize,
    /// End of what was read: behind `ready` there may be the beginning of a character.
    filled: usize,
    ended: bool,
    lines: i64,
    event: usize,
    record: Option<usize>,
    raw: Vec<u8>,
    tripped: Option<AnomalyCode>,
}

impl<R: Read> Guard<R> {
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            buffer: vec![0; BUFFER],
            at: 0,
            ready: 0,
            filled: 0,
            ended: false,
            lines: 0,
            event: 0,
            record: None,
            raw: Vec::new(),
            tripped: None,
        }
    }

    /// The line of the next byte, from 1.
    pub const fn line(&self) -> i64 {
        self.lines + 1
    }

    /// A new event begins.
    pub const fn begin_event(&mut self) {
        self.event = 0;
    }

    /// A new event begins which may be the first of a record.
    pub fn begin_record(&mut self) {
        self.event = 0;
        self.record = None;
        self.raw.clear();
    }

    /// The event just read was indeed the first of a record: its bytes count from now on.
    pub const fn in_record(&mut self) {
        self.record = Some(self.event);
    }

    /// The limit that the last event broke, if any.
    pub fn over_limit(&self) -> Option<AnomalyCode> {
        if self.event > MAX_EVENT {
            Some(AnomalyCode::FieldTooLarge)
        } else if self.record.is_some_and(|bytes| bytes > MAX_RECORD) {
            Some(AnomalyCode::RecordTooLarge)
        } else {
            None
        }
    }

    /// Why reading was stopped, when a read failed.
    pub const fn tripped(&self) -> Option<AnomalyCode> {
        self.tripped
    }

    /// The record as it came.
    pub fn raw(&self) -> String {
        let mut text = String::with_capacity(self.raw.len() + 1);
        if !self.raw.starts_with(b"<") {
            text.push('<');
        }
        let lossy = String::from_utf8_lossy(&self.raw);
        text.extend(lossy.chars().map(|c| {
            if c == char::from(UNDECODABLE) {
                '\u{fffd}'
            } else {
                c
            }
        }));
        text
    }

    fn refill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.ready..self.filled, 0);
        self.filled -= self.ready;
        (self.at, self.ready) = (0, 0);
        while self.ready == 0 && !self.ended {
            let free = self.buffer.get_mut(self.filled..).unwrap_or_default();
            match self.inner.read(free) {
                Ok(0) => self.ended = true,
                Ok(read) => self.filled += read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
            let text = self.buffer.get_mut(..self.filled).unwrap_or_default();
            self.ready = make_utf8(text, self.ended);
        }
        Ok(())
    }
}

/// Replaces every byte that is not UTF-8 and returns how many bytes are checked: all of them, or all but the
/// beginning of a character at the end of a piece that is not the last.
pub fn make_utf8(bytes: &mut [u8], last: bool) -> usize {
    let mut done = 0;
    while let Some(rest) = bytes.get_mut(done..) {
        let Err(error) = std::str::from_utf8(rest) else {
            return bytes.len();
        };
        done += error.valid_up_to();
        let wrong = match error.error_len() {
            Some(length) => length,
            None if last => rest.len() - error.valid_up_to(),
            None => return done,
        };
        if let Some(bad) = bytes.get_mut(done..done + wrong) {
            bad.fill(UNDECODABLE);
        }
        done += wrong;
    }
    bytes.len()
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), available.get(..count)) {
            to.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if let Some(code) = self.over_limit() {
            self.tripped = Some(code);
            return Err(io::Error::other(code.code()));
        }
        if self.at >= self.ready && !self.ended {
            self.refill()?;
        }
        Ok(self.buffer.get(self.at..self.ready).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        let end = (self.at + count).min(self.ready);
        let bytes = self.buffer.get(self.at..end).unwrap_or_default();
        self.lines += memchr::memchr_iter(b'\n', bytes).count() as i64;
        self.event += bytes.len();
        if let Some(total) = &mut self.record {
            *total += bytes.len();
        }
        let room = MAX_RAW.saturating_sub(self.raw.len()).min(bytes.len());
        self.raw
            .extend_from_slice(bytes.get(..room).unwrap_or_default());
        self.at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one byte at a time.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match (self.0.split_first(), out.first_mut()) {
                (Some((byte, rest)), Some(to)) => {
                    *to = *byte;
                    self.0 = rest;
                    Ok(1)
                }
                _ => Ok(0),
            }
        }
    }

    #[test]
    fn characters_cut_between_two_reads_stay_whole_and_wrong_bytes_are_marked() {
        let mut out = String::new();
        let bytes = [
            b"a\xc3\xa8\n".as_slice(),
            b"\xe8b\n",
            b"\xe2\x82\xac\xe2\x82",
        ]
        .concat();
        let mut guard = Guard::new(Drip(&bytes));
        guard
            .read_to_string(&mut out)
            .expect("every byte is text now");
        assert_eq!(out, "aè\n\u{1a}b\n€\u{1a}\u{1a}");
        assert_eq!(guard.line(), 3);
    }

    #[test]
    fn an_event_without_end_is_stopped() {
        let mut guard = Guard::new(io::repeat(b' '));
        let mut out = Vec::new();
        assert!(guard.read_to_end(&mut out).is_err());
        assert_eq!(guard.tripped(), Some(AnomalyCode::FieldTooLarge));
        assert!(out.len() <= MAX_EVENT + BUFFER);
    }
}
