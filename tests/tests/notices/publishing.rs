//! Who may tell whom, and what.

use diesel::prelude::*;
use hub::access::Denied;
use hub::notices::{Audience, Draft, NoticeError};
use schema::codes::Role;
use schema::tables::app_user;
use tests::on_both;

use super::support::{
    ADMIN, BASTIGLIA, Board, CARPI, MODENA, OFFICE, OFFICE_OF_CARPI, OPERATOR, PUBLIC_SECURITY,
    STANDARD, TOP, day, member, origin, to, traced,
};

/// Users × audiences; true where it may.
fn table() -> Vec<(i64, Draft, bool)> {
    let everybody = to("", 0, None);
    let modena = to(MODENA, 0, None);
    let merged = to(BASTIGLIA, 0, None);
    let carpi = to(CARPI, 0, None);
    let office = to("", OFFICE, None);
    let other_office = to("", OFFICE_OF_CARPI, None);
    let admins = to(MODENA, 0, Some(Role::Admin));
    vec![
        (OPERATOR, everybody.clone(), true),
        (OPERATOR, carpi.clone(), true),
        (OPERATOR, other_office.clone(), true),
        (TOP, everybody.clone(), false),
        (TOP, modena.clone(), true),
        (TOP, merged, true),
        (TOP, admins, true),
        (TOP, carpi.clone(), false),
        (TOP, office.clone(), true),
        (TOP, to(MODENA, OFFICE, None), true),
        (TOP, to(CARPI, OFFICE, None), false),
        (TOP, other_office.clone(), false),
        (TOP, to("", 99, None), false),
        (ADMIN, everybody, false),
        (ADMIN, modena.clone(), false),
        (ADMIN, office.clone(), true),
        (ADMIN, to(MODENA, OFFICE, None), true),
        (ADMIN, to(CARPI, OFFICE, None), false),
        (ADMIN, other_office, false),
        (STANDARD, office.clone(), false),
        (PUBLIC_SECURITY, office, false),
        (STANDARD, modena, false),
    ]
}

