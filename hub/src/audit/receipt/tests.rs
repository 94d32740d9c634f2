//! A receipt holds as it was given, and in no other way.

use schema::codes::ActKind;
use schema::date::Day;
use schema::tables::AuditRow;

use super::*;
use crate::audit::checkpoint::Checkpoint;
use crate::audit::keys::SigningKey;
use crate::audit::note::{KeyUse, Note, cosign, note_key};
use crate::audit::record::Recorded;
use crate::audit::tree::{Frontier, GENESIS, fold, inclusion, leaf};
use crate::audit::{Entry, commitment};

const ORIGIN: &str = "hub.example/registro";
const DECLARED: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32]).unwrap()
}

fn recorded(seq: i64, salt: u8) -> Recorded {
    let at = chrono::DateTime::from_timestamp(1_795_262_400, 123_456_000)
        .unwrap()
        .naive_utc();
    let entry = Entry::new(ActKind::Answer, "VERIFICA", at)
        .request("a1-7")
        .entity(3)
        .purpose("Verifica di ROSSI MARIO", "1/2026")
        .about("RSSMRA70A01F257L", 12)
        .read_at(Day(2026_11_20), 99)
        .declared(DECLARED)
        .outcome("residenza=S,statoDiFamiglia=A:DATA_INCERTA");
    let row = AuditRow {
        seq,
        salt: hex::encode([salt; 16]),
        ..entry.into_row()
    };
    let commitment = commitment(&row).unwrap();
    Recorded { row, commitment }
}

fn receipts(seed: u8) -> Receipts {
    Receipts::new(ORIGIN.to_owned(), key(seed), Vec::new())
}

/// A log of eight leaves, the third record of which is ours; with its checkpoint and the proof.
fn file(log: u8, ours: &Recorded) -> ReceiptFile {
    let mut data = vec![GENESIS];
    data.extend((1..8_u8).map(|n| recorded(i64::from(n), n).commitment));
    data[3] = ours.commitment;
    let hashes: Vec<_> = data.iter().map(|data| leaf(data)).collect();
    let mut frontier = Frontier::default();
    for hash in &hashes {
        frontier.push(*hash);
    }
    let checkpoint = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 8,
        root: frontier.root(),
    };
    let mut note = Note::signed(checkpoint.text(), ORIGIN, &key(log));
    let line = cosign(&note.text, "comune.example", &key(9), 1_795_262_500);
    note.signatures.push(line);
    let mut subtrees = |height: u32, index: u64| {
        let from = (index << height) as usize;
        Ok::<_, std::convert::Infallible>(fold(&hashes[from..from + (1 << height)]))
    };
    let path = inclusion(&mut subtrees, 3, 8).unwrap();
    let receipt = receipts(1).issue(ours).unwrap();
    ReceiptFile {
        ricevuta: receipt.compact,
        nonce: receipt.nonce,
        prova: Some(Proof::new(3, &path, note.to_string())),
    }
}

fn expected() -> Expected {
    Expected {
        receipt_keys: vec![key(1).public()],
        log_keys: vec![note_key(ORIGIN, &key(2), KeyUse::Note)],
        witnesses: vec![note_key("comune.example", &key(9), KeyUse::Cosignature)],
        declared: Some(DECLARED.to_owned()),
    }
}

#[test]
fn what_a_receipt_says() {
    let receipt = receipts(1).issue(&recorded(3, 3)).unwrap();
    assert_eq!(receipts(1).issue(&recorded(3, 3)).unwrap(), receipt);
    let file = ReceiptFile::parse(&receipt.compact).unwrap();
    let only_keys = Expected {
        log_keys: Vec::new(),
        declared: None,
        ..expected()
    };
    let verified = verify(&file, &only_keys).unwrap();
    insta::assert_json_snapshot!(verified.claims);
    let text = serde_json::to_string(&verified.claims).unwrap();
    for personal in ["RSSMRA", "ROSSI", "1/2026", DECLARED] {
        assert!(!text.contains(personal), "{personal}");
    }
}

#[test]
fn a_receipt_with_its_proof_holds_without_anybody() {
    let file = file(2, &recorded(3, 3));
    let text = serde_json::to_string(&file).unwrap();
    let verified = verify(&ReceiptFile::parse(&text).unwrap(), &expected()).unwrap();
    assert_eq!(verified.checkpoint.unwrap().size, 8);
    assert_eq!(
        verified.witnesses,
        [("comune.example".to_owned(), 1_795_262_500)]
    );
    assert!(verified.declared);
}

