//! Agreements: their history stays.

use hub::administration::{AgreementInput, AgreementQuery, GroupInput, PurposeInput};
use schema::date::Day;
use tests::on_both;

use super::support::*;

on_both! {
    fn every_wrong_field_of_an_agreement_is_named(store: &TestStore) {
        let world = World::new(store);
        let judged = |input: &AgreementInput| told(world.admin.create_agreement(&world.top_modena, input));
        assert_eq!(
            judged(&AgreementInput::default()),
            "ente=NON_VALIDO territorio=ASSENTE comune=ASSENTE dal=ASSENTE validazione=ASSENTE \
             protocollo=ASSENTE baseGiuridica=ASSENTE anpr=ASSENTE postazione=ASSENTE finalita=ASSENTE \
             concessioni=ASSENTE"
        );
        let good = agreement(world.ausl, MODENA);
        let with = |change: &dyn Fn(&mut AgreementInput)| {
            let mut input = good.clone();
            change(&mut input);
            judged(&input)
        };
        assert_eq!(with(&|input| "2025-12-31".clone_into(&mut input.until)), "al=NON_VALIDO al=NON_VALIDO");
        assert_eq!(with(&|input| "SILENZIO".clone_into(&mut input.validation)), "oreSilenzio=ASSENTE");
        assert_eq!(with(&|input| "8".clone_into(&mut input.silence_hours)), "oreSilenzio=NON_PREVISTO");
        assert_eq!(with(&|input| "-1".clone_into(&mut input.daily_quota)), "quotaGiornaliera=NON_VALIDO");
        assert_eq!(with(&|input| input.group_id = Some(1)), "gruppo=NON_PREVISTO");
        let twice = PurposeInput { code: "Controllo a campione".to_owned(), ..PurposeInput::default() };
        assert_eq!(with(&|input| input.purposes.push(twice.clone())), "finalita[1].codice=RIPETUTO");
        assert_eq!(
            with(&|input| input.grants = vec![
                grant("VISURA", "", &[]),
                grant("VERIFICA", "colore", &["*"]),
                grant("VERIFICA", "residenza", &[]),
                grant("FORNITURA", "residenza", &["*"]),
            ]),
            "concessioni[0].servizio=NON_VALIDO concessioni[1].tipo=NON_VALIDO concessioni[2].campi=ASSENTE \
             concessioni[3].tipo=NON_VALIDO"
        );
        assert_eq!(judged(&good), "sì");
    }

    fn an_amendment_ends_the_agreement_and_opens_another(store: &TestStore) {
        let world = World::new(store);
        let (top, id) = (&world.top_modena, world.agreement_modena);
        let revision = world.agreement_revision(id);
        let input = AgreementInput {
            from: "2026-12-01".to_owned(),
            daily_quota: "500".to_owned(),
            ..agreement(world.ausl, MODENA)
        };
        let past = AgreementInput { from: "2026-11-20".to_owned(), ..input.clone() };
        assert_eq!(told(world.admin.amend_agreement(top, id, &revision, &past)), "dal=NON_VALIDO");
        let other = AgreementInput { entity_id: world.carpi, ..input.clone() };
        assert_eq!(told(world.admin.amend_agreement(top, id, &revision, &other)), "ente=NON_MODIFICABILE");
        let new = world.admin.amend_agreement(top, id, &revision, &input).unwrap();
        assert_eq!(told(world.admin.amend_agreement(top, id, &revision, &input)), "superato");
        let [old, new] = [id, new].map(|id| world.admin.agreement(top, id).unwrap().value);
        assert_eq!((old.row.valid_from, old.row.valid_to), (2026_01_01, 2026_12_01));
        assert_eq!((new.row.valid_from, new.row.valid_to), (2026_12_01, Day::MAX.0));
        assert_eq!((old.row.daily_quota, new.row.daily_quota), (0, 500));
        assert_eq!(old.grants, new.grants);
        assert!(old.in_force && !new.in_force);
        // In the trace: which fields changed.
        let last = trace(store).pop().unwrap();
        assert_eq!((last.subject, last.fields), (format!("convenzione:{}", new.row.id), "dal,quotaGiornaliera".to_owned()));
    }

    fn an_amendment_of_what_has_not_begun_replaces_it(store: &TestStore) {
        let world = World::new(store);
        let top = &world.top_modena;
        let later = |from: &str| AgreementInput { from: from.to_owned(), ..agreement(world.ausl, MODENA) };
        let first = world.admin.create_agreement(top, &later("2027-03-01")).unwrap();
        let revision = world.agreement_revision(first);
        world.admin.amend_agreement(top, first, &revision, &later("2027-02-01")).unwrap();
        let first = world.admin.agreement(top, first).unwrap().value.row;
        assert_eq!((first.valid_from, first.valid_to), (2027_03_01, 2027_03_01));
    }

    fn suspended_resumed_ended(store: &TestStore) {
        let world = World::new(store);
        let (top, id) = (&world.top_modena, world.agreement_modena);
        let in_force = || world.admin.agreement(top, id).unwrap().value.in_force;
        let revision = || world.agreement_revision(id);
        world.admin.suspend_agreement(top, id, &revision(), true).unwrap();
        assert!(!in_force());
        world.admin.suspend_agreement(top, id, &revision(), false).unwrap();
        assert!(in_force());
        for (day, expected) in [
            ("", "al=ASSENTE"),
            ("31/12/2026", "al=NON_VALIDO"),
            ("2026-11-20", "al=NON_VALIDO"),
            ("2026-11-21", "sì"),
            ("2026-11-22", "al=NON_VALIDO"),
        ] {
            assert_eq!(told(world.admin.end_agreement(top, id, &revision(), day)), expected, "{day}");
        }
        assert!(in_force());
        store.clock.advance(chrono::Duration::days(1));
        assert!(!in_force());
        let late = world.admin.suspend_agreement(top, id, &revision(), true);
        assert_eq!(told(late), "CONVENZIONE_CESSATA");
    }

    fn each_sees_the_agreements_that_concern_it(store: &TestStore) {
        let world = World::new(store);
        let group = GroupInput { name: "Terre d'Argine".to_owned(), comuni: vec![CARPI.to_owned()] };
        let group_id = Some(world.admin.create_group(&world.operator, &group).unwrap());
        let input = AgreementInput { territory: "GRUPPO".to_owned(), group_id, ..agreement(world.ausl, "") };
        let of_group = world.admin.create_agreement(&world.operator, &input).unwrap();
        let all = world.admin.create_agreement(&world.operator, &agreement(world.ausl, "")).unwrap();
        let ids = |actor| {
            let found = world.admin.agreements(actor, &AgreementQuery::default()).unwrap();
            found.iter().map(|info| info.row.id).collect::<Vec<_>>()
        };
        let (modena, carpi) = (world.agreement_modena, world.agreement_carpi);
        assert_eq!(ids(&world.top_modena), [modena, all]);
        assert_eq!(ids(&world.top_carpi), [carpi, of_group, all]);
        assert_eq!(ids(&world.admin_modena), [modena, carpi, of_group, all]);
        let without = AgreementInput { group_id: None, ..input };
        assert_eq!(told(world.admin.create_agreement(&world.operator, &without)), "gruppo=ASSENTE");
    }
}
