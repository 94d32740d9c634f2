//! A real browser: headless Chromium, driven over the WebDriver protocol (W3C).
//!
//! Elements are named by CSS selectors; whatever cannot be done ends the test and says why.

mod accessible;
mod downloads;
mod driver;
mod keyboard;
mod leaving;
mod observed;
mod wire;

use std::path::Path;

use serde_json::{Value, json};

pub use accessible::assert_accessible;
pub use keyboard::Focus;
pub use observed::assert_nothing_strange;

use self::driver::Driver;
use self::wire::Session;
use crate::process::{PATIENCE, eventually};

/// Where the browser's window begins.
pub const DESK: (u32, u32) = (1_280, 900);

/// The narrowest window that pages must fit in without scrolling sideways (WCAG 2.1, 1.4.10).
pub const NARROW: (u32, u32) = (320, 640);

/// A browser with one window and a new, empty profile; both end with it, also when the test fails.
pub struct Browser {
    // Dropped in this order: the session closes Chromium, then chromedriver may go.
    session: Session,
    driver: Driver,
}

impl Browser {
    /// Starts one; `None` (said on standard error) where Chromium or chromedriver is not installed, which in CI is a
    /// failure.
    pub fn start() -> Option<Self> {
        let Some(driver) = Driver::start() else {
            assert!(
                std::env::var_os("CI").is_none(),
                "Chromium is not installed: in CI the tests in the browser may not be skipped"
            );
            eprintln!("SKIPPED: chromium or chromedriver is not installed");
            return None;
        };
        let session = Session::open(driver.port(), driver.profile());
        let browser = Self { session, driver };
        // They would take a different width from the page than from its picture.
        let hidden = json!({ "hidden": true });
        browser
            .session
            .command("Emulation.setScrollbarsHidden", &hidden);
        browser.resize(DESK);
        Some(browser)
    }

    /// The directory of its profile, which its processes name.
    pub fn profile(&self) -> &Path {
        self.driver.profile()
    }

    /// Opens a page and waits until it is loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.session.post("url", &json!({ "url": url }));
    }

    /// The address of the page that is open.
    pub fn url(&self) -> String {
        text_of(&self.session.get("url"))
    }

    /// Path of the page that is open, with its query.
    pub fn path(&self) -> String {
        let url = self.url();
        let after = url.split_once("://").map_or("", |(_, rest)| rest);
        after
            .find('/')
            .and_then(|slash| after.get(slash..))
            .unwrap_or("/")
            .to_owned()
    }

    /// Title of the document.
    pub fn title(&self) -> String {
        text_of(&self.session.get("title"))
    }

    /// True if the page has such an element.
    pub fn has(&self, selector: &str) -> bool {
        !self.elements(selector).is_empty()
    }

    /// Waits until the page has such an element.
    #[track_caller]
    pub fn wait_for(&self, selector: &str) {
        let found = eventually(PATIENCE, || self.has(selector));
        assert!(found, "no {selector} on {}", self.url());
    }

    /// What one reads in the first such element.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let element = self.element(selector);
        text_of(&self.session.get(&format!("element/{element}/text")))
    }

    /// What one reads in all such elements.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.elements(selector)
            .iter()
            .map(|element| text_of(&self.session.get(&format!("element/{element}/text"))))
            .collect()
    }

    /// An attribute of the first such element.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let element = self.element(selector);
        let value = self
            .session
            .get(&format!("element/{element}/attribute/{name}"));
        value.as_str().map(str::to_owned)
    }

    /// Clicks on the first such element; if it leads to another page, waits for it.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.click_element(&element);
    }

    /// Clicks on the first such element that has these words; if it leads to another page, waits for it.
    #[track_caller]
    pub fn click_on(&self, selector: &str, words: &str) {
        let elements = self.elements(selector);
        let found = elements.iter().find(|element| {
            text_of(&self.session.get(&format!("element/{element}/text"))).contains(words)
        });
        let Some(element) = found else {
            panic!("no {selector} with \"{words}\" on {}", self.url());
        };
        self.click_element(element);
    }

    /// Types into a field in place of what it held.
    #[track_caller]
    pub fn fill(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.session
            .post(&format!("element/{element}/clear"), &json!({}));
        self.session.post(
            &format!("element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Chooses from a list by the value.
    #[track_caller]
    pub fn choose(&self, selector: &str, value: &str) {
        self.click(&format!("{selector} option[value={value:?}]"));
    }

    /// Runs a function's body in the page, away from its policy, and gives back what it returns.
    #[track_caller]
    pub fn script(&self, body: &str) -> Value {
        self.session
            .post("execute/sync", &json!({ "script": body, "args": [] }))
    }

    /// Cookies that the open page is sent with.
    pub fn cookies(&self) -> Value {
        self.session.get("cookie")
    }

    /// As after a restart of the browser: nobody is signed in.
    pub fn forget(&self) {
        self.session.delete("cookie");
    }

    /// Another size of the window's inside.
    pub fn resize(&self, (width, height): (u32, u32)) {
        self.session.command(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    /// True if such an element would be printed.
    pub fn prints(&self, selector: &str) -> bool {
        let medium = |name: &str| {
            self.session
                .command("Emulation.setEmulatedMedia", &json!({ "media": name }));
        };
        medium("print");
        let seen = self.script(&format!(
            "return [...document.querySelectorAll({selector:?})].some(e => e.getClientRects().length > 0);"
        ));
        medium("");
        seen == json!(true)
    }

    /// Keeps a picture of the whole page as PNG.
    pub fn picture(&self, path: &Path) {
        let shot = self.session.command(
            "Page.captureScreenshot",
            &json!({ "captureBeyondViewport": true }),
        );
        let data = shot["data"].as_str().expect("a picture");
        let bytes = wire::from_base64(data);
        std::fs::write(path, bytes).expect("write the picture");
    }

    #[track_caller]
    fn click_element(&self, element: &str) {
        let path = format!("element/{element}/click");
        self.follow(|browser| browser.session.post(&path, &json!({})));
    }

    #[track_caller]
    fn element(&self, selector: &str) -> String {
        self.elements(selector)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no {selector} on {}", self.url()))
    }

    fn elements(&self, selector: &str) -> Vec<String> {
        let found = self.session.post(
            "elements",
            &json!({ "using": "css selector", "value": selector }),
        );
        let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(wire::element_id).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session.close();
        self.driver.end();
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
