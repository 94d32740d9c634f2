//! One notice, wherever it is shown.

use askama::Template;
use hub::notices::{Audience, Choices, NoticeView};
use schema::italian_time::day_of;

use crate::pages::components::PostButton;
use crate::pages::{Markup, Page, text};

/// A notice with what can be done about it.
#[derive(Debug, Template)]
#[template(path = "bacheca/card.html")]
pub struct Card {
    id: i64,
    title: String,
    body: String,
    published: String,
    /// First and last day.
    shown: String,
    audience: Option<String>,
    read: Option<String>,
    confirm: Option<Markup>,
    manages: bool,
}

impl Card {
    /// As that user finds it; whoever manages it is told for whom it is.
    pub fn new(page: &Page, view: &NoticeView, choices: &Choices) -> Self {
        let row = &view.notice;
        let last = row.valid_to - chrono::Duration::microseconds(1);
        let confirm = PostButton::new(
            page,
            format!("/bacheca/{}/lettura", row.id),
            "Conferma la lettura",
            format!("dell'avviso «{}»", row.title),
        );
        Self {
            id: row.id,
            title: row.title.clone(),
            body: row.body.clone(),
            published: text::moment(row.created_at),
            shown: format!(
                "dal {} al {}",
                text::day(day_of(row.valid_from.and_utc())),
                text::day(day_of(last.and_utc()))
            ),
            audience: view.manages.then(|| choices.describe(&Audience::of(row))),
            read: view.read_at.map(text::moment),
            confirm: (view.is_for_reader && view.read_at.is_none()).then(|| Markup::of(&confirm)),
            manages: view.manages,
        }
    }
}
