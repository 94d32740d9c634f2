//! `GET /statistiche-attivita`: how much was done, drawn and in a table, and the same as CSV.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use hub::monitoring::statistics::{Counts, Grouping, Line, Statistics, Step};
use hub::monitoring::{Choices, Filter, Look, MonitoringError, Viewer, statistics_csv};
use schema::date::Day;

use super::asking::{Asking, fault, unknown};
use super::{filter, viewer, words};
use crate::pages::administration::parameter;
use crate::pages::components::{
    BarChart, Cell, Choice, Choices as Boxes, Column, Facts, Form, Select, Table,
};
use crate::pages::{Page, Sheet, render_as, text};
use crate::problem::{Problem, ProblemCode};
use crate::rest::body;
use crate::rest::monitoring::refusal;
use crate::state::Hub;
use crate::wire::monitoring::StatisticsQuery;

const PATH: &str = "/statistiche-attivita";
/// Days counted if nothing is said.
const DAYS: i64 = 30;
/// Bars of a chart, at most; the rest is one more.
const BARS: usize = 20;

/// What a table is divided by: name in the address, and in words.
const BY: [(&str, &str); 5] = [
    ("utente", "Utente"),
    ("ufficio", "Ufficio"),
    ("ente", "Ente"),
    ("servizio", "Servizio"),
    ("atto", "Tipo di atto"),
];
const STEPS: [(&str, &str); 3] = [
    ("giorno", "Giorno"),
    ("settimana", "Settimana"),
    ("mese", "Mese"),
];

/// What was asked, as it was typed.
struct Question {
    asking: Asking,
    by: Vec<&'static str>,
    step: &'static str,
}

struct Found {
    table: Statistics,
    by_time: Statistics,
    by_service: Statistics,
    by_user: Statistics,
    choices: Choices,
}

impl Question {
    fn of(request: &HttpRequest, hub: &Hub) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string())
            .map_err(|_| unknown())?
            .into_inner();
        let asks_anything = !pairs.is_empty();
        let (mut by, mut step, mut rest) = (Vec::new(), "", Vec::new());
        let listed = |list: &[(&'static str, &str)], value: &str| {
            list.iter()
                .find(|(one, _)| *one == value)
                .map(|(one, _)| *one)
        };
        for (name, value) in pairs {
            match (name.as_str(), value.as_str()) {
                ("per" | "passo", "") => {}
                ("per", value) => by.push(listed(&BY, value).ok_or_else(unknown)?),
                ("passo", value) => step = listed(&STEPS, value).ok_or_else(unknown)?,
                _ => rest.push((name, value)),
            }
        }
        if !asks_anything {
            by = vec!["utente", "servizio"];
        }
        let today = hub.clock.today();
        let asking = Asking::of_pairs(rest)?
            .or("dal", &today.add_days(-DAYS).iso())
            .or("al", &today.iso());
        Ok(Self { asking, by, step })
    }

    fn read(&self) -> Result<(Filter, Grouping), Problem> {
        let asked = self.asking.read()?;
        let (_, grouping) = StatisticsQuery {
            dal: Some(self.asking.get("dal").to_owned()),
            per: Some(self.by.join(",")),
            passo: (!self.step.is_empty()).then(|| self.step.to_owned()),
            ..StatisticsQuery::default()
        }
        .read()?;
        Ok((asked.filter, grouping))
    }

    fn address(&self, path: &str) -> String {
        let mut address = self.asking.address(path);
        let by = self.by.iter().map(|by| ("per", *by));
        let step = (!self.step.is_empty()).then_some(("passo", self.step));
        for (name, value) in by.chain(step) {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(&parameter(name, value));
        }
        address
    }
}

/// The page.
pub async fn statistics(
    request: HttpRequest,
    hub: web::Data<Hub>,
) -> Result<HttpResponse, Problem> {
    let viewer = viewer(&request, &hub).await?;
    let question = Question::of(&request, &hub)?;
    let (status, found) = match find(&hub, &viewer, &question).await {
        Err(problem)
            if problem.code == ProblemCode::Fields && Look::Statistics.is_open_to(viewer.role) =>
        {
            (StatusCode::UNPROCESSABLE_ENTITY, Err(problem))
        }
        Err(problem) => return Err(problem),
        Ok(found) => (StatusCode::OK, Ok(found)),
    };
    render_as(status, &sheet(&request, &question, &found))
}

