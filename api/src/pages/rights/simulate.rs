//! `/diritti/simula`: what a request would be answered, without a look at anybody's data and without using up anything.

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::access::policy::Right;
use hub::access::{Caller, Denied, Kind, Plan, Service, Waiting};
use schema::codes::Function;

use super::sketch::{Draft, Faults, LISTS, LONGEST_PURPOSE, boxes};
use super::words;
use crate::auth;
use crate::pages::administration::comune;
use crate::pages::caller::{sent, visit};
use crate::pages::components::{
    Badge, Cell, Choice, Choices, Column, Facts, Field, Form, Select, Table, Tone,
};
use crate::pages::{Page, Sheet, render, render_as};
use crate::problem::Problem;
use crate::state::Hub;
use crate::wire::simulation::services;

const PATH: &str = "/diritti/simula";

fn page(request: &HttpRequest) -> Page {
    Page::new(request, "Che cosa mi verrebbe risposto?")
        .crumb("Pagina iniziale", "/")
        .crumb("I miei diritti", "/diritti")
}

/// The first step, empty.
pub async fn ask(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    allowed(&caller)?;
    render(&first(page(&request), &Draft::default(), &Faults::new()))
}

/// A step that was filled in; behind the last, what would be answered.
pub async fn answer(
    request: HttpRequest,
    hub: web::Data<Hub>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let (caller, form) = sent(&request, &hub, payload).await?;
    allowed(&caller)?;
    let mut draft = Draft::of(&form);
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let faults = draft.first_faults();
    if !faults.is_empty() {
        return render_as(wrong, &first(page(&request), &draft, &faults));
    }
    let is_last = form.get("passo") == "campi" || draft.has_no_fields();
    if !is_last {
        // All fields to begin with: whoever wants fewer unticks them.
        for (kind, names) in &mut draft.fields {
            *names = kind
                .fields()
                .iter()
                .map(|field| field.name.to_owned())
                .collect();
        }
        return render(&second(page(&request), &draft, &Faults::new()));
    }
    let faults = draft.second_faults();
    let Some((service, sketch)) = draft.sketch().filter(|_| faults.is_empty()) else {
        return render_as(wrong, &second(page(&request), &draft, &faults));
    };
    let context = auth::context(&request, &hub);
    let outlook =
        web::block(move || caller.simulate_sketch(service, &sketch, &context, hub.engine.quotas()))
            .await
            .map_err(|error| Problem::internal(&error))?;
    match outlook {
        // That it cannot be told now is no outlook.
        Err(Denied::Unavailable) => Err(auth::denied(&Denied::Unavailable)),
        outlook => render(&told(page(&request), &draft, outlook)),
    }
}

fn allowed(caller: &Caller) -> Result<(), Problem> {
    Right::of(caller.role(), Function::Simulate)
        .map(|_| ())
        .map_err(|refused| auth::denied(&refused))
}

fn fault(faults: &Faults, name: &str) -> Option<String> {
    let found = faults.iter().find(|(one, _)| one == name);
    found.map(|(_, text)| text.clone())
}

fn first(page: Page, draft: &Draft, faults: &Faults) -> Sheet {
    let offered = services()
        .map(|one| Choice::new(one.code(), one.label(), one.code() == draft.service))
        .collect();
    let choices = |kinds: &[Kind]| -> Vec<Choice> {
        kinds
            .iter()
            .map(|kind| Choice::new(kind.code(), kind.label(), draft.kinds.contains(kind)))
            .collect()
    };
    let [declarations, sheets] = LISTS;
    let form = Form::post(&page, PATH, "Continua")
        .field(&Select::new("servizio", "Servizio", offered).error(fault(faults, "servizio")))
        .field(
            &Field::text("finalita", "Finalità")
                .length(LONGEST_PURPOSE)
                .value(&draft.purpose)
                .error(fault(faults, "finalita")),
        )
        .field(
            &Field::text("comuni", "Comuni da interrogare")
                .optional()
                .length(200)
                .help("Nomi o codici ISTAT, separati da virgole. Se manca, tutti quelli concessi.")
                .value(&draft.comuni)
                .error(fault(faults, "comuni")),
        )
        .field(
            &Choices::several(declarations, "Dichiarazioni", choices(Kind::CHECKS))
                .help("Per le verifiche.")
                .error(fault(faults, declarations)),
        )
        .field(
            &Choices::several(sheets, "Consultazioni", choices(Kind::CONSULTATIONS))
                .help("Per le consultazioni e i nuclei familiari.")
                .error(fault(faults, sheets)),
        );
    Sheet::new(page)
        .lead(
            "Passo 1 di 2. Si prova una richiesta senza farla: non serve dire di chi, nessun dato è letto e nessuna quota è usata.",
        )
        .part(&form)
}

