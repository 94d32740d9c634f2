//! `GET /legami`: the users of an office, to be moved together.

use actix_web::{HttpRequest, HttpResponse, web};
use hub::administration::{MoveInput, OfficeInfo, UserInfo, UserQuery};

use crate::acting::Acting;
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::lists::{everything, office_choices};
use crate::pages::components::{Choice, Choices, Form, Select, TextArea};
use crate::pages::{Sheet, render};
use crate::problem::Problem;
use crate::state::Hub;

pub async fn show(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let acting = frame::visit(&request, &hub).await?;
    let from = frame::asked_number(&request, "da").unwrap_or(0);
    let input = MoveInput::default();
    render(&view(&request, &hub, acting, from, &input, &Faults::default()).await?)
}

/// The page, also with a move that was refused.
pub async fn view(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    acting: Acting,
    from: i64,
    input: &MoveInput,
    faults: &Faults,
) -> Result<Sheet, Problem> {
    let (offices, users) = acting
        .run(hub, move |admin, actor| {
            let offices = admin.offices(actor, None, &everything())?;
            let query = UserQuery {
                page: everything(),
                office_id: Some(from),
                ..UserQuery::default()
            };
            Ok((offices, admin.users(actor, &query)?))
        })
        .await?;
    let staffable: Vec<OfficeInfo> = offices.into_iter().filter(|info| info.staffable).collect();
    let choose = Form::get("/legami", "Mostra gli utenti").field(&Select::new(
        "da",
        "Ufficio da cui spostare",
        office_choices(&staffable, from),
    ));
    let page = frame::page(request, "Gestione dei legami", None);
    let sheet = Sheet::new(page.clone())
        .lead(
            "Sposta utenti in un altro ufficio dello stesso ente, e quindi a un altro ADMIN. Dove erano prima resta \
             scritto.",
        )
        .part(&choose);
    let Some(here) = staffable.iter().find(|info| info.office.id == from) else {
        return Ok(sheet);
    };
    if users.is_empty() {
        return Ok(sheet.text("Nell'ufficio non c'è nessun utente."));
    }
    let targets: Vec<OfficeInfo> = staffable
        .iter()
        .filter(|info| info.entity.id == here.entity.id && info.office.id != from)
        .cloned()
        .collect();
    if targets.is_empty() {
        return Ok(sheet.text("L'ente non ha altri uffici in cui spostarli."));
    }
    let form = Form::post(&page, "/legami", "Sposta")
        .hidden("da", &from.to_string())
        .field(&people(&users, input, faults))
        .field(
            &Select::new(
                "ufficio",
                "Ufficio di arrivo",
                office_choices(&targets, input.office_id),
            )
            .error(faults.of("ufficio")),
        )
        .field(
            &TextArea::new("motivo", "Motivo", 500)
                .value(&input.reason)
                .error(faults.of("motivo")),
        )
        .cancel("/legami");
    Ok(sheet.heading(&here.office.name).part(&form))
}

fn people(users: &[UserInfo], input: &MoveInput, faults: &Faults) -> Choices {
    let mut choices = vec![Choice::new(
        "tutti",
        "Tutti gli utenti dell'ufficio",
        input.from_office.is_some(),
    )];
    choices.extend(users.iter().map(|info| {
        let user = &info.user;
        let label = format!(
            "{} {} ({}, {})",
            user.surname, user.name, user.username, user.role
        );
        let chosen = input.users.contains(&user.id);
        Choice::new(user.id.to_string(), label, chosen).disabled(!info.editable)
    }));
    let error = faults.within("utenti").or_else(|| faults.of("daUfficio"));
    Choices::several("utenti", "Utenti da spostare", choices).error(error)
}
