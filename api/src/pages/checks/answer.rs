//! The answer to a check, shown where it was asked.

use actix_web::{HttpRequest, HttpResponse};
use hub::access::Caller;
use hub::check::{CheckAnswer, CheckRequest};
use hub::check_service::outline;

use super::outcome::outcomes;
use crate::pages::components::Facts;
use crate::pages::sheet::Sheet;
use crate::pages::{Page, render, text};
use crate::problem::Problem;
use crate::state::Hub;

/// The page of an answer; the subject stands on it, and nowhere in its address.
pub fn show(
    request: &HttpRequest,
    hub: &Hub,
    caller: &Caller,
    question: &CheckRequest,
    answer: &CheckAnswer,
) -> Result<HttpResponse, Problem> {
    let page = Page::new(request, "Esito della verifica")
        .crumb("Pagina iniziale", "/")
        .crumb("Verifica di autocertificazione", "/verifica");
    let outline = outline(question);
    let mut facts = Facts::new();
    for (label, value) in &outline.subject.rows {
        facts = facts.fact(label, value);
    }
    facts = facts
        .fact("Data di riferimento", &text::day(answer.reference_day))
        .fact("Finalità", &question.purpose)
        .fact("Pratica", &question.case_reference)
        .fact("Ente", &caller.user().entity.name)
        .code("Identificativo della richiesta", &answer.request_id);
    let mut sheet =
        Sheet::new(page)
            .part(&facts)
            .part(&outcomes("esiti", "Esiti", &answer.answers));
    let record = answer.record.as_deref();
    if record
        .and_then(|record| hub.receipts.issue(record))
        .is_some()
    {
        let href = format!("/ricevute/{}", answer.trace_number);
        sheet = sheet.action(&href, "Apri la ricevuta da stampare");
    }
    render(&sheet.action("/verifica", "Nuova verifica"))
}
