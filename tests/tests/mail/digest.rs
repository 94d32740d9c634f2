//! The daily mail, from a trace as the hub writes it.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use hub::digest::Digests;
use schema::codes::{ActKind, Role};
use schema::db::write_tx;
use schema::tables::{
    AppUserRow, AuditRow, ComuneSuccessionRow, EntityRow, MailRow, OfficeRow, app_user, audit_head,
    comune_succession, entity, insert_audit, mail, office,
};
use tests::smtp::SmtpSink;
use tests::{TestStore, on_both};

use super::support::{came, round, sender, settings};

const MODENA: &str = "036023";
/// It merged into Modena, says the test.
const BASTIGLIA: &str = "036002";
const CARPI: &str = "036005";

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn entity_row(id: i64, name: &str, kind: &str, comune: &str) -> EntityRow {
    EntityRow {
        id,
        name: name.to_owned(),
        kind: kind.to_owned(),
        comune: comune.to_owned(),
        enabled: true,
    }
}

fn office_row(id: i64, entity_id: i64, comune: &str, name: &str) -> OfficeRow {
    OfficeRow {
        id,
        entity_id,
        comune: comune.to_owned(),
        name: name.to_owned(),
        enabled: true,
        created_at: at("2026-01-01T00:00:00"),
    }
}

fn user_row(id: i64, office: &OfficeRow, role: Role, surname: &str) -> AppUserRow {
    AppUserRow {
        id,
        entity_id: office.entity_id,
        office_id: office.id,
        role: role.code().to_owned(),
        username: format!("u{id}"),
        surname: surname.to_owned(),
        name: "Anna".to_owned(),
        codice_fiscale: String::new(),
        email: match role {
            Role::Top | Role::Admin => format!("u{id}@ente.example"),
            _ => String::new(),
        },
        anpr_operator: String::new(),
        enabled: true,
        created_at: at("2026-01-01T00:00:00"),
        created_by: 0,
    }
}

/// Two Comuni and an agency with two offices, one registered by each; users 1 to 7.
fn populate(store: &TestStore) -> Vec<AppUserRow> {
    let entities = [
        entity_row(1, "Comune di Modena", "COMUNE", MODENA),
        entity_row(2, "Comune di Carpi", "COMUNE", CARPI),
        entity_row(3, "Azienda USL", "AGENZIA", ""),
    ];
    let offices = [
        office_row(1, 1, MODENA, "Anagrafe"),
        office_row(2, 2, CARPI, "Anagrafe"),
        office_row(3, 3, BASTIGLIA, "Scelta e revoca"),
        office_row(4, 3, CARPI, "Recupero crediti"),
    ];
    let users = vec![
        user_row(1, &offices[0], Role::Top, "Rossi"),
        user_row(2, &offices[1], Role::Top, "Bruni"),
        user_row(3, &offices[2], Role::Admin, "Bianchi"),
        user_row(4, &offices[2], Role::Standard, "Neri"),
        user_row(5, &offices[3], Role::Admin, "Gallo"),
        user_row(6, &offices[3], Role::Standard, "Blu\r\nBcc: x@y.example"),
        user_row(7, &offices[2], Role::StandardPs, "Segreti"),
    ];
    let merged = ComuneSuccessionRow {
        old: BASTIGLIA.to_owned(),
        new: MODENA.to_owned(),
        since: 2026_01_01,
    };
    let conn = &mut *store.conn();
    for row in &entities {
        diesel::insert_into(entity::table)
            .values(row)
            .execute(conn)
            .unwrap();
    }
    for row in &offices {
        diesel::insert_into(office::table)
            .values(row)
            .execute(conn)
            .unwrap();
    }
    for row in &users {
        diesel::insert_into(app_user::table)
            .values(row)
            .execute(conn)
            .unwrap();
    }
    diesel::insert_into(comune_succession::table)
        .values(&merged)
        .execute(conn)
        .unwrap();
    users
}

