//! Streets and sheets.

use schema::codes::{HouseholdReason, InstitutionKind};
use schema::date::Validity;
use schema::tables::{HouseholdRow, StreetRow};

use super::fields::{Fields, OWN_CODE, PLACE_NAME};
use crate::record::Item;

/// Reads `via`, `famiglia` or `convivenza`; `None` for any other element.
pub fn read(element: &str, fields: &mut Fields<'_, '_>) -> Option<Item> {
    Some(match element {
        "via" => Item::Street(street(fields)),
        "famiglia" => Item::Household(family(fields)),
        "convivenza" => Item::Household(institution(fields)),
        _ => return None,
    })
}

fn street(fields: &mut Fields<'_, '_>) -> StreetRow {
    let code = fields.required("codice", PLACE_NAME);
    let street_type = fields.text("specie", OWN_CODE);
    let name = fields.required("denominazione", PLACE_NAME);
    street_row(fields.comune, code, street_type, name, fields.validity())
}

fn family(fields: &mut Fields<'_, '_>) -> HouseholdRow {
    let code = fields.required("codice", OWN_CODE);
    let nature = fields.minor_code("motivo", |c| HouseholdReason::from_code(c).is_some());
    household_row(
        fields.comune,
        "F",
        code,
        (nature, String::new()),
        fields.validity(),
    )
}

fn institution(fields: &mut Fields<'_, '_>) -> HouseholdRow {
    let code = fields.required("codice", OWN_CODE);
    let nature = fields.minor_code("specie", |c| InstitutionKind::from_code(c).is_some());
    let name = fields.text("denominazione", PLACE_NAME);
    household_row(fields.comune, "C", code, (nature, name), fields.validity())
}

/// A street as a supply asserts it: keys are zero.
pub fn street_row(
    comune: &str,
    code: String,
    street_type: String,
    name: String,
    validity: Validity,
) -> StreetRow {
    StreetRow {
        comune: comune.to_owned(),
        code,
        known_from: 0,
        seq: 0,
        known_to: 0,
        from_first: validity.from.first.0,
        from_last: validity.from.last.0,
        to_first: validity.to.first.0,
        to_last: validity.to.last.0,
        street_type,
        name,
    }
}

/// A sheet as a supply asserts it: keys are zero.
pub fn household_row(
    comune: &str,
    kind: &str,
    code: String,
    (nature, name): (String, String),
    validity: Validity,
) -> HouseholdRow {
    HouseholdRow {
        comune: comune.to_owned(),
        kind: kind.to_owned(),
        code,
        known_from: 0,
        seq: 0,
        known_to: 0,
        from_first: validity.from.first.0,
        from_last: validity.from.last.0,
        to_first: validity.to.first.0,
        to_last: validity.to.last.0,
        nature,
        name,
    }
}
