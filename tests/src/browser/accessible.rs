//! Whether everybody can use a page, as far as a program can tell.

use std::env;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{Browser, DESK, NARROW, assert_nothing_strange};

/// The rules applied: WCAG 2.1, A and AA, and what axe-core counts as good practice.
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/// With this variable set, a picture of every page that is judged is kept in that directory, to be looked at.
const PICTURES: &str = "PAGE_PICTURES";

/// Fails if axe-core finds fault with the open page, on a desk or in a narrow window, or if it must be scrolled sideways,
/// or if it did anything that [`assert_nothing_strange`] refuses.
#[track_caller]
pub fn assert_accessible(browser: &Browser, page: &str) {
    let mut faults = Vec::new();
    for (name, size) in [("wide", DESK), ("narrow", NARROW)] {
        browser.resize(size);
        if let Some(folder) = env::var_os(PICTURES) {
            browser.picture(&Path::new(&folder).join(format!("{page}-{name}.png")));
        }
        let wider = browser.script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth;",
        );
        if wider != json!(0) {
            faults.push(format!("{name}: {wider} pixels wider than the window"));
        }
        faults.extend(violations(browser).map(|fault| format!("{name}: {fault}")));
    }
    browser.resize(DESK);
    assert!(faults.is_empty(), "{page}:\n{}", faults.join("\n"));
    assert_nothing_strange(browser, page);
}

fn violations(browser: &Browser) -> impl Iterator<Item = String> {
    if browser.script("return typeof axe === 'undefined';") == json!(true) {
        let path = env!("AXE_CORE");
        assert!(!path.is_empty(), "the tests were built without axe-core");
        let source = fs::read_to_string(path).expect("read axe-core");
        browser.script(&source);
    }
    let found = browser.session.post(
        "execute/async",
        &json!({
            "script": "const [rules, done] = arguments;
                axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] }).then(
                    result => done({ rules: result.passes.length, violations: result.violations.map(v =>
                        `${v.id} (${v.impact}): ${v.help}\\n` +
                        v.nodes.map(n => `    ${n.target.join(' ')}: ${n.html}\\n      ${n.failureSummary}`).join('\\n')) }),
                    error => done({ rules: 0, violations: [String(error)] }));",
            "args": [RULES],
        }),
    );
    // A page on which no rule applied was not judged.
    assert!(
        found["rules"].as_u64().is_some_and(|rules| rules >= 10),
        "{found}"
    );
    let Value::Array(violations) = found["violations"].clone() else {
        panic!("no judgement: {found}");
    };
    violations
        .into_iter()
        .map(|violation| violation.as_str().unwrap_or_default().to_owned())
}
