//! Random directories and requests: small worlds, in which agreements and requests meet often.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, NaiveDateTime};
use hub::access::{Context, Credential, DirectoryRows, FieldSet, Kind, Service};
use hub::check::{CheckRequest, Declaration, ResidenceClaim, SubjectRef};
use schema::codes::{ConsultationKind, MaritalStatus};
use schema::date::{Day, UncertainDate};
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, AppUserRow, ComuneGroupMemberRow,
    ComuneSuccessionRow, EntityRow, OfficeRow, ProfileComuneRow, ProfileGrantRow, ProfileRow,
    UserWorkstationRow, WorkstationRow,
};

use super::declared::{Asked, Declared};

/// Those of the random worlds.
pub const COMUNI: [&str; 6] = ["036001", "036002", "036003", "036004", "036005", "036006"];
const PURPOSES: [&str; 3] = ["Controllo", "Protesti", "*"];
const NETWORKS: [&str; 3] = ["", "192.0.2.0/24", "198.51.100.7"];
/// Kinds, and the fields that may be granted of each.
type Kinds = &'static [(&'static str, &'static [&'static str])];

const SERVICES: [(&str, Kinds); 6] = [
    ("VERIFICA", DECLARATIONS),
    ("VERIFICA_MASSIVA", DECLARATIONS),
    ("CONSULTAZIONE", &[FAMILY, HISTORY]),
    ("NUCLEI_FAMILIARI", &[FAMILY]),
    ("RICERCA", &[("", &["*"])]),
    ("RICERCA_CESSATI", &[("", &["*"])]),
];
const FAMILY: (&str, &[&str]) = (
    "SCHEDA_FAMIGLIA",
    &[
        "*",
        "generalita",
        "generalita,parentela",
        "indirizzo,dataRiferimento",
        "generalita,parentela,dataRiferimento",
    ],
);
const HISTORY: (&str, &[&str]) = ("STORICO", &["*", "residenza,conosciutoAl", ""]);
const DECLARATIONS: Kinds = &[
    (
        "residenza",
        &[
            "*",
            "comune",
            "comune,civico",
            "civico,dal",
            "comune,civico,dal",
        ],
    ),
    ("statoCivile", &["*", "stato", ""]),
    ("esistenzaInVita", &["*", ""]),
];
const ROLES: [&str; 8] = [
    "STANDARD",
    "STANDARD",
    "AUTORIZZATO",
    "AUTORIZZATO",
    "ADMIN",
    "STANDARDPS",
    "TOP",
    "OPERATORE",
];
const USERS: i64 = 8;
const CERTIFICATE: [u8; 32] = [7; 32];

/// A reproducible source of choices (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    /// True once in `n`.
    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    fn text(&mut self, of: &[&str]) -> String {
        (*self.one(of)).to_owned()
    }

    /// Sometimes open, sometimes around the days of asking.
    fn days(&mut self) -> (i32, i32) {
        let from = *self.one(&[0, 0, 0, 20260101, 20260601]);
        let to = *self.one(&[Day::MAX.0, Day::MAX.0, Day::MAX.0, 20260601, 20270101]);
        (from, to)
    }
}

/// A directory.
pub struct World {
    pub rows: DirectoryRows,
}

/// A request, as the hub takes it.
pub enum Request {
    Check(Box<CheckRequest>),
    /// A consultation, or one of the families of a list: its kind, and the fields asked for by name.
    Sheet(ConsultationKind, FieldSet),
    Search,
}

/// A request, as the hub takes it and as the model does.
pub struct Case {
    pub asked: Asked,
    pub service: Service,
    pub request: Request,
    pub context: Context,
    pub credential: Credential,
}

fn moment() -> NaiveDateTime {
    DateTime::UNIX_EPOCH.naive_utc()
}

impl World {
    pub fn random(random: &mut Random) -> Self {
        let mut rows = DirectoryRows::default();
        for (id, kind, comune) in [
            (1, "AGENZIA", ""),
            (2, "AGENZIA", ""),
            (3, "COMUNE", COMUNI[0]),
            (4, "COMUNE", COMUNI[1]),
            (5, "COMUNE", COMUNI[2]),
        ] {
            rows.entities.push(EntityRow {
                id,
                name: format!("Ente {id}"),
                kind: kind.to_owned(),
                comune: comune.to_owned(),
                enabled: !random.once_in(20),
            });
            for office in [id * 10, id * 10 + 1] {
                rows.offices.push(OfficeRow {
                    id: office,
                    entity_id: id,
                    comune: random.text(&COMUNI),
                    name: format!("Ufficio {office}"),
                    enabled: !random.once_in(30),
                    created_at: moment(),
                });
            }
        }
        for group_id in [1, 2] {
            for comune in COMUNI {
                if random.once_in(3) {
                    let comune = comune.to_owned();
                    rows.group_members
                        .push(ComuneGroupMemberRow { group_id, comune });
                }
            }
        }
        // A Comune is taken over by one that comes later in the list: nothing goes round.
        for (place, old) in COMUNI.iter().enumerate().take(5) {
            if random.once_in(4) {
                let new = random.text(&COMUNI[place + 1..]);
                let since = *random.one(&[20200101, 20260601]);
                let old = (*old).to_owned();
                rows.successions
                    .push(ComuneSuccessionRow { old, new, since });
            }
        }
        for id in 1..=10 {
            agreement(random, &mut rows, id);
        }
        for id in 1..=6 {
            let user_id = 1 + random.below(USERS as u64) as i64;
            rows.workstations.push(WorkstationRow {
                id,
                office_id: *random.one(&[10, 11, 20, 30]),
                name: format!("Postazione {id}"),
                network: random.text(&NETWORKS),
                certificate: if random.once_in(3) {
                    "07".repeat(32)
                } else {
                    String::new()
                },
                enabled: !random.once_in(5),
                created_at: moment(),
            });
            if random.once_in(2) {
                rows.user_workstations.push(UserWorkstationRow {
                    user_id,
                    workstation_id: id,
                });
            }
        }
        for id in 1..=USERS {
            user(random, &mut rows, id);
        }
        Self { rows }
    }

