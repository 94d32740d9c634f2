//! Each role, on its own office and others, its own Comune and others. What is out of reach does not exist.

use std::fmt::Write;

use hub::administration::{
    Actor, AgreementInput, EntityEdit, MoveInput, OfficeEdit, OfficeInput, ProfileInput, UserInput,
    WorkstationEdit, WorkstationInput,
};
use schema::codes::Role;
use tests::on_both;

use super::support::*;

/// A line for each actor, a column for each target.
fn table(
    world: &World,
    targets: &[(&str, i64)],
    mut act: impl FnMut(&Actor, i64) -> String,
) -> String {
    let mut text = String::new();
    for (name, actor) in world.actors() {
        write!(text, "{name:<13}").unwrap();
        for (target, id) in targets {
            write!(text, " {target}:{}", act(actor, *id)).unwrap();
        }
        text.push('\n');
    }
    text
}

fn users(world: &World) -> [(&'static str, i64); 7] {
    world.actors().map(|(name, actor)| (name, actor.user_id))
}

fn offices(world: &World) -> [(&'static str, i64); 5] {
    [
        ("provincia", world.province_office),
        ("modena", world.modena_office),
        ("carpi", world.carpi_office),
        ("ausl-modena", world.ausl_modena),
        ("ausl-carpi", world.ausl_carpi),
    ]
}

on_both! {
    fn who_edits_the_data_of_whom(store: &TestStore) {
        let world = World::new(store);
        let found = table(&world, &users(&world), |actor, id| {
            told(world.admin.edit_user(actor, id, &world.user_revision(id), &person("Rossi")))
        });
        insta::assert_snapshot!("who_edits_the_data_of_whom", found);
    }

    fn who_edits_the_profile_of_whom(store: &TestStore) {
        let world = World::new(store);
        let found = table(&world, &users(&world), |actor, id| {
            let revision = world.admin.profile(&world.clerk, id).unwrap().revision;
            let input = ProfileInput {
                all_comuni: true,
                from: "2026-11-21".to_owned(),
                validation: "NESSUNA".to_owned(),
                workstation: "LIBERA".to_owned(),
                ..ProfileInput::default()
            };
            told(world.admin.edit_profile(actor, id, &revision, &input))
        });
        insta::assert_snapshot!("who_edits_the_profile_of_whom", found);
    }

    fn who_creates_whom_where(store: &TestStore) {
        let world = World::new(store);
        let mut count = 0;
        let mut all = String::new();
        for role in [Role::Top, Role::Admin, Role::Standard, Role::Operator] {
            let found = table(&world, &offices(&world), |actor, office_id| {
                count += 1;
                let input = UserInput {
                    office_id,
                    role: role.code().to_owned(),
                    username: format!("nuovo{count}"),
                    data: person("Verdi"),
                };
                told(world.admin.create_user(actor, &input))
            });
            writeln!(all, "{}\n{found}", role.code()).unwrap();
        }
        insta::assert_snapshot!("who_creates_whom_where", all);
    }

    fn who_edits_which_office_and_adds_workstations_to_it(store: &TestStore) {
        let world = World::new(store);
        let mut all = table(&world, &offices(&world), |actor, id| {
            let shown = world.admin.office(&world.clerk, id).unwrap();
            let edit = OfficeEdit { name: shown.value.office.name, enabled: true };
            told(world.admin.edit_office(actor, id, &shown.revision, &edit))
        });
        let mut count = 0;
        all.push('\n');
        all.push_str(&table(&world, &offices(&world), |actor, office_id| {
            count += 1;
            let data = WorkstationEdit {
                name: format!("Sportello {count}"),
                network: "192.0.2.0/24".to_owned(),
                ..WorkstationEdit::default()
            };
            told(world.admin.create_workstation(actor, &WorkstationInput { office_id, data }))
        }));
        insta::assert_snapshot!("who_edits_which_office_and_adds_workstations_to_it", all);
    }

    fn who_registers_offices_and_edits_entities(store: &TestStore) {
        let world = World::new(store);
        let entities = [
            ("provincia", world.province),
            ("modena", world.modena),
            ("carpi", world.carpi),
            ("ausl", world.ausl),
        ];
        let mut count = 0;
        let mut all = table(&world, &entities, |actor, entity_id| {
            count += 1;
            let input = OfficeInput { entity_id, name: format!("Ufficio {count}") };
            told(world.admin.create_office(actor, &input))
        });
        all.push('\n');
        all.push_str(&table(&world, &entities, |actor, id| {
            let shown = world.admin.entity(&world.clerk, id).unwrap();
            let edit = EntityEdit { name: shown.value.name, enabled: true };
            told(world.admin.edit_entity(actor, id, &shown.revision, &edit))
        }));
        insta::assert_snapshot!("who_registers_offices_and_edits_entities", all);
    }

    fn who_makes_and_suspends_which_agreement(store: &TestStore) {
        let world = World::new(store);
        let all_comuni = AgreementInput { ..agreement(world.ausl, "") };
        let national = AgreementInput {
            territory: "NAZIONALE".to_owned(),
            ..agreement(world.ausl, "")
        };
        let inputs = [agreement(world.ausl, MODENA), agreement(world.ausl, CARPI), all_comuni, national];
        let kinds = [("modena", 0), ("carpi", 1), ("tutti", 2), ("nazionale", 3)];
        let mut all = table(&world, &kinds, |actor, kind| {
            told(world.admin.create_agreement(actor, &inputs[kind as usize]))
        });
        let clerk = &world.clerk;
        let existing = [
            ("modena", world.agreement_modena),
            ("carpi", world.agreement_carpi),
            ("tutti", world.admin.create_agreement(clerk, &inputs[2]).unwrap()),
        ];
        all.push('\n');
        all.push_str(&table(&world, &existing, |actor, id| {
            let revision = world.agreement_revision(id);
            told(world.admin.suspend_agreement(actor, id, &revision, false))
        }));
        insta::assert_snapshot!("who_makes_and_suspends_which_agreement", all);
    }

    fn who_moves_users_where(store: &TestStore) {
        let world = World::new(store);
        let found = table(&world, &offices(&world), |actor, office_id| {
            let input = MoveInput {
                users: vec![world.standard_modena.user_id],
                office_id,
                reason: "Riorganizzazione".to_owned(),
                ..MoveInput::default()
            };
            told(world.admin.move_users(actor, &input))
        });
        insta::assert_snapshot!("who_moves_users_where", found);
    }

    /// Ids are given in order: who names one must not learn whether it exists.
    fn what_is_out_of_reach_is_told_like_what_does_not_exist(store: &TestStore) {
        let world = World::new(store);
        let (actor, revision) = (&world.admin_modena, "0");
        let (user, unknown) = (world.standard_carpi.user_id, 999);
        for id in [user, unknown] {
            assert_eq!(told(world.admin.user(actor, id)), "inesistente");
            assert_eq!(told(world.admin.profile(actor, id)), "inesistente");
            assert_eq!(told(world.admin.links(actor, id)), "inesistente");
            assert_eq!(told(world.admin.edit_user(actor, id, revision, &person("X"))), "inesistente");
        }
        for id in [world.ausl_carpi, unknown] {
            assert_eq!(told(world.admin.office(actor, id)), "inesistente");
            let data = person("X");
            let input = UserInput {
                office_id: id,
                role: "STANDARD".to_owned(),
                username: "nuovo".to_owned(),
                data,
            };
            assert_eq!(told(world.admin.create_user(actor, &input)), "ufficio=NON_VALIDO");
        }
        for id in [world.agreement_carpi, unknown] {
            assert_eq!(told(world.admin.agreement(&world.top_modena, id)), "inesistente");
        }
    }
}
