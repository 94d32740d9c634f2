//! Pages and the files they load, as any client gets them.

use api::client::Answer;
use tests::{TestServer, TestStore};

use super::support::text;

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// What the first page loads.
fn loaded(page: &str) -> Vec<String> {
    page.split("href=\"/risorse/")
        .skip(1)
        .filter_map(|part| Some(format!("/risorse/{}", part.split(['"', '#']).next()?)))
        .collect()
}

fn no_store(answer: &Answer) -> bool {
    answer.header("cache-control") == Some("no-store")
}

#[test]
fn headers_of_a_page() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let page = server.client.with_key("").get("/accesso").unwrap();
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(no_store(&page));
    let policy = page.header("content-security-policy").unwrap();
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for (name, value) in [
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    assert!(
        page.header("permissions-policy")
            .unwrap()
            .contains("camera=()")
    );
    // What is no page is nothing that a browser may open as one, or another site put into its own.
    let style = loaded(&text(&page)).remove(0);
    for path in [
        "/salute/viva",
        "/v1/forniture",
        "/metriche",
        "/nulla",
        &style,
    ] {
        let answer = server.client.with_key("").get(path).unwrap();
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("'self'"), "{path}: {policy}");
        for (name, value) in [
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            (
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            ),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}: {name}");
        }
    }
}

/// Kept for ever, compressed for whoever takes it, not sent again to whoever has it.
#[test]
fn files_that_pages_load() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let page = text(&server.client.get("/accesso").unwrap());
    let files = loaded(&page);
    assert!(files.len() >= 4, "{page}");
    let mut connection = server.connect();
    for file in &files {
        let answer = connection.get(file).whole();
        assert_eq!(answer.status, 200, "{file}");
        let cache = answer.header("cache-control").unwrap();
        assert!(cache.contains("immutable"), "{file}: {cache}");
        assert_eq!(answer.header("content-encoding"), None);
    }
    let style = files.iter().find(|file| file.ends_with("hub.css")).unwrap();
    let plain = connection.get(style).whole();
    let fields = "Accept-Encoding: br, gzip\r\n";
    let gzip = connection.get_with(style, fields).whole();
    assert_eq!(gzip.header("content-encoding"), Some("gzip"));
    assert_eq!(gzip.header("vary"), Some("Accept-Encoding"));
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(gzip.body.as_slice()),
        &mut unpacked,
    )
    .unwrap();
    assert_eq!(unpacked, plain.body);
    let refused = "Accept-Encoding: gzip;q=0\r\n";
    let answer = connection.get_with(style, refused).whole();
    assert_eq!(answer.header("content-encoding"), None);

    let tag = plain.header("etag").unwrap();
    let fields = format!("If-None-Match: \"x\", {tag}\r\n");
    let known = connection.get_with(style, &fields).whole();
    assert_eq!((known.status, known.body.len()), (304, 0));

    // The page of another version, from another node: served, not kept.
    let (_, name) = style
        .trim_start_matches("/risorse/")
        .split_once('/')
        .unwrap();
    let other = connection.get(&format!("/risorse/000000/{name}")).whole();
    assert_eq!(other.status, 200);
    assert_eq!(other.header("cache-control"), Some("no-cache"));
    assert_eq!(other.body, plain.body);
    for wrong in [
        "/risorse/x/../../etc/passwd",
        "/risorse/x/css/nulla.css",
        "/risorse/x/",
    ] {
        let answer = connection.get(wrong).whole();
        assert_eq!(answer.status, 404, "{wrong}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{wrong}");
    }
}

/// The same refusal as a page for a browser, as a problem for a program.
#[test]
fn refusals_as_pages() {
    let store = &TestStore::sqlite();
    let server = TestServer::start(store);
    let client = server.client.with_key("");
    let cases = [
        ("/nulla", 404, "Non c&#39;è nulla a questo indirizzo"),
        ("/v1/forniture", 401, "Serve una chiave di accesso"),
        ("/v1/verifiche", 405, "Il metodo non è ammesso"),
    ];
    for (path, status, words) in cases {
        let page = client.get_accepting(path, HTML).unwrap();
        assert_eq!(page.status, status, "{path}");
        let content = page.header("content-type").unwrap();
        assert!(content.starts_with("text/html"), "{path}: {content}");
        assert!(page.header("content-security-policy").is_some(), "{path}");
        assert!(no_store(&page), "{path}");
        assert!(text(&page).contains(words), "{path}: {}", text(&page));
        assert!(text(&page).contains("<h1>"), "{path}");
        let problem = client.get_accepting(path, "*/*").unwrap();
        assert_eq!(problem.status, status, "{path}");
        assert_eq!(
            problem.header("content-type"),
            Some("application/problem+json; charset=utf-8"),
            "{path}"
        );
    }
    // What tells a client how to go on is on the page's answer too.
    let page = client.get_accepting("/v1/verifiche", HTML).unwrap();
    assert_eq!(page.header("allow"), Some("POST"));
}
