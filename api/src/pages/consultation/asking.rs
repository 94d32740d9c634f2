//! The buttons that ask for another sheet of somebody, for the same reason and on the same day.

use schema::codes::{ConsultationField, ConsultationKind};
use schema::date::Day;

use super::rights::Offer;
use crate::pages::components::PostButton;
use crate::pages::{Markup, Page, text};

/// What every question of one piece of work has in common.
pub struct Asking<'a> {
    pub page: &'a Page,
    pub offer: &'a Offer,
    pub purpose: &'a str,
    pub case: &'a str,
    pub day: Day,
    /// The Comune by which the sheet was shown from which one asks: where some Comuni decide first, no other is asked.
    pub comune: Option<&'a str>,
}

/// True of sheets of one day.
pub const fn has_day(kind: ConsultationKind) -> bool {
    !matches!(kind, ConsultationKind::History | ConsultationKind::Events)
}

impl Asking<'_> {
    /// A button that asks for a sheet of whom a reference means; `about` tells whoever hears it of whom.
    pub fn button(
        &self,
        kind: ConsultationKind,
        reference: &str,
        label: &str,
        about: &str,
    ) -> PostButton {
        let button = PostButton::new(self.page, "/consultazioni", label, about)
            .hidden("tipo", kind.code())
            .hidden("riferimento", reference)
            .hidden("finalita", self.purpose)
            .hidden("pratica", self.case);
        let button = match self.comune {
            Some(comune) if !comune.is_empty() && self.offer.waits => {
                button.hidden("comuni", comune)
            }
            _ => button,
        };
        // Another day is kept where it may be.
        if has_day(kind) && self.offer.grants(kind, ConsultationField::ReferenceDay) {
            button.hidden("data", text::day(self.day))
        } else {
            button
        }
    }

    /// The sheets that one mostly wants of somebody.
    pub fn sheets(&self, reference: &str, name: &str) -> Vec<Markup> {
        [
            ConsultationKind::Individual,
            ConsultationKind::Family,
            ConsultationKind::History,
        ]
        .into_iter()
        .filter(|kind| self.offer.has(*kind))
        .map(|kind| Markup::of(&self.button(kind, reference, kind.label(), &format!("di {name}"))))
        .collect()
    }
}
