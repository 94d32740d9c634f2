//! axe-core, which judges the accessibility of the pages in a real browser, from its npm package. Without npm the tests
//! in the browser say so; where the pages are required (`HUB_REQUIRE_UI=1`) that is an error.

#[path = "../api/build/npm.rs"]
mod npm;

use std::env;
use std::path::PathBuf;

const AXE: npm::Wanted = ("axe-core/axe.min.js", "axe.min.js");

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../api/build/npm.rs");
    println!("cargo:rerun-if-changed=ui");
    let path = |variable| PathBuf::from(env::var_os(variable).expect("Cargo sets it"));
    let out = path("OUT_DIR");
    // The tests read the file when they run: half a megabyte that need not be compiled in.
    let axe = match npm::keep(&path("CARGO_MANIFEST_DIR").join("ui"), &out, &[AXE]) {
        Ok(kept) => kept.join(AXE.1).display().to_string(),
        Err(reason) => {
            let required = env::var_os("HUB_REQUIRE_UI").is_some_and(|value| value != "0");
            assert!(
                !required,
                "the pages cannot be tested without axe-core: {reason}. Install Node.js and npm \
                 (Debian: apt-get install nodejs npm) and check the registry npm is configured for."
            );
            println!("cargo:warning=no tests of accessibility: {reason}");
            println!("cargo:rerun-if-changed={}", out.join("absent").display());
            String::new()
        }
    };
    println!("cargo:rustc-env=AXE_CORE={axe}");
}
