//! The harness finds what it is there to find, and leaves nothing behind.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use tests::{Browser, assert_accessible};

/// Serves one page, whatever is asked for, to the end of the process.
fn serve(head: &'static str, body: String) -> String {
    serve_each(head, move |_| body.clone())
}

/// Serves for each path the page that is made of it.
fn serve_each(head: &'static str, page: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let _ = answer(&stream, head, &page);
        }
    });
    address
}

fn answer(
    mut stream: &TcpStream,
    head: &str,
    page: impl Fn(&str) -> String,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let asked = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let body = page(asked.split(' ').nth(1).unwrap_or_default());
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         {head}\r\n{body}",
        body.len()
    )
}

/// What the failed assertion says.
fn complaint(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("nothing was found");
    panic.downcast_ref::<String>().cloned().expect("a message")
}

/// What a new browser is told of a page: requests are counted from its start.
fn judged(head: &'static str, body: &str) -> Option<String> {
    let browser = Browser::start()?;
    browser.open(&serve(head, body.to_owned()));
    Some(complaint(|| assert_accessible(&browser, "page")))
}

const GOOD: &str = "<!doctype html><html lang=it><title>t</title><main><h1>t</h1><p>testo</p>";

#[test]
fn it_is_content_with_a_good_page() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&serve("", GOOD.to_owned()));
    assert_accessible(&browser, "good");
}

#[test]
fn it_finds_what_is_not_accessible() {
    let page = format!("{GOOD}<input><img src='data:,'>");
    let Some(said) = judged("", &page) else {
        return;
    };
    assert!(said.contains("label (critical)"), "{said}");
    assert!(said.contains("image-alt (critical)"), "{said}");
}

#[test]
fn it_finds_what_is_too_wide() {
    let page = format!("{GOOD}<div style='width: 400px'>x</div>");
    let Some(said) = judged("", &page) else {
        return;
    };
    assert!(said.contains("pixels wider than the window"), "{said}");
}

#[test]
fn it_finds_what_the_policy_forbids() {
    let page = format!("{GOOD}<p style='color: red'>x</p>");
    let policy = "Content-Security-Policy: default-src 'self'\r\n";
    let Some(said) = judged(policy, &page) else {
        return;
    };
    assert!(said.contains("Content Security Policy"), "{said}");
}

#[test]
fn it_finds_requests_to_other_servers() {
    let elsewhere = serve("", String::new());
    let page = format!("{GOOD}<img alt='' src='{elsewhere}x'>");
    let Some(said) = judged("", &page) else {
        return;
    };
    assert!(said.contains(&format!("{elsewhere}x")), "{said}");
}

/// Page after page, by form, link and keyboard: what is read is always the page that follows.
#[test]
fn it_follows_whatever_leads_to_another_page() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let address = serve_each("", |path| {
        let number: u32 = path.trim_matches(['/', '?']).parse().unwrap_or_default();
        let next = number + 1;
        format!(
            "<!doctype html><html lang=it><title>t</title><h1>{number}</h1><a id=here href='#x'>x</a>
             <a id=link href='/{next}'>y</a><form action='/{next}' method=post><input id=field><button>z</button></form>
             <form action='/{next}'><input required><button id=refused>w</button></form>"
        )
    });
    browser.open(&address);
    for number in (0..40).step_by(4) {
        let at = |more: u32| assert_eq!(browser.text("h1"), (number + more).to_string());
        at(0);
        browser.click("#link");
        at(1);
        browser.click_on("button", "z");
        at(2);
        browser.tab_to("field");
        browser.enter();
        at(3);
        browser.click("#here");
        browser.click("#refused");
        at(3);
        browser.tab_to("link");
        browser.enter();
    }
}

#[test]
fn it_leaves_nothing_behind_when_a_test_fails() {
    let mut profile = None;
    let said = complaint(|| {
        let Some(browser) = Browser::start() else {
            panic!("{}", "skipped");
        };
        profile = Some(browser.profile().to_owned());
        assert!(!processes_of(browser.profile()).is_empty());
        browser.click("#missing");
    });
    let Some(profile) = profile else { return };
    assert!(said.contains("no #missing"), "{said}");
    assert_eq!(processes_of(&profile), Vec::<String>::new());
    assert!(!profile.exists());
}

fn processes_of(profile: &std::path::Path) -> Vec<String> {
    let profile = profile.display().to_string();
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(&profile))
        .collect()
}