/// A record of that user.
fn record(user: &AppUserRow, moment: &str, act: ActKind, comune: &str, outcome: &str) -> AuditRow {
    AuditRow {
        at: at(moment),
        act: act.code().to_owned(),
        service: if act == ActKind::SignIn {
            "ACCESSO"
        } else {
            "VERIFICA"
        }
        .to_owned(),
        entity_id: user.entity_id,
        office_id: user.office_id,
        user_id: user.id,
        role: user.role.clone(),
        comune: comune.to_owned(),
        subject: "CSSSLL03P56D617B".to_owned(),
        outcome: outcome.to_owned(),
        ..AuditRow::default()
    }
}

fn trace(store: &TestStore, rows: &[AuditRow]) {
    let conn = &mut *store.trace_conn();
    write_tx(conn, |conn| {
        let last: i64 = audit_head::table
            .find(1)
            .select(audit_head::last)
            .first(conn)?;
        let mut rows = rows.to_vec();
        for (number, row) in (last + 1..).zip(&mut rows) {
            row.seq = number;
        }
        diesel::update(audit_head::table.find(1))
            .set(audit_head::last.eq(last + rows.len() as i64))
            .execute(conn)?;
        insert_audit(conn, &rows)
    })
    .unwrap();
}

fn digests(store: &TestStore) -> Digests {
    Digests::new(
        store.register.clone(),
        store.trace.clone(),
        store.clock.clone(),
        6,
    )
}

/// Body of the mail to that user; empty if there is none.
fn told(store: &TestStore, user_id: i64) -> String {
    let mails: Vec<MailRow> = mail::table
        .filter(mail::recipient.eq(format!("u{user_id}@ente.example")))
        .select(MailRow::as_select())
        .load(&mut store.conn())
        .unwrap();
    assert!(mails.len() <= 1, "{mails:?}");
    mails.into_iter().map(|mail| mail.body).collect()
}

