//! `GET /validazioni/{id}`.

use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use hub::check_service::comune_name;
use schema::codes::PartStatus;

use super::{left, officer};
use crate::pages::caller::visit;
use crate::pages::checks::part_badge;
use crate::pages::components::{Facts, Form, TextArea, Tone};
use crate::pages::requests::{asked, what};
use crate::pages::sheet::Sheet;
use crate::pages::{Page, render, text};
use crate::problem::Problem;
use crate::rest::failure;
use crate::state::Hub;

/// The page: who asks what, why, and the decision.
pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let officer = officer(&request, &hub, &caller).await?;
    let id = id.parse().unwrap_or(0);
    let now = hub.clock.now();
    let item = failure::validating(move || hub.validations.item(&officer, id)).await?;
    let page = Page::new(&request, "Richiesta da validare")
        .crumb("Pagina iniziale", "/")
        .crumb("Validazione delle richieste", "/validazioni");
    let mut facts = Facts::new()
        .badge("Stato", &part_badge(item.status))
        .fact("Che cosa", &what(&item.service, item.outline.as_ref()))
        .fact("Comune", &comune_name(&item.comune))
        .fact("Ente", &item.entity)
        .fact("Ufficio", &item.office)
        .fact("Utente", &item.user)
        .fact("Finalità", &item.purpose)
        .fact("Pratica", &item.case_reference)
        .fact("Data di riferimento", &text::day(item.reference_day))
        .fact("Presentata il", &text::moment(item.submitted_at))
        .fact("Modalità", item.mode.label());
    let waits = item.status == PartStatus::Waiting;
    if let Some(deadline) = item.deadline_at.filter(|_| waits) {
        let when = format!("{} ({})", text::moment(deadline), left(deadline, now));
        facts = facts.fact("Scadenza", &when);
    }
    if let Some(decided) = item.decided_at {
        facts = facts
            .fact("Decisa il", &text::moment(decided))
            .fact("Decisa da", &item.decided_by)
            .fact("Motivo", &item.reason);
    }
    let mut sheet = Sheet::new(page.clone()).part(&facts);
    sheet = match &item.outline {
        Some(outline) => asked(sheet.heading("Che cosa si chiede"), outline),
        None => sheet.text("I dati della richiesta non sono più conservati qui."),
    };
    if waits {
        let reason = TextArea::new("motivo", "Motivo", 500)
            .optional()
            .help("Obbligatorio per scartare: è comunicato a chi ha chiesto.");
        let form = Form::post(&page, "/validazioni/decisioni", "Approva")
            .hidden("richieste", &item.id.to_string())
            .field(&reason)
            .or("decisione", "SCARTA", "Scarta", Tone::Danger)
            .cancel("/validazioni");
        sheet = sheet.heading("Decisione").part(&form);
    }
    render(&sheet)
}