/// The table for a spreadsheet.
pub async fn csv(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
    let viewer = viewer(&request, &hub).await?;
    let question = Question::of(&request, &hub)?;
    let found = find(&hub, &viewer, &question).await?;
    let text = statistics_csv(&found.table).map_err(|error| Problem::internal(&error))?;
    Ok(body::csv("statistiche-attivita.csv", text))
}

async fn find(
    hub: &web::Data<Hub>,
    viewer: &Viewer,
    question: &Question,
) -> Result<Found, Problem> {
    let (filter, grouping) = question.read()?;
    let groupings = [
        grouping,
        Grouping {
            step: Some(step_of(&filter)),
            ..Grouping::default()
        },
        Grouping {
            service: true,
            ..Grouping::default()
        },
        Grouping {
            user: true,
            ..Grouping::default()
        },
    ];
    let (hub, viewer) = (web::Data::clone(hub), viewer.clone());
    refusal::blocking(move || {
        let reading = hub.monitoring.open(&viewer, filter, Look::Statistics)?;
        let [table, by_time, by_service, by_user] = hub.monitoring.counted(&reading, groupings)?;
        Ok::<_, MonitoringError>(Found {
            table,
            by_time,
            by_service,
            by_user,
            choices: hub.monitoring.choices(&reading)?,
        })
    })
    .await
}

/// A step that gives a chart of some tens of bars.
fn step_of(filter: &Filter) -> Step {
    let naive = |day: Option<Day>| day.and_then(Day::to_naive);
    let days = match (naive(filter.from), naive(filter.to)) {
        (Some(from), Some(to)) => (to - from).num_days(),
        _ => i64::MAX,
    };
    match days {
        ..=31 => Step::Day,
        32..=190 => Step::Week,
        _ => Step::Month,
    }
}

fn sheet(request: &HttpRequest, question: &Question, found: &Result<Found, Problem>) -> Sheet {
    let page = Page::new(request, "Statistiche di attività").crumb("Pagina iniziale", "/");
    let wrong = found.as_ref().err();
    let none = Choices::default();
    let choices = found.as_ref().map_or(&none, |found| &found.choices);
    let sheet = Sheet::new(page)
        .lead("Quanto si è lavorato: atti ed esiti nel periodo, al massimo 400 giorni.")
        .part(&form(question, choices, wrong));
    let Ok(found) = found else {
        return sheet;
    };
    let charts = [
        chart("Atti nel tempo", "Periodo", &found.by_time, |line| {
            period(&line.group.period)
        }),
        chart("Atti per servizio", "Servizio", &found.by_service, |line| {
            words::service(&line.group.service)
        }),
        chart("Atti per utente", "Utente", &found.by_user, |line| {
            named(line.group.user_id, &line.user)
        }),
    ];
    let sheet = sheet.part(&totals(found.table.total));
    let sheet = charts.iter().fold(sheet, Sheet::part);
    let csv = question.address("/statistiche-attivita.csv");
    sheet.part(&table(&found.table).download(csv))
}

fn form(question: &Question, choices: &Choices, wrong: Option<&Problem>) -> Form {
    let asking = &question.asking;
    let form = Form::get(PATH, "Conta");
    let form = filter::period(form, asking.get("dal"), asking.get("al"), wrong);
    let form = filter::whose(form, asking, choices, wrong);
    let boxes = BY
        .iter()
        .map(|(value, label)| Choice::new(*value, *label, question.by.contains(value)))
        .collect();
    let mut steps = vec![Choice::new(
        "",
        "Tutto il periodo",
        question.step.is_empty(),
    )];
    steps.extend(
        STEPS
            .iter()
            .map(|(value, label)| Choice::new(*value, *label, question.step == *value)),
    );
    form.field(
        &Boxes::several("per", "Una riga della tabella per ogni", boxes).error(fault(wrong, "per")),
    )
    .field(&Select::new("passo", "Nel tempo, per ogni", steps).optional())
}

fn totals(total: Counts) -> Facts {
    Facts::new()
        .fact("Atti", &text::count(number(total.acts)))
        .fact(
            "Dichiarazioni con esito «sì»",
            &text::count(number(total.yes)),
        )
        .fact(
            "Dichiarazioni con esito «no»",
            &text::count(number(total.no)),
        )
        .fact(
            "Dichiarazioni non determinabili",
            &text::count(number(total.uncertain)),
        )
        .fact("Richieste rifiutate", &text::count(number(total.refused)))
}

