//! A list of acts as a page: what its two kinds, the acts and the register of accesses, have in common.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use hub::monitoring::{ActsPage, Choices, Look, Viewer};

use super::asking::Asking;
use super::{filter, table, viewer};
use crate::pages::components::{Form, Pagination};
use crate::pages::{Flash, Page, Sheet, render_as};
use crate::problem::{Problem, ProblemCode};
use crate::rest::monitoring::{listing, refusal};
use crate::state::Hub;

/// One of the two lists.
#[derive(Clone, Copy)]
pub struct List {
    /// Why the trace is looked at.
    pub look: Look,
    /// Where the list is.
    pub path: &'static str,
    /// The same as CSV.
    pub csv: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it is for.
    pub lead: &'static str,
    /// Where else to look, and what is found there.
    pub further: (&'static str, &'static str),
}

/// What was found, or what was wrong with the question.
type Found = Result<(ActsPage, Choices), Problem>;

/// The page.
pub async fn page(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    list: List,
) -> Result<HttpResponse, Problem> {
    let viewer = viewer(request, hub).await?;
    let asking = Asking::of_address(request)?;
    let (status, found) = match find(hub, &viewer, &asking, list.look).await {
        Err(problem)
            if problem.code == ProblemCode::Fields && list.look.is_open_to(viewer.role) =>
        {
            (StatusCode::UNPROCESSABLE_ENTITY, Err(problem))
        }
        Err(problem) => return Err(problem),
        Ok(found) => (StatusCode::OK, Ok(found)),
    };
    render_as(status, &sheet(request, list, &asking, &found))
}

/// Looks, once it is recorded.
pub async fn find(
    hub: &web::Data<Hub>,
    viewer: &Viewer,
    asking: &Asking,
    look: Look,
) -> Result<(ActsPage, Choices), Problem> {
    let asked = asking.read()?;
    let (hub, viewer) = (web::Data::clone(hub), viewer.clone());
    refusal::blocking(move || {
        let reading = hub.monitoring.open(&viewer, asked.filter, look)?;
        let page = hub.monitoring.acts(&reading, asked.before, asked.limit)?;
        Ok::<_, hub::monitoring::MonitoringError>((page, hub.monitoring.choices(&reading)?))
    })
    .await
}

fn sheet(request: &HttpRequest, list: List, asking: &Asking, found: &Found) -> Sheet {
    let mut page = Page::new(request, list.title).crumb("Pagina iniziale", "/");
    let wrong = found.as_ref().err();
    let none = Choices::default();
    let choices = found.as_ref().map_or(&none, |(_, choices)| choices);
    let mut form = Form::get(list.path, "Filtra");
    form = filter::period(form, asking.get("dal"), asking.get("al"), wrong);
    form = filter::whose(form, asking, choices, wrong);
    form = match list.look {
        Look::Accesses => filter::accesses(form, asking, wrong),
        _ => filter::what(form, asking, wrong),
    };
    let Ok((acts, _)) = found else {
        return Sheet::new(page).lead(list.lead).part(&form);
    };
    let is_beyond = acts.acts.is_empty() && !asking.get("dopo").is_empty();
    if is_beyond {
        page = page.flash(Flash::info(
            "L'elenco è finito prima di questo punto: qui non c'è altro. Da «Precedente» si torna all'inizio.",
        ));
    }
    let next = acts.next.map(|place| {
        let place = place.to_string();
        asking.narrowed(list.path, &[("dopo", &place)])
    });
    let pagination = Pagination {
        about: list.title.to_owned(),
        position: format!("{} in questa pagina", acts.acts.len()),
        previous: (!asking.get("dopo").is_empty()).then(|| asking.address(list.path)),
        next,
    };
    let mut table = table::acts(&acts.acts, list.path, asking)
        .pagination(pagination)
        .download(asking.address(list.csv));
    if is_beyond {
        table = table.empty("Nessun atto oltre questo punto dell'elenco.");
    }
    let (href, label) = list.further;
    Sheet::new(page)
        .lead(list.lead)
        .action(href, label)
        .part(&form)
        .part(&table)
}

/// The same list whole, for a spreadsheet.
pub async fn csv(
    request: &HttpRequest,
    hub: web::Data<Hub>,
    list: List,
) -> Result<HttpResponse, Problem> {
    let viewer = viewer(request, &hub).await?;
    let asked = Asking::of_address(request)?.read()?;
    listing::csv(hub, viewer, asked, list.look).await
}
