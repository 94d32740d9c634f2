//! Codes that change with time (RFC 6238: SHA-1, six digits, thirty seconds, as every authenticator app makes them).

use chrono::{DateTime, Utc};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use ring::hmac;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// Seconds for which a code stands.
const STEP: i64 = 30;
/// Steps by which the user's clock may be off, either way.
const DRIFT: i64 = 1;
/// Bytes of a shared secret: those of SHA-1.
pub const SECRET_BYTES: usize = 20;
/// Digits of a code.
pub const DIGITS: usize = 6;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of time of a moment.
pub fn step_at(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP)
}

/// The code of a step.
pub fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag.last().copied().unwrap_or_default() & 0x0f);
    let mut four = [0; 4];
    four.iter_mut()
        .zip(tag.iter().skip(offset))
        .for_each(|(to, from)| *to = *from);
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000;
    format!("{number:06}")
}

/// The step whose code was given, if it is later than the last one taken: a code is taken once.
pub fn accept(secret: &[u8], given: &str, now: DateTime<Utc>, last: i64) -> Option<i64> {
    let given: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let present = step_at(now);
    let mut found = 0;
    // All are compared, whichever is right: the time tells nothing.
    for step in present - DRIFT..=present + DRIFT {
        let right: Choice = code(secret, step).as_bytes().ct_eq(given.as_bytes());
        let fresh = Choice::from(u8::from(step > last));
        found = i64::conditional_select(&found, &step, right & fresh);
    }
    (found > 0).then_some(found)
}

/// Base32 without padding, as authenticator apps take a secret.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(held >> bits));
        }
    }
    if bits > 0 {
        text.push(letter(held << (5 - bits)));
    }
    text
}

fn letter(five: u32) -> char {
    ALPHABET
        .get((five & 31) as usize)
        .map_or('A', |letter| char::from(*letter))
}

/// The address that an app reads.
pub fn address(service: &str, username: &str, secret: &[u8]) -> String {
    let escaped = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    format!(
        "otpauth://totp/{service}:{}?secret={}&issuer={service}&algorithm=SHA1&digits={DIGITS}&period={STEP}",
        escaped(username),
        base32(secret),
        service = escaped(service),
    )
}

/// The same as a picture (SVG, no style, no script); empty if it does not fit.
pub fn picture(address: &str) -> String {
    QrCode::with_error_correction_level(address, EcLevel::M)
        .map(|code| {
            code.render::<svg::Color<'_>>()
                .min_dimensions(200, 200)
                .build()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238, appendix B, the last six of the eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, step_at(at(seconds))), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_within_a_step() {
        let now = at(1_234_567_890);
        let present = step_at(now);
        let given = code(SECRET, present);
        assert_eq!(accept(SECRET, &given, now, 0), Some(present));
        assert_eq!(accept(SECRET, &given, now, present - 1), Some(present));
        assert_eq!(accept(SECRET, &given, now, present), None);
        for (off, taken) in [(-2, false), (-1, true), (1, true), (2, false)] {
            let given = code(SECRET, present + off);
            assert_eq!(accept(SECRET, &given, now, 0).is_some(), taken, "{off}");
        }
        assert_eq!(accept(SECRET, " 005 924 ", now, 0), Some(present));
        for wrong in ["", "005925", "05924", "0005924", "٠٠٥٩٢٤"] {
            assert_eq!(accept(SECRET, wrong, now, 0), None, "{wrong}");
        }
    }

    #[test]
    fn apps_are_given_what_they_read() {
        assert_eq!(
            base32(b"12345678901234567890"),
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        );
        assert_eq!(base32(b"f"), "MY");
        let address = address("Anagrafe Hub", "m.rossi", SECRET);
        assert_eq!(
            address,
            "otpauth://totp/Anagrafe%20Hub:m.rossi?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Anagrafe%20Hub&algorithm=SHA1&digits=6&period=30"
        );
        let picture = picture(&address);
        assert!(
            picture.contains("<svg") && !picture.contains("style="),
            "{picture}"
        );
    }
}
