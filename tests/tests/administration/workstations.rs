//! Workstations.

use hub::administration::{ListQuery, WorkstationEdit, WorkstationInput};
use tests::on_both;

use super::support::*;

fn edit(name: &str, network: &str, certificate: &str) -> WorkstationEdit {
    WorkstationEdit {
        name: name.to_owned(),
        network: network.to_owned(),
        certificate: certificate.to_owned(),
        enabled: true,
    }
}

on_both! {
    fn networks_and_certificates_are_judged(store: &TestStore) {
        let world = World::new(store);
        let judged = |data: WorkstationEdit| {
            let input = WorkstationInput { office_id: world.ausl_modena, data };
            told(world.admin.create_workstation(&world.admin_modena, &input))
        };
        let print = "AB:".repeat(32);
        let print = print.trim_end_matches(':');
        assert_eq!(judged(edit("", "", "")), "nome=ASSENTE rete=ASSENTE");
        for network in ["10.0.0.0/33", "10.0.0", "casa", "0.0.0.0/0", "::/0", "10.0.0.0/-1"] {
            assert_eq!(judged(edit("S", network, "")), "rete=NON_VALIDO", "{network}");
        }
        assert_eq!(judged(edit("S", "", "abc")), "certificato=NON_VALIDO");
        assert_eq!(judged(edit("S", "", &"g".repeat(64))), "certificato=NON_VALIDO");
        assert_eq!(judged(edit("Uno", "192.0.2.77/24", "")), "sì");
        assert_eq!(judged(edit("Due", "2001:db8::1", print)), "sì");
        assert_eq!(judged(edit("UNO", "", print)), "nome=GIA_PRESENTE");
        let all = world.admin.workstations(&world.admin_modena, None, &ListQuery::default()).unwrap();
        let stored: Vec<_> = all.iter().map(|info| (info.row.network.as_str(), info.row.certificate.len())).collect();
        assert_eq!(stored, [("192.0.2.0/24", 0), ("2001:db8::1/128", 64)]);
        // Another office does not see them.
        let other = world.admin.workstations(&world.admin_carpi, None, &ListQuery::default()).unwrap();
        assert!(other.is_empty());
        assert_eq!(told(world.admin.workstation(&world.admin_carpi, all[0].row.id)), "inesistente");
    }

    fn an_edit_needs_the_revision_shown(store: &TestStore) {
        let world = World::new(store);
        let input = WorkstationInput { office_id: world.ausl_modena, data: edit("Uno", "10.0.0.0/8", "") };
        let id = world.admin.create_workstation(&world.top_modena, &input).unwrap();
        let shown = world.admin.workstation(&world.admin_modena, id).unwrap();
        let off = WorkstationEdit { enabled: false, ..edit("Uno", "10.0.0.0/8", "") };
        let edited = |actor| told(world.admin.edit_workstation(actor, id, &shown.revision, &off));
        assert_eq!(edited(&world.admin_carpi), "inesistente");
        assert_eq!(edited(&world.admin_modena), "sì");
        assert_eq!(edited(&world.top_modena), "superato");
        assert_eq!(trace(store).pop().unwrap().fields, "abilitata");
    }
}
