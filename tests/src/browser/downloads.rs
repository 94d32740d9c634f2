//! Files that a link gives to be kept.

use std::fs;
use std::path::{Path, PathBuf};

use super::Browser;
use crate::process::{PATIENCE, eventually};

/// Where the browser with that profile keeps them.
pub fn directory(profile: &Path) -> PathBuf {
    profile.join("scaricati")
}

impl Browser {
    /// Clicks on the first link to a file with these words; the name and the content of what has come.
    #[track_caller]
    pub fn download(&self, selector: &str, words: &str) -> (String, String) {
        let directory = directory(self.profile());
        // Whatever an earlier link gave is not what this one gives.
        let _ = fs::remove_dir_all(&directory);
        self.click_on(selector, words);
        let mut found = None;
        let came = eventually(PATIENCE, || {
            found = whole(&directory);
            found.is_some()
        });
        assert!(came, "no file came from {}", self.url());
        let path = found.expect("it came");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path).expect("read what came");
        (name.into_owned(), text)
    }
}

/// The one file, if it is all there: Chromium gives it its name only then.
fn whole(directory: &Path) -> Option<PathBuf> {
    let mut files = fs::read_dir(directory).ok()?.map_while(Result::ok);
    let path = files.next()?.path();
    let partial = path.extension().is_some_and(|end| end == "crdownload")
        || path.file_name()?.to_string_lossy().starts_with('.');
    (!partial && files.next().is_none()).then_some(path)
}