on_both! {
    fn each_role_tells_its_own(store: &TestStore) {
        let board = Board::open(store);
        for (user_id, draft, allowed) in table() {
            let published = board.publish(store, user_id, &draft);
            match published {
                Ok(_) => assert!(allowed, "{user_id} {:?}", draft.audience),
                Err(NoticeError::Denied(_)) => assert!(!allowed, "{user_id} {:?}", draft.audience),
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// What a page offers is what is taken, and all of it.
    fn whom_one_may_tell_is_who_is_offered(store: &TestStore) {
        let board = Board::open(store);
        for user_id in [TOP, ADMIN, STANDARD, PUBLIC_SECURITY, OPERATOR] {
            let choices = board.notices.choices(&member(store, user_id)).unwrap();
            let allowed = |draft: &Draft| board.publish(store, user_id, draft).is_ok();
            assert_eq!(choices.everybody, allowed(&to("", 0, None)), "{user_id}");
            for comune in [MODENA, CARPI] {
                let is_offered = choices.comuni.iter().any(|(code, _)| code == comune);
                assert_eq!(is_offered, allowed(&to(comune, 0, None)), "{user_id} {comune}");
            }
            for office in 1..=5 {
                let is_offered = choices.offices.iter().any(|(id, _)| *id == office);
                assert_eq!(is_offered, allowed(&to("", office, None)), "{user_id} {office}");
            }
            assert_eq!(choices.is_empty(), matches!(user_id, STANDARD | PUBLIC_SECURITY));
        }
        let told = board.notices.choices(&member(store, TOP)).unwrap();
        assert_eq!(told.describe(&to(MODENA, OFFICE, Some(Role::Admin)).audience), "Comune di Modena; Azienda USL – Ufficio 3; solo ADMIN");
        assert_eq!(told.describe(&to("", 0, None).audience), "tutti");
        assert_eq!(told.describe(&to(CARPI, 9, None).audience), "Comune 036005; ufficio n. 9");
    }

    fn what_is_not_fit_is_refused_with_every_reason(store: &TestStore) {
        let board = Board::open(store);
        let wrong = |draft: &Draft| match board.publish(store, OPERATOR, draft) {
            Err(NoticeError::Invalid(wrong)) => {
                wrong.iter().map(|wrong| format!("{} {}", wrong.field, wrong.code)).collect::<Vec<_>>().join(", ")
            }
            other => format!("{other:?}"),
        };
        let good = to("", 0, None);
        let with = |title: &str, body: &str| Draft { title: title.to_owned(), body: body.to_owned(), ..good.clone() };
        assert_eq!(wrong(&with(" \r\n", "\t")), "titolo ASSENTE, testo ASSENTE");
        assert_eq!(wrong(&with(&"è".repeat(121), &"è".repeat(4_001))), "titolo TROPPO_LUNGO, testo TROPPO_LUNGO");
        let during = |from, to| Draft { valid_from: from, valid_to: to, ..good.clone() };
        assert_eq!(wrong(&during(Some(day(-1)), day(1))), "validoDal NON_VALIDO");
        assert_eq!(wrong(&during(Some(day(2)), day(1))), "validoAl NON_VALIDO");
        assert_eq!(wrong(&during(None, day(367))), "validoAl NON_VALIDO");
        assert_eq!(wrong(&during(None, schema::date::Day(2026_11_31))), "validoAl NON_VALIDO");
        assert!(board.publish(store, OPERATOR, &with(&"è".repeat(120), &"è".repeat(4_000))).is_ok());
        assert!(board.publish(store, OPERATOR, &during(Some(day(0)), day(0))).is_ok());
    }

    fn a_title_is_one_line_of_text(store: &TestStore) {
        let board = Board::open(store);
        let draft = Draft {
            title: "Avviso\r\nimportante\u{202e}".to_owned(),
            body: "<b>uno</b>\r\ndue\0".to_owned(),
            ..to("", 0, None)
        };
        board.publish(store, OPERATOR, &draft).unwrap();
        let found = board.notices.list(&member(store, STANDARD)).unwrap();
        assert_eq!(found[0].notice.title, "Avviso importante");
        // Text: whoever shows it escapes it.
        assert_eq!(found[0].notice.body, "<b>uno</b>\ndue");
    }

    fn publishing_and_withdrawing_are_in_the_trace(store: &TestStore) {
        let board = Board::open(store);
        let id = board.publish(store, TOP, &to(MODENA, 0, None)).unwrap();
        board.notices.withdraw(&member(store, TOP), &origin(), id).unwrap();
        board.notices.withdraw(&member(store, TOP), &origin(), id).unwrap();
        let rows = traced(store);
        let told: Vec<(&str, &str)> = rows.iter().map(|row| (row.service.as_str(), row.outcome.as_str())).collect();
        let expected = [format!("PUBBLICATO:{id}"), format!("RITIRATO:{id}")];
        assert_eq!(told, [("BACHECA", expected[0].as_str()), ("BACHECA", expected[1].as_str())]);
        let row = &rows[0];
        assert_eq!((row.user_id, row.entity_id, row.office_id, row.role.as_str()), (TOP, 1, 1, "TOP"));
        assert_eq!((row.comune.as_str(), row.workstation.as_str()), (MODENA, "PC-12"));
    }

    fn a_reading_is_in_the_trace_once(store: &TestStore) {
        let board = Board::open(store);
        let id = board.publish(store, TOP, &to(MODENA, 0, None)).unwrap();
        for _ in 0..2 {
            board.notices.mark_read(&member(store, STANDARD), &origin(), id).unwrap();
        }
        let rows = traced(store);
        let [_, read] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((read.act.as_str(), read.service.as_str()), ("AMMINISTRAZIONE", "BACHECA"));
        assert_eq!((read.outcome.clone(), read.user_id, read.comune.as_str()), (format!("LETTO:{id}"), STANDARD, MODENA));
        assert_eq!(read.workstation, "PC-12");
        // Of public security it is seen that something was read, and nothing else.
        board.notices.mark_read(&member(store, PUBLIC_SECURITY), &origin(), id).unwrap();
        let sealed = traced(store).pop().unwrap();
        assert_eq!((sealed.user_id, sealed.outcome.as_str(), sealed.sealed.is_empty()), (0, "", false));
        // What cannot be traced has not been read.
        board.recorder.shutdown();
        let refused = board.notices.mark_read(&member(store, ADMIN), &origin(), id);
        assert!(matches!(refused, Err(NoticeError::Audit(_))), "{refused:?}");
        assert_eq!(board.notices.readers(&member(store, TOP), id).unwrap().len(), 1);
    }

    /// Who acts is read anew with the change.
    fn a_right_taken_away_meanwhile_withdraws_nothing(store: &TestStore) {
        let board = Board::open(store);
        let id = board.publish(store, TOP, &to(MODENA, 0, None)).unwrap();
        let who = member(store, TOP);
        let becomes = |role: Role, enabled: bool| {
            diesel::update(app_user::table.find(TOP))
                .set((app_user::role.eq(role.code()), app_user::enabled.eq(enabled)))
                .execute(&mut store.conn())
                .unwrap();
        };
        let before = traced(store).len();
        becomes(Role::Standard, true);
        let refused = board.notices.withdraw(&who, &origin(), id);
        assert!(matches!(refused, Err(NoticeError::NotFound)), "{refused:?}");
        let refused = board.notices.publish(&who, &origin(), &to(MODENA, 0, None));
        assert!(matches!(refused, Err(NoticeError::Denied(Denied::Function(_)))), "{refused:?}");
        becomes(Role::Top, false);
        let refused = board.notices.withdraw(&who, &origin(), id);
        assert!(matches!(refused, Err(NoticeError::Denied(Denied::UserDisabled))), "{refused:?}");
        assert_eq!(traced(store).len(), before);
        assert_eq!(board.finds(store, STANDARD), [id]);
        becomes(Role::Top, true);
        board.notices.withdraw(&who, &origin(), id).unwrap();
        assert!(board.finds(store, STANDARD).is_empty());
    }

    /// No act without a trace.
    fn what_cannot_be_traced_is_not_published(store: &TestStore) {
        let board = Board::open(store);
        board.recorder.shutdown();
        let refused = board.publish(store, OPERATOR, &to("", 0, None));
        assert!(matches!(refused, Err(NoticeError::Audit(_))), "{refused:?}");
        assert!(board.finds(store, STANDARD).is_empty());
    }

    fn of_others_notices_nothing_is_told(store: &TestStore) {
        let board = Board::open(store);
        let id = board.publish(store, OPERATOR, &to(CARPI, 0, None)).unwrap();
        for user_id in [TOP, ADMIN, STANDARD] {
            let who = member(store, user_id);
            for id in [id, id + 1] {
                let answers = [
                    board.notices.withdraw(&who, &origin(), id),
                    board.notices.readers(&who, id).map(drop),
                    board.notices.mark_read(&who, &origin(), id).map(drop),
                ];
                for answer in answers {
                    assert!(matches!(answer, Err(NoticeError::NotFound)), "{user_id} {answer:?}");
                }
            }
        }
    }
}

#[test]
fn an_audience_of_nobody_in_particular_is_everybody() {
    assert_eq!(to("", 0, None).audience, Audience::default());
}
