//! A small province in which every page has something to show.

use chrono::Duration;
use diesel::prelude::*;
use hub::administration::{GroupInput, ProfileInput, UserInput, WorkstationEdit, WorkstationInput};
use hub::audit::seal::keygen;
use schema::codes::{ConsultationKind, Role, ValidationMode};
use schema::tables::{agreement, notice, validation_part};
use serde_json::{Value, json};
use tests::{TestServer, TestStore};

use crate::administration::support::{CF, MODENA, World, grant, person};
use crate::administration::visiting::signed_in;
use crate::checks::support::{record, resident};
use crate::server::grants::grant_by;
use crate::server::visitor::Visitor;

/// The purpose of the agreements of [`World`].
pub const PURPOSE: &str = "Controllo a campione";

/// Who looks at pages: name, and role.
pub const LOOKERS: [(&str, Role); 7] = [
    ("top.modena", Role::Top),
    ("admin.modena", Role::Admin),
    ("std.modena", Role::Standard),
    ("operatore", Role::Operator),
    ("rpd", Role::Dpo),
    ("statistico", Role::Statistician),
    ("ps.modena", Role::StandardPs),
];

/// A server on which public security can work.
pub fn sealing(store: &TestStore) -> TestServer {
    let key = |name: &str| {
        let (_, public) = keygen(&*store.entropy).unwrap();
        let path = store.directory().join(name);
        std::fs::write(&path, public.to_text()).unwrap();
        path
    };
    TestServer::start_configured(store, |config| {
        config.trace.seal.first_key = key("sigillo-a.pub");
        config.trace.seal.second_key = key("sigillo-b.pub");
    })
}

/// What there is, by number.
pub struct Sights {
    /// The users of [`LOOKERS`].
    users: Vec<(&'static str, i64)>,
    /// By the first segment of a page's path.
    numbers: Vec<(&'static str, String)>,
}

impl Sights {
    pub fn new(store: &TestStore, server: &TestServer) -> Self {
        let world = World::new(store);
        let more = |role: Role, username: &str| {
            let input = UserInput {
                office_id: world.province_office,
                role: role.code().to_owned(),
                username: username.to_owned(),
                data: person("Bianchi"),
            };
            world.admin.create_user(&world.clerk, &input).unwrap()
        };
        let police = UserInput {
            office_id: world.ausl_modena,
            role: Role::StandardPs.code().to_owned(),
            username: "ps.modena".to_owned(),
            data: person("Bruni"),
        };
        let police = world.admin.create_user(&world.admin_modena, &police);
        let police = police.unwrap();
        let users = vec![
            ("top.modena", world.top_modena.user_id),
            ("admin.modena", world.admin_modena.user_id),
            ("std.modena", world.standard_modena.user_id),
            ("operatore", world.operator.user_id),
            ("rpd", more(Role::Dpo, "rpd")),
            ("statistico", more(Role::Statistician, "statistico")),
            ("ps.modena", police),
        ];
        let group = GroupInput {
            name: "Terre d'Argine".to_owned(),
            comuni: vec![MODENA.to_owned()],
        };
        let group = world.admin.create_group(&world.operator, &group).unwrap();
        let workstation = WorkstationInput {
            office_id: world.ausl_modena,
            data: WorkstationEdit {
                name: "Sportello 1".to_owned(),
                network: "10.0.0.0/24".to_owned(),
                certificate: String::new(),
                enabled: true,
            },
        };
        let workstation = world
            .admin
            .create_workstation(&world.admin_modena, &workstation)
            .unwrap();
        for user_id in [world.standard_modena.user_id, police] {
            grant_residence(&world, user_id);
        }
        store.clock.advance(Duration::seconds(10));
        let mut clerk = signed_in(store, server, world.standard_modena.user_id, "std.modena");
        let receipt = ask(&mut clerk, "2026/1")["indiceRegistro"].to_string();
        wait_for_modena(store, &world);
        let request = ask(&mut clerk, "2026/2")["idRichiesta"]
            .as_str()
            .unwrap()
            .to_owned();
        let part: i64 = validation_part::table
            .select(validation_part::id)
            .order(validation_part::id.desc())
            .first(&mut *store.conn())
            .unwrap();
        let numbers = vec![
            ("enti", world.ausl.to_string()),
            ("gruppi", group.to_string()),
            ("uffici", world.ausl_modena.to_string()),
            ("convenzioni", world.agreement_modena.to_string()),
            ("utenti", world.standard_modena.user_id.to_string()),
            ("postazioni", workstation.to_string()),
            ("bacheca", publish(store, server, &world).to_string()),
            ("ricevute", receipt),
            ("richieste", request),
            ("validazioni", part.to_string()),
            // The last: it is shown to no session that began after it.
            ("consultazioni", consult(store, &world, &mut clerk)),
        ];
        Self { users, numbers }
    }

    pub fn user(&self, name: &str) -> i64 {
        let found = self.users.iter().find(|(one, _)| *one == name);
        found.expect("one of those who look").1
    }

    /// The address of a page, with a number where its path has `{id}`.
    pub fn address(&self, route: &str) -> String {
        if !route.contains('{') {
            return route.to_owned();
        }
        let first = route.trim_start_matches('/').split('/').next();
        let number = self.numbers.iter().find(|(name, _)| Some(*name) == first);
        let (_, number) = number.unwrap_or_else(|| panic!("no number for {route}: give it one"));
        let address = route.replace("{id}", number);
        assert!(!address.contains('{'), "{route}");
        address
    }
}

/// The user may check addresses, Comune and number.
pub fn grant_residence(world: &World, user_id: i64) {
    let profile = ProfileInput {
        from: "2026-11-21".to_owned(),
        all_comuni: true,
        validation: "NESSUNA".to_owned(),
        workstation: "LIBERA".to_owned(),
        grants: vec![grant("VERIFICA", "residenza", &["comune", "civico"])],
        ..ProfileInput::default()
    };
    let revision = world.admin.profile(&world.clerk, user_id).unwrap().revision;
    let saved = world
        .admin
        .edit_profile(&world.admin_modena, user_id, &revision, &profile);
    saved.unwrap();
}

/// Somebody of Modena, consulted by the clerk, who may search and consult from now on.
fn consult(store: &TestStore, world: &World, clerk: &mut Visitor) -> String {
    let cf = "BNCLRA62A41F257B";
    record(
        store,
        &[resident(cf, "BIANCHI", "LAURA", "1962-01-01", MODENA)],
    );
    let user_id = world.standard_modena.user_id;
    let consultations = ConsultationKind::ALL.iter().map(|one| one.code());
    let mut granted: Vec<_> = consultations
        .map(|kind| ("CONSULTAZIONE", kind, "*"))
        .collect();
    granted.push(("RICERCA", "", ""));
    tests::directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        diesel::update(agreement::table.find(world.agreement_modena))
            .set(agreement::validation.eq(ValidationMode::None.code()))
            .execute(conn)
    })
    .unwrap();
    grant_by(store, world.agreement_modena, user_id, &granted);
    clerk.open("/consultazioni");
    let asked = clerk.form(
        "/consultazioni",
        &[
            ("tipo", "SCHEDA_FAMIGLIA"),
            ("codiceFiscale", cf),
            ("finalita", PURPOSE),
            ("pratica", "2026/3"),
        ],
    );
    let place = asked.header("location").expect("a number").to_owned();
    place.rsplit('/').next().expect("a number").to_owned()
}

