//! Packages of npm at build time: installed as the lock file pins them, the few files needed kept, the rest removed.
//! Shared by the build scripts of `api` and `tests`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file of a package, and the name under which it is kept.
pub type Wanted = (&'static str, &'static str);

/// Installs what `manifests/package-lock.json` pins and keeps the wanted files below `out`; does nothing if they are
/// there since an earlier build. Returns the directory they are in, or what went wrong.
pub fn keep(manifests: &Path, out: &Path, wanted: &[Wanted]) -> Result<PathBuf, String> {
    let (kept, stamp) = (out.join("kept"), out.join("kept.stamp"));
    let lock = fs::read_to_string(manifests.join("package-lock.json"))
        .map_err(|error| format!("package-lock.json: {error}"))?;
    let state = format!("{wanted:?}\n{lock}");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == state) {
        return Ok(kept);
    }
    let tree = out.join("npm");
    remove(&tree)?;
    remove(&kept)?;
    make(&tree)?;
    for manifest in ["package.json", "package-lock.json"] {
        copy(&manifests.join(manifest), &tree.join(manifest))?;
    }
    install(&tree)?;
    for (from, to) in wanted {
        let to = kept.join(to);
        make(to.parent().unwrap_or(&kept))?;
        copy(&tree.join("node_modules").join(from), &to)?;
    }
    // Tens of megabytes of which we want one.
    remove(&tree)?;
    fs::write(&stamp, state).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(kept)
}

/// `ci` installs exactly what the lock file says and checks each package's digest; no script of a package runs.
fn install(tree: &Path) -> Result<(), String> {
    let output = Command::new("npm")
        .args([
            "ci",
            "--omit=dev",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--loglevel=error",
        ])
        .current_dir(tree)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("npm does not start ({error})"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    // The beginning says what is wrong; Cargo shows one line for each warning.
    let said: Vec<_> = said.lines().map(str::trim).take(4).collect();
    Err(format!("npm ci failed: {}", said.join(" | ")))
}

fn remove(path: &Path) -> Result<(), String> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", path.display()))
        }
        _ => Ok(()),
    }
}

fn make(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{}: {error}", from.display()))
}
