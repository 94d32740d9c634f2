//! A consultation as a page: who asked, the other sheets of the same person, the day, the drawing, and the sheet.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use hub::access::Caller;
use hub::consultation::sheet::{Dwelling, EventPage, PersonSheet, Sheet as Shown};
use hub::consultation::{Consulted, Outcome};
use hub::validation::{Reader, RequestView, request_of};
use schema::codes::ConsultationKind;

use super::asking::Asking;
use super::others::{tabs, time};
use super::places::Places;
use super::rights::offer;
use super::timeline::Timeline;
use super::tree::Tree;
use crate::auth;
use crate::pages::components::{Facts, PostButton};
use crate::pages::paper;
use crate::pages::requests::deciding;
use crate::pages::{Flash, Markup, Page, Sheet, render, text};
use crate::paper::Block;
use crate::paper::consultation::{MARK, about, blocks, words};
use crate::problem::Problem;
use crate::rest::failure;
use crate::state::Hub;

/// Members of a household, each with her own sheet.
#[derive(Template)]
#[template(path = "consultazioni/persone.html")]
struct People {
    people: Vec<Person>,
}

struct Person {
    name: String,
    sheets: Vec<Markup>,
}

/// The page.
pub async fn show(
    request: &HttpRequest,
    hub: &web::Data<Hub>,
    caller: &Caller,
    consulted: &Consulted,
) -> Result<HttpResponse, Problem> {
    let offer = offer(request, hub, caller).await?;
    let access = caller.for_consultation(&auth::context(request, hub));
    let access = access.map_err(|denied| auth::denied(&denied))?;
    // Without chance there is no way to another sheet, but this one stands.
    let refer = |person: i64| hub.references.make(&access, [person]).ok()?.pop();
    let mut page = Page::new(request, title(consulted))
        .crumb("Pagina iniziale", "/")
        .crumb("Consultazione", "/consultazioni");
    let asked_of = waited(hub, caller, consulted).await;
    if let Some(comuni) = asked_of.as_ref().and_then(deciding) {
        page = page.flash(Flash::info(format!(
            "Questa consultazione attende ancora la decisione di: {comuni}. Fino ad allora le loro persone non sono tra quelle cercate."
        )));
    }
    let mut sheet = Sheet::new(page.clone()).lead(format!("{MARK}."));
    let asking = Asking {
        page: &page,
        offer: &offer,
        purpose: &consulted.purpose,
        case: &consulted.case_reference,
        day: consulted.reference_day,
        comune: consulted
            .record
            .as_deref()
            .map(|record| record.row.comune.as_str()),
    };
    if let Some(view) = &asked_of {
        let place = format!("/richieste/{}", view.request_id);
        sheet = sheet.link(&place, "La richiesta sottoposta ai Comuni");
    }
    let Outcome::Shown(shown, comparison) = &consulted.outcome else {
        return render(&sheet.text("Nulla da mostrare."));
    };
    if let Some(person) = subject(shown).and_then(refer) {
        sheet = sheet
            .part(&tabs(&asking, consulted.kind, &person))
            .part(&time(&asking, consulted.kind, &person));
    }
    let facts = about(caller, consulted)
        .iter()
        .fold(Facts::new(), |all, (name, value)| all.fact(name, value));
    sheet = drawn(sheet, shown, hub.clock.today());
    sheet = content(
        sheet,
        &blocks(shown, consulted.reference_day, comparison.as_ref()),
        consulted,
    );
    if let Shown::Events(events) = &**shown {
        for button in turning(&page, consulted, events) {
            sheet = sheet.part(&button);
        }
    }
    if let Some(places) = Places::of(shown) {
        sheet = sheet.part(&places);
    }
    let people = People {
        people: people(shown)
            .into_iter()
            .filter_map(|who| {
                let reference = refer(who.person_id)?;
                let name = words::name(who);
                Some(Person {
                    sheets: asking.sheets(&reference, &name),
                    name,
                })
            })
            .collect(),
    };
    if !people.people.is_empty() {
        sheet = sheet.heading("Schede delle persone").part(&people);
    }
    sheet = sheet.heading("Consultazione").part(&facts);
    if consulted.record.is_some() {
        let number = consulted.number;
        sheet = sheet
            .action(
                &format!("/consultazioni/{number}/stampa"),
                "Pagina da stampare",
            )
            .link(
                &format!("/consultazioni/{number}/documento.pdf"),
                "Scarica in PDF",
            )
            .link(&format!("/ricevute/{number}"), "Apri la ricevuta");
    }
    render(&sheet)
}

