//! The board's pages, as a browser without scripts uses them.

use diesel::prelude::*;
use schema::codes::Role;
use schema::tables::{app_user, notice};
use tests::{TestServer, TestStore};

use super::signing_in::settled;
use super::support::text;

/// Makes the one user of the store something else.
pub fn become_(store: &TestStore, role: Role) {
    diesel::update(app_user::table.filter(app_user::username.eq("m.rossi")))
        .set(app_user::role.eq(role.code()))
        .execute(&mut store.conn())
        .unwrap();
}

/// The office of that user, as the form names it.
pub fn own_office(store: &TestStore) -> String {
    let office: i64 = app_user::table
        .filter(app_user::username.eq("m.rossi"))
        .select(app_user::office_id)
        .first(&mut store.conn())
        .unwrap();
    format!("ufficio-{office}")
}

#[test]
fn from_the_form_to_the_receipts() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let mut visitor = settled(store, &server, "m.rossi");
    assert_eq!(visitor.get("/bacheca/nuovo").status, 403);
    assert!(!visitor.open("/bacheca").contains("/bacheca/nuovo"));
    become_(store, Role::Admin);
    let office = own_office(store);
    visitor.open("/bacheca/nuovo");
    let refused = visitor.form(
        "/bacheca",
        &[
            ("destinatari", ""),
            ("titolo", "Orari"),
            ("validoAl", "domani"),
        ],
    );
    assert_eq!(refused.status, 422);
    let page = text(&refused);
    for told in [
        "scegliere i destinatari",
        "indicare un giorno",
        "value=\"Orari\"",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let fields = [
        ("destinatari", office.as_str()),
        ("titolo", "<b>Orari</b>"),
        ("testo", "Lunedì.\r\n<script>alert(1)</script>"),
        ("validoAl", "2026-11-20"),
    ];
    let refused = visitor.form("/bacheca", &fields);
    assert!(refused.status == 422 && text(&refused).contains("viene prima del primo giorno"));
    let fields = [fields[0], fields[1], fields[2], ("validoAl", "2026-11-23")];
    let stale = visitor.form_with("/bacheca", "altro", &fields);
    assert_eq!(stale.status, 403);
    let done = visitor.form("/bacheca", &fields);
    assert_eq!(
        (done.status, done.header("location")),
        (303, Some("/bacheca?esito=pubblicato"))
    );
    let id: i64 = notice::table
        .select(notice::id)
        .first(&mut store.conn())
        .unwrap();
    for path in ["/", "/bacheca?esito=pubblicato"] {
        let page = visitor.open(path);
        assert!(
            page.contains("&#60;b&#62;Orari") || page.contains("&lt;b&gt;Orari"),
            "{page}"
        );
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(page.contains("Conferma la lettura"), "{page}");
    }
    let read = visitor.form(&format!("/bacheca/{id}/lettura"), &[]);
    assert_eq!(
        (read.status, read.header("location")),
        (303, Some("/bacheca?esito=letto"))
    );
    assert!(visitor.open("/").contains("Non ci sono avvisi da leggere."));
    assert!(visitor.open("/bacheca").contains("Letto il 21/11/2026"));
    assert!(
        visitor
            .open(&format!("/bacheca/{id}/lettori"))
            .contains("21/11/2026")
    );
    assert!(
        visitor
            .open(&format!("/bacheca/{id}/ritira"))
            .contains("non sarà più visibile")
    );
    // Another's page is no page.
    become_(store, Role::Standard);
    for path in [
        format!("/bacheca/{id}/lettori"),
        format!("/bacheca/{id}/ritira"),
    ] {
        assert_eq!(visitor.get(&path).status, 404);
    }
    assert_eq!(
        visitor.form(&format!("/bacheca/{id}/ritira"), &[]).status,
        404
    );
    become_(store, Role::Admin);
    assert_eq!(
        visitor.form(&format!("/bacheca/{id}/ritira"), &[]).status,
        303
    );
    assert!(visitor.open("/bacheca").contains("Non ci sono avvisi."));
    visitor.jar.clear();
    for path in ["/bacheca", "/bacheca/nuovo", "/bacheca/1/lettori"] {
        assert_eq!(
            visitor.get(path).header("location"),
            Some("/accesso"),
            "{path}"
        );
    }
}
