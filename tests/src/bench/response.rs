//! Just enough of HTTP/1.1 to read an answer with a `Content-Length`.

/// An answer at the beginning of a buffer.
#[derive(Debug, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Where the body begins and ends in the buffer.
    pub body: std::ops::Range<usize>,
}

/// `Ok(None)`: not all of it is there yet. An error: no answer that this reader understands.
pub fn parse(buffer: &[u8]) -> Result<Option<Response>, String> {
    let Some(head_end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = buffer.get(..head_end).unwrap_or_default();
    let head = std::str::from_utf8(head).map_err(|error| error.to_string())?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 "))
        .and_then(|line| line.get(..3)?.parse().ok())
        .ok_or_else(|| format!("no HTTP/1.1 status: {head}"))?;
    let length: Option<usize> = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let begin = head_end + 4;
    let end = begin + length.ok_or_else(|| format!("no Content-Length: {head}"))?;
    Ok((buffer.len() >= end).then_some(Response {
        status,
        body: begin..end,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_answers_only() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 2\r\nX: y\r\n\r\n{}";
        for end in 0..answer.len() {
            assert_eq!(parse(&answer[..end]), Ok(None), "{end}");
        }
        let body = answer.len() - 2..answer.len();
        assert_eq!(parse(answer), Ok(Some(Response { status: 200, body })));
        assert!(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
        assert!(parse(b"SSH-2.0\r\n\r\n").is_err());
    }
}
