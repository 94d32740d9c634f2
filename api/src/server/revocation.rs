//! Until when a revocation list is good (RFC 5280, 5.1.2.5), for whoever watches over it: the verifier of certificates
//! reads it too, but does not tell.

use chrono::{DateTime, NaiveDateTime, Utc};

const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;

/// When the next list was due; nothing if this is none.
pub fn next_update(der: &[u8]) -> Option<DateTime<Utc>> {
    let (list, _) = element(SEQUENCE, der)?;
    let (mut rest, _) = element(SEQUENCE, list)?;
    // The version is left out of the oldest kind.
    if let Some((_, behind)) = element(INTEGER, rest) {
        rest = behind;
    }
    let (_algorithm, rest) = element(SEQUENCE, rest)?;
    let (_issuer, rest) = element(SEQUENCE, rest)?;
    let (_this_update, rest) = time(rest)?;
    time(rest).map(|(next, _)| next)
}

/// The content of an element of that tag, and what comes behind it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
            let length = digits
                .iter()
                .fold(0_usize, |sum, digit| sum << 8 | usize::from(*digit));
            (length, rest)
        }
        _ => return None,
    };
    let parts = rest.split_at_checked(length)?;
    (*first == tag).then_some(parts)
}

fn time(der: &[u8]) -> Option<(DateTime<Utc>, &[u8])> {
    let short = element(UTC_TIME, der);
    let is_short = short.is_some();
    let (text, rest) = short.or_else(|| element(GENERALIZED_TIME, der))?;
    let text = std::str::from_utf8(text).ok()?;
    // Two digits of the year: those of 1950 to 2049.
    let whole = match text.get(..2).filter(|_| is_short) {
        Some(year) if year < "50" => format!("20{text}"),
        Some(_) => format!("19{text}"),
        None => text.to_owned(),
    };
    let at = NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%SZ").ok()?;
    Some((at.and_utc(), rest))
}

#[cfg(test)]
mod tests {
    use rcgen::{
        CertificateParams, CertificateRevocationListParams, CertifiedIssuer, KeyIdMethod, KeyPair,
        KeyUsagePurpose, SerialNumber, date_time_ymd,
    };

    use super::*;

    #[test]
    fn the_day_on_which_the_next_is_due() {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.key_usages = vec![KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        // Before 2050 and after, the time is written in two ways.
        for (year, expected) in [(2027, "2027-03-04"), (2999, "2999-03-04")] {
            let list = CertificateRevocationListParams {
                this_update: date_time_ymd(2024, 1, 1),
                next_update: date_time_ymd(year, 3, 4),
                crl_number: SerialNumber::from(1_u64),
                issuing_distribution_point: None,
                revoked_certs: Vec::new(),
                key_identifier_method: KeyIdMethod::Sha256,
            };
            let der = list.signed_by(&issuer).unwrap().der().to_vec();
            let due = next_update(&der).unwrap();
            assert_eq!(due.to_rfc3339(), format!("{expected}T00:00:00+00:00"));
            for length in 0..60 {
                assert_eq!(next_update(&der[..length]), None);
            }
        }
        assert_eq!(next_update(b"non una lista"), None);
    }
}
