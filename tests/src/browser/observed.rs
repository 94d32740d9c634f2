//! What the browser did that nobody asked for.

use serde_json::Value;

use super::Browser;

/// Fails if, since it was last asked, the browser sent a request to any other server than that of the open page, or a
/// page broke its own policy, or wrote an error.
#[track_caller]
pub fn assert_nothing_strange(browser: &Browser, page: &str) {
    let url = browser.url();
    let origin = origin(&url);
    let requests = requests(browser);
    let elsewhere: Vec<&String> = requests
        .iter()
        .map(|(request, _)| request)
        .filter(|request| !local(request, origin))
        .collect();
    assert!(
        elsewhere.is_empty(),
        "{page}: requests outside {origin}: {elsewhere:#?}"
    );
    let errors: Vec<String> = browser
        .session
        .log("browser")
        .iter()
        .filter(|entry| entry["level"] == "SEVERE" || entry["source"] == "security")
        .filter_map(|entry| entry["message"].as_str().map(str::to_owned))
        // A page that says 404 is no fault of the page; what a page lacks is one.
        .filter(|message| {
            let of = message.split(" - Failed to load resource").next();
            !requests
                .iter()
                .any(|(request, is_page)| *is_page && of == Some(request))
        })
        .collect();
    assert!(errors.is_empty(), "{page}: {errors:#?}");
}

/// Every address asked for, those of frames, styles and pictures included; and whether it was for a page.
fn requests(browser: &Browser) -> Vec<(String, bool)> {
    let log = browser.session.log("performance");
    log.iter()
        .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok())
        .filter(|entry| entry["message"]["method"] == "Network.requestWillBeSent")
        .filter_map(|entry| {
            let url = entry["message"]["params"]["request"]["url"].as_str()?;
            let is_page = entry["message"]["params"]["type"] == "Document";
            Some((url.to_owned(), is_page))
        })
        .collect()
}

fn origin(url: &str) -> &str {
    let begin = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(begin..).and_then(|rest| rest.find('/'));
    end.and_then(|end| url.get(..begin + end)).unwrap_or(url)
}

/// `chrome:` is the browser's own first page; `data:` and `about:` ask nobody.
fn local(request: &str, origin: &str) -> bool {
    let asks = ["http:", "https:", "ws:", "wss:"]
        .iter()
        .any(|scheme| request.starts_with(scheme));
    !asks || request == origin || request.starts_with(&format!("{origin}/"))
}
