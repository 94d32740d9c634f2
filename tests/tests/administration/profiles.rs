//! Profiles: never more than the agreements in force grant when they are written.

use hub::administration::{AgreementInput, ProfileInput, WorkstationEdit, WorkstationInput};
use tests::on_both;

use super::support::*;

fn profile() -> ProfileInput {
    ProfileInput {
        from: "2026-11-21".to_owned(),
        all_comuni: true,
        validation: "NESSUNA".to_owned(),
        workstation: "LIBERA".to_owned(),
        grants: vec![grant("VERIFICA", "residenza", &["comune"])],
        ..ProfileInput::default()
    }
}

fn judged(world: &World, input: &ProfileInput) -> String {
    let id = world.standard_modena.user_id;
    let revision = world.admin.profile(&world.clerk, id).unwrap().revision;
    told(
        world
            .admin
            .edit_profile(&world.admin_modena, id, &revision, input),
    )
}

on_both! {
    fn what_exceeds_the_agreements_is_named(store: &TestStore) {
        let world = World::new(store);
        let with = |grants| ProfileInput { grants, ..profile() };
        assert_eq!(judged(&world, &profile()), "sì");
        assert_eq!(
            judged(&world, &with(vec![
                grant("VERIFICA", "residenza", &["comune", "interno"]),
                grant("VERIFICA", "matrimonio", &["data"]),
                grant("FORNITURA", "", &[]),
            ])),
            "concessioni[0].campi=ECCEDE_CONVENZIONI concessioni[1].tipo=ECCEDE_CONVENZIONI \
             concessioni[2].servizio=ECCEDE_CONVENZIONI"
        );
        assert_eq!(
            judged(&world, &with(vec![
                grant("VERIFICA", "residenza", &["comune"]),
                grant("VERIFICA", "residenza", &["civico"]),
            ])),
            "concessioni[1].tipo=RIPETUTO"
        );
        assert_eq!(
            judged(&world, &with(vec![grant("VERIFICA", "residenza", &["colore"])])),
            "concessioni[0].campi=NON_VALIDO concessioni[0].campi=ECCEDE_CONVENZIONI"
        );
        // All that the agreements give, whatever that is.
        assert_eq!(judged(&world, &with(vec![grant("VERIFICA", "residenza", &["*"])])), "sì");
    }

    fn comuni_without_agreement_are_named(store: &TestStore) {
        let world = World::new(store);
        let with = |comuni: &[&str]| ProfileInput {
            all_comuni: false,
            comuni: comuni.iter().map(|&comune| comune.to_owned()).collect(),
            ..profile()
        };
        assert_eq!(judged(&world, &with(&[CARPI, MODENA, CARPI])), "sì");
        assert_eq!(judged(&world, &with(&[MODENA, "036014", "x"])), "comuni[1]=ECCEDE_CONVENZIONI comuni[2]=NON_VALIDO");
        assert_eq!(judged(&world, &with(&[])), "comuni=ASSENTE");
        let shown = world.admin.profile(&world.admin_modena, world.standard_modena.user_id).unwrap().value;
        assert_eq!(shown.comuni, [CARPI, MODENA]);
    }

    fn what_an_agreement_no_longer_gives_cannot_be_granted_again(store: &TestStore) {
        let world = World::new(store);
        for (top, id) in [(&world.top_modena, world.agreement_modena), (&world.top_carpi, world.agreement_carpi)] {
            assert_eq!(judged(&world, &profile()), "sì");
            let revision = world.agreement_revision(id);
            world.admin.suspend_agreement(top, id, &revision, true).unwrap();
        }
        assert_eq!(judged(&world, &profile()), "concessioni[0].servizio=ECCEDE_CONVENZIONI");
        // What was written before stays as it is: every request looks at the agreements.
        let shown = world.admin.profile(&world.admin_modena, world.standard_modena.user_id).unwrap();
        assert_eq!(shown.value.grants, profile().grants);
        let grantable = world.admin.grantable(&world.admin_modena, world.standard_modena.user_id).unwrap();
        assert!(grantable.grants.is_empty());
        assert_eq!(grantable.comuni, Some(Vec::new()));
    }

    fn the_fields_of_several_agreements_add_up(store: &TestStore) {
        let world = World::new(store);
        let input = AgreementInput {
            grants: vec![grant("VERIFICA", "residenza", &["interno"])],
            ..agreement(world.ausl, "")
        };
        world.admin.create_agreement(&world.operator, &input).unwrap();
        let grants = vec![grant("VERIFICA", "residenza", &["civico", "interno"])];
        assert_eq!(judged(&world, &ProfileInput { grants, ..profile() }), "sì");
        let grantable = world.admin.grantable(&world.admin_modena, world.standard_modena.user_id).unwrap();
        assert_eq!(grantable.comuni, None);
        assert!(grantable.grants.contains(&grant("VERIFICA", "residenza", &["civico", "comune", "interno"])));
    }

    fn workstations_are_those_of_the_office(store: &TestStore) {
        let world = World::new(store);
        let data = WorkstationEdit {
            name: "Sportello".to_owned(),
            network: "10.0.0.7".to_owned(),
            ..WorkstationEdit::default()
        };
        let input = WorkstationInput { office_id: world.ausl_modena, data: data.clone() };
        let own = world.admin.create_workstation(&world.admin_modena, &input).unwrap();
        let input = WorkstationInput { office_id: world.ausl_carpi, data };
        let other = world.admin.create_workstation(&world.admin_carpi, &input).unwrap();
        let with = |workstations| ProfileInput { workstations, ..profile() };
        assert_eq!(judged(&world, &with(vec![own, other, 999])), "postazioni[1]=NON_VALIDO postazioni[2]=NON_VALIDO");
        assert_eq!(judged(&world, &with(vec![own])), "sì");
    }

    fn days_modes_and_revision_are_judged(store: &TestStore) {
        let world = World::new(store);
        let wrong = ProfileInput {
            from: "2026-13-01".to_owned(),
            until: "2026-01-01".to_owned(),
            validation: "FORSE".to_owned(),
            workstation: String::new(),
            ..profile()
        };
        assert_eq!(judged(&world, &wrong), "dal=NON_VALIDO al=NON_VALIDO validazione=NON_VALIDO postazione=ASSENTE");
        let id = world.standard_modena.user_id;
        let revision = world.admin.profile(&world.clerk, id).unwrap().revision;
        assert_eq!(judged(&world, &profile()), "sì");
        let late = world.admin.edit_profile(&world.top_modena, id, &revision, &profile());
        assert_eq!(told(late), "superato");
    }
}
