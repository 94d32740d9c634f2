//! A compressed supply, which may not grow without end: a few megabytes of gzip could otherwise keep the hub reading
//! for days.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;

/// Most bytes of a supply once expanded: twenty times what the largest Comune of the province would send.
const MOST_BYTES: u64 = 16 << 30;
/// So many bytes may come of few: a supply of near-empty records compresses well.
const FREE_BYTES: u64 = 4 << 20;
/// Beyond them, most bytes for each compressed one. Supplies come to 10 to 40; gzip itself reaches 1,030.
const MOST_FOR_EACH: u64 = 200;

/// The expanded bytes.
pub struct Inflated<R> {
    decoder: MultiGzDecoder<Counted<R>>,
    bytes: u64,
}

impl<R: BufRead> Inflated<R> {
    pub fn new(compressed: R) -> Self {
        Self {
            decoder: MultiGzDecoder::new(Counted {
                inner: compressed,
                bytes: 0,
            }),
            bytes: 0,
        }
    }
}

impl<R: BufRead> Read for Inflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(out)?;
        self.bytes += read as u64;
        let most = (self.decoder.get_ref().bytes)
            .saturating_mul(MOST_FOR_EACH)
            .clamp(FREE_BYTES, MOST_BYTES);
        if self.bytes > most {
            return Err(io::Error::other(
                "il contenuto compresso si espande oltre il limite ammesso",
            ));
        }
        Ok(read)
    }
}

/// Counts the bytes taken.
struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.bytes += count as u64;
        self.inner.consume(count);
    }
}
