//! The keyboard alone.

use serde_json::json;

use super::Browser;

/// What has the focus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Focus {
    /// Its tag, in lower case.
    pub tag: String,
    /// Its id.
    pub id: String,
    /// What one reads in it, or its value.
    pub text: String,
    /// Where it leads, as written.
    pub href: String,
    /// True if one sees that it has the focus.
    pub visible: bool,
}

/// Keys without a letter, by their code points in WebDriver.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";

impl Browser {
    /// To the next thing that can be used.
    pub fn tab(&self) -> Focus {
        self.press(TAB);
        self.focus()
    }

    /// Return; if it leads to another page, waits for it.
    #[track_caller]
    pub fn enter(&self) {
        self.follow(|browser| browser.press(ENTER));
    }

    /// The space bar: ticks, and presses a button; if that leads to another page, waits for it.
    #[track_caller]
    pub fn space(&self) {
        self.follow(|browser| browser.press(" "));
    }

    /// To the next of several of which one is chosen.
    pub fn arrow_down(&self) {
        self.press(DOWN);
    }

    /// Types where the focus is.
    pub fn type_keys(&self, text: &str) {
        for letter in text.chars() {
            self.press(&letter.to_string());
        }
    }

    /// Tabs until that element has the focus; fails if the keyboard does not lead there.
    #[track_caller]
    pub fn tab_to(&self, id: &str) {
        let mut seen = Vec::new();
        for _ in 0..100 {
            let focus = self.tab();
            if focus.id == id {
                return;
            }
            seen.push(focus);
        }
        panic!("the keyboard does not reach #{id}: {seen:?}");
    }

    /// What has the focus, and whether one sees it: something changes in its look or around it.
    pub fn focus(&self) -> Focus {
        let found = self.script(
            "const e = document.activeElement;
             if (!e || e === document.body) return null;
             const box = e.getBoundingClientRect(), style = getComputedStyle(e);
             return { tag: e.tagName.toLowerCase(), id: e.id, text: (e.innerText || e.value || '').trim(),
                      href: e.getAttribute('href') || '',
                      visible: box.width > 1 && box.height > 1
                          && (style.outlineStyle !== 'none' || style.boxShadow !== 'none') };",
        );
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        Focus {
            tag: text("tag"),
            id: text("id"),
            text: text("text"),
            href: text("href"),
            visible: found["visible"] == json!(true),
        }
    }

    fn press(&self, key: &str) {
        self.session.post(
            "actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [
                { "type": "keyDown", "value": key }, { "type": "keyUp", "value": key },
            ] }] }),
        );
    }
}