/// Bars in the order of time, or the longest first.
fn chart(
    caption: &str,
    category: &str,
    counted: &Statistics,
    label: impl Fn(&Line) -> String,
) -> BarChart {
    let mut lines: Vec<&Line> = counted.lines.iter().collect();
    let mut rest = 0;
    if counted.grouping.step.is_none() {
        lines.sort_by_key(|line| std::cmp::Reverse(line.counts.acts));
        rest = lines.iter().skip(BARS).map(|line| line.counts.acts).sum();
        lines.truncate(BARS);
    }
    let chart = BarChart::new(caption, category, "Atti");
    let chart = lines.into_iter().fold(chart, |chart, line| {
        chart.bar(label(line), number(line.counts.acts))
    });
    if rest > 0 {
        chart.bar("Tutti gli altri", number(rest))
    } else {
        chart
    }
}

fn table(counted: &Statistics) -> Table {
    let by = counted.grouping;
    let mut columns = Vec::new();
    for (wanted, label) in [
        (by.step.is_some(), "Periodo"),
        (by.entity, "Ente"),
        (by.office, "Ufficio"),
        (by.user, "Utente"),
        (by.service, "Servizio"),
        (by.act, "Tipo di atto"),
    ] {
        if wanted {
            columns.push(Column::text(label));
        }
    }
    if columns.is_empty() {
        columns.push(Column::text("Periodo"));
    }
    columns.extend(["Atti", "Sì", "No", "Non determinabili", "Rifiuti"].map(Column::number));
    let rows = counted.lines.iter().map(|line| {
        let group = &line.group;
        let mut row = Vec::new();
        for (wanted, text) in [
            (by.step.is_some(), period(&group.period)),
            (by.entity, named(group.entity_id, &line.entity)),
            (by.office, named(group.office_id, &line.office)),
            (by.user, named(group.user_id, &line.user)),
            (by.service, words::service(&group.service)),
            (by.act, words::act(&group.act)),
        ] {
            if wanted {
                row.push(Cell::text(text));
            }
        }
        if row.is_empty() {
            row.push(Cell::text("Tutto il periodo"));
        }
        let counts = line.counts;
        row.extend(
            [
                counts.acts,
                counts.yes,
                counts.no,
                counts.uncertain,
                counts.refused,
            ]
            .map(|count| Cell::Number(number(count))),
        );
        row
    });
    Table::new("conteggi", "Conteggi", columns)
        .rows(rows)
        .empty("Nessun atto nel periodo.")
}

/// `2026-11-21` as `21/11/2026`, `2026-11` as `11/2026`, `2026-W47` as `settimana 47 del 2026`.
fn period(code: &str) -> String {
    if let Ok(day) = NaiveDate::parse_from_str(code, "%Y-%m-%d") {
        return day.format("%d/%m/%Y").to_string();
    }
    match code.split_once('-') {
        Some((year, week)) if week.starts_with('W') => {
            format!("settimana {} del {year}", &week[1..])
        }
        Some((year, month)) => format!("{month}/{year}"),
        None => code.to_owned(),
    }
}

/// A name; what stands there without one.
fn named(id: i64, name: &str) -> String {
    match (id, name) {
        (0, _) => "Nessuno riconosciuto".to_owned(),
        (id, "") => format!("n. {id}"),
        (_, name) => name.to_owned(),
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_in_words() {
        assert_eq!(period("2026-11-21"), "21/11/2026");
        assert_eq!(period("2026-11"), "11/2026");
        assert_eq!(period("2026-W07"), "settimana 07 del 2026");
        assert_eq!(period(""), "");
    }

    #[test]
    fn charts_have_some_tens_of_bars() {
        let step = |from, to| {
            step_of(&Filter {
                from: Some(Day(from)),
                to: Some(Day(to)),
                ..Filter::default()
            })
        };
        assert_eq!(step(2026_11_01, 2026_11_30), Step::Day);
        assert_eq!(step(2026_07_01, 2026_11_30), Step::Week);
        assert_eq!(step(2026_01_01, 2026_12_31), Step::Month);
        assert_eq!(step_of(&Filter::default()), Step::Month);
    }
}