/// The request of which it is a part, if some Comune had to decide about that. The sheet stands without it.
async fn waited(
    hub: &web::Data<Hub>,
    caller: &Caller,
    consulted: &Consulted,
) -> Option<RequestView> {
    if !consulted.deferred {
        return None;
    }
    let (data, reader) = (web::Data::clone(hub), Reader::of(caller));
    let id = request_of(&consulted.request_id).to_owned();
    failure::validating(move || data.validations.read(&reader, &id))
        .await
        .ok()
}

/// To the pages before and after, each asked for anew.
fn turning(page: &Page, consulted: &Consulted, events: &EventPage) -> Vec<PostButton> {
    let to = |number: u32, label: &str| {
        PostButton::new(page, "/consultazioni", label, "degli eventi")
            .hidden("tipo", ConsultationKind::Events.code())
            .hidden("di", "eventi")
            .hidden("comune", events.comune.as_str())
            .hidden("dal", text::day(events.from))
            .hidden("al", text::day(events.to))
            .hidden("pagina", number.to_string())
            .hidden("finalita", consulted.purpose.as_str())
            .hidden("pratica", consulted.case_reference.as_str())
    };
    let last = events.total.div_ceil(u64::from(events.size.max(1)));
    let mut buttons = Vec::new();
    if events.page > 1 {
        buttons.push(to(events.page - 1, "Pagina precedente"));
    }
    if u64::from(events.page) < last {
        buttons.push(to(events.page + 1, "Pagina successiva"));
    }
    buttons
}

fn title(consulted: &Consulted) -> String {
    let Outcome::Shown(shown, _) = &consulted.outcome else {
        return consulted.kind.label().to_owned();
    };
    let who = match &**shown {
        Shown::Person(person) | Shown::Households(person, _) | Shown::Timeline(person) => {
            person.name()
        }
        _ => None,
    };
    match who {
        Some(name) => format!("{}: {name}", consulted.kind.label()),
        None => consulted.kind.label().to_owned(),
    }
}

/// Whom the other sheets would be of.
fn subject(shown: &Shown) -> Option<i64> {
    match shown {
        Shown::Person(person) | Shown::Households(person, _) | Shown::Timeline(person) => {
            Some(person.person_id)
        }
        Shown::Dwelling(Dwelling { groups, .. }) => groups
            .iter()
            .flat_map(|group| &group.members)
            .find(|member| member.is_subject)
            .map(|member| member.who.person_id),
        Shown::Events(_) => None,
    }
}

/// Those whose own sheets one may want next.
fn people(shown: &Shown) -> Vec<&PersonSheet> {
    match shown {
        Shown::Households(subject, sheets) => sheets
            .iter()
            .flat_map(|sheet| &sheet.members)
            .map(|member| &member.who)
            .filter(|who| who.person_id != subject.person_id)
            .collect(),
        Shown::Dwelling(dwelling) => dwelling
            .groups
            .iter()
            .flat_map(|group| &group.members)
            .map(|member| &member.who)
            .collect(),
        _ => Vec::new(),
    }
}

/// The drawing of what can be drawn.
fn drawn(sheet: Sheet, shown: &Shown, today: schema::date::Day) -> Sheet {
    match shown {
        Shown::Households(_, sheets) => sheets
            .iter()
            .enumerate()
            .filter_map(|(number, one)| Tree::of(number, one))
            .fold(sheet, |sheet, tree| sheet.part(&tree)),
        Shown::Timeline(person) => match Timeline::of(person, today) {
            Some(timeline) => sheet.part(&timeline),
            None => sheet,
        },
        _ => sheet,
    }
}

/// The blocks; the table of what is nothing but a table can be downloaded.
fn content(sheet: Sheet, blocks: &[Block], consulted: &Consulted) -> Sheet {
    let alone = matches!(
        consulted.kind,
        ConsultationKind::History | ConsultationKind::Events
    );
    match blocks {
        [block] if alone && consulted.record.is_some() => match paper::table(0, block) {
            Some(table) => {
                let href = format!("/consultazioni/{}/tabella.csv", consulted.number);
                sheet.part(&table.download(href))
            }
            None => paper::part(sheet, 0, block),
        },
        blocks => paper::parts(sheet, blocks),
    }
}