on_both! {
    fn each_is_told_of_its_own(store: &TestStore) {
        let users = populate(store);
        let (neri, blu, segreti) = (&users[3], &users[5], &users[6]);
        // The store's clock stands at noon UTC of the 21st; the 20th ended at 23:00 UTC, and began so the day before.
        trace(store, &[
            record(neri, "2026-11-19T22:59:59", ActKind::Answer, MODENA, "RESIDENZA=S"),
            record(neri, "2026-11-19T23:00:00", ActKind::Answer, MODENA, "RESIDENZA=S,NASCITA=N"),
            record(neri, "2026-11-20T09:00:00", ActKind::Refusal, "", "FUORI_TERRITORIO"),
            record(segreti, "2026-11-20T09:10:00", ActKind::Answer, MODENA, "RESIDENZA=S"),
            record(blu, "2026-11-20T09:20:00", ActKind::Answer, CARPI, "RESIDENZA=A:DATA_INCERTA"),
            // Written by a node whose clock is behind.
            record(blu, "2026-11-20T09:19:00", ActKind::Answer, BASTIGLIA, "RESIDENZA=S"),
            record(blu, "2026-11-20T22:59:59", ActKind::SignIn, "", "FALLITO"),
            record(blu, "2026-11-20T23:00:00", ActKind::Answer, CARPI, "RESIDENZA=S"),
        ]);
        assert_eq!(digests(store).run_due().unwrap(), 4);
        // TOP of Modena: its residents, those of the Comune that merged into it, and the office that one registered.
        let modena = told(store, 1);
        assert!(modena.contains("di venerdì 20 novembre 2026 che hanno riguardato il suo ente (Comune di Modena)"), "{modena}");
        assert!(modena.contains("Azienda USL – Scelta e revoca\n\n  Neri Anna (u4)\n    Verifiche: 1 richiesta evasa (esiti: 1 S, 1 N, 0 A); 1 richiesta rifiutata\n"), "{modena}");
        assert!(modena.contains("  Blu Bcc: x@y.example Anna (u6)\n    Verifiche: 1 richiesta evasa (esiti: 1 S, 0 N, 0 A)\n"), "{modena}");
        // TOP of Carpi: its residents, and all that the office that it registered did.
        let carpi = told(store, 2);
        assert!(carpi.contains("    Accessi: 1 accesso non riuscito\n    Verifiche: 2 richieste evase (esiti: 1 S, 0 N, 1 A)\n"), "{carpi}");
        assert!(!carpi.contains("Neri"), "{carpi}");
        // ADMIN: the office, whoever was asked about.
        let usl = told(store, 3);
        assert!(usl.contains("degli utenti del suo ufficio"), "{usl}");
        assert!(usl.contains("Neri Anna") && !usl.contains("Blu"), "{usl}");
        assert!(told(store, 5).contains("In tutto: 2 richieste evase (esiti: 1 S, 0 N, 1 A); 1 accesso non riuscito."));
        for id in [1, 2, 3, 5] {
            let body = told(store, id);
            assert!(!body.contains("Segreti") && !body.contains("CSSSLL03P56D617B"), "{body}");
        }
    }

    fn once_a_day_whoever_asks(store: &TestStore) {
        let users = populate(store);
        let row = |day: &str| record(&users[3], &format!("{day}T09:00:00"), ActKind::Answer, MODENA, "RESIDENZA=S");
        trace(store, &[row("2026-11-18"), row("2026-11-20"), row("2026-11-21"), row("2026-11-23")]);
        // Several nodes at once: the mails of the day are there once. (TOP of Modena and ADMIN of the office.)
        let queued: usize = std::thread::scope(|scope| {
            [0; 3]
                .map(|_| scope.spawn(|| digests(store).run_due().unwrap()))
                .map(|node| node.join().unwrap())
                .iter()
                .sum()
        });
        assert_eq!(queued, 2);
        assert_eq!(digests(store).run_due().unwrap(), 0);
        // The next is due at six of Italian clocks, five in UTC.
        store.clock.advance(Duration::minutes(17 * 60 - 1));
        assert_eq!(digests(store).run_due().unwrap(), 0);
        store.clock.advance(Duration::minutes(1));
        assert_eq!(digests(store).run_due().unwrap(), 2);
        // Nothing was done on Sunday: no mail. Then the hub stood still for two days.
        store.clock.advance(Duration::days(1));
        assert_eq!(digests(store).run_due().unwrap(), 0);
        store.clock.advance(Duration::days(2));
        assert_eq!(digests(store).run_due().unwrap(), 2);
        assert_eq!(digests(store).run_due().unwrap(), 0);
        let keys: Vec<String> = mail::table
            .filter(mail::recipient.eq("u1@ente.example"))
            .order(mail::id)
            .select(mail::dedup)
            .load(&mut store.conn())
            .unwrap();
        assert_eq!(keys, ["digest:20261120:1", "digest:20261121:1", "digest:20261123:1"]);
    }

    fn who_may_not_work_or_has_no_address_gets_none(store: &TestStore) {
        let users = populate(store);
        trace(store, &[record(&users[3], "2026-11-20T09:00:00", ActKind::Answer, MODENA, "RESIDENZA=S")]);
        let conn = &mut *store.conn();
        diesel::update(app_user::table.find(3)).set(app_user::enabled.eq(false)).execute(conn).unwrap();
        diesel::update(app_user::table.find(1)).set(app_user::email.eq(" ")).execute(conn).unwrap();
        assert_eq!(digests(store).run_due().unwrap(), 0);
    }

    /// To the end: what leaves the hub.
    fn it_reaches_the_mail_server(store: &TestStore) {
        let sink = SmtpSink::start();
        let users = populate(store);
        trace(store, &[record(&users[5], "2026-11-20T09:00:00", ActKind::Answer, CARPI, "RESIDENZA=S")]);
        assert_eq!(digests(store).run_due().unwrap(), 2);
        assert_eq!(round(&sender(store, &settings(sink.port()))), came(2, 0, 0));
        let received = sink.received();
        assert_eq!(received[0].to, ["u2@ente.example"]);
        assert!(received[0].header("Subject").starts_with("Anagrafe Hub: "));
        let body = received[0].text();
        assert!(body.contains("attività di venerdì 20 novembre 2026"), "{body}");
    }
}
