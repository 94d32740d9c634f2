//! `GET /validazioni`.

use actix_web::web::{self, Query};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use hub::check_service::comune_name;
use hub::validation::{QueueFilter, QueueItem, QueueState};
use schema::codes::ValidationMode;
use serde::Deserialize;

use super::{left, officer};
use crate::pages::caller::visit;
use crate::pages::checks::part_badge;
use crate::pages::components::{
    Cell, Choice, Column, Form, Pagination, Select, Table, TextArea, Tone,
};
use crate::pages::requests::what;
use crate::pages::sheet::Sheet;
use crate::pages::{Flash, Page, render, text};
use crate::problem::Problem;
use crate::rest::failure;
use crate::state::Hub;

/// Rows of a page.
const ROWS: i64 = 50;

/// What the address may say.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    stato: Option<String>,
    modalita: Option<String>,
    dopo: Option<i64>,
    fatte: Option<u32>,
    prima: Option<u32>,
    assenti: Option<u32>,
    errore: Option<String>,
}

impl Asked {
    fn filter(&self) -> QueueFilter {
        QueueFilter {
            state: match self.stato.as_deref() {
                Some("decise") => QueueState::Decided,
                _ => QueueState::Waiting,
            },
            mode: self.modalita.as_deref().and_then(ValidationMode::from_code),
            after: self.dopo.filter(|number| *number > 0),
            limit: ROWS,
            ..QueueFilter::default()
        }
    }

    /// What was just decided.
    fn told(&self, mut page: Page) -> Page {
        let count = |number: Option<u32>, one: &str, many: &str| match number {
            None | Some(0) => None,
            Some(1) => Some(one.to_owned()),
            Some(number) => Some(format!("{number} {many}")),
        };
        if let Some(text) = count(self.fatte, "Una richiesta decisa.", "richieste decise.") {
            page = page.flash(Flash::success(text));
        }
        let before =
            "Una richiesta era già stata decisa, o il suo termine era trascorso: nulla è cambiato.";
        let many =
            "richieste erano già state decise, o il loro termine era trascorso: nulla è cambiato.";
        if let Some(text) = count(self.prima, before, many) {
            page = page.flash(Flash::warning(text));
        }
        let gone = "Una richiesta non è tra quelle del Comune.";
        if let Some(text) = count(
            self.assenti,
            gone,
            "richieste non sono tra quelle del Comune.",
        ) {
            page = page.flash(Flash::warning(text));
        }
        match self.errore.as_deref() {
            Some("motivo") => page.flash(Flash::danger(
                "Nulla è stato deciso: per scartare serve un motivo, al massimo di 500 caratteri.",
            )),
            Some(_) => page.flash(Flash::danger(
                "Nulla è stato deciso: scegliere da 1 a 200 richieste.",
            )),
            None => page,
        }
    }
}

/// The page.
pub async fn list(
    request: HttpRequest,
    hub: web::Data<Hub>,
    asked: Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let caller = visit(&request, &hub).await?;
    let officer = officer(&request, &hub, &caller).await?;
    let filter = asked.filter();
    let (state, now) = (filter.state, hub.clock.now());
    let items = failure::validating(move || hub.validations.queue(&officer, &filter)).await?;
    let page = Page::new(&request, "Validazione delle richieste").crumb("Pagina iniziale", "/");
    let page = asked.told(page);
    let next = items
        .last()
        .filter(|_| items.len() as i64 == ROWS)
        .map(|last| last.id);
    let table = table(&items, state, now).pagination(Pagination {
        about: "Richieste da validare".to_owned(),
        position: format!("{} in questa pagina", items.len()),
        previous: asked.dopo.map(|_| address(&asked, None)),
        next: next.map(|last| address(&asked, Some(last))),
    });
    let mut sheet = Sheet::new(page.clone())
        .lead("Le richieste degli enti convenzionati che attendono la decisione del Comune, le più vecchie prima.")
        .part(&filters(&asked));
    sheet = if state == QueueState::Waiting && !items.is_empty() {
        let reason = TextArea::new("motivo", "Motivo", 500)
            .optional()
            .help("Obbligatorio per scartare: è comunicato a chi ha chiesto.");
        let form = Form::post(
            &page,
            "/validazioni/decisioni",
            "Approva le richieste scelte",
        )
        .part(&table)
        .field(&reason)
        .or(
            "decisione",
            "SCARTA",
            "Scarta le richieste scelte",
            Tone::Danger,
        );
        sheet.part(&form)
    } else {
        sheet.part(&table)
    };
    render(&sheet)
}

