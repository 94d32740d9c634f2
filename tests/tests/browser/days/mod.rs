//! Working days in a real browser, as people live them: let in by the form, led by the menu.

mod admin;
mod standard;
mod top;

use chrono::Duration;
use hub::identity::totp;
use schema::clock::Clock;
use tests::{Browser, TestServer, TestStore, assert_accessible};

use crate::identity::support::{GOOD, unbase32};

/// The first button of the page's form.
const SEND: &str = "main form.hub-form button[type=submit]";

/// A browser at work with a hub.
struct Desk<'a> {
    store: &'a TestStore,
    server: &'a TestServer,
    browser: &'a Browser,
}

impl Desk<'_> {
    /// By an entry of the menu to its page.
    #[track_caller]
    fn menu(&self, label: &str) {
        self.browser.click_on("nav.hub-menu-wide a", label);
        assert!(
            self.browser.has("main h1") || self.browser.has("h1"),
            "{label}"
        );
    }

    /// By a link of the page.
    #[track_caller]
    fn follow(&self, words: &str) {
        self.browser.click_on("main a", words);
    }

    /// By a button of the page.
    #[track_caller]
    fn press(&self, words: &str) {
        self.browser.click_on("main button", words);
    }

    /// Fills in fields by their names.
    #[track_caller]
    fn fill(&self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            self.browser.fill(&format!("#campo-{name}"), value);
        }
    }

    /// Chooses from the list of that name.
    #[track_caller]
    fn choose(&self, name: &str, value: &str) {
        self.browser.choose(&format!("#campo-{name}"), value);
    }

    /// A day: how it is typed is a matter of the browser's language.
    #[track_caller]
    fn day(&self, name: &str, iso: &str) {
        assert!(
            self.browser.has(&format!("#campo-{name}[type=date]")),
            "{name}"
        );
        self.browser.script(&format!(
            "document.getElementById('campo-{name}').value = '{iso}';"
        ));
    }

    /// Ticks one of several boxes; a person clicks on its label.
    #[track_caller]
    fn tick(&self, name: &str, value: &str) {
        let choice = format!("input[name='{name}'][value='{value}'] + label");
        self.browser.click(&choice);
    }

    /// What the page says was done.
    #[track_caller]
    fn told(&self, words: &str) {
        let told = self.browser.texts(".alert");
        assert!(
            told.iter().any(|text| text.contains(words)),
            "{told:?} on {}",
            self.browser.url()
        );
    }

    /// What one reads on the page.
    fn text(&self) -> String {
        self.browser.text("main")
    }

    fn judge(&self, name: &str) {
        assert_accessible(self.browser, &format!("giornata-{name}"));
    }

    /// Name and password.
    #[track_caller]
    fn knock(&self, name: &str, password: &str) {
        self.browser.open(&self.server.url("/"));
        self.fill(&[("utente", name), ("password", password)]);
        self.browser.click(SEND);
    }

    /// The first access of somebody whose role needs codes: an own password, a device, recovery codes; its secret.
    #[track_caller]
    fn first_access(&self, name: &str, one_time: &str) -> Vec<u8> {
        self.knock(name, one_time);
        self.fill(&[("nuova", GOOD), ("ripetuta", GOOD)]);
        self.browser.click(SEND);
        assert_eq!(self.browser.path(), "/accesso/attivazione");
        let secret = unbase32(&self.browser.text("main code").replace(' ', ""));
        self.fill(&[("codice", &self.code(&secret))]);
        self.browser.click(SEND);
        assert_eq!(self.browser.texts(".hub-codes li").len(), 10);
        self.follow("Prosegui");
        assert_eq!(self.browser.path(), "/");
        secret
    }

    /// Lets somebody in who has been there before, by a code that was not used yet.
    #[track_caller]
    fn sign_in(&self, name: &str, secret: Option<&[u8]>) {
        self.knock(name, GOOD);
        if let Some(secret) = secret {
            self.store.clock.advance(Duration::seconds(30));
            self.fill(&[("codice", &self.code(secret))]);
            self.browser.click(SEND);
        }
        assert_eq!(self.browser.path(), "/");
    }

    fn code(&self, secret: &[u8]) -> String {
        totp::code(secret, totp::step_at(self.store.clock.now()))
    }

    #[track_caller]
    fn sign_out(&self) {
        self.browser.click(".hub-sign-out");
        assert_eq!(self.browser.path(), "/accesso");
    }
}
