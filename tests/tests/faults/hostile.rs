//! Supplies made to exhaust the hub.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sync::layout::{Expected, LacValues, open};
use sync::record::Format;

/// Codes of the error that ends the reading of that gzip file, and the number of things found before.
fn read(bytes: Vec<u8>) -> (String, usize) {
    let expect = Expected {
        format: Format::Xml,
        header: None,
        lac_values: LacValues::default(),
    };
    let mut reader = open(Box::new(Cursor::new(bytes)), &expect).expect("a header");
    let mut found = 0;
    loop {
        match reader.next() {
            Some(Ok(_)) => found += 1,
            Some(Err(error)) => return (error.anomaly.code, found),
            None => return (String::new(), found),
        }
    }
}

/// A gzip file of a supply with that element, repeated up to so many bytes.
fn repeated(element: &str, bytes: usize) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(
        b"<fornitura versione=\"1\" comune=\"036023\" progressivo=\"1\" id=\"a\" tipo=\"completa\" \
          dataEstrazione=\"2023-01-01\" totaleInvii=\"1\"><invio progressivo=\"1\">",
    )
    .unwrap();
    let block = element.repeat((64 << 10) / element.len());
    for _ in 0..bytes / block.len() {
        gzip.write_all(block.as_bytes()).unwrap();
    }
    gzip.write_all(b"</invio></fornitura>").unwrap();
    gzip.finish().unwrap()
}

#[test]
fn small_elements_without_end_do_not_keep_the_hub_reading() {
    // Each of them keeps every other limit.
    let bomb = repeated("<ignoto/>", 6 << 20);
    assert!(bomb.len() < 20 << 10, "{} bytes", bomb.len());
    let (code, _) = read(bomb);
    assert_eq!(code, "F010");
}

#[test]
fn what_compresses_well_but_is_small_is_read() {
    let (code, found) = read(repeated("<ignoto/>", 1 << 20));
    assert_eq!(code, "");
    assert!(found < 1_000, "{found}");
}
