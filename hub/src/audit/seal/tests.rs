use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use schema::clock::{FixedClock, SeededEntropy};
use schema::date::Day;
use schema::tables::AuditRow;

use super::*;

struct Pair {
    first: PrivateKey,
    second: PrivateKey,
    keys: SealKeys,
    entropy: SeededEntropy,
}

fn pair() -> Pair {
    let entropy = SeededEntropy::new(3);
    let (first, first_public) = keygen(&entropy).unwrap();
    let (second, second_public) = keygen(&entropy).unwrap();
    Pair {
        first,
        second,
        keys: SealKeys::new(first_public, second_public).unwrap(),
        entropy,
    }
}

fn row(purpose: &str) -> AuditRow {
    AuditRow {
        seq: 7,
        at: FixedClock::on(Day(2026_11_21)).unwrap().0.naive_utc(),
        request_id: "richiesta-1".to_owned(),
        act: "RISPOSTA".to_owned(),
        service: "VERIFICA".to_owned(),
        entity_id: 11,
        office_id: 12,
        user_id: 13,
        key_id: 14,
        role: "STANDARDPS".to_owned(),
        agreement_id: 15,
        comune: "036023".to_owned(),
        purpose: purpose.to_owned(),
        case_reference: "2026/1".to_owned(),
        subject: "CSSSLL03P56D617B".to_owned(),
        person_id: 16,
        fields: "residenza.comune".to_owned(),
        workstation: "QUESTURA-1".to_owned(),
        reference_day: 2026_11_21,
        known_at: 99,
        outcome: "residenza=S".to_owned(),
        declared: "ab".to_owned(),
        salt: "cd".to_owned(),
        sealed: String::new(),
    }
}

#[test]
fn both_keys_open_what_was_sealed_in_either_order() {
    let pair = pair();
    let sealed = seal_row(row("indagine"), &pair.keys, &pair.entropy).unwrap();
    for opened in [
        open_row(&sealed, &pair.first, &pair.second).unwrap(),
        open_row(&sealed, &pair.second, &pair.first).unwrap(),
    ] {
        assert_eq!(
            AuditRow {
                sealed: String::new(),
                ..opened
            },
            row("indagine")
        );
    }
}

#[test]
fn nothing_but_the_frame_of_the_record_stays_legible() {
    let pair = pair();
    let sealed = seal_row(row("indagine"), &pair.keys, &pair.entropy).unwrap();
    let before = row("indagine");
    let expected = AuditRow {
        seq: before.seq,
        at: before.at,
        request_id: before.request_id,
        act: before.act,
        service: before.service,
        role: before.role,
        salt: before.salt,
        sealed: sealed.sealed.clone(),
        ..AuditRow::default()
    };
    assert_eq!(sealed, expected);
    let bytes = STANDARD.decode(&sealed.sealed).unwrap();
    for secret in ["CSSSLL03P56D617B", "QUESTURA-1", "indagine"] {
        assert!(
            !bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        );
    }
}

#[test]
fn neither_key_alone_nor_twice_nor_a_third_opens_it() {
    let pair = pair();
    let sealed = seal_row(row("indagine"), &pair.keys, &pair.entropy).unwrap();
    let (third, _) = keygen(&pair.entropy).unwrap();
    for (one, other) in [
        (&pair.first, &pair.first),
        (&pair.second, &pair.second),
        (&pair.first, &third),
        (&third, &pair.second),
    ] {
        assert!(matches!(
            open_row(&sealed, one, other),
            Err(SealError::Open)
        ));
    }
}

#[test]
fn an_altered_record_does_not_open() {
    let pair = pair();
    let sealed = seal_row(row("indagine"), &pair.keys, &pair.entropy).unwrap();
    let opens = |row: &AuditRow| open_row(row, &pair.first, &pair.second).is_ok();
    assert!(opens(&sealed));
    // What the recorder gives afterwards is not bound; the tree holds it.
    assert!(opens(&AuditRow {
        seq: 8,
        salt: "ef".to_owned(),
        ..sealed.clone()
    }));
    let later = sealed.at + chrono::Duration::microseconds(1);
    for altered in [
        AuditRow {
            at: later,
            ..sealed.clone()
        },
        AuditRow {
            request_id: "richiesta-2".to_owned(),
            ..sealed.clone()
        },
        AuditRow {
            act: "RIFIUTO".to_owned(),
            ..sealed.clone()
        },
        AuditRow {
            service: "FORNITURA".to_owned(),
            ..sealed.clone()
        },
        AuditRow {
            sealed: String::new(),
            ..sealed.clone()
        },
        AuditRow {
            sealed: "?".to_owned(),
            ..sealed.clone()
        },
    ] {
        assert!(!opens(&altered), "{altered:?}");
    }
    let bytes = STANDARD.decode(&sealed.sealed).unwrap();
    for place in [0, 1, 40, 80, 500, bytes.len() - 1] {
        let mut bytes = bytes.clone();
        bytes[place] ^= 1;
        let altered = AuditRow {
            sealed: STANDARD.encode(bytes),
            ..sealed.clone()
        };
        assert!(!opens(&altered), "byte {place}");
    }
}

#[test]
fn keys_are_read_back_and_never_taken_for_each_other() {
    let entropy = SeededEntropy::new(1);
    let (private, public) = keygen(&entropy).unwrap();
    let same = PrivateKey::parse(&format!("{}\n", private.to_text())).unwrap();
    assert_eq!(same.public().to_text(), public.to_text());
    assert!(PublicKey::parse(&public.to_text()).is_ok());
    assert!(PublicKey::parse(&private.to_text()).is_err());
    assert!(PrivateKey::parse(&public.to_text()).is_err());
    assert!(PublicKey::parse("").is_err());
    assert!(PublicKey::parse("anagrafe-hub-seal-public-1:AAAA").is_err());
    assert!(matches!(
        SealKeys::new(public.clone(), public),
        Err(SealError::SameKey)
    ));
    assert!(!format!("{private:?}").contains(&private.to_text()[40..]));
}

#[test]
fn the_sealer_seals_public_security_alone_and_refuses_without_keys() {
    let pair = pair();
    let with = Sealer::new(Some(pair.keys), Arc::new(SeededEntropy::new(9)));
    let without = Sealer::new(None, Arc::new(SeededEntropy::new(9)));
    assert!(with.is_ready() && !without.is_ready());
    let other = AuditRow {
        role: "STANDARD".to_owned(),
        ..row("x")
    };
    assert_eq!(with.apply(other.clone()).unwrap(), other);
    assert_eq!(without.apply(other.clone()).unwrap(), other);
    let sealed = with.apply(row("x")).unwrap();
    assert_eq!(sealed.user_id, 0);
    assert_eq!(with.apply(sealed.clone()).unwrap(), sealed);
    assert!(matches!(without.apply(row("x")), Err(SealError::NoKeys)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_was_sealed_opens_and_its_length_tells_only_its_class(purpose in "\\PC{0,700}") {
        let pair = pair();
        let sealed = seal_row(row(&purpose), &pair.keys, &pair.entropy).unwrap();
        prop_assert_eq!(open_row(&sealed, &pair.first, &pair.second).unwrap().purpose, purpose);
        // One byte of version, two keys, two tags, and a power of two.
        let content = STANDARD.decode(&sealed.sealed).unwrap().len() - 1 - 2 * (32 + 16);
        prop_assert!(content.is_power_of_two() && content >= 512, "{}", content);
    }
}
