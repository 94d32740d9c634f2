//! The profile as a form: services, kinds and fields as boxes to tick, only what the agreements in force grant.

use actix_web::HttpRequest;
use hub::administration::{GrantInput, ProfileInput};
use schema::codes::{ValidationMode, WorkstationMode};

use super::profile::Around;
use super::show::name;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::{grants, names};
use crate::pages::components::{Choice, Choices, Field, Form, Select, TextArea};
use crate::pages::{Flash, Sheet};

pub fn view(
    request: &HttpRequest,
    around: &Around,
    revision: &str,
    input: &ProfileInput,
    faults: &Faults,
) -> Sheet {
    let id = around.user.user.id;
    let back = format!("/utenti/{id}");
    let user = name(&around.user);
    let mut page = frame::page(request, &format!("Profilo di {user}"), Some(super::LIST));
    page = page.crumb(user, &back);
    let offered = &around.grantable.grants;
    let lost = beyond(&input.grants, offered);
    if !lost.is_empty() && faults.within("concessioni").is_none() {
        page = page.flash(Flash::warning(format!(
            "Il profilo contiene ciò che nessuna convenzione in vigore concede più, e che perciò non ha effetto: {}. \
             Registrando il profilo verrà tolto.",
            lost.join(", ")
        )));
    }
    let button = "Registra il profilo";
    let mut form = Form::post(&page, format!("/utenti/{id}/profilo"), button)
        .hidden("revisione", revision)
        .field(
            &Field::date("dal", "Valido dal")
                .value(&input.from)
                .error(faults.of("dal")),
        )
        .field(
            &Field::date("al", "Valido fino al")
                .optional()
                .value(&input.until)
                .error(faults.of("al")),
        )
        .field(&modes(
            "validazione",
            "Validazione",
            frame::choices(
                ValidationMode::ALL,
                ValidationMode::code,
                ValidationMode::label,
                &input.validation,
            ),
            faults,
        ))
        .field(&modes(
            "postazione",
            "Postazione",
            frame::choices(
                WorkstationMode::ALL,
                WorkstationMode::code,
                WorkstationMode::label,
                &input.workstation,
            ),
            faults,
        ));
    form = form.field(
        &Field::number(
            "limiteRicerca",
            "Persone trovate da una ricerca, al massimo",
        )
        .optional()
        .help("Oltre, la ricerca è rifiutata e va ristretta. Vuoto o 0: il limite dell'hub.")
        .value(&input.search_hits)
        .error(faults.of("limiteRicerca")),
    );
    form = comuni(form, around, input, faults);
    form = workstations(form, around, input, faults);
    for (service, kinds) in grants::boxes(Some(offered), &input.grants, faults) {
        if kinds.is_empty() {
            continue;
        }
        form = form.part(&grants::Heading::of(&service));
        for kind in kinds {
            form = form.field(&kind);
        }
    }
    let sheet = Sheet::new(page).lead(
        "Si può scegliere solo ciò che le convenzioni in vigore dell'ente concedono oggi. Se domani concederanno meno, \
         varrà il meno.",
    );
    if !around.user.editable || around.own {
        return sheet.part(&summary(input));
    }
    if offered.is_empty() {
        return sheet
            .text("L'ente non ha convenzioni in vigore: il profilo resta vuoto.")
            .part(&form.cancel(back));
    }
    sheet.part(&form.cancel(back))
}

fn modes(name: &str, label: &str, choices: Vec<Choice>, faults: &Faults) -> Select {
    Select::new(name, label, choices)
        .help("Vale la più stretta tra questa e quella della convenzione.")
        .error(faults.of(name))
}

fn comuni(form: Form, around: &Around, input: &ProfileInput, faults: &Faults) -> Form {
    let scopes = vec![
        Choice::new(
            "tutti",
            "Tutti quelli delle convenzioni, anche futuri",
            input.all_comuni,
        ),
        Choice::new("scelti", "Solo quelli scelti qui sotto", !input.all_comuni),
    ];
    let form = form.field(&Choices::one("ambito", "Comuni", scopes).error(faults.within("comuni")));
    match &around.grantable.comuni {
        Some(offered) if offered.is_empty() => form,
        Some(offered) => {
            let choices = offered
                .iter()
                .map(|code| Choice::new(code, names::comune(code), input.comuni.contains(code)))
                .collect();
            form.field(&Choices::several("comuni", "Comuni scelti", choices))
        }
        None => form.field(
            &TextArea::new("altri-comuni", "Comuni scelti", 2000)
                .optional()
                .help("Codici ISTAT di sei cifre, separati da spazi o a capo.")
                .value(input.comuni.join(" ")),
        ),
    }
}

fn workstations(form: Form, around: &Around, input: &ProfileInput, faults: &Faults) -> Form {
    if around.workstations.is_empty() {
        return form;
    }
    let choices = around
        .workstations
        .iter()
        .map(|info| {
            let chosen = input.workstations.contains(&info.row.id);
            Choice::new(info.row.id.to_string(), &info.row.name, chosen)
        })
        .collect();
    form.field(
        &Choices::several("postazioni", "Postazioni dell'utente", choices)
            .help("Nessuna scelta: tutte quelle dell'ufficio.")
            .error(faults.within("postazioni")),
    )
}

/// What a profile holds, for whoever may only look at it.
fn summary(input: &ProfileInput) -> crate::pages::components::Table {
    use crate::pages::components::{Cell, Column, Table};
    let columns = vec![
        Column::text("Tipo"),
        Column::text("Servizio"),
        Column::text("Campi"),
    ];
    let rows = input.grants.iter().map(|grant| {
        let (service, kind) = grants::labels(grant);
        let fields = match grant.fields.as_slice() {
            [all] if all == "*" => "tutti".to_owned(),
            some => some.join(", "),
        };
        vec![Cell::text(kind), Cell::text(service), Cell::text(fields)]
    });
    Table::new("concessioni", "Ciò che il profilo contiene", columns).rows(rows)
}

/// What a profile holds and nothing offers any more.
fn beyond(held: &[GrantInput], offered: &[GrantInput]) -> Vec<String> {
    let mut lost = Vec::new();
    for grant in held {
        let (service, kind) = grants::labels(grant);
        let same = |one: &&GrantInput| one.service == grant.service && one.kind == grant.kind;
        match offered.iter().find(same) {
            None => lost.push(format!("{kind} ({service})")),
            Some(bound) if bound.fields.iter().any(|field| field == "*") => {}
            Some(bound) => {
                for field in &grant.fields {
                    if field != "*" && !bound.fields.contains(field) {
                        lost.push(format!("{kind}: {field} ({service})"));
                    }
                }
            }
        }
    }
    lost
}
