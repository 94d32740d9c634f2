//! The pages, made by the server; they work without a script.
//!
//! # A page
//! One handler a file in `pages/<area>/`. The handler asks the same service of `hub` as its twin under `/v1` and puts
//! the answer into components ([`components`]); neither decides anything.
//!
//! ```ignore
//! pub fn resource() -> Resource {                              // one line in the area's `configure`
//!     missing::resource("/uffici", "GET").route(web::get().to(list))
//! }
//!
//! async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
//!     let offices = todo();                                         // the service of `hub`
//!     let page = Page::new(&request, "Uffici").crumb("Pagina iniziale", "/");
//!     render(&Sheet::new(page).lead("Gli uffici registrati dal Comune.").part(&table(&offices)))
//! }
//! ```
//!
//! A page that needs more than parts below each other has a struct of its own with a `page: Page`, and a template in
//! `api/templates/<area>/` that begins with `{% extends "base.html" %}` and fills `{% block content %}`. Write classes,
//! never `style=` or scripts: the headers around every page ([`headers`]) forbid all that is inline.
//!
//! [`Page::new`] finds who is signed in, the menu and the token against forged forms in the [`Visitor`] that the session
//! left among the request's extensions. A refusal is returned as a [`Problem`](crate::problem::Problem): whoever asked
//! for `text/html` gets it as a page ([`error`]).
//!
//! # A form
//! The GET shows it empty; the POST that refuses it shows it again with [`render_as`] and status 422, each field with
//! its value and its `error`.
//!
//! ```ignore
//! let name = Field::text("nome", "Nome").length(100).value(&sent.name).error(refused);   // id: campo-nome
//! let form = Form::post(&page, "/uffici", "Registra l'ufficio").field(&name).field(&kind).cancel("/uffici");
//! ```
//!
//! [`Form::post`](components::Form::post) puts the token in; a form written by hand in a template begins with
//! `{{ page.csrf_field() }}`. An action of one row is a [`PostButton`](components::PostButton) in
//! `Cell::buttons`, one that must be confirmed a [`Form::confirm`](components::Form::confirm) on a page of its own. The
//! POST ends with [`see_other`], and the page it leads to says what was done: `page.flash(Flash::success("Ufficio registrato."))`.
//! Nothing personal goes into an address: filters ([`Form::get`](components::Form::get)) do.
//!
//! A file is a [`FileField`](components::FileField), put in with [`Form::upload`](components::Form::upload); the POST reads
//! it with `caller::sent_with_files`, which says how many bytes there may be.
//!
//! # A table with its CSV, a chart
//! A [`Table`](components::Table) is built once from the rows and is both: put into a page it is seen,
//! `table.csv("uffici.csv")` is the answer of `/uffici.csv`, to which `table.download("/uffici.csv")` makes the link.
//! A [`BarChart`](components::BarChart) is a table whose figures are drawn as well.
//!
//! # A test in the browser
//! In `tests/tests/browser/`, so that nextest runs one browser at a time:
//!
//! ```ignore
//! let server = TestServer::start(store);
//! let Some(browser) = Browser::start() else { return };      // says why; in CI it fails instead
//! browser.open(&server.url("/uffici"));
//! browser.fill("#campo-nome", "Anagrafe");  browser.click("main button[type=submit]");
//! assert_accessible(&browser, "uffici");                      // axe, 320 px and wide, no request elsewhere
//! ```
//!
//! Every page that a GET shows is judged there in the eyes of every role that may see it (`browser::every_page`), without
//! being named; a page with `{id}` under a new first segment needs a number in `browser::sights`, which says so.

pub mod accesso;
mod administration;
pub mod assets;
mod bacheca;
mod caller;
mod checks;
pub mod components;
mod consultation;
mod data_subject;
pub mod error;
mod families;
pub mod flash;
pub mod headers;
mod home;
mod informazioni;
pub mod markup;
pub mod menu;
mod monitoring;
pub mod page;
mod paper;
mod profilo;
mod receipts;
pub mod render;
mod requests;
mod rights;
mod search;
mod sheet;
#[cfg(test)]
mod tests;
pub mod text;
mod typed;
mod validations;
mod working_case;

use actix_web::web::ServiceConfig;

pub use assets::icon;
pub use flash::Flash;
pub use markup::Markup;
pub use page::{Menu, MenuGroup, Page, UserBadge, Visitor};
pub use render::{render, render_as, see_other};
pub use sheet::Sheet;

/// Path and methods of every page, as [`configure`] registers them: nobody who goes through all pages keeps a list.
pub fn routes() -> Vec<(String, &'static str)> {
    crate::rest::missing::registered(configure)
}

/// All pages, and the files they load.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(assets::resource())
        .service(home::resource())
        .service(informazioni::accessibility_resource())
        .service(informazioni::licences_resource())
        .configure(administration::configure)
        .configure(accesso::configure)
        .configure(receipts::configure)
        .configure(checks::configure)
        .configure(requests::configure)
        .configure(profilo::configure)
        .configure(validations::configure)
        .configure(bacheca::configure)
        .configure(monitoring::configure)
        .configure(data_subject::configure)
        .configure(rights::configure)
        .configure(working_case::configure)
        .configure(search::configure)
        .configure(consultation::configure)
        .configure(families::configure);
}
