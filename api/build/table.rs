//! The table of files as Rust code, which `pages::assets` includes.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// A file to be served.
pub struct Source {
    /// Below the root of the files.
    pub path: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Writes `assets.rs` and the compressed files into `out`.
pub fn write(out: &Path, mut sources: Vec<Source>, complete: bool) {
    sources.sort_by_key(|source| source.path);
    let folder = out.join("assets");
    let mut all = Sha256::new();
    let mut table = String::new();
    for source in &sources {
        let digest = Sha256::digest(&source.bytes);
        all.update(source.path.as_bytes());
        all.update(digest);
        let plain = folder.join(source.path);
        store(&plain, &source.bytes);
        let gzip = compressible(source.path).then(|| {
            let name = format!("{}.gz", source.path);
            store(&folder.join(&name), &gzip(&source.bytes));
            name
        });
        let gzip = gzip.map_or_else(
            || "None".to_owned(),
            |name| format!("Some({})", include(&name)),
        );
        writeln!(
            table,
            "    File {{ path: {:?}, media: {:?}, etag: \"W/\\\"{}\\\"\", plain: {}, gzip: {gzip} }},",
            source.path,
            media(source.path),
            short(&digest),
            include(source.path),
        )
        .expect("write to a string");
    }
    let code = format!(
        "const VERSION: &str = {:?};\nconst COMPLETE: bool = {complete};\nstatic FILES: &[File] = &[\n{table}];\n",
        short(&all.finalize())
    );
    fs::write(out.join("assets.rs"), code).expect("write the table");
}

fn include(name: &str) -> String {
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{name}\"))")
}

fn store(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("below a folder")).expect("make a folder");
    fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// The same bytes at every build: no name, no time.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("write to memory");
    encoder.finish().expect("write to memory")
}

/// Enough of a digest to tell versions apart.
fn short(digest: &[u8]) -> String {
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("write to a string");
        text
    })
}

/// The fonts are compressed already.
fn compressible(path: &str) -> bool {
    media(path) != "font/woff2"
}

fn media(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("ttf") => "font/ttf",
        Some("txt") => "text/plain; charset=utf-8",
        other => panic!("no media type for {other:?}"),
    }
}
