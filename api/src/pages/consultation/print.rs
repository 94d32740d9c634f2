//! `/consultazioni/{numero}/stampa`, `documento.pdf`, `tabella.csv`: a consultation to be taken away.

use actix_web::http::header::{
    CONTENT_DISPOSITION, ContentDisposition, DispositionParam, DispositionType,
};
use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hub::audit::receipt::qr_svg;

use super::show::again;
use crate::pages::{Page, Sheet, paper as parts, render};
use crate::paper::consultation::paper;
use crate::paper::{Block, Code, Paper, pdf};
use crate::problem::{Problem, ProblemCode};
use crate::state::Hub;

/// What it is not, in a frame.
#[derive(Template)]
#[template(
    source = r#"<p class="hub-mark"><strong>{{ mark }}</strong></p>"#,
    ext = "html"
)]
struct Mark<'a> {
    mark: &'a str,
}

/// The receipt's code.
#[derive(Template)]
#[template(
    source = r#"<figure><img class="hub-qr" src="data:image/svg+xml;base64,{{ image }}" width="320" height="320" alt="{{ alternative }}"><figcaption>{{ caption }}</figcaption></figure>"#,
    ext = "html"
)]
struct Image<'a> {
    image: String,
    alternative: &'a str,
    caption: &'a str,
}

/// The page to be printed.
pub async fn page(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (caller, consulted) = again(&request, &hub, &id).await?;
    let paper = paper(&hub, &caller, &consulted);
    let page = Page::new(&request, paper.title.clone())
        .crumb("Pagina iniziale", "/")
        .crumb(
            "Consultazione",
            format!("/consultazioni/{}", consulted.number),
        );
    render(&sheet(page, &paper))
}

fn sheet(page: Page, paper: &Paper) -> Sheet {
    let sheet = Sheet::new(page).part(&Mark { mark: &paper.mark });
    let sheet = parts::parts(sheet, &paper.blocks);
    match &paper.code {
        Some(code) => image(sheet, code),
        None => sheet,
    }
}

fn image(sheet: Sheet, code: &Code) -> Sheet {
    match qr_svg(&code.text) {
        Some(image) => sheet.part(&Image {
            image: STANDARD.encode(image),
            alternative: &code.alternative,
            caption: &code.caption,
        }),
        None => sheet.text(&code.caption),
    }
}

/// The same as PDF.
pub async fn document(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (caller, consulted) = again(&request, &hub, &id).await?;
    let paper = paper(&hub, &caller, &consulted);
    let bytes = web::block(move || pdf(&paper))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| Problem::internal(&error))?;
    let name = format!("consultazione-{}.pdf", consulted.number);
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name)],
    };
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, disposition))
        .body(bytes))
}

/// The table of a consultation that is nothing but a table.
pub async fn csv(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let (caller, consulted) = again(&request, &hub, &id).await?;
    let paper = paper(&hub, &caller, &consulted);
    let tables: Vec<&Block> = paper
        .blocks
        .iter()
        .filter(|block| matches!(block, Block::Table { .. }))
        .collect();
    let table = match tables.as_slice() {
        [block] => parts::table(0, block),
        _ => None,
    };
    let table = table.ok_or_else(|| {
        Problem::new(
            ProblemCode::NotFound,
            "Questa consultazione non è una sola tabella: si può scaricare in PDF.",
        )
    })?;
    table.csv(&format!("consultazione-{}.csv", consulted.number))
}
