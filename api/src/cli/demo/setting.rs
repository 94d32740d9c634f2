//! Configuration, certificate and keys of the demonstration, as files: the commands to paste use the same ones.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::Context;
use hub::audit::seal::keygen;
use schema::clock::{Clock, Entropy};

use crate::certificates::{self, Certificates};
use crate::config::{self, Config};

/// What the demonstration runs with.
pub struct Setting {
    /// The directory in which all of it stands.
    pub directory: PathBuf,
    /// The configuration's file.
    pub file: PathBuf,
    /// What it says.
    pub config: Config,
    /// Of TLS.
    pub certificates: Certificates,
    /// The private keys of the seal. On a real hub neither is on the machine.
    pub seal: [PathBuf; 2],
}

impl Setting {
    pub fn make(
        directory: &Path,
        port: u16,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> anyhow::Result<Self> {
        // Minutes of loading for nothing, if another demonstration still has the port.
        if port != 0 {
            TcpListener::bind(("127.0.0.1", port)).with_context(|| {
                format!("la porta {port} è occupata: fermare chi la usa, o sceglierne un'altra con --port")
            })?;
        }
        let certificates = certificates::make(directory, clock.now())?;
        let seal = [
            directory.join("sigillo-a.key"),
            directory.join("sigillo-b.key"),
        ];
        let mut public = Vec::new();
        for path in &seal {
            let (private, its_public) = keygen(entropy)?;
            std::fs::write(path, private.to_text())?;
            let path = path.with_extension("pub");
            std::fs::write(&path, its_public.to_text())?;
            public.push(path);
        }
        let file = directory.join("hub.toml");
        let text = toml(directory, port, &certificates, &public)?;
        std::fs::write(&file, text)?;
        // Whatever the environment says is not about the demonstration.
        let config = config::load(Some(&file), std::iter::empty())?;
        Ok(Self {
            directory: directory.to_owned(),
            file,
            config,
            certificates,
            seal,
        })
    }
}

fn toml(
    directory: &Path,
    port: u16,
    certificates: &Certificates,
    seal: &[PathBuf],
) -> anyhow::Result<String> {
    let at = |name: &str| directory.join(name).display().to_string();
    let shown = |path: &Path| path.display().to_string();
    let address = format!("https://localhost:{port}");
    let store = |name: &str| format!("sqlite:{}", at(name));
    let sections: [(&str, Vec<(&str, String)>); 8] = [
        (
            "database",
            vec![
                ("url", store("registro.db")),
                ("trace_url", store("traccia.db")),
            ],
        ),
        ("server", vec![("address", format!("127.0.0.1:{port}"))]),
        (
            "server.tls",
            vec![
                ("certificate", shown(&certificates.certificate)),
                ("key", shown(&certificates.key)),
            ],
        ),
        ("inbox", vec![("dir", at("ricevute"))]),
        ("trace", vec![("public_url", address.clone())]),
        (
            "trace.seal",
            ["first_key", "second_key"]
                .into_iter()
                .zip(seal.iter().map(|path| shown(path)))
                .collect(),
        ),
        ("oauth", vec![("issuer", address)]),
        (
            "pages",
            vec![("province", "Provincia di prova (dati inventati)".to_owned())],
        ),
    ];
    let mut text = String::from("# La configurazione di questa dimostrazione.\n");
    for (section, keys) in sections {
        writeln!(text, "\n[{section}]")?;
        for (key, value) in keys {
            // A JSON string is a basic string of TOML.
            writeln!(text, "{key} = {}", serde_json::to_string(&value)?)?;
        }
    }
    // One user shows how codes go; nobody has to set up ten devices to look around.
    text.push_str("\n[identity]\ncodes_optional = true\n");
    text.push_str("\n[log]\nformat = \"text\"\nlevel = \"warn\"\n");
    Ok(text)
}