    /// A request of one of its users.
    pub fn ask(&self, random: &mut Random) -> Case {
        let service = *random.one(&[
            Service::Check,
            Service::Check,
            Service::Check,
            Service::MassiveCheck,
            Service::Consultation,
            Service::Consultation,
            Service::Families,
            Service::Search,
        ]);
        let day = *random.one(&[20260101, 20260301, 20260301, 20260601, 20261121]);
        let user_id = 1 + random.below(USERS as u64) as i64;
        let purpose = random.text(&["Controllo", " Controllo ", "Protesti", "Altro", "*"]);
        let bound = random
            .once_in(4)
            .then(|| random.text(&["Controllo", "Protesti"]));
        let (declared, request) = match service {
            Service::Consultation | Service::Families => {
                let (one, kind, fields) = sheet(random, service);
                (vec![one], Request::Sheet(kind, fields))
            }
            Service::Search => (vec![whole()], Request::Search),
            _ => {
                let (declared, declarations) = declarations(random);
                let request = check(purpose.clone(), declarations);
                (declared, Request::Check(Box::new(request)))
            }
        };
        let comuni = random.once_in(3).then(|| {
            let named = 0..=random.below(2);
            named.map(|_| random.text(&COMUNI)).collect::<Vec<_>>()
        });
        let network = *random.one(&[None, Some([192, 0, 2, 9]), Some([198, 51, 100, 7])]);
        let network = network.map(|bytes| IpAddr::V4(Ipv4Addr::from(bytes)));
        let certificate = random.once_in(2).then_some(CERTIFICATE);
        let function = match service {
            Service::MassiveCheck => "Verificare dichiarazioni in massa",
            Service::Consultation => "Consultare schede e storici",
            Service::Families => "Consultare nuclei familiari in massa",
            Service::Search => "Ricercare persone",
            _ => "Verificare dichiarazioni",
        };
        Case {
            asked: Asked {
                user_id,
                service: service.code(),
                service_label: service.label(),
                function_label: function,
                bound: bound.clone(),
                purpose: purpose.clone(),
                declarations: declared,
                comuni: comuni.clone(),
                day,
                network,
                certificate,
            },
            service,
            request: match request {
                Request::Check(mut request) => {
                    request.comuni = comuni;
                    Request::Check(request)
                }
                other => other,
            },
            context: Context {
                network,
                certificate,
                ..Context::new(Day(day), "richiesta")
            },
            credential: match bound {
                Some(purpose) => Credential::Token { purpose, key_id: 1 },
                None => Credential::Session { id: 1 },
            },
        }
    }
}

fn check(purpose: String, declarations: Vec<Declaration>) -> CheckRequest {
    CheckRequest {
        subject: SubjectRef::CodiceFiscale("RSSMRA70E17F257K".to_owned()),
        reference_day: None,
        known_at: None,
        purpose,
        case_reference: "1".to_owned(),
        declarations,
        declared: String::new(),
        comuni: None,
    }
}

/// What a search asks, as far as rights go.
fn whole() -> Declared {
    Declared {
        kind: "",
        kind_label: "",
        sort: "",
        fields: Vec::new(),
        showable: Vec::new(),
    }
}

fn sheet(random: &mut Random, service: Service) -> (Declared, ConsultationKind, FieldSet) {
    let kind = match service {
        Service::Families => ConsultationKind::Family,
        _ => *random.one(&[
            ConsultationKind::Family,
            ConsultationKind::Family,
            ConsultationKind::History,
            ConsultationKind::Events,
        ]),
    };
    let all = Kind::from(kind).fields();
    // Mostly nothing in particular.
    let often = 1 + random.below(12);
    let mut fields = Vec::new();
    for field in all {
        if random.once_in(4 * often) {
            fields.push((field.name, field.label));
        }
    }
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let set = FieldSet::parse(kind, &names.join(","));
    let declared = Declared {
        kind: kind.code(),
        kind_label: kind.label(),
        sort: "consultazioni",
        fields,
        showable: all.iter().map(|field| field.name).collect(),
    };
    (declared, kind, set)
}

