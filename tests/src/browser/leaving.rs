//! Whatever is pressed may lead to another page; nobody is to read the one that is about to go.
//!
//! Chromium begins to leave a page some time after the click that leads away from it, so that chromedriver, asked right
//! behind the click, may still find the old page and take it for the one that follows. Whether a click leads away is
//! known at once, though: the page's own events say so.

use serde_json::{Value, json};

use super::Browser;
use crate::process::{PATIENCE, eventually};

/// Puts a mark into the document, which says whether it is about to go. Forms that the browser itself refuses to send
/// are never submitted; a link to a place in the same page, or to a file to be kept, leads nowhere else.
const WATCH: &str = "
    if (typeof hubLeaves === 'undefined') {
        addEventListener('submit', event => { if (!event.defaultPrevented) hubLeaves = true; });
        addEventListener('click', event => {
            const link = event.target instanceof Element && event.target.closest('a[href]');
            if (!link || event.defaultPrevented || link.hasAttribute('download') || link.target) return;
            const within = link.getAttribute('href').includes('#')
                && link.href.split('#')[0] === location.href.split('#')[0];
            if (!within && link.protocol.startsWith('http')) hubLeaves = true;
        });
    }
    window.hubLeaves = false;";

/// Whether the marked document is still there, and if not, whether the next one is whole.
const LOOK: &str = "
    if (typeof hubLeaves !== 'undefined') return hubLeaves ? 'leaves' : 'stays';
    return document.readyState === 'complete' ? 'arrived' : 'arrives';";

impl Browser {
    /// Does what may lead to another page; if it does, that page is loaded when this returns.
    #[track_caller]
    pub(super) fn follow<T>(&self, press: impl FnOnce(&Self) -> T) -> T {
        self.script(WATCH);
        let from = self.url();
        let done = press(self);
        let mut last = Value::Null;
        let arrived = eventually(PATIENCE, || {
            // Between two documents there is none that could be asked.
            let Some(place) = self
                .session
                .ask("execute/sync", &json!({ "script": LOOK, "args": [] }))
            else {
                return false;
            };
            last = place;
            last == json!("stays") || last == json!("arrived")
        });
        assert!(arrived, "what was pressed on {from} leads nowhere: {last}");
        done
    }
}
