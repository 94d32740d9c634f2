//! `GET` and `POST /utenti/{id}/profilo`.

use actix_web::web::{self, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use hub::administration::{Grantable, ProfileInfo, ProfileInput, UserInfo, WorkstationInfo};
use schema::date::Day;

use super::profile_form::view;
use crate::acting::{Acting, number};
use crate::pages::administration::frame::{self, Faults};
use crate::pages::administration::{grants, lists, names};
use crate::pages::render;
use crate::problem::Problem;
use crate::session;
use crate::state::Hub;

/// What the page needs beside the profile.
pub struct Around {
    pub user: UserInfo,
    pub grantable: Grantable,
    pub workstations: Vec<WorkstationInfo>,
    pub own: bool,
}

pub async fn show(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let acting = frame::visit(&request, &hub).await?;
    let around = around(acting.clone(), &hub, id).await?;
    let shown = acting
        .run(&hub, move |admin, actor| admin.profile(actor, id))
        .await?;
    let input = input(shown.value);
    render(&view(
        &request,
        &around,
        &shown.revision,
        &input,
        &Faults::default(),
    ))
}

pub async fn save(
    request: HttpRequest,
    hub: web::Data<Hub>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let id = number(&id)?;
    let (acting, form) = frame::sent(&request, &hub, payload).await?;
    let revision = form.get("revisione").to_owned();
    let shown = revision.clone();
    let work = frame::attempt(&acting, &hub, read(&form), move |admin, actor, input| {
        admin.edit_profile(actor, id, &revision, input)
    });
    match work.await? {
        Ok(()) => Ok(frame::done(&format!("/utenti/{id}/profilo"), "profilo")),
        Err((input, faults)) => {
            let around = around(acting, &hub, id).await?;
            frame::again(&view(&request, &around, &shown, &input, &faults))
        }
    }
}

fn read(form: &session::Form) -> ProfileInput {
    let all_comuni = form.get("ambito") != "scelti";
    let mut comuni = form.all("comuni").to_vec();
    comuni.extend(frame::codes(form.get("altri-comuni")));
    ProfileInput {
        from: form.get("dal").to_owned(),
        until: form.get("al").to_owned(),
        all_comuni,
        comuni: if all_comuni { Vec::new() } else { comuni },
        validation: form.get("validazione").to_owned(),
        workstation: form.get("postazione").to_owned(),
        search_hits: form.get("limiteRicerca").to_owned(),
        grants: grants::read(form),
        workstations: form
            .all("postazioni")
            .iter()
            .filter_map(|id| id.parse().ok())
            .collect(),
    }
}

/// The profile as the form shows it.
fn input(info: ProfileInfo) -> ProfileInput {
    ProfileInput {
        from: Day(info.row.valid_from).iso(),
        until: names::last_day_iso(info.row.valid_to),
        all_comuni: info.row.all_comuni,
        comuni: info.comuni,
        validation: info.row.validation,
        workstation: info.row.workstation,
        search_hits: match info.row.search_hits {
            0 => String::new(),
            most => most.to_string(),
        },
        grants: info.grants,
        workstations: info.workstations,
    }
}

async fn around(acting: Acting, hub: &web::Data<Hub>, id: i64) -> Result<Around, Problem> {
    let own = acting.user_id == id;
    acting
        .run(hub, move |admin, actor| {
            let user = admin.user(actor, id)?.value;
            let office = Some(user.office.id);
            Ok(Around {
                grantable: admin.grantable(actor, id)?,
                workstations: admin.workstations(actor, office, &lists::everything())?,
                user,
                own,
            })
        })
        .await
}
