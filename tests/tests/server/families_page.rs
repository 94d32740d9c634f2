//! `/nuclei-familiari`: a list is pasted, the families are seen or downloaded.

use diesel::prelude::*;
use schema::codes::ValidationMode;
use schema::tables::{
    AgreementGrantRow, ProfileGrantRow, agreement, agreement_grant, app_user, audit, profile_grant,
};
use tests::{TestServer, TestStore, on_both};

use super::consultation_pages::{WIFE, family};
use super::support::text;
use super::validation_pages::{PURPOSE, clerk};

const UNKNOWN: &str = "RSSMRA70A01F257L";

/// The clerk may ask for lists, with every field.
fn may_ask(store: &TestStore, name: &str) {
    tests::directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        let user_id: i64 = app_user::table
            .filter(app_user::username.eq(name))
            .select(app_user::id)
            .first(conn)?;
        let agreement_id: i64 = agreement::table
            .select(agreement::id)
            .order(agreement::id.desc())
            .first(conn)?;
        let (service, kind, fields) = ("NUCLEI_FAMILIARI", "SCHEDA_FAMIGLIA", "*");
        diesel::insert_into(agreement_grant::table)
            .values(AgreementGrantRow {
                agreement_id,
                service: service.to_owned(),
                kind: kind.to_owned(),
                fields: fields.to_owned(),
            })
            .execute(conn)?;
        diesel::insert_into(profile_grant::table)
            .values(ProfileGrantRow {
                user_id,
                service: service.to_owned(),
                kind: kind.to_owned(),
                fields: fields.to_owned(),
            })
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(chrono::Duration::seconds(10));
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
            "16 lettere e cifre",
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
            ("", "", "Indicare almeno un codice fiscale."),
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
}
