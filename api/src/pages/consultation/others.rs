//! The other sheets of the same person, and the same sheet at another time.

use askama::Template;
use hub::check_service::comune_name;
use schema::codes::{ConsultationField, ConsultationKind};

use super::asking::{Asking, has_day};
use crate::pages::components::{Field, Form};
use crate::pages::{Markup, text};

/// The other sheets, as tabs: each is asked for anew, so each is a button.
#[derive(Template)]
#[template(path = "consultazioni/schede.html")]
pub struct Tabs {
    here: &'static str,
    others: Vec<Markup>,
}

/// The sheets of other kinds.
pub fn tabs(asking: &Asking<'_>, here: ConsultationKind, reference: &str) -> Tabs {
    let others = asking
        .offer
        .kinds()
        .filter(|kind| *kind != here && *kind != ConsultationKind::Events)
        .map(|kind| Markup::of(&asking.button(kind, reference, kind.label(), "")));
    Tabs {
        here: here.label(),
        others: others.collect(),
    }
}

/// The same sheet of another day, as known at another, or compared with one.
pub fn time(asking: &Asking<'_>, kind: ConsultationKind, reference: &str) -> Form {
    let offer = asking.offer;
    let field = |name: &'static str, label: &str| {
        Field::code(name, label)
            .length(10)
            .autocomplete("off")
            .optional()
    };
    let mut form = Form::post(asking.page, "/consultazioni", "Mostra")
        .hidden("tipo", kind.code())
        .hidden("riferimento", reference)
        .hidden("finalita", asking.purpose)
        .hidden("pratica", asking.case);
    if has_day(kind) && offer.grants(kind, ConsultationField::ReferenceDay) {
        let day = text::day(asking.day);
        form = form.field(&field("data", "Alla data").value(day).help("GG/MM/AAAA."));
    }
    // On another day the person may have belonged to another Comune: whoever asks says which are worth waiting for.
    if let Some(comune) = asking
        .comune
        .filter(|comune| offer.waits && !comune.is_empty())
    {
        form = form.field(
            &Field::text("comuni", "Comuni da interrogare")
                .value(comune_name(comune))
                .length(200)
                .autocomplete("off")
                .optional()
                .help("Se manca, tutti quelli concessi: alcuni decidono prima della risposta."),
        );
    }
    if offer.grants(kind, ConsultationField::KnownAt) {
        form = form.field(
            &field("conosciutoAl", "Come noto al")
                .help("GG/MM/AAAA: ciò che l'hub sapeva alla fine di quel giorno."),
        );
    }
    if has_day(kind) && offer.grants(kind, ConsultationField::Comparison) {
        form = form.field(
            &field("confronto", "Confronta con il")
                .help("GG/MM/AAAA: che cosa cambia tra le due date."),
        );
    }
    form
}
