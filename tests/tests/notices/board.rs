//! Who finds what, and who has read it.

use chrono::Duration;
use diesel::prelude::*;
use hub::notices::{Draft, Member, NoticeError};
use schema::clock::Clock;
use schema::codes::Role;
use schema::date::Day;
use schema::tables::app_user;
use tests::on_both;
use tests::store::TODAY;

use super::support::{
    ADMIN, BASTIGLIA, Board, CARPI, MODENA, OFFICE, OPERATOR, PUBLIC_SECURITY, STANDARD,
    STANDARD_OF_CARPI, TOP, TOP_OF_CARPI, day, member, origin, to,
};

on_both! {
    fn each_finds_what_is_for_it(store: &TestStore) {
        let board = Board::open(store);
        let publish = |draft: &Draft| board.publish(store, OPERATOR, draft).unwrap();
        let all = publish(&to("", 0, None));
        let modena = publish(&to(MODENA, 0, None));
        let merged = publish(&to(BASTIGLIA, 0, None));
        let carpi = publish(&to(CARPI, 0, None));
        let office = publish(&to("", OFFICE, None));
        let admins = publish(&to(MODENA, 0, Some(Role::Admin)));
        // The newest first. Bastiglia's office hears what is said to Modena, too, since the merger.
        assert_eq!(board.finds(store, STANDARD), [office, merged, modena, all]);
        assert_eq!(board.finds(store, PUBLIC_SECURITY), [office, merged, modena, all]);
        assert_eq!(board.finds(store, ADMIN), [admins, office, merged, modena, all]);
        assert_eq!(board.finds(store, STANDARD_OF_CARPI), [carpi, all]);
        assert_eq!(board.finds(store, TOP_OF_CARPI), [carpi, all]);
        // Also what is for others, where it may manage it: it could have been its own.
        assert_eq!(board.finds(store, TOP), [admins, office, merged, modena, all]);
        let manages = |user_id| {
            let views = board.notices.list(&member(store, user_id)).unwrap();
            views.iter().filter(|view| view.manages).map(|view| view.notice.id).collect::<Vec<_>>()
        };
        assert_eq!(manages(TOP), [admins, office, merged, modena]);
        assert_eq!(manages(ADMIN), [office]);
        assert_eq!(manages(STANDARD), [0; 0]);
    }

    fn a_notice_stands_for_its_days(store: &TestStore) {
        let board = Board::open(store);
        let draft = Draft { valid_from: Some(day(1)), valid_to: day(2), ..to("", 0, None) };
        let id = board.publish(store, OPERATOR, &draft).unwrap();
        // Only who manages it sees it before its time. Noon UTC is 13 of Italian clocks: eleven hours to go.
        assert!(board.finds(store, STANDARD).is_empty());
        assert_eq!(board.finds(store, OPERATOR), [id]);
        assert!(matches!(board.notices.mark_read(&member(store, STANDARD), &origin(), id), Err(NoticeError::NotFound)));
        store.clock.advance(Duration::hours(11) - Duration::seconds(1));
        assert!(board.finds(store, STANDARD).is_empty());
        store.clock.advance(Duration::seconds(1));
        assert_eq!(board.finds(store, STANDARD), [id]);
        store.clock.advance(Duration::hours(48) - Duration::seconds(1));
        assert_eq!(board.finds(store, STANDARD), [id]);
        store.clock.advance(Duration::seconds(1));
        assert!(board.finds(store, STANDARD).is_empty());
        assert!(matches!(board.notices.mark_read(&member(store, STANDARD), &origin(), id), Err(NoticeError::NotFound)));
    }

    fn what_is_read_goes_behind(store: &TestStore) {
        let board = Board::open(store);
        let old = board.publish(store, OPERATOR, &to("", 0, None)).unwrap();
        let new = board.publish(store, OPERATOR, &to("", 0, None)).unwrap();
        board.notices.mark_read(&member(store, STANDARD), &origin(), new).unwrap();
        assert_eq!(board.finds(store, STANDARD), [old, new]);
        assert_eq!(board.finds(store, ADMIN), [new, old]);
        let views = board.notices.list(&member(store, STANDARD)).unwrap();
        assert_eq!(views[0].read_at, None);
        assert_eq!(views[1].read_at, Some(store.clock.now().naive_utc()));
    }

    fn receipts_outlive_the_notice(store: &TestStore) {
        let board = Board::open(store);
        let id = board.publish(store, ADMIN, &to("", OFFICE, None)).unwrap();
        let first = board.notices.mark_read(&member(store, STANDARD), &origin(), id).unwrap();
        store.clock.advance(Duration::minutes(5));
        // The first time counts.
        assert_eq!(board.notices.mark_read(&member(store, STANDARD), &origin(), id).unwrap(), first);
        board.notices.mark_read(&member(store, PUBLIC_SECURITY), &origin(), id).unwrap();
        let second = board.notices.mark_read(&member(store, ADMIN), &origin(), id).unwrap();
        assert_eq!(second - first, Duration::minutes(5));
        board.notices.withdraw(&member(store, ADMIN), &origin(), id).unwrap();
        assert!(board.finds(store, STANDARD).is_empty());
        assert!(matches!(board.notices.mark_read(&member(store, STANDARD), &origin(), id), Err(NoticeError::NotFound)));
        // The TOP whose Comune registered the office manages it as well. Public security is not shown.
        for user_id in [ADMIN, TOP, OPERATOR] {
            let readers = board.notices.readers(&member(store, user_id), id).unwrap();
            let told: Vec<_> = readers.iter().map(|receipt| (receipt.user_id, receipt.read_at)).collect();
            assert_eq!(told, [(STANDARD, first), (ADMIN, second)]);
            assert_eq!(readers[0].name, "Cognome4 Anna");
            assert_eq!(readers[0].office_id, OFFICE);
        }
    }

    /// Before the merger Bastiglia's office heard of Modena as little as any other.
    fn a_merger_holds_from_its_day(store: &TestStore) {
        let board = Board::open(store);
        let id = board.publish(store, OPERATOR, &to(MODENA, 0, None)).unwrap();
        let finds = |since| {
            let who = Member::read(&mut store.conn(), STANDARD, since).unwrap().unwrap();
            board.notices.list(&who).unwrap().len()
        };
        assert_eq!((finds(Day(2025_12_31)), finds(Day(2026_01_01))), (0, 1));
        board.notices.withdraw(&member(store, OPERATOR), &origin(), id).unwrap();
    }

    fn who_may_not_work_is_no_member(store: &TestStore) {
        let board = Board::open(store);
        drop(board);
        let conn = &mut *store.conn();
        assert!(Member::read(conn, STANDARD, TODAY).unwrap().is_some());
        diesel::update(app_user::table.find(STANDARD)).set(app_user::enabled.eq(false)).execute(conn).unwrap();
        assert!(Member::read(conn, STANDARD, TODAY).unwrap().is_none());
        assert!(Member::read(conn, 99, TODAY).unwrap().is_none());
    }
}