/// From now on what the agency asks about Modena waits for Modena.
pub fn wait_for_modena(store: &TestStore, world: &World) {
    tests::directory::write::<_, diesel::result::Error>(&mut store.conn(), |conn| {
        diesel::update(agreement::table.find(world.agreement_modena))
            .set(agreement::validation.eq(ValidationMode::Manual.code()))
            .execute(conn)
    })
    .unwrap();
    store.clock.advance(Duration::seconds(10));
}

/// A check about an address in Modena.
pub fn ask(clerk: &mut Visitor, case: &str) -> Value {
    let body = json!({
        "soggetto": { "codiceFiscale": CF }, "dataRiferimento": "2026-11-01", "finalita": PURPOSE,
        "riferimentoPratica": case, "comuni": [MODENA],
        "dichiarazioni": [{ "tipo": "residenza", "comune": MODENA, "civico": "12" }],
    });
    let answer = clerk.json("POST", "/v1/verifiche", &body);
    assert!(matches!(answer.status, 200 | 202), "{}", answer.json());
    answer.json()
}

/// The head of the agency's office tells its users something.
fn publish(store: &TestStore, server: &TestServer, world: &World) -> i64 {
    let mut head = signed_in(store, server, world.admin_modena.user_id, "admin.modena");
    head.open("/bacheca/nuovo");
    let office = format!("ufficio-{}", world.ausl_modena);
    let fields = [
        ("destinatari", office.as_str()),
        ("titolo", "Orari"),
        ("testo", "Lunedì l'ufficio è chiuso."),
        ("validoAl", "2026-12-31"),
    ];
    assert_eq!(head.form("/bacheca", &fields).status, 303);
    notice::table
        .select(notice::id)
        .first(&mut *store.conn())
        .unwrap()
}