#[test]
fn nothing_else_holds() {
    let ours = recorded(3, 3);
    let good = file(2, &ours);
    let judge = |file: &ReceiptFile| verify(file, &expected()).unwrap_err();

    for (at, _) in good
        .ricevuta
        .char_indices()
        .filter(|(at, c)| at % 7 == 0 && *c != '.')
    {
        let mut forged = good.clone();
        let other = if &good.ricevuta[at..=at] == "A" {
            "B"
        } else {
            "A"
        };
        forged.ricevuta.replace_range(at..=at, other);
        assert!(verify(&forged, &expected()).is_err(), "{at}");
    }
    let mut truncated = good.clone();
    truncated.ricevuta.truncate(good.ricevuta.len() - 2);
    assert_eq!(judge(&truncated), BadReceipt::Forged);
    truncated.ricevuta.truncate(40);
    assert_eq!(judge(&truncated), BadReceipt::Unreadable);

    let mut other_key = good.clone();
    other_key.ricevuta = receipts(5).issue(&ours).unwrap().compact;
    assert_eq!(judge(&other_key), BadReceipt::OtherKey);

    // Signed by a log of the same name with another key: its id is another, so it counts as not signed.
    assert_eq!(judge(&file(4, &ours)), BadReceipt::CheckpointKey);
    let mut altered = good.clone();
    if let Some(proof) = &mut altered.prova {
        proof.checkpoint = proof.checkpoint.replacen("\n8\n", "\n9\n", 1);
    }
    assert_eq!(judge(&altered), BadReceipt::CheckpointForged);

    // The same content under another number, and another record under the same number.
    let mut moved = good.clone();
    moved.ricevuta = receipts(1).issue(&recorded(4, 3)).unwrap().compact;
    assert_eq!(judge(&moved), BadReceipt::OtherIndex);
    moved.ricevuta = receipts(1).issue(&recorded(3, 7)).unwrap().compact;
    assert_eq!(judge(&moved), BadReceipt::NotIncluded);

    // The proof of another tree of the same log.
    let mut replayed = good.clone();
    replayed.prova = file(2, &recorded(3, 200)).prova;
    assert_eq!(judge(&replayed), BadReceipt::NotIncluded);
    let mut elsewhere = good.clone();
    elsewhere.ricevuta = Receipts::new("other.example".to_owned(), key(1), Vec::new())
        .issue(&ours)
        .unwrap()
        .compact;
    assert_eq!(judge(&elsewhere), BadReceipt::OtherLog);

    let mut witness = good.clone();
    if let Some(proof) = &mut witness.prova {
        let mut note = Note::parse(&proof.checkpoint).unwrap();
        note.signatures[1].bytes[20] ^= 1;
        proof.checkpoint = note.to_string();
    }
    assert_eq!(judge(&witness), BadReceipt::WitnessForged);

    let mut unproved = good.clone();
    unproved.prova = None;
    assert_eq!(judge(&unproved), BadReceipt::BadProof);
    let mut closed = good.clone();
    closed.nonce = String::new();
    assert_eq!(judge(&closed), BadReceipt::NoNonce);
    let others = Expected {
        declared: Some(DECLARED.replace('9', "8")),
        ..expected()
    };
    assert_eq!(verify(&good, &others), Err(BadReceipt::OtherDeclared));
}

/// `alg: none`, and a JWS that is something else.
#[test]
fn the_document_does_not_choose_how_it_is_judged() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let good = file(2, &recorded(3, 3));
    let payload = good.ricevuta.split('.').nth(1).unwrap().to_owned();
    let kid = key(1).public().thumbprint();
    for head in [
        format!(r#"{{"alg":"none","kid":"{kid}","typ":"ricevuta+jws"}}"#),
        format!(r#"{{"alg":"HS256","kid":"{kid}","typ":"ricevuta+jws"}}"#),
        format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"JWT"}}"#),
    ] {
        let message = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(head));
        let signature = URL_SAFE_NO_PAD.encode(key(1).sign(message.as_bytes()));
        for compact in [format!("{message}."), format!("{message}.{signature}")] {
            let forged = ReceiptFile {
                ricevuta: compact,
                ..good.clone()
            };
            assert_eq!(verify(&forged, &expected()), Err(BadReceipt::OtherType));
        }
    }
}

#[test]
fn only_answers_in_the_clear_have_a_receipt() {
    let mut sealed = recorded(3, 3);
    "x".clone_into(&mut sealed.row.sealed);
    assert_eq!(receipts(1).issue(&sealed), None);
    let mut other = recorded(3, 3);
    ActKind::Refusal.code().clone_into(&mut other.row.act);
    assert_eq!(receipts(1).issue(&other), None);
}

#[test]
fn a_receipt_fits_a_code_and_is_read_from_it() {
    let receipt = receipts(1).issue(&recorded(3, 3)).unwrap();
    let code = control_code(&receipt.nonce).unwrap();
    let text = qr_text(
        "https://hub.example/",
        receipt.index,
        &code,
        &receipt.compact,
    );
    let address = format!("https://hub.example/ricevute/verifica?numero=3&codice={code}#ey");
    assert!(text.starts_with(&address), "{text}");
    assert_eq!(qr_text("", 3, &code, &receipt.compact), receipt.compact);
    assert_eq!(ReceiptFile::parse(&text).unwrap().ricevuta, receipt.compact);
    let svg = qr_svg(&text).unwrap();
    assert!(svg.contains("<svg") && !svg.contains("style="), "{svg}");
    assert_eq!(qr_svg(&"x".repeat(4000)), None);
}
