//! `multipart/form-data` (RFC 7578), as a browser sends fields together with files. The body has been read within its
//! limits.

/// The media type.
pub const MEDIA_TYPE: &str = "multipart/form-data";

/// A field or a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The name of the input.
    pub name: String,
    /// True of an input that takes a file, even if none was chosen.
    pub is_file: bool,
    /// True if a file was chosen, even an empty one.
    pub is_chosen: bool,
    /// What was filled in, or the file.
    pub content: &'a [u8],
}

/// All parts, in their order; nothing if the body is no such thing.
pub fn parts<'a>(content_type: &str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let boundary = boundary(content_type)?;
    let delimiter = [b"--", boundary.as_bytes()].concat();
    let mut rest = &body[find(body, &delimiter)? + delimiter.len()..];
    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, &delimiter)?;
        let part = &rest[..end];
        let head = find(part, b"\r\n\r\n")?;
        parts.push(described(&part[..head], &part[head + 4..])?);
        rest = &rest[end + delimiter.len()..];
    }
    Some(parts)
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

/// The part with that head. Browsers put the name first, and write a quotation mark in it or in that of a file as `%22`.
fn described<'a>(head: &[u8], content: &'a [u8]) -> Option<Part<'a>> {
    let head = String::from_utf8_lossy(head);
    let disposition = head.split("\r\n").find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field
            .eq_ignore_ascii_case("content-disposition")
            .then_some(value)
    })?;
    let parameter = |name: &str| {
        let mut parameters = disposition.split(';').map(str::trim);
        parameters.find_map(|one| one.strip_prefix(name)?.strip_prefix("=\""))
    };
    let file = parameter("filename");
    Some(Part {
        name: parameter("name")?.strip_suffix('"')?.to_owned(),
        is_file: file.is_some(),
        is_chosen: file.is_some_and(|name| name != "\""),
        content,
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

    fn body(file: &str, content: &str) -> Vec<u8> {
        format!(
            "------b1\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nx\r\n\
             ------b1\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file}\"\r\n\
             Content-Type: application/json\r\n\r\n{content}\r\n------b1--\r\n"
        )
        .into_bytes()
    }

    fn one(content_type: &str, sent: &[u8], name: &str) -> Option<Vec<u8>> {
        let parts = parts(content_type, sent)?;
        let part = parts.into_iter().find(|part| part.name == name)?;
        Some(part.content.to_vec())
    }

    #[test]
    fn fields_and_files_are_found_by_their_names() {
        let content = "{\"a\":\r\n\r\n1}";
        let sent = body("r; name=\"altro%22.json", content);
        assert_eq!(one(TYPE, &sent, "file").unwrap(), content.as_bytes());
        assert_eq!(one(TYPE, &sent, "csrf").unwrap(), b"x");
        assert_eq!(one(TYPE, &sent, "altro"), None);
        let quoted = "multipart/form-data; boundary=\"----b1\"";
        assert_eq!(one(quoted, &sent, "csrf").unwrap(), b"x");
        assert_eq!(parts("multipart/form-data", &sent), None);
        assert_eq!(parts("multipart/form-data; boundary=altro", &sent), None);
        assert_eq!(parts(TYPE, &sent[..sent.len() - 8]), None, "cut off");
    }

    #[test]
    fn a_file_that_was_not_chosen_is_not_an_empty_one() {
        let chosen = |sent: &[u8]| {
            let parts = parts(TYPE, sent).unwrap();
            let of = |part: &Part<'_>| (part.is_file, part.is_chosen);
            (of(&parts[0]), of(&parts[1]))
        };
        assert_eq!(chosen(&body("", "")), ((false, false), (true, false)));
        assert_eq!(chosen(&body("a.csv", "")), ((false, false), (true, true)));
    }

    proptest! {
        /// Whatever is sent, nothing breaks; and what a browser sends is found again.
        #[test]
        fn nothing_breaks(cut in 0_usize..200, noise in "[\r\n\\-b1:; a-z\"=]{0,60}") {
            let sent = body("r.json", "abc");
            prop_assert!(one(TYPE, &sent[..cut.min(sent.len())], "file").is_none_or(|found| found == b"abc"));
            let _ = parts(TYPE, noise.as_bytes());
            let _ = parts(&noise, &sent);
        }
    }
}
