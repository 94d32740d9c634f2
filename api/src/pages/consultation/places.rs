//! Where addresses are on earth.

use askama::Template;
use hub::consultation::sheet::{Sheet, degrees};

use crate::paper::consultation::places;

/// Links that whatever shows maps on this machine opens; no server is asked.
#[derive(Template)]
#[template(path = "consultazioni/luoghi.html")]
pub struct Places {
    places: Vec<(String, String)>,
}

impl Places {
    /// Of a sheet; none if no address of it says where it is.
    pub fn of(sheet: &Sheet) -> Option<Self> {
        let places: Vec<_> = places(sheet)
            .into_iter()
            .map(|(words, at)| (words, geo(at)))
            .collect();
        (!places.is_empty()).then_some(Self { places })
    }
}

/// A place as RFC 5870 writes it; without a system of reference it is WGS84, which Comuni supply.
fn geo((latitude, longitude): (i32, i32)) -> String {
    format!("geo:{},{}", degrees(latitude), degrees(longitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_latitude_and_longitude_in_decimal_degrees() {
        assert_eq!(geo((44_647_128, 10_925_226)), "geo:44.647128,10.925226");
        assert_eq!(geo((-5, -180_000_000)), "geo:-0.000005,-180.000000");
    }
}
