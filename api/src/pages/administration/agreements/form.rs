//! An agreement as a form.

use actix_web::web;
use hub::administration::{AgreementInput, GroupInfo, PurposeInput};
use schema::codes::{AnprMode, Role, Territory, ValidationMode, WorkstationMode};
use schema::tables::EntityRow;

use crate::acting::Acting;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::{grants, lists, names};
use crate::pages::components::{Choice, Field, Form, Select, TextArea};
use crate::problem::Problem;
use crate::session;
use crate::state::Hub;

/// What can be chosen from.
pub struct Around {
    entities: Vec<EntityRow>,
    groups: Vec<GroupInfo>,
    /// The Comuni of a TOP.
    comuni: Vec<String>,
    operator: bool,
}

pub async fn around(acting: Acting, hub: &web::Data<Hub>) -> Result<Around, Problem> {
    acting
        .run(hub, |admin, actor| {
            Ok(Around {
                entities: admin.entities(actor, &lists::everything())?,
                groups: admin.groups(actor)?,
                comuni: actor.comuni.clone(),
                operator: actor.role == Role::Operator,
            })
        })
        .await
}

/// What was typed.
pub fn read(form: &session::Form) -> AgreementInput {
    let text = |name: &str| form.get(name).to_owned();
    AgreementInput {
        entity_id: frame::number(form, "ente"),
        comune: text("comune"),
        group_id: form.get("gruppo").parse().ok(),
        territory: text("territorio"),
        protocol: text("protocollo"),
        legal_basis: text("baseGiuridica"),
        from: text("dal"),
        until: text("al"),
        validation: text("validazione"),
        silence_hours: text("oreSilenzio"),
        daily_quota: text("quotaGiornaliera"),
        anpr: text("anpr"),
        workstation: text("postazione"),
        purposes: purposes(form.get("finalita")),
        grants: grants::read(form),
    }
}

/// One a line; what follows a bar describes it.
fn purposes(text: &str) -> Vec<PurposeInput> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (code, description) = line.split_once('|').unwrap_or((line, ""));
            PurposeInput {
                code: code.trim().to_owned(),
                description: description.trim().to_owned(),
            }
        })
        .collect()
}

fn lines(purposes: &[PurposeInput]) -> String {
    let line = |purpose: &PurposeInput| {
        if purpose.description.is_empty() {
            purpose.code.clone()
        } else {
            format!("{} | {}", purpose.code, purpose.description)
        }
    };
    purposes.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The parties: not asked again in an amendment.
pub fn parties(form: Form, around: &Around, input: &AgreementInput, faults: &Faults) -> Form {
    let mut entities = vec![Choice::new("", "Scegliere…", input.entity_id == 0)];
    entities.extend(
        around
            .entities
            .iter()
            .map(|row| Choice::new(row.id.to_string(), &row.name, row.id == input.entity_id)),
    );
    let mut form = form.field(&Select::new("ente", "Ente", entities).error(faults.of("ente")));
    if around.operator {
        form = form.field(
            &Field::code("comune", "Comune")
                .optional()
                .length(6)
                .help("Codice ISTAT; vuoto: tutti i Comuni aderenti, o il gruppo.")
                .value(&input.comune)
                .error(faults.of("comune")),
        );
        let mut groups = vec![Choice::new("", "Nessuno", input.group_id.is_none())];
        groups.extend(around.groups.iter().map(|group| {
            let chosen = input.group_id == Some(group.id);
            Choice::new(group.id.to_string(), &group.name, chosen)
        }));
        let groups = Select::new("gruppo", "Gruppo di Comuni", groups).optional();
        form = form.field(&groups.error(faults.of("gruppo")));
    } else {
        let choices = around
            .comuni
            .iter()
            .map(|code| Choice::new(code, names::comune(code), *code == input.comune))
            .collect();
        form = form.field(&Select::new("comune", "Comune", choices).error(faults.of("comune")));
    }
    form
}

/// What was agreed.
pub fn terms(form: Form, around: &Around, input: &AgreementInput, faults: &Faults) -> Form {
    let territories = if around.operator {
        Territory::ALL
    } else {
        &[Territory::Comune]
    };
    let select = |name: &str, label: &str, choices: Vec<Choice>| {
        Select::new(name, label, choices).error(faults.of(name))
    };
    let mut form = form
        .field(&select(
            "territorio",
            "Territorio",
            frame::choices(
                territories,
                Territory::code,
                Territory::label,
                &input.territory,
            ),
        ))
        .field(
            &Field::text("protocollo", "Protocollo")
                .length(200)
                .value(&input.protocol)
                .error(faults.of("protocollo")),
        )
        .field(
            &TextArea::new("baseGiuridica", "Base giuridica", 500)
                .value(&input.legal_basis)
                .error(faults.of("baseGiuridica")),
        )
        .field(
            &Field::date("dal", "Dal")
                .value(&input.from)
                .error(faults.of("dal")),
        )
        .field(
            &Field::date("al", "Al")
                .optional()
                .help("Ultimo giorno; vuoto: senza scadenza.")
                .value(&input.until)
                .error(faults.of("al")),
        )
        .field(&select(
            "validazione",
            "Validazione",
            frame::choices(
                ValidationMode::ALL,
                ValidationMode::code,
                ValidationMode::label,
                &input.validation,
            ),
        ))
        .field(
            &Field::number("oreSilenzio", "Ore lavorative di silenzio")
                .optional()
                .help("Solo con il silenzio-assenso: dopo quante ore il silenzio vale assenso.")
                .value(&input.silence_hours)
                .error(faults.of("oreSilenzio")),
        )
        .field(
            &Field::number("quotaGiornaliera", "Risposte al giorno")
                .optional()
                .help("Vuoto o 0: senza limite.")
                .value(&input.daily_quota)
                .error(faults.of("quotaGiornaliera")),
        )
        .field(&select(
            "anpr",
            "ANPR",
            frame::choices(AnprMode::ALL, AnprMode::code, AnprMode::label, &input.anpr),
        ))
        .field(&select(
            "postazione",
            "Postazione",
            frame::choices(
                WorkstationMode::ALL,
                WorkstationMode::code,
                WorkstationMode::label,
                &input.workstation,
            ),
        ))
        .field(
            &TextArea::new("finalita", "Finalità", 5000)
                .help(
                    "Una per riga, come la indicano le richieste; dopo una barra | la descrizione.",
                )
                .value(lines(&input.purposes))
                .error(faults.within("finalita")),
        );
    let mut missing = faults.of("concessioni");
    for (service, kinds) in grants::boxes(None, &input.grants, faults) {
        form = form.part(&grants::Heading::of(&service));
        for kind in kinds {
            // That nothing was ticked is told at the first list of boxes.
            form = match missing.take() {
                Some(text) => form.field(&kind.error(Some(text))),
                None => form.field(&kind),
            };
        }
    }
    form
}
