//! The pages, made by the server; they work without a script.
//!
//! # A page
//! One handler a file in `pages/<area>/`, its template in `api/templates/<area>/`. The handler asks the same service
//! of `hub` as its twin under `/v1` and puts the answer into a view; neither decides anything.
//!
//! ```ignore
//! #[derive(Template)]
//! #[template(path = "uffici/elenco.html")]   // {% extends "base.html" %}{% block content %}{{ table }}{% endblock %}
//! struct View { page: Page, table: Table }
//!
//! pub async fn list(request: HttpRequest, hub: web::Data<Hub>) -> Result<HttpResponse, Problem> {
//!     let offices = …;                                        // the service of `hub`
//!     let page = Page::new(&request, "Uffici").crumb("Amministrazione", "/amministrazione");
//!     render(&View { page, table })
//! }
//! ```
//!
//! [`Page::new`] finds who is signed in, the menu and the token against forged forms in the [`Visitor`] that the session
//! left with the request. A refusal is returned as a [`Problem`](crate::problem::Problem): whoever asked for `text/html`
//! gets it as a page ([`error`]). Headers of security are set around every page ([`headers`]): no inline style, no
//! inline script, nothing from another server; write classes, not `style="…"`.
//!
//! # A form
//! Fields are values ([`components`]); the handler that refuses a form shows it again with
//! [`Field::error`](components::Field::error) set.
//!
//! ```html
//! <form method="post" action="/uffici">{{ page.csrf_field() }}{{ name }}{{ kind }}
//!   <button class="btn btn-primary" type="submit">Registra</button></form>
//! ```
//!
//! An action of one row is a [`PostButton`](components::PostButton), one that must be confirmed a
//! [`Confirm`](components::Confirm) on a page of its own. The handler of the POST ends with [`see_other`] and shows the
//! outcome on the page it leads to: `page.flash(Flash::success("Ufficio registrato."))`.
//!
//! # A table with its CSV, a chart
//! [`Table`](components::Table) is built once from the rows and is both: `render` shows it, `table.csv("uffici.csv")`
//! sends it as a file; `table.download("/uffici.csv")` puts the link. [`BarChart`](components::BarChart) is a table
//! whose figures are drawn as well.
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

pub mod accesso;
pub mod assets;
pub mod components;
pub mod error;
pub mod flash;
pub mod headers;
mod home;
mod informazioni;
pub mod markup;
pub mod page;
pub mod render;
#[cfg(test)]
mod tests;
pub mod text;

use actix_web::web::ServiceConfig;

pub use assets::icon;
pub use flash::Flash;
pub use markup::Markup;
pub use page::{Menu, MenuGroup, Page, UserBadge, Visitor};
pub use render::{render, render_as, see_other};

/// All pages, and the files they load.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(assets::resource())
        .service(home::resource())
        .service(informazioni::accessibility_resource())
        .service(informazioni::licences_resource())
        .configure(accesso::configure);
}
