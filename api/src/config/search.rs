//! How people are found.

use std::path::{Path, PathBuf};

use hub::search::{IndexOptions, SearchOptions};
use serde::{Deserialize, Serialize};

use super::Config;

/// How people are found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SearchConfig {
    /// Directory of the index; empty: beside the inbox.
    pub dir: PathBuf,
    /// People whom a search may find.
    pub most_hits: u32,
    /// Connections that read the register while the index is built.
    pub build_connections: u32,
    /// Megabytes for terms while it is built.
    pub build_memory: u32,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self {
            dir: PathBuf::new(),
            most_hits: SearchOptions::default().most_hits,
            build_connections: 2,
            build_memory: 400,
        }
    }
}

impl SearchConfig {
    /// Bounds of searches.
    pub fn options(&self) -> SearchOptions {
        SearchOptions {
            most_hits: self.most_hits,
            ..SearchOptions::default()
        }
    }

    /// How the index is kept.
    pub fn index_options(&self) -> IndexOptions {
        IndexOptions {
            readers: self.build_connections as usize,
            build_memory: (self.build_memory as usize) << 20,
            ..IndexOptions::default()
        }
    }
}

impl Config {
    /// Where the search index is.
    pub fn search_dir(&self) -> PathBuf {
        if !self.search.dir.as_os_str().is_empty() {
            return self.search.dir.clone();
        }
        let beside = self.inbox.dir.parent().unwrap_or(Path::new(""));
        beside.join("search-index")
    }
}
