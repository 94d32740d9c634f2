//! Lists out of which forms let choose.

use actix_web::{HttpRequest, web};
use hub::administration::{ListQuery, OfficeInfo};

use super::frame;
use crate::acting::Acting;
use crate::pages::components::Choice;
use crate::problem::Problem;
use crate::state::Hub;

/// A limit that is none.
pub const ALL: usize = usize::MAX;

/// All of a list.
pub fn everything() -> ListQuery {
    ListQuery {
        limit: ALL,
        ..ListQuery::default()
    }
}

/// As much of a list as its address asks for: what bears these words, behind that row.
pub fn asked(request: &HttpRequest, limit: usize) -> ListQuery {
    ListQuery {
        after: frame::asked_number(request, "dopo").unwrap_or(0),
        limit,
        text: frame::asked(request, "testo").unwrap_or_default(),
    }
}

/// The offices in which the user may create others, to be chosen from.
pub async fn staffable_offices(
    acting: Acting,
    hub: &web::Data<Hub>,
    chosen: i64,
) -> Result<Vec<Choice>, Problem> {
    let offices = acting
        .run(hub, |admin, actor| {
            admin.offices(actor, None, &everything())
        })
        .await?;
    let offices: Vec<_> = offices.into_iter().filter(|info| info.staffable).collect();
    Ok(office_choices(&offices, chosen))
}

/// Offices to be chosen from.
pub fn office_choices(offices: &[OfficeInfo], chosen: i64) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", "Scegliere…", chosen == 0)];
    choices.extend(offices.iter().map(|info| {
        let label = format!("{} – {}", info.entity.name, info.office.name);
        Choice::new(info.office.id.to_string(), label, info.office.id == chosen)
    }));
    choices
}
