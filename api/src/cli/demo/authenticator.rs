//! What an authenticator app does: it reads a secret once and makes its codes.

use chrono::{DateTime, Utc};
use hub::identity::totp;

/// A user's device.
#[derive(Clone, Debug)]
pub struct Authenticator {
    secret: Vec<u8>,
}

impl Authenticator {
    /// From the secret as the hub shows it, in base32.
    pub fn new(text: &str) -> Option<Self> {
        let mut secret = Vec::new();
        let (mut held, mut bits) = (0_u32, 0);
        for letter in text.bytes() {
            let five = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'2'..=b'7' => letter - b'2' + 26,
                _ => return None,
            };
            held = (held << 5 | u32::from(five)) & 0xfff;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                secret.push((held >> bits & 0xff) as u8);
            }
        }
        Some(Self { secret })
    }

    /// The secret, as it can be typed into another app.
    pub fn text(&self) -> String {
        totp::base32(&self.secret)
    }

    /// The code of that moment.
    pub fn code(&self, now: DateTime<Utc>) -> String {
        totp::code(&self.secret, totp::step_at(now))
    }

    /// The code of the half minute before, which the hub takes too. A code is taken once: whoever uses this one at
    /// once has the present one left.
    pub fn earlier_code(&self, now: DateTime<Utc>) -> String {
        totp::code(&self.secret, totp::step_at(now) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_is_shown() {
        for secret in [
            &b"12345678901234567890"[..],
            b"foobar",
            b"\xff\x00\x80",
            b"",
        ] {
            let shown = totp::base32(secret);
            let device = Authenticator::new(&shown).unwrap();
            assert_eq!(device.secret, secret, "{shown}");
            assert_eq!(device.text(), shown);
        }
        assert!(Authenticator::new("gezd").is_none());
        assert!(Authenticator::new("GEZ1").is_none());
    }

    /// RFC 6238, appendix B.
    #[test]
    fn its_codes_are_those_of_the_standard() {
        let device = Authenticator::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        assert_eq!(device.code(at(59)), "287082");
        assert_eq!(device.earlier_code(at(89)), "287082");
    }
}
