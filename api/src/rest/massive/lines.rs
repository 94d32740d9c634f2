//! Lines out of the pieces in which a body arrives.

use actix_web::web::BytesMut;

/// Cuts what arrives into lines. A line beyond the limit is given as [`Line::TooLong`] and skipped to its end.
#[derive(Debug)]
pub struct Lines {
    pending: BytesMut,
    searched: usize,
    most: usize,
    skipping: bool,
}

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes, without the line's end.
    Text(BytesMut),
    /// It was longer than allowed.
    TooLong,
}

impl Lines {
    /// Lines of at most so many bytes.
    pub fn new(most: usize) -> Self {
        Self {
            pending: BytesMut::new(),
            searched: 0,
            most,
            skipping: false,
        }
    }

    /// Takes in a piece; call [`next_line`](Self::next_line) until it gives nothing.
    pub fn feed(&mut self, piece: &[u8]) {
        self.pending.extend_from_slice(piece);
    }

    /// The next whole line; empty lines are passed over.
    pub fn next_line(&mut self) -> Option<Line> {
        loop {
            let rest = self.pending.get(self.searched..).unwrap_or_default();
            let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
                self.searched = self.pending.len();
                if self.searched > self.most {
                    self.pending.clear();
                    self.searched = 0;
                    if !std::mem::replace(&mut self.skipping, true) {
                        return Some(Line::TooLong);
                    }
                }
                return None;
            };
            let mut line = self.pending.split_to(self.searched + end + 1);
            self.searched = 0;
            if std::mem::take(&mut self.skipping) {
                continue;
            }
            // Measured with its carriage return, as a line whose end has not come yet is.
            if line.len() > self.most + 1 {
                return Some(Line::TooLong);
            }
            while line
                .last()
                .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
            {
                line.truncate(line.len() - 1);
            }
            if !line.is_empty() {
                return Some(Line::Text(line));
            }
        }
    }

    /// The last line, if the body does not end with a line's end.
    pub fn last(&mut self) -> Option<Line> {
        if !self.pending.is_empty() || self.skipping {
            self.feed(b"\n");
        }
        self.next_line()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(pieces: &[&[u8]], most: usize) -> Vec<String> {
        let mut lines = Lines::new(most);
        let mut found = Vec::new();
        let mut take = |line| {
            found.push(match line {
                Line::Text(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Line::TooLong => "<too long>".to_owned(),
            });
        };
        for piece in pieces {
            lines.feed(piece);
            while let Some(line) = lines.next_line() {
                take(line);
            }
        }
        while let Some(line) = lines.last() {
            take(line);
        }
        found
    }

    #[test]
    fn lines_across_pieces_and_without_an_end() {
        assert_eq!(
            cut(&[b"uno\r\nd", b"ue\n\n", b"tre"], 10),
            ["uno", "due", "tre"]
        );
        assert_eq!(cut(&[b"uno\n"], 10), ["uno"]);
        assert!(cut(&[b"\n\r\n"], 10).is_empty());
    }

    #[test]
    fn a_line_beyond_the_limit_is_told_once() {
        let expected = ["uno", "<too long>", "due"];
        assert_eq!(
            cut(&[b"uno\n0123456789", b"0123456789", b"0123\ndue"], 8),
            expected
        );
        assert_eq!(cut(&[b"uno\n0123456789\ndue"], 8), expected);
        assert_eq!(cut(&[b"0123456789"], 8), ["<too long>"]);
    }

    proptest! {
        #[test]
        fn the_cut_does_not_depend_on_the_pieces(text in "[ab\n\r]{0,60}", at in 0..60_usize) {
            let bytes = text.as_bytes();
            let at = at.min(bytes.len());
            let (head, tail) = bytes.split_at(at);
            prop_assert_eq!(cut(&[head, tail], 7), cut(&[bytes], 7));
        }
    }
}
