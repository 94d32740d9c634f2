//! Moves between offices: all or nobody, and the history stays.

use diesel::prelude::*;
use hub::administration::{
    MoveInput, OfficeInput, ProfileInput, UserInput, WorkstationEdit, WorkstationInput,
};
use schema::tables::{app_user, user_workstation};
use tests::on_both;

use super::support::*;

fn to(office_id: i64, users: &[i64]) -> MoveInput {
    MoveInput {
        users: users.to_vec(),
        office_id,
        reason: "Riorganizzazione".to_owned(),
        ..MoveInput::default()
    }
}

on_both! {
    fn a_whole_office_moves_to_a_new_admin_and_its_history_stays(store: &TestStore) {
        let world = World::new(store);
        let top = &world.top_modena;
        let office = OfficeInput { entity_id: world.ausl, name: "Nuovo ufficio".to_owned() };
        let new = world.admin.create_office(top, &office).unwrap();
        store.clock.advance(chrono::Duration::days(1));
        let everybody = MoveInput { from_office: Some(world.ausl_modena), ..to(new, &[]) };
        assert_eq!(world.admin.move_users(top, &everybody).unwrap(), 2);
        assert_eq!(told(world.admin.move_users(top, &everybody)), "daUfficio=NON_VALIDO");
        let links = world.admin.links(top, world.standard_modena.user_id).unwrap();
        let stays: Vec<_> = links
            .iter()
            .map(|link| (link.office.as_str(), link.row.to_at.is_some(), link.row.moved_by))
            .collect();
        assert_eq!(stays, [
            ("Nuovo ufficio", false, top.user_id),
            ("Esenzioni Modena", true, world.admin_modena.user_id),
        ]);
        assert_eq!(links[0].row.from_at, links[1].row.to_at.unwrap());
        // An act of its own in the trace for each.
        let moved: Vec<_> = trace(store).into_iter().filter(|row| row.outcome == "SPOSTATO").collect();
        assert_eq!(moved.len(), 2);
        assert_eq!((moved[0].service.as_str(), moved[0].fields.as_str()), ("LEGAMI", "ufficio"));
        // The head of the office they left sees them no more.
        assert_eq!(told(world.admin.user(&world.admin_modena, world.standard_modena.user_id)), "inesistente");
    }

    fn all_or_nobody(store: &TestStore) {
        let world = World::new(store);
        let top = &world.top_modena;
        let judged = |input: &MoveInput| told(world.admin.move_users(top, input));
        let (own, other) = (world.standard_modena.user_id, world.standard_carpi.user_id);
        let office = OfficeInput { entity_id: world.ausl, name: "Nuovo ufficio".to_owned() };
        let new = world.admin.create_office(top, &office).unwrap();
        assert_eq!(judged(&to(new, &[own, other])), "utenti[1]=NON_VALIDO");
        assert_eq!(judged(&to(new, &[own, 999])), "utenti[1]=NON_VALIDO");
        assert_eq!(judged(&to(world.ausl_carpi, &[own])), "ufficio=NON_VALIDO");
        assert_eq!(judged(&to(world.modena_office, &[own])), "ufficio=NON_VALIDO");
        assert_eq!(judged(&to(new, &[])), "utenti=ASSENTE");
        assert_eq!(judged(&MoveInput { reason: String::new(), ..to(new, &[own]) }), "motivo=ASSENTE");
        // Its own TOP is beyond it: then nobody moves.
        let office = OfficeInput { entity_id: world.modena, name: "Stato civile".to_owned() };
        let civil = world.admin.create_office(top, &office).unwrap();
        let clerk = UserInput {
            office_id: world.modena_office,
            role: "STANDARD".to_owned(),
            username: "sportello".to_owned(),
            data: person("Neri"),
        };
        let clerk = world.admin.create_user(top, &clerk).unwrap();
        let everybody = MoveInput { from_office: Some(world.modena_office), ..to(civil, &[]) };
        assert_eq!(judged(&everybody), "no");
        let stands: i64 = app_user::table
            .find(clerk)
            .select(app_user::office_id)
            .first(&mut store.conn())
            .unwrap();
        assert_eq!(stands, world.modena_office);
        assert_eq!(judged(&to(civil, &[clerk])), "sì");
    }

    fn the_workstations_of_the_old_office_stay_there(store: &TestStore) {
        let world = World::new(store);
        let data = WorkstationEdit {
            name: "Sportello".to_owned(),
            network: "10.0.0.7".to_owned(),
            ..WorkstationEdit::default()
        };
        let input = WorkstationInput { office_id: world.ausl_modena, data };
        let workstation = world.admin.create_workstation(&world.admin_modena, &input).unwrap();
        let id = world.standard_modena.user_id;
        let revision = world.admin.profile(&world.clerk, id).unwrap().revision;
        let profile = ProfileInput {
            all_comuni: true,
            validation: "NESSUNA".to_owned(),
            workstation: "AUTORIZZATA".to_owned(),
            workstations: vec![workstation],
            ..ProfileInput::default()
        };
        world.admin.edit_profile(&world.admin_modena, id, &revision, &profile).unwrap();
        let office = OfficeInput { entity_id: world.ausl, name: "Nuovo ufficio".to_owned() };
        let new = world.admin.create_office(&world.top_modena, &office).unwrap();
        world.admin.move_users(&world.top_modena, &to(new, &[id])).unwrap();
        let bound: i64 = user_workstation::table.count().get_result(&mut store.conn()).unwrap();
        assert_eq!(bound, 0);
    }
}
