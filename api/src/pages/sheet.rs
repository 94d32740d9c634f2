//! A page without a template of its own.

use askama::Template;

use super::{Markup, Page};

/// A page that is its parts, one below the other: all that a list, a form or a question needs.
#[derive(Template)]
#[template(path = "frame/sheet.html")]
pub struct Sheet {
    page: Page,
    lead: Option<String>,
    parts: Vec<Markup>,
}

impl Sheet {
    /// An empty page.
    pub fn new(page: Page) -> Self {
        Self {
            page,
            lead: None,
            parts: Vec::new(),
        }
    }

    /// A sentence below the title: what the page is for.
    #[must_use]
    pub fn lead(mut self, text: impl Into<String>) -> Self {
        self.lead = Some(text.into());
        self
    }

    /// One more part: a component, or any template.
    #[must_use]
    pub fn part(mut self, part: &impl Template) -> Self {
        self.parts.push(Markup::of(part));
        self
    }

    /// A heading above what follows.
    #[must_use]
    pub fn heading(self, text: &str) -> Self {
        #[derive(Template)]
        #[template(source = "<h2>{{ text }}</h2>", ext = "html")]
        struct Heading<'a> {
            text: &'a str,
        }
        self.part(&Heading { text })
    }

    /// A heading below that. Its class keeps it smaller: the size that Bootstrap Italia gives an `h3` by itself is larger
    /// than that of our `h2`.
    #[must_use]
    pub fn subheading(self, text: &str) -> Self {
        #[derive(Template)]
        #[template(source = r#"<h3 class="h6">{{ text }}</h3>"#, ext = "html")]
        struct Subheading<'a> {
            text: &'a str,
        }
        self.part(&Subheading { text })
    }

    /// A paragraph.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        #[derive(Template)]
        #[template(source = "<p>{{ text }}</p>", ext = "html")]
        struct Paragraph<'a> {
            text: &'a str,
        }
        self.part(&Paragraph { text })
    }

    /// The way to another page.
    #[must_use]
    pub fn link(self, href: &str, label: &str) -> Self {
        #[derive(Template)]
        #[template(
            source = r#"<p><a href="{{ href }}">{{ label }}</a></p>"#,
            ext = "html"
        )]
        struct Link<'a> {
            href: &'a str,
            label: &'a str,
        }
        self.part(&Link { href, label })
    }

    /// The way to a page where something new is made, as a button.
    #[must_use]
    pub fn action(self, href: &str, label: &str) -> Self {
        #[derive(Template)]
        #[template(
            source = r#"<p><a class="btn btn-primary" href="{{ href }}">{{ label }}</a></p>"#,
            ext = "html"
        )]
        struct Action<'a> {
            href: &'a str,
            label: &'a str,
        }
        self.part(&Action { href, label })
    }
}
