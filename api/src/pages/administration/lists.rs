//! Lists out of which forms let choose.

use actix_web::web;
use hub::administration::{ListQuery, OfficeInfo};

use crate::acting::Acting;
use crate::pages::components::Choice;
use crate::problem::Problem;
use crate::state::Hub;

/// All of a list.
pub fn everything() -> ListQuery {
    ListQuery {
        limit: usize::MAX,
        ..ListQuery::default()
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
