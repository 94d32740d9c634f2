//! The files that pages load, compiled in by `api/build`.

mod serve;

use askama::Template;

use super::Markup;

pub use serve::resource;

/// One of them.
struct File {
    /// Below the root.
    path: &'static str,
    media: &'static str,
    /// Weak: the same for both encodings.
    etag: &'static str,
    plain: &'static [u8],
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The path of a file, with the version of all of them in it: it may be kept for ever.
pub fn url(path: &str) -> String {
    format!("/risorse/{VERSION}/{path}")
}

/// True if Bootstrap Italia is in; false if it could not be had when the program was built.
pub const fn complete() -> bool {
    COMPLETE
}

/// An icon of Bootstrap Italia's sheet. It says nothing: the words are beside it.
pub fn icon(name: &str) -> Markup {
    #[derive(Template)]
    #[template(
        source = r##"<svg class="icon" aria-hidden="true" focusable="false"><use href="{{ sheet }}#{{ name }}"></use></svg>"##,
        ext = "html"
    )]
    struct Icon<'a> {
        sheet: String,
        name: &'a str,
    }
    Markup::of(&Icon {
        sheet: url("svg/sprites.svg"),
        name,
    })
}

fn find(path: &str) -> Option<&'static File> {
    FILES
        .binary_search_by(|file| file.path.cmp(path))
        .ok()
        .and_then(|place| FILES.get(place))
}

/// The content of a file, for what is not a page.
pub fn bytes(path: &str) -> Option<&'static [u8]> {
    find(path).map(|file| file.plain)
}

/// True if there is such a file.
#[cfg(test)]
pub fn exists(path: &str) -> bool {
    find(path).is_some()
}

/// The content of a file of text.
#[cfg(test)]
pub fn text(path: &str) -> Option<&'static str> {
    std::str::from_utf8(find(path)?.plain).ok()
}
