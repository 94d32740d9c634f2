//! One file out of `multipart/form-data` (RFC 7578), as a browser sends it. The body has been read within its limits.

/// The media type.
pub const MULTIPART: &str = "multipart/form-data";

/// The content of the part of that name; nothing if there is none, or the body is no such thing.
pub fn part<'a>(content_type: &str, body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let boundary = boundary(content_type)?;
    let delimiter = [b"--", boundary.as_bytes()].concat();
    let mut rest = &body[find(body, &delimiter)? + delimiter.len()..];
    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    loop {
        // Behind the last one stands `--`.
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, &delimiter)?;
        let part = &rest[..end];
        let head = find(part, b"\r\n\r\n")?;
        if is_of(&part[..head], name) {
            return Some(&part[head + 4..]);
        }
        rest = &rest[end + delimiter.len()..];
    }
}

fn boundary(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1).map(str::trim);
    let value = parameters.find_map(|one| {
        let (name, value) = one.split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then_some(value)
    })?;
    let value = value.trim_matches('"');
    (1..=70).contains(&value.len()).then_some(value)
}

fn is_of(head: &[u8], name: &str) -> bool {
    let head = String::from_utf8_lossy(head);
    head.split("\r\n").any(|line| {
        let Some((field, value)) = line.split_once(':') else {
            return false;
        };
        field.eq_ignore_ascii_case("content-disposition")
            && value
                .split(';')
                .any(|one| one.trim() == format!("name=\"{name}\""))
    })
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=----b1";

    fn body(content: &str) -> Vec<u8> {
        format!(
            "------b1\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nx\r\n\
             ------b1\r\ncontent-disposition: form-data; name=\"file\"; filename=\"r.json\"\r\n\
             Content-Type: application/json\r\n\r\n{content}\r\n------b1--\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn a_file_is_found_by_its_name() {
        let sent = body("{\"a\":\r\n\r\n1}");
        assert_eq!(part(TYPE, &sent, "file"), Some(&b"{\"a\":\r\n\r\n1}"[..]));
        assert_eq!(part(TYPE, &sent, "csrf"), Some(&b"x"[..]));
        assert_eq!(part(TYPE, &sent, "altro"), None);
        assert_eq!(
            part("multipart/form-data; boundary=\"----b1\"", &sent, "csrf"),
            Some(&b"x"[..])
        );
        assert_eq!(part("multipart/form-data", &sent, "file"), None);
        assert_eq!(
            part("multipart/form-data; boundary=altro", &sent, "file"),
            None
        );
    }

    proptest! {
        /// Whatever is sent, nothing breaks; and what a browser sends is found again.
        #[test]
        fn nothing_breaks(cut in 0_usize..200, noise in "[\r\n\\-b1:; a-z\"=]{0,60}") {
            let sent = body("abc");
            prop_assert!(part(TYPE, &sent[..cut.min(sent.len())], "file").is_none_or(|found| found == b"abc"));
            let _ = part(TYPE, noise.as_bytes(), "file");
            let _ = part(&noise, &sent, "file");
        }
    }
}