fn declarations(random: &mut Random) -> (Vec<Declared>, Vec<Declaration>) {
    let (mut declared, mut declarations) = (Vec::new(), Vec::new());
    for _ in 0..=random.below(3) {
        let (one, fields) = declaration(random);
        declared.push(Declared {
            kind: one.kind().code(),
            kind_label: one.kind().label(),
            sort: "verifiche",
            fields,
            showable: Vec::new(),
        });
        declarations.push(one);
    }
    (declared, declarations)
}

fn declaration(random: &mut Random) -> (Declaration, Vec<(&'static str, &'static str)>) {
    match random.below(5) {
        0 => (Declaration::Alive, Vec::new()),
        1 => {
            let one = Declaration::MaritalStatus(MaritalStatus::Single);
            (one, vec![("stato", "Stato civile")])
        }
        _ => {
            let mut claim = ResidenceClaim::default();
            let mut fields = Vec::new();
            if !random.once_in(4) {
                claim.comune = Some("036023".to_owned());
                fields.push(("comune", "Comune"));
            }
            if random.once_in(2) {
                claim.number = Some("12".to_owned());
                fields.push(("civico", "Numero civico"));
            }
            if random.once_in(3) {
                claim.since = Some(UncertainDate::exact(Day(20200101)));
                fields.push(("dal", "Data di decorrenza"));
            }
            (Declaration::Residence(claim), fields)
        }
    }
}

fn agreement(random: &mut Random, rows: &mut DirectoryRows, id: i64) {
    let (valid_from, valid_to) = random.days();
    let territory = random.text(&["COMUNE", "COMUNE", "COMUNE", "GRUPPO", "NAZIONALE"]);
    let comune = match territory.as_str() {
        "GRUPPO" => String::new(),
        _ if random.once_in(4) => String::new(),
        _ => random.text(&COMUNI),
    };
    let group_id = (territory == "GRUPPO").then(|| 1 + random.below(2) as i64);
    rows.agreements.push(AgreementRow {
        id,
        entity_id: *random.one(&[1, 1, 1, 2, 3]),
        comune,
        group_id,
        territory,
        protocol: format!("{id}/2026"),
        legal_basis: String::new(),
        valid_from,
        valid_to,
        suspended: random.once_in(10),
        validation: random.text(&["NESSUNA", "NESSUNA", "NESSUNA", "SILENZIO", "MANUALE"]),
        silence_hours: *random.one(&[0, 8, 24]),
        daily_quota: *random.one(&[0, 0, 100]),
        anpr: "NESSUNA".to_owned(),
        workstation: random.text(&["LIBERA", "LIBERA", "AUTORIZZATA"]),
        created_at: moment(),
        created_by: 0,
    });
    for purpose in PURPOSES {
        if random.once_in(2) {
            rows.agreement_purposes.push(AgreementPurposeRow {
                agreement_id: id,
                purpose: purpose.to_owned(),
                description: String::new(),
            });
        }
    }
    for (service, kind, fields) in granted(random) {
        rows.agreement_grants.push(AgreementGrantRow {
            agreement_id: id,
            service,
            kind,
            fields,
        });
    }
}

fn granted(random: &mut Random) -> Vec<(String, String, String)> {
    let mut grants = Vec::new();
    for (service, kinds) in SERVICES {
        for (kind, fields) in kinds {
            if !random.once_in(4) {
                // All fields more often than some.
                let fields = if random.once_in(2) {
                    "*".to_owned()
                } else {
                    random.text(fields)
                };
                grants.push((service.to_owned(), (*kind).to_owned(), fields));
            }
        }
    }
    grants
}

fn user(random: &mut Random, rows: &mut DirectoryRows, id: i64) {
    let entity_id = *random.one(&[1, 1, 1, 1, 2, 3]);
    rows.users.push(AppUserRow {
        id,
        entity_id,
        office_id: entity_id * 10 + random.below(2) as i64,
        role: random.text(&ROLES),
        username: format!("utente{id}"),
        surname: String::new(),
        name: String::new(),
        codice_fiscale: String::new(),
        email: String::new(),
        anpr_operator: String::new(),
        enabled: !random.once_in(30),
        created_at: moment(),
        created_by: 0,
    });
    if random.once_in(20) {
        return;
    }
    let (valid_from, valid_to) = random.days();
    let all_comuni = random.once_in(2);
    rows.profiles.push(ProfileRow {
        user_id: id,
        valid_from,
        valid_to,
        all_comuni,
        validation: random.text(&[
            "NESSUNA", "NESSUNA", "NESSUNA", "NESSUNA", "SILENZIO", "MANUALE",
        ]),
        workstation: random.text(&["LIBERA", "LIBERA", "LIBERA", "AUTORIZZATA"]),
        search_hits: 0,
    });
    for (service, kind, fields) in granted(random) {
        rows.profile_grants.push(ProfileGrantRow {
            user_id: id,
            service,
            kind,
            fields,
        });
    }
    if !all_comuni {
        for comune in COMUNI {
            if random.once_in(2) {
                let comune = comune.to_owned();
                rows.profile_comuni.push(ProfileComuneRow {
                    user_id: id,
                    comune,
                });
            }
        }
    }
}
