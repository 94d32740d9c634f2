//! Users.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use hub::administration::{ListQuery, UserEdit, UserInput, UserQuery};
use schema::clock::Clock;
use schema::codes::{Role, SessionStage};
use schema::tables::{SessionRow, session};
use tests::on_both;

use super::support::*;

fn new(world: &World, role: &str, username: &str, data: UserEdit) -> UserInput {
    UserInput {
        office_id: world.ausl_modena,
        role: role.to_owned(),
        username: username.to_owned(),
        data,
    }
}

on_both! {
    fn every_wrong_field_of_a_user_is_named(store: &TestStore) {
        let world = World::new(store);
        let judged = |input: &UserInput| told(world.admin.create_user(&world.top_modena, input));
        assert_eq!(
            judged(&new(&world, "", "a b", UserEdit::default())),
            "ruolo=ASSENTE nomeUtente=NON_VALIDO cognome=ASSENTE nome=ASSENTE codiceFiscale=ASSENTE"
        );
        let wrong = UserEdit {
            codice_fiscale: "CSSSLL03P56D617C".to_owned(),
            email: "anna@".to_owned(),
            ..person("Verdi\u{7}")
        };
        assert_eq!(
            judged(&new(&world, "STANDARD", "verdi", wrong)),
            "cognome=NON_VALIDO codiceFiscale=NON_VALIDO email=NON_VALIDO"
        );
        // Lower case, and of one user only.
        assert_eq!(judged(&new(&world, "STANDARD", " Anna.Verdi ", person("Verdi"))), "sì");
        assert_eq!(judged(&new(&world, "STANDARD", "ANNA.verdi", person("Verdi"))), "nomeUtente=GIA_PRESENTE");
        for wrong in ["àlvaro", "verdi\0"] {
            assert_eq!(judged(&new(&world, "STANDARD", wrong, person("Verdi"))), "nomeUtente=NON_VALIDO");
        }
        // An application has a name only.
        assert_eq!(
            judged(&new(&world, "AUTORIZZATO", "cup", person("CUP"))),
            "nome=NON_PREVISTO codiceFiscale=NON_PREVISTO"
        );
        let application = UserEdit { name: String::new(), codice_fiscale: String::new(), ..person("CUP") };
        assert_eq!(judged(&new(&world, "AUTORIZZATO", "cup", application)), "sì");
    }

    fn roles_stand_where_they_belong(store: &TestStore) {
        let world = World::new(store);
        let judged = |office_id: i64, role: &str| {
            let input = UserInput { office_id, ..new(&world, role, "nuovo", person("Verdi")) };
            told(world.admin.create_user(&world.operator, &input))
        };
        assert_eq!(judged(world.province_office, "TOP"), "ruolo=NON_VALIDO");
        assert_eq!(judged(world.modena_office, "STATISTICO"), "ruolo=NON_VALIDO");
        assert_eq!(judged(world.province_office, "STATISTICO"), "sì");
    }

    /// Who watches over the operators is not theirs to make, change or reset.
    fn the_data_protection_officer_is_nobody_s_but_the_machine_s(store: &TestStore) {
        let world = World::new(store);
        let input = UserInput { office_id: world.province_office, ..new(&world, "RPD", "rpd", person("Verdi")) };
        for actor in [&world.operator, &world.top_modena, &world.admin_modena] {
            assert_ne!(told(world.admin.create_user(actor, &input)), "sì");
        }
        assert_eq!(told(world.admin.create_user(&world.operator, &input)), "no");
        let id = world.admin.create_user(&world.clerk, &input).unwrap();
        let before = trace(store).len();
        let revision = world.user_revision(id);
        let edit = UserEdit { email: "altro@example.org".to_owned(), ..person("Verdi") };
        for refused in [
            told(world.admin.may_reset(&world.operator, id)),
            told(world.admin.set_user_enabled(&world.operator, id, false)),
            told(world.admin.edit_user(&world.operator, id, &revision, &edit)),
        ] {
            assert_eq!(refused, "no");
        }
        // Each attempt is on record, where that officer can read it.
        let acts: Vec<_> = trace(store).split_off(before).into_iter().map(|row| (row.act, row.subject)).collect();
        assert_eq!(acts, vec![("RIFIUTO".to_owned(), format!("utente:{id}")); 3]);
        for done in [
            told(world.admin.may_reset(&world.clerk, id)),
            told(world.admin.set_user_enabled(&world.clerk, id, false)),
            told(world.admin.set_user_enabled(&world.clerk, id, true)),
            told(world.admin.edit_user(&world.clerk, id, &revision, &edit)),
        ] {
            assert_eq!(done, "sì");
        }
        assert_eq!(trace(store).last().unwrap().workstation, "riga di comando");
    }

    fn an_edit_of_what_was_changed_meanwhile_is_refused(store: &TestStore) {
        let world = World::new(store);
        let id = world.standard_modena.user_id;
        let revision = world.user_revision(id);
        let edit = UserEdit { enabled: false, ..person("Neri") };
        assert_eq!(told(world.admin.edit_user(&world.admin_modena, id, &revision, &edit)), "sì");
        assert_eq!(told(world.admin.edit_user(&world.top_modena, id, &revision, &edit)), "superato");
        let found = world.admin.user(&world.top_modena, id).unwrap().value.user;
        assert_eq!((found.surname.as_str(), found.enabled), ("Neri", false));
        // Name to sign in with and role stay.
        assert_eq!((found.username.as_str(), found.role.as_str()), ("std.modena", "STANDARD"));
    }

    fn whoever_is_disabled_has_no_session_left_to_go_on_with(store: &TestStore) {
        let world = World::new(store);
        let id = world.standard_modena.user_id;
        let now = store.clock.now().naive_utc();
        let row = SessionRow {
            id: 1,
            user_id: id,
            hash: "digest".to_owned(),
            stage: SessionStage::Full.code().to_owned(),
            created_at: now,
            seen_at: now,
            expires_at: now + Duration::hours(10),
            network: "192.0.2.1".to_owned(),
            workstation: String::new(),
            failures: 0,
            ended_at: None,
            ended_by: 0,
            working_case: String::new(),
        };
        diesel::insert_into(session::table).values(&row).execute(&mut *store.conn()).unwrap();
        for enabled in [false, true] {
            let edit = UserEdit { enabled, ..person("Neri") };
            let revision = world.user_revision(id);
            assert_eq!(told(world.admin.edit_user(&world.admin_modena, id, &revision, &edit)), "sì");
        }
        let ended: (Option<NaiveDateTime>, i64) =
            session::table.find(1).select((session::ended_at, session::ended_by)).first(&mut *store.conn()).unwrap();
        assert_eq!(ended, (Some(now), world.admin_modena.user_id));
    }

    fn an_operator_does_not_disable_itself(store: &TestStore) {
        let world = World::new(store);
        let id = world.operator.user_id;
        let edit = UserEdit { enabled: false, ..person("Rossi") };
        let outcome = world.admin.edit_user(&world.operator, id, &world.user_revision(id), &edit);
        assert_eq!(told(outcome), "SU_SE_STESSI");
    }

    fn a_list_holds_those_within_reach(store: &TestStore) {
        let world = World::new(store);
        let names = |actor, query: &UserQuery| {
            let found = world.admin.users(actor, query).unwrap();
            found.into_iter().map(|info| info.user.username).collect::<Vec<_>>()
        };
        let all = UserQuery::default();
        assert_eq!(names(&world.top_modena, &all), ["top.modena", "admin.modena", "std.modena"]);
        assert_eq!(names(&world.admin_carpi, &all), ["admin.carpi", "std.carpi"]);
        assert_eq!(names(&world.operator, &all).len(), 7);
        let query = UserQuery { role: Some(Role::Admin), ..UserQuery::default() };
        assert_eq!(names(&world.operator, &query), ["admin.modena", "admin.carpi"]);
        let page = ListQuery { text: "esenzioni CARPI".to_owned(), limit: 1, ..ListQuery::default() };
        let query = UserQuery { page, ..UserQuery::default() };
        assert_eq!(names(&world.operator, &query), ["admin.carpi"]);
        assert_eq!(told(world.admin.users(&world.standard_modena, &all)), "no");
    }
}
