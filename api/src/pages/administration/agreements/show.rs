//! `GET /convenzioni/{id}`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{AgreementInfo, Versioned};
use schema::codes::{AnprMode, Territory, ValidationMode, WorkstationMode};
use schema::date::Day;

use super::LIST;
use crate::acting::number;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::{grants, names};
use crate::pages::components::{Badge, Cell, Column, Facts, Field, Form, PostButton, Table, Tone};
use crate::pages::{Sheet, render, text};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = frame::visit(&request, &hub).await?;
    let shown = acting
        .run(&hub, move |admin, actor| admin.agreement(actor, id))
        .await?;
    render(&view(&request, &shown, &Faults::default()))
}

/// The page, also with a last day that was refused.
pub fn view(request: &HttpRequest, shown: &Versioned<AgreementInfo>, faults: &Faults) -> Sheet {
    let info = &shown.value;
    let id = info.row.id;
    let title = format!("Convenzione {}", info.row.protocol);
    let page = frame::page(request, &title, Some(LIST));
    let mut sheet = Sheet::new(page.clone())
        .part(&facts(info))
        .heading("Finalità")
        .part(&purposes(info))
        .heading("Concessioni")
        .part(&granted(info));
    if !info.editable {
        return sheet;
    }
    let (label, wanted) = if info.row.suspended {
        ("Riprendi la convenzione", "no")
    } else {
        ("Sospendi la convenzione", "si")
    };
    let action = format!("/convenzioni/{id}/sospensione");
    let button = PostButton::new(&page, action, label, &info.row.protocol)
        .hidden("revisione", &shown.revision)
        .hidden("sospesa", wanted)
        .tone(Tone::Warning);
    let end = Form::post(
        &page,
        format!("/convenzioni/{id}/cessazione"),
        "Fai cessare",
    )
    .hidden("revisione", &shown.revision)
    .field(
        &Field::date("al", "Ultimo giorno di validità")
            .help("Da oggi in poi; per fermare subito la convenzione, sospenderla.")
            .error(faults.of("al")),
    )
    .tone(Tone::Danger);
    sheet = sheet
        .heading("Modifica")
        .text("Una modifica fa cessare questa convenzione e ne apre un'altra: la storia resta.")
        .action(
            &format!("/convenzioni/{id}/modifica"),
            "Modifica la convenzione",
        )
        .part(&button)
        .heading("Cessazione");
    sheet.part(&end)
}

/// With whom it is.
pub fn with(info: &AgreementInfo) -> String {
    if !info.group.is_empty() {
        format!("Gruppo {}", info.group)
    } else if info.row.comune.is_empty() {
        "Tutti i Comuni aderenti".to_owned()
    } else {
        names::comune(&info.row.comune)
    }
}

/// Where it stands today.
pub fn state(info: &AgreementInfo) -> Badge {
    if info.row.valid_from >= info.row.valid_to {
        Badge::new("Mai entrata in vigore", Tone::Neutral)
    } else if info.in_force {
        Badge::new("In vigore", Tone::Success)
    } else if info.row.suspended {
        Badge::new("Sospesa", Tone::Warning)
    } else {
        Badge::new("Non in vigore", Tone::Neutral)
    }
}

fn facts(info: &AgreementInfo) -> Facts {
    let row = &info.row;
    let label = |code: &str, label: Option<&'static str>| label.unwrap_or(code).to_owned();
    let validation = label(
        &row.validation,
        ValidationMode::from_code(&row.validation).map(ValidationMode::label),
    );
    let validation = if row.silence_hours > 0 {
        format!("{validation}, dopo {} ore lavorative", row.silence_hours)
    } else {
        validation
    };
    let quota = if row.daily_quota > 0 {
        text::count(row.daily_quota)
    } else {
        "senza limite".to_owned()
    };
    let until = match names::last_day(row.valid_to) {
        open if open.is_empty() => "aperta".to_owned(),
        day => day,
    };
    Facts::new()
        .badge("Stato", &state(info))
        .fact("Ente", &info.entity.name)
        .fact("Con", &with(info))
        .fact(
            "Territorio",
            &label(
                &row.territory,
                Territory::from_code(&row.territory).map(Territory::label),
            ),
        )
        .fact("Base giuridica", &row.legal_basis)
        .fact("Dal", &text::day(Day(row.valid_from)))
        .fact("Al", &until)
        .fact("Validazione", &validation)
        .fact("Risposte al giorno", &quota)
        .fact(
            "ANPR",
            &label(
                &row.anpr,
                AnprMode::from_code(&row.anpr).map(AnprMode::label),
            ),
        )
        .fact(
            "Postazione",
            &label(
                &row.workstation,
                WorkstationMode::from_code(&row.workstation).map(WorkstationMode::label),
            ),
        )
}

fn purposes(info: &AgreementInfo) -> Table {
    let columns = vec![Column::text("Finalità"), Column::text("Descrizione")];
    let rows = info
        .purposes
        .iter()
        .map(|(code, description)| vec![Cell::text(code), Cell::text(description)]);
    Table::new("finalita", "Finalità ammesse", columns).rows(rows)
}

fn granted(info: &AgreementInfo) -> Table {
    let columns = vec![
        Column::text("Tipo"),
        Column::text("Servizio"),
        Column::text("Campi"),
    ];
    let rows = info.grants.iter().map(|grant| {
        let (service, kind) = grants::labels(grant);
        let fields = match grant.fields.as_slice() {
            [all] if all == "*" => "tutti".to_owned(),
            some => some.join(", "),
        };
        vec![Cell::text(kind), Cell::text(service), Cell::text(fields)]
    });
    Table::new("concessioni", "Ciò che la convenzione concede", columns).rows(rows)
}
