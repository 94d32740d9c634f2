//! `/nuclei-familiari`: a list is pasted, the families are seen or downloaded.

use diesel::prelude::*;
use schema::codes::ValidationMode;
use schema::tables::audit;
use tests::{TestServer, TestStore, on_both};

use super::consultation_pages::{WIFE, family};
use super::grants::grant;
use super::support::text;
use super::validation_pages::{PURPOSE, clerk};
use super::visitor::Visitor;

const UNKNOWN: &str = "RSSMRA70A01F257L";

/// The clerk may ask for lists, with every field.
pub fn may_ask(store: &TestStore, name: &str) {
    grant(store, name, &[("NUCLEI_FAMILIARI", "SCHEDA_FAMIGLIA", "*")]);
}

on_both! {
    fn a_pasted_list_is_answered_line_by_line(store: &TestStore) {
        let server = TestServer::start(store);
        family(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        assert!(clerk.open("/nuclei-familiari").contains("La consultazione di elenchi non è concessa"));
        may_ask(store, "m.rossi");
        clerk.open("/nuclei-familiari");
        let list = format!("codice fiscale\r\n{WIFE}\r\n{UNKNOWN}\r\nROSSI\r\n");
        let fields = [("codici", list.as_str()), ("data", "01/01/2010"), ("finalita", PURPOSE), ("pratica", "2026/60")];
        let seen = clerk.form("/nuclei-familiari", &fields);
        assert_eq!(seen.status, 200, "{}", text(&seen));
        let page = text(&seen);
        for said in [
            "1 su 3 codici hanno una famiglia",
            "ROSSI MARIO",
            "BIANCHI LAURA",
            "ROSSI NICCOLÒ",
            "Nessuno tra coloro che si possono consultare",
            "16 lettere e cifre, oppure 11 cifre.",
            "01/01/1960",
            "non ha valore di certificato",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // Everybody shown is on record, and so is each line.
        let recorded: i64 = audit::table
            .filter(audit::case_reference.eq("2026/60"))
            .count()
            .get_result(&mut store.trace_conn())
            .unwrap();
        assert!(recorded >= 5, "{recorded}");
        // The same as a file.
        let mut asked = fields.to_vec();
        asked.push(("formato", "csv"));
        let file = clerk.form("/nuclei-familiari", &asked);
        assert!(file.header("content-type").unwrap().starts_with("text/csv"));
        let rows: Vec<String> = text(&file).lines().map(str::to_owned).collect();
        assert!(rows[0].starts_with("riga;codiceFiscale;esito"), "{rows:?}");
        assert_eq!(rows.len(), 1 + 3 + 2, "{rows:?}");
    }

    fn what_is_wrong_with_a_list_is_said_beside_it(store: &TestStore) {
        let server = TestServer::start(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        may_ask(store, "m.rossi");
        clerk.open("/nuclei-familiari");
        let long = format!("{UNKNOWN}\r\n").repeat(501);
        for (codes, day, said) in [
            ("", "", "Indicare almeno un codice fiscale, oppure un file."),
            (long.as_str(), "", "qui sono 501"),
            (UNKNOWN, "31/02/2020", "Indicare un giorno, GG/MM/AAAA."),
        ] {
            let answer = clerk.form(
                "/nuclei-familiari",
                &[("codici", codes), ("data", day), ("finalita", PURPOSE), ("pratica", "2026/61")],
            );
            assert_eq!(answer.status, 422, "{}", text(&answer));
            assert!(text(&answer).contains(said), "{said}: {}", text(&answer));
        }
        let nothing: i64 = audit::table
            .filter(audit::case_reference.eq("2026/61"))
            .count()
            .get_result(&mut store.trace_conn())
            .unwrap();
        assert_eq!(nothing, 0, "no list was asked");
    }

    fn a_file_is_answered_line_by_line(store: &TestStore) {
        let server = TestServer::start(store);
        family(store);
        let mut clerk = clerk(store, &server, "m.rossi", ValidationMode::None);
        may_ask(store, "m.rossi");
        let form = clerk.open("/nuclei-familiari");
        assert!(form.contains("enctype=\"multipart/form-data\"") && form.contains("type=\"file\""), "{form}");
        let file = format!("cognome;indirizzo;cf\r\nBIANCHI;\"via Giardini; 200\";{WIFE}\r\nNESSUNO;;{UNKNOWN}\r\n\r\nROSSI;;\r\n");
        let file = [b"\xef\xbb\xbf".as_slice(), file.as_bytes(), b"\xe8;;\xe8\r\n"].concat();
        let fields = [("codici", ""), ("data", "01/01/2010"), ("finalita", PURPOSE), ("pratica", "2026/62")];
        let seen = clerk.upload("/nuclei-familiari", &fields, &file);
        let page = text(&seen);
        assert_eq!(seen.status, 200, "{page}");
        for said in ["1 su 4 codici", "ROSSI MARIO", "Nessuno tra coloro", "Il campo è obbligatorio.", "La riga non è CSV in UTF-8."] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let mut asked = fields.to_vec();
        asked.push(("formato", "csv"));
        let table = text(&clerk.upload("/nuclei-familiari", &asked, &file));
        let numbered: Vec<&str> = table.lines().skip(1).map(|line| line.split(';').next().unwrap()).collect();
        assert_eq!(numbered, ["1", "1", "1", "2", "3", "4"], "{table}");
        // What is wrong with it, or with anything else.
        let long = format!("{UNKNOWN}\n").repeat(501);
        let unnamed = [("codici", ""), ("data", ""), ("finalita", ""), ("pratica", "")];
        let heavy = vec![b'A'; 600 << 10];
        let both = [("codici", UNKNOWN), fields[2], fields[3]];
        for (fields, file, said) in [
            (&fields[..], long.as_bytes(), "qui sono 501"),
            (&fields[..], heavy.as_slice(), "Il file è troppo grande: al massimo 512 KB."),
            (&fields[..], &b"cf\r\n"[..], "Nel file non c"),
            (&both[..], file.as_slice(), "in un solo modo"),
            (&unnamed[..], file.as_slice(), "Scegliere di nuovo il file."),
        ] {
            let again = clerk.upload("/nuclei-familiari", fields, file);
            assert_eq!(again.status, 422, "{said}");
            assert!(text(&again).contains(said), "{said}: {}", text(&again));
        }
        // From another's page nothing is taken.
        "altro".clone_into(&mut clerk.csrf);
        assert_eq!(clerk.upload("/nuclei-familiari", &fields, &file).status, 403);
        let mut stranger = Visitor::new(&server);
        assert_eq!(stranger.upload("/nuclei-familiari", &fields, &file).status, 401);
    }
}