fn second(page: Page, draft: &Draft, faults: &Faults) -> Sheet {
    let mut form = Form::post(&page, PATH, "Simula")
        .hidden("passo", "campi")
        .hidden("servizio", &draft.service)
        .hidden("finalita", &draft.purpose)
        .hidden("comuni", &draft.comuni);
    for (kind, names) in &draft.fields {
        let [declarations, sheets] = LISTS;
        let list = match kind {
            Kind::Check(_) => declarations,
            Kind::Consultation(_) => sheets,
        };
        form = form.hidden(list, kind.code());
        let fields = kind.fields();
        if fields.is_empty() {
            continue;
        }
        let ticked = |name: &str| names.iter().any(|one| one == name);
        let choices = fields
            .iter()
            .map(|field| Choice::new(field.name, field.label, ticked(field.name)))
            .collect();
        let name = boxes(*kind);
        let error = fault(faults, &name);
        form = form.field(&Choices::several(name, kind.label(), choices).error(error));
    }
    Sheet::new(page)
        .lead("Passo 2 di 2. Quali campi indicherebbe la richiesta per ciascuna dichiarazione, o di quali non si farebbe a meno in una consultazione.")
        .part(&form.cancel(PATH))
}

fn told(page: Page, draft: &Draft, outlook: Result<Plan, Denied>) -> Sheet {
    let asked = Facts::new()
        .fact("Finalità", &draft.purpose)
        .fact("Comuni da interrogare", &draft.comuni);
    let sheet = Sheet::new(page);
    let sheet = match outlook {
        Err(denied) => sheet.part(
            &Facts::new()
                .badge(
                    "Che cosa accadrebbe",
                    &Badge::new("La richiesta sarebbe rifiutata", Tone::Danger),
                )
                .fact("Perché", &denied.to_string())
                .code("Codice del motivo", denied.code()),
        ),
        Ok(plan) => granted(sheet, draft, &plan),
    };
    sheet
        .heading("Che cosa è stato provato")
        .part(&asked)
        .text("Nessun dato è stato letto e nessuna quota è stata usata.")
        .action(PATH, "Prova un'altra richiesta")
}

fn granted(sheet: Sheet, draft: &Draft, plan: &Plan) -> Sheet {
    let outcome = if plan.waiting.is_empty() {
        Badge::new("La richiesta avrebbe subito risposta", Tone::Success)
    } else {
        Badge::new("La richiesta attenderebbe uno o più Comuni", Tone::Info)
    };
    let quotas: Vec<&str> = plan
        .debits
        .iter()
        .map(|debit| debit.protocol.as_str())
        .collect();
    let facts = Facts::new().badge("Che cosa accadrebbe", &outcome).fact(
        "Quote dalle quali si toglierebbe una risposta",
        &quotas.join(", "),
    );
    let columns = ["Che cosa", "Risposta immediata per"].map(Column::text);
    // A service that is granted as a whole is one row.
    let whole = draft.service().map_or("", Service::label);
    let mut labels: Vec<&str> = draft.kinds.iter().map(|kind| kind.label()).collect();
    if labels.is_empty() {
        labels.push(whole);
    }
    let rows = labels.into_iter().zip(&plan.scopes).map(|(label, scope)| {
        let whom = if *scope == hub::check::Scope::none() {
            "Nessuno: si attende la decisione dei Comuni".to_owned()
        } else {
            words::territory(scope)
        };
        vec![Cell::text(label), Cell::text(whom)]
    });
    let at_once = Table::new("subito", "Che cosa si chiede", columns.into()).rows(rows);
    let sheet = sheet.part(&facts).part(&at_once);
    if plan.waiting.is_empty() {
        return sheet;
    }
    let columns = ["Comune che deciderebbe", "Per", "Come", "Che cosa"].map(Column::text);
    let rows = plan.waiting.iter().map(|part| waiting(draft, part));
    sheet.part(&Table::new("attese", "Che cosa attenderebbe", columns.into()).rows(rows))
}

fn waiting(draft: &Draft, part: &Waiting) -> Vec<Cell> {
    let kinds: Vec<&str> = part
        .declarations
        .iter()
        .filter_map(|place| draft.kinds.get(*place))
        .map(|kind| kind.label())
        .collect();
    vec![
        Cell::text(comune(&part.comune)),
        Cell::text(words::territory(&part.covers)),
        Cell::text(words::validation(part.mode, part.hours)),
        Cell::text(kinds.join(", ")),
    ]
}
