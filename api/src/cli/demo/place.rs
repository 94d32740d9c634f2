//! Where the demonstration lives.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use schema::clock::{Entropy, SystemEntropy};

/// A directory. A run that ends by itself in one of its own leaves nothing behind.
pub struct Place {
    pub path: PathBuf,
    temporary: bool,
}

impl Place {
    pub fn make(wanted: Option<&Path>) -> anyhow::Result<Self> {
        let (path, temporary) = if let Some(path) = wanted {
            // The commands to paste name it: they must work from anywhere.
            (std::path::absolute(path)?, false)
        } else {
            let mut name = [0; 6];
            SystemEntropy.fill(&mut name)?;
            let name = format!("anagrafe-hub-demo-{}", hex::encode(name));
            (std::env::temp_dir().join(name), true)
        };
        ensure!(
            !path.join("registro.db").exists(),
            "{} contiene già una dimostrazione",
            path.display()
        );
        std::fs::create_dir_all(&path)
            .with_context(|| format!("non riesco a creare {}", path.display()))?;
        Ok(Self { path, temporary })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.temporary
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            eprintln!("non riesco a cancellare {}: {error}", self.path.display());
        }
    }
}
