//! Builds the files that the pages load into the program: Bootstrap Italia from its npm package, and our own.
//!
//! Without npm, or without its registry, there is a warning and the pages get a plain style of our own, so that
//! `cargo check` works everywhere. Where the program is meant to be used (release profiles, `HUB_REQUIRE_UI=1`) that is
//! an error.

mod npm;
mod style;
mod table;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use table::Source;

/// What is taken from the packages, and the path under which it is served.
const PACKAGES: &[npm::Wanted] = &[
    (
        "bootstrap-italia/dist/css/bootstrap-italia.min.css",
        "css/bootstrap-italia.css",
    ),
    ("bootstrap-italia/dist/svg/sprites.svg", "svg/sprites.svg"),
    (
        "bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2",
        "fonts/titillium-web-regular.woff2",
    ),
    (
        "bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-italic.woff2",
        "fonts/titillium-web-italic.woff2",
    ),
    (
        "bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2",
        "fonts/titillium-web-600.woff2",
    ),
    (
        "bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2",
        "fonts/titillium-web-700.woff2",
    ),
    (
        "bootstrap-italia/dist/fonts/Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular.woff2",
        "fonts/roboto-mono-regular.woff2",
    ),
    // The same letters for PDFs, which hold no WOFF.
    (
        "bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.ttf",
        "fonts/titillium-web-regular.ttf",
    ),
    (
        "bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-600.ttf",
        "fonts/titillium-web-600.ttf",
    ),
    ("bootstrap-italia/LICENSE", "licenze/bootstrap-italia.txt"),
    (
        "bootstrap-italia/dist/fonts/Titillium_Web/OFL.txt",
        "licenze/titillium-web.txt",
    ),
    (
        "bootstrap-italia/dist/fonts/Roboto_Mono/LICENSE.txt",
        "licenze/roboto-mono.txt",
    ),
];

/// Our own, below `ui/`.
const OWN: &[npm::Wanted] = &[
    ("fonts.css", "css/fonts.css"),
    ("hub.css", "css/hub.css"),
    ("icon.svg", "svg/icon.svg"),
];

/// In place of Bootstrap Italia where it could not be had.
const PLAIN: npm::Wanted = ("plain.css", "css/bootstrap-italia.css");

fn main() {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=ui");
    let ui = path("CARGO_MANIFEST_DIR").join("ui");
    let out = path("OUT_DIR");
    let mut sources: Vec<Source> = OWN.iter().map(|wanted| source(&ui, wanted)).collect();
    let complete = match npm::keep(&ui, &out, PACKAGES) {
        Ok(kept) => {
            sources.extend(PACKAGES.iter().map(|(_, to)| source(&kept, &(*to, *to))));
            true
        }
        Err(reason) => {
            assert!(
                !required(),
                "the pages cannot be built without their npm packages: {reason}. Install Node.js and npm \
                 (Debian: apt-get install nodejs npm) and check the registry npm is configured for."
            );
            println!("cargo:warning=pages without Bootstrap Italia: {reason}");
            // A path that never exists: Cargo tries again at every build, until the packages are there.
            println!("cargo:rerun-if-changed={}", out.join("absent").display());
            sources.push(source(&ui, &PLAIN));
            false
        }
    };
    table::write(&out, sources, complete);
}

/// Whoever builds a program to be used wants its pages whole.
fn required() -> bool {
    env::var_os("HUB_REQUIRE_UI").is_some_and(|value| value != "0")
        || env::var("PROFILE").is_ok_and(|profile| profile == "release")
}

fn path(variable: &str) -> PathBuf {
    PathBuf::from(env::var_os(variable).expect("Cargo sets it"))
}

fn source(directory: &Path, (from, to): &npm::Wanted) -> Source {
    let file = directory.join(from);
    let mut bytes = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    if to.starts_with("css/") {
        bytes = style::without_data_fonts(bytes);
    }
    Source { path: to, bytes }
}
