//! The bytes of an upload, handed from the connection to the thread that writes them to disk.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use actix_web::web::{Bytes, Payload};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::problem::Problem;
use crate::rest::body;

/// Pieces on their way at once: what the network brings while the disk works, and no more memory than that.
const PIECES: usize = 16;

/// The reading end, for a thread that may block.
#[derive(Debug)]
pub struct Incoming {
    pieces: mpsc::Receiver<Piece>,
    present: Bytes,
    ended: bool,
}

#[derive(Debug)]
enum Piece {
    Bytes(Bytes),
    End,
}

/// The writing end.
#[derive(Debug)]
pub struct Outgoing(mpsc::Sender<Piece>);

/// Both ends.
pub fn channel() -> (Outgoing, Incoming) {
    let (send, receive) = mpsc::channel(PIECES);
    let incoming = Incoming {
        pieces: receive,
        present: Bytes::new(),
        ended: false,
    };
    (Outgoing(send), incoming)
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.present.is_empty() && !self.ended {
            match self.pieces.blocking_recv() {
                Some(Piece::Bytes(bytes)) => self.present = bytes,
                Some(Piece::End) => self.ended = true,
                // A sender that vanished is a broken upload, not the end of the file: nothing of it may be kept.
                None => return Err(io::ErrorKind::ConnectionAborted.into()),
            }
        }
        let taken = self.present.len().min(buffer.len());
        let piece = self.present.split_to(taken);
        if let Some(target) = buffer.get_mut(..taken) {
            target.copy_from_slice(&piece);
        }
        Ok(taken)
    }
}

impl Outgoing {
    /// Hands the whole body on; gives the number of bytes.
    ///
    /// # Errors
    /// 413 beyond the limit, 408 if the client is silent for longer than `patience` or not done by `until`, 400 if the
    /// connection breaks; the reader then fails too.
    pub async fn pump(
        self,
        mut payload: Payload,
        limit: u64,
        patience: Duration,
        until: Instant,
    ) -> Result<u64, Problem> {
        let mut sent = 0_u64;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let piece = timeout(patience.min(left), payload.next())
                .await
                .map_err(|_| body::too_slow())?;
            match piece {
                None => {
                    // A reader that is gone has its own error to report.
                    let _ = self.0.send(Piece::End).await;
                    return Ok(sent);
                }
                Some(piece) => {
                    let piece = piece.map_err(|error| body::broken(&error))?;
                    sent += piece.len() as u64;
                    if sent > limit {
                        return Err(body::too_large(limit));
                    }
                    if self.0.send(Piece::Bytes(piece)).await.is_err() {
                        return Ok(sent);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_out_as_they_went_in() {
        let (out, mut incoming) = channel();
        for piece in ["una ", "", "fornitura"] {
            out.0
                .blocking_send(Piece::Bytes(Bytes::from_static(piece.as_bytes())))
                .unwrap();
        }
        out.0.blocking_send(Piece::End).unwrap();
        let mut text = String::new();
        incoming.read_to_string(&mut text).unwrap();
        assert_eq!(text, "una fornitura");
        assert_eq!(incoming.read(&mut [0; 8]).unwrap(), 0);
    }

    #[test]
    fn an_upload_that_breaks_off_is_an_error() {
        let (out, mut incoming) = channel();
        out.0
            .blocking_send(Piece::Bytes(Bytes::from_static(b"una ")))
            .unwrap();
        drop(out);
        let mut text = String::new();
        let error = incoming.read_to_string(&mut text).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionAborted);
    }
}
