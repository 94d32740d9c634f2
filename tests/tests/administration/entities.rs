//! Entities, groups and mergers of Comuni.

use hub::administration::{EntityEdit, EntityInput, GroupInput, ListQuery, SuccessionInput};
use tests::on_both;

use super::support::*;

fn entity(name: &str, kind: &str, comune: &str) -> EntityInput {
    EntityInput {
        name: name.to_owned(),
        kind: kind.to_owned(),
        comune: comune.to_owned(),
    }
}

fn merger(old: &str, new: &str, since: &str) -> SuccessionInput {
    SuccessionInput {
        old: old.to_owned(),
        new: new.to_owned(),
        since: since.to_owned(),
    }
}

on_both! {
    fn every_wrong_field_of_an_entity_is_named(store: &TestStore) {
        let world = World::new(store);
        let judged = |input: &EntityInput| told(world.admin.create_entity(&world.operator, input));
        assert_eq!(judged(&entity(" ", "REGIONE", "")), "nome=ASSENTE tipo=NON_VALIDO");
        assert_eq!(judged(&entity("ausl  DI modena", "AGENZIA", "")), "nome=GIA_PRESENTE");
        assert_eq!(judged(&entity("INPS", "AGENZIA", MODENA)), "comune=NON_PREVISTO");
        assert_eq!(judged(&entity("Formigine", "COMUNE", "36015")), "comune=NON_VALIDO");
        assert_eq!(judged(&entity("Modena bis", "COMUNE", MODENA)), "comune=GIA_PRESENTE");
        assert_eq!(judged(&entity(&"x".repeat(201), "AGENZIA", "")), "nome=TROPPO_LUNGO");
        assert_eq!(judged(&entity("In\u{202e}ps", "AGENZIA", "")), "nome=NON_VALIDO");
        assert_eq!(judged(&entity("INPS", "AGENZIA", "")), "sì");
    }

    fn two_who_edit_at_once_do_not_undo_each_other(store: &TestStore) {
        let world = World::new(store);
        let shown = world.admin.entity(&world.operator, world.ausl).unwrap();
        let edit = |name: &str| EntityEdit { name: name.to_owned(), enabled: true };
        let edited = |revision: &str, name: &str| {
            told(world.admin.edit_entity(&world.operator, world.ausl, revision, &edit(name)))
        };
        assert_eq!(edited(&shown.revision, "Azienda USL"), "sì");
        assert_eq!(edited(&shown.revision, "AUSL"), "superato");
        let again = world.admin.entity(&world.operator, world.ausl).unwrap();
        assert_eq!(again.value.name, "Azienda USL");
        assert_eq!(edited(&again.revision, "AUSL"), "sì");
    }

    fn nobody_shuts_themselves_out(store: &TestStore) {
        let world = World::new(store);
        let shown = world.admin.entity(&world.operator, world.province).unwrap();
        let edit = EntityEdit { name: shown.value.name, enabled: false };
        let outcome = world.admin.edit_entity(&world.operator, world.province, &shown.revision, &edit);
        assert_eq!(told(outcome), "SU_SE_STESSI");
    }

    fn lists_go_on_behind_an_id_and_find_words(store: &TestStore) {
        let world = World::new(store);
        let ids = |after: i64, limit: usize, text: &str| {
            let query = ListQuery { after, limit, text: text.to_owned() };
            let rows = world.admin.entities(&world.operator, &query).unwrap();
            rows.iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(0, 2, ""), [world.province, world.modena]);
        assert_eq!(ids(world.modena, 2, ""), [world.carpi, world.ausl]);
        assert_eq!(ids(0, 9, "modena comune"), [world.modena]);
        // An ADMIN has to do with its own entity only.
        let own = world.admin.entities(&world.admin_modena, &ListQuery::default()).unwrap();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].id, world.ausl);
    }

    fn groups_have_a_name_of_their_own_and_known_comuni(store: &TestStore) {
        let world = World::new(store);
        let group = |name: &str, comuni: &[&str]| GroupInput {
            name: name.to_owned(),
            comuni: comuni.iter().map(|&comune| comune.to_owned()).collect(),
        };
        let judged = |input: &GroupInput| told(world.admin.create_group(&world.operator, input));
        assert_eq!(judged(&group("Terre d'Argine", &[CARPI, MODENA, CARPI])), "sì");
        assert_eq!(judged(&group("Terre d’argine", &[CARPI])), "nome=GIA_PRESENTE");
        assert_eq!(judged(&group("", &["1", MODENA])), "nome=ASSENTE comuni[0]=NON_VALIDO");
        assert_eq!(judged(&group("Vuoto", &[])), "comuni=ASSENTE");
        let all = world.admin.groups(&world.top_carpi).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].comuni, [CARPI, MODENA]);
        let shown = world.admin.group(&world.operator, all[0].id).unwrap();
        let edit = group("Terre d'Argine", &[CARPI]);
        let edited = world.admin.edit_group(&world.operator, all[0].id, &shown.revision, &edit);
        assert_eq!(told(edited), "sì");
        let edited = world.admin.edit_group(&world.operator, all[0].id, &shown.revision, &edit);
        assert_eq!(told(edited), "superato");
        assert_eq!(told(world.admin.create_group(&world.top_modena, &edit)), "no");
    }

    /// The TOP of the new Comune answers for the offices and agreements of the one that ceased.
    fn a_merger_hands_over_what_the_old_comune_had(store: &TestStore) {
        let world = World::new(store);
        assert_eq!(told(world.admin.office(&world.top_modena, world.ausl_carpi)), "inesistente");
        let registered = |input: &SuccessionInput| {
            told(world.admin.create_succession(&world.operator, input))
        };
        assert_eq!(registered(&merger(CARPI, MODENA, "2026-12-01")), "sì");
        assert_eq!(registered(&merger(CARPI, MODENA, "2026-12-01")), "comuneCessato=GIA_PRESENTE");
        assert_eq!(registered(&merger(MODENA, CARPI, "2027-01-01")), "comuneSubentrante=NON_VALIDO");
        assert_eq!(registered(&merger(MODENA, MODENA, "x")), "dal=NON_VALIDO comuneSubentrante=NON_VALIDO");
        // Not yet.
        let top = actor(store, world.top_modena.user_id);
        assert_eq!(told(world.admin.office(&top, world.ausl_carpi)), "inesistente");
        store.clock.advance(chrono::Duration::days(10));
        let top = actor(store, world.top_modena.user_id);
        assert_eq!(told(world.admin.office(&top, world.ausl_carpi)), "sì");
        assert_eq!(told(world.admin.agreement(&top, world.agreement_carpi)), "sì");
        let revision = world.user_revision(world.admin_carpi.user_id);
        let edited = world.admin.edit_user(&top, world.admin_carpi.user_id, &revision, &person("Bianchi"));
        assert_eq!(told(edited), "sì");
        assert_eq!(told(world.admin.remove_succession(&world.operator, CARPI, MODENA)), "sì");
        assert_eq!(told(world.admin.remove_succession(&world.operator, CARPI, MODENA)), "inesistente");
    }
}
