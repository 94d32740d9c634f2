//! What every page has around its content.

use actix_web::{HttpMessage, HttpRequest, web};
use askama::Template;
use hub::identity::WorkingCase;

use super::{Flash, Markup, assets};
use crate::config::PagesConfig;
use crate::state::Hub;

/// Who looks at the pages. The session puts it among the request's extensions; without one nobody is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visitor {
    /// Who is signed in.
    pub user: Option<UserBadge>,
    /// The pages that this user may open.
    pub menu: Menu,
    /// The session's token against forged forms.
    pub csrf: String,
    /// What is worked on.
    pub case: Option<WorkingCase>,
}

/// Who is signed in, as the header shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserBadge {
    /// Name and surname.
    pub name: String,
    /// Office and entity.
    pub office: String,
    /// The role in words.
    pub role: String,
}

/// The menu, group by group.
pub type Menu = Vec<MenuGroup>;

/// Links under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuGroup {
    /// Heading.
    pub title: &'static str,
    /// Path and label of each page.
    pub items: Vec<(&'static str, &'static str)>,
}

/// A step of the way to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Label.
    pub label: String,
    /// Path.
    pub href: String,
}

/// The frame of one page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Title of the document and first heading.
    pub title: String,
    /// Who looks at it.
    pub visitor: Visitor,
    /// The way to it, without itself.
    pub crumbs: Vec<Crumb>,
    /// Messages.
    pub flash: Vec<Flash>,
    /// What the province says of itself.
    pub site: PagesConfig,
    path: String,
}

impl Page {
    /// A page for whoever made the request.
    pub fn new(request: &HttpRequest, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            visitor: request
                .extensions()
                .get::<Visitor>()
                .cloned()
                .unwrap_or_default(),
            crumbs: Vec::new(),
            flash: Vec::new(),
            site: request
                .app_data::<web::Data<Hub>>()
                .map(|hub| hub.config.pages.clone())
                .unwrap_or_default(),
            path: request.path().to_owned(),
        }
    }

    /// One step further on the way to the page.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            label: label.into(),
            href: href.into(),
        });
        self
    }

    /// With a message.
    #[must_use]
    pub fn flash(mut self, flash: Flash) -> Self {
        self.flash.push(flash);
        self
    }

    /// The hidden field that every form with `method="post"` begins with.
    pub fn csrf_field(&self) -> Markup {
        #[derive(Template)]
        #[template(
            source = r#"<input type="hidden" name="csrf" value="{{ token }}">"#,
            ext = "html"
        )]
        struct Hidden<'a> {
            token: &'a str,
        }
        Markup::of(&Hidden {
            token: &self.visitor.csrf,
        })
    }

    /// The path of a file that pages load.
    pub fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// True of the menu's page that is open, or whose part is.
    pub fn is_here(&self, path: &str) -> bool {
        self.path
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