/// The address of a page of the list, with its filters.
fn address(asked: &Asked, after: Option<i64>) -> String {
    let state = match asked.filter().state {
        QueueState::Waiting => "attesa",
        QueueState::Decided => "decise",
    };
    let mode = asked.filter().mode.map_or("", ValidationMode::code);
    let mut address = format!("/validazioni?stato={state}&modalita={mode}");
    if let Some(after) = after {
        address = format!("{address}&dopo={after}");
    }
    address
}

fn filters(asked: &Asked) -> Form {
    let filter = asked.filter();
    let decided = filter.state == QueueState::Decided;
    let states = vec![
        Choice::new("attesa", "In attesa", !decided),
        Choice::new("decise", "Decise", decided),
    ];
    let mut modes = vec![Choice::new("", "Tutte", filter.mode.is_none())];
    modes.extend(
        [ValidationMode::Silent, ValidationMode::Manual]
            .map(|mode| Choice::new(mode.code(), mode.label(), filter.mode == Some(mode))),
    );
    Form::get("/validazioni", "Mostra")
        .field(&Select::new("stato", "Stato", states))
        .field(&Select::new("modalita", "Modalità", modes).optional())
}

fn table(items: &[QueueItem], state: QueueState, now: DateTime<Utc>) -> Table {
    let waits = state == QueueState::Waiting;
    let mut columns = Vec::new();
    if waits {
        columns.push(Column::actions("Scegli"));
    }
    columns.extend([
        Column::text("Presentata il"),
        Column::text("Ente"),
        Column::text("Che cosa"),
        Column::text("Soggetto"),
        Column::text("Finalità e pratica"),
        Column::text("Modalità"),
        Column::text(if waits { "Tempo rimasto" } else { "Stato" }),
    ]);
    let caption = if waits {
        "Richieste in attesa"
    } else {
        "Richieste decise"
    };
    Table::new("validazioni", caption, columns)
        .empty(if waits {
            "Nessuna richiesta attende il Comune."
        } else {
            "Nessuna richiesta decisa."
        })
        .rows(items.iter().map(|item| row(item, waits, now)))
}

fn row(item: &QueueItem, waits: bool, now: DateTime<Utc>) -> Vec<Cell> {
    let submitted = text::moment(item.submitted_at);
    let subject = item.outline.as_ref().map_or_else(String::new, |outline| {
        let values = outline.subject.rows.iter();
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        values.join(", ")
    });
    let mut cells = Vec::new();
    if waits {
        let label = format!("Scegli la richiesta di {} del {submitted}", item.entity);
        cells.push(Cell::Check("richieste", item.id.to_string(), label));
    }
    cells.extend([
        Cell::link(format!("/validazioni/{}", item.id), submitted),
        Cell::text(format!("{}, {}", item.entity, item.office)),
        Cell::text(what(&item.service, item.outline.as_ref())),
        Cell::text(subject),
        Cell::text(format!("{}, {}", item.purpose, item.case_reference)),
        Cell::text(format!(
            "{} ({})",
            item.mode.label(),
            comune_name(&item.comune)
        )),
        if waits {
            Cell::text(
                item.deadline_at
                    .map_or_else(String::new, |at| left(at, now)),
            )
        } else {
            Cell::Badge(part_badge(item.status))
        },
    ]);
    cells
}
