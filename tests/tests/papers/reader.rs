//! Reads the text of a PDF back, as a reader of PDFs does: by the table that says which letters its glyphs are.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::ZlibDecoder;

/// A PDF in pieces.
pub struct Pdf {
    objects: BTreeMap<u32, Vec<u8>>,
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The numbers `N 0 R` behind a name.
fn references(dictionary: &str, name: &str) -> Vec<u32> {
    let Some((_, rest)) = dictionary.split_once(name) else {
        return Vec::new();
    };
    let end = if rest.trim_start().starts_with('[') {
        ']'
    } else {
        'R'
    };
    let rest = rest.split(end).next().unwrap_or_default();
    let numbers = rest
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok());
    numbers.step_by(2).collect()
}

impl Pdf {
    pub fn parse(bytes: &[u8]) -> Self {
        assert!(bytes.starts_with(b"%PDF-1.7"), "no PDF");
        let mut objects = BTreeMap::new();
        let mut from = 0;
        while let Some(at) = find(&bytes[from..], b" 0 obj") {
            let start = from + at;
            let digits = bytes[..start]
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_digit())
                .count();
            let number = std::str::from_utf8(&bytes[start - digits..start])
                .unwrap()
                .parse();
            let end = start + find(&bytes[start..], b"endobj").expect("the end of an object");
            if let Ok(number) = number {
                objects.insert(number, bytes[start + 6..end].to_vec());
            }
            from = end;
        }
        Self { objects }
    }

    /// What an object says before its stream.
    fn dictionary(&self, number: u32) -> String {
        let object = &self.objects[&number];
        let end = find(object, b"stream").unwrap_or(object.len());
        String::from_utf8_lossy(&object[..end]).into_owned()
    }

    fn stream(&self, number: u32) -> Vec<u8> {
        let object = &self.objects[&number];
        let start = find(object, b"stream").expect("a stream") + 6;
        let start = start
            + object[start..]
                .iter()
                .take_while(|b| b"\r\n".contains(b))
                .count();
        let raw = &object[start..];
        if !self.dictionary(number).contains("FlateDecode") {
            return raw.to_vec();
        }
        let mut plain = Vec::new();
        ZlibDecoder::new(raw)
            .read_to_end(&mut plain)
            .expect("a compressed stream");
        plain
    }

    /// Everything that the file says of itself outside streams.
    pub fn dictionaries(&self) -> String {
        self.objects
            .keys()
            .map(|number| self.dictionary(*number))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The text of each page: its runs in the order in which they are drawn.
    pub fn pages(&self) -> Vec<String> {
        let is =
            |number: &&u32, kind: &str| self.dictionary(**number).replace(' ', "").contains(kind);
        let tree = self
            .objects
            .keys()
            .find(|n| is(n, "/Type/Pages"))
            .expect("pages");
        let kids = references(&self.dictionary(*tree), "/Kids");
        kids.into_iter().map(|page| self.page(page)).collect()
    }

    fn page(&self, page: u32) -> String {
        let dictionary = self.dictionary(page);
        let resources = match references(&dictionary, "/Resources").first() {
            Some(number) if !dictionary.replace(' ', "").contains("/Resources<<") => {
                self.dictionary(*number)
            }
            _ => dictionary.clone(),
        };
        let fonts = self.fonts(&resources);
        let mut letters = &BTreeMap::new();
        let mut text = String::new();
        let mut last = Vec::new();
        for token in tokens(&self.stream(references(&dictionary, "/Contents")[0])) {
            match token {
                Token::Name(name) => {
                    if let Some(known) = fonts.get(&name) {
                        letters = known;
                    }
                }
                Token::String(bytes) => last.extend(bytes),
                Token::Word(word) if word == "Tj" || word == "TJ" => {
                    for pair in last.chunks(2) {
                        let glyph = pair.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b));
                        text.push_str(letters.get(&glyph).map_or("\u{fffd}", String::as_str));
                    }
                    text.push(' ');
                    last.clear();
                }
                Token::Word(_) => last.clear(),
                Token::Other => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// By name, the letters of each glyph.
    fn fonts(&self, resources: &str) -> BTreeMap<String, BTreeMap<u32, String>> {
        let Some((_, rest)) = resources.split_once("/Font") else {
            return BTreeMap::new();
        };
        let inside = rest.split(">>").next().unwrap_or_default();
        inside
            .split('/')
            .skip(1)
            .filter_map(|entry| {
                let mut words = entry.split_whitespace();
                let (name, number) = (words.next()?, words.next()?.parse().ok()?);
                let table = references(&self.dictionary(number), "/ToUnicode");
                let letters = letters(&String::from_utf8_lossy(&self.stream(*table.first()?)));
                Some((name.to_owned(), letters))
            })
            .collect()
    }
}

/// A table of letters by glyph.
fn letters(table: &str) -> BTreeMap<u32, String> {
    let number = |text: &str| u32::from_str_radix(text, 16).unwrap_or_default();
    let mut found = BTreeMap::new();
    for section in table.split("beginbfchar").skip(1) {
        let section = section.split("endbfchar").next().unwrap_or_default();
        for line in section.lines().filter(|line| line.contains('<')) {
            let hex: Vec<&str> = line.split(['<', '>']).skip(1).step_by(2).collect();
            let units: Vec<u16> = hex[1]
                .as_bytes()
                .chunks(4)
                .map(|unit| number(std::str::from_utf8(unit).unwrap_or_default()) as u16)
                .collect();
            found.insert(number(hex[0]), String::from_utf16_lossy(&units));
        }
    }
    for section in table.split("beginbfrange").skip(1) {
        let section = section.split("endbfrange").next().unwrap_or_default();
        for line in section.lines().filter(|line| line.contains('<')) {
            let hex: Vec<&str> = line.split(['<', '>']).skip(1).step_by(2).collect();
            let (first, last, letter) = (number(hex[0]), number(hex[1]), number(hex[2]));
            for glyph in first..=last {
                let letter = char::from_u32(letter + glyph - first).map(String::from);
                found.insert(glyph, letter.unwrap_or_default());
            }
        }
    }
    found
}

enum Token {
    Name(String),
    String(Vec<u8>),
    Word(String),
    Other,
}

/// A content stream in pieces.
fn tokens(content: &[u8]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    let plain = |b: &u8| !b" \r\n\t/<>[]()".contains(b);
    while at < content.len() {
        match content[at] {
            b'/' => {
                let length = content[at + 1..].iter().take_while(|b| plain(b)).count();
                let name = String::from_utf8_lossy(&content[at + 1..at + 1 + length]);
                found.push(Token::Name(name.into_owned()));
                at += 1 + length;
            }
            b'<' if content.get(at + 1) == Some(&b'<') => at += 2,
            b'<' => {
                let length = content[at..].iter().position(|b| *b == b'>').unwrap();
                found.push(Token::String(
                    hex::decode(&content[at + 1..at + length]).unwrap(),
                ));
                at += length + 1;
            }
            b'(' => {
                let (bytes, length) = literal(&content[at + 1..]);
                found.push(Token::String(bytes));
                at += 1 + length;
            }
            byte if plain(&byte) => {
                let length = content[at..].iter().take_while(|b| plain(b)).count();
                let word = String::from_utf8_lossy(&content[at..at + length]).into_owned();
                found.push(if word.parse::<f32>().is_ok() {
                    Token::Other
                } else {
                    Token::Word(word)
                });
                at += length;
            }
            _ => at += 1,
        }
    }
    found
}

/// A string between brackets, and how long it is with its end.
fn literal(content: &[u8]) -> (Vec<u8>, usize) {
    let (mut bytes, mut at, mut depth) = (Vec::new(), 0, 1);
    loop {
        let byte = content[at];
        at += 1;
        match byte {
            b'\\' => {
                let escaped = content[at];
                at += 1;
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    b'0'..=b'7' => {
                        let digits = content[at - 1..]
                            .iter()
                            .take(3)
                            .take_while(|b| (b'0'..=b'7').contains(b));
                        let digits: Vec<u8> = digits.copied().collect();
                        at += digits.len() - 1;
                        digits
                            .iter()
                            .fold(0_u32, |n, d| n * 8 + u32::from(d - b'0'))
                            as u8
                    }
                    other => other,
                });
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (bytes, at);
        }
        bytes.push(byte);
    }
}
