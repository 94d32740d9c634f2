//! `log cosign`: a Comune as witness. It needs no configuration of a hub, only its key and what it saw last.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use hub::audit::Checkpoint;
use hub::audit::keys::load_or_create;
use hub::audit::note::{KeyUse, NoteKey, is_name, note_key};
use hub::audit::tree::Hash;
use hub::audit::witness::{read_signed, seen, witness};
use schema::clock::{Clock, SystemClock, SystemEntropy};
use serde_json::{Value, json};

use super::super::output;
use crate::client::Client;

/// Where systems keep the authorities that they trust.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

#[derive(Debug, Args)]
pub struct CosignArguments {
    /// File con l'ultimo checkpoint controfirmato; la prima volta non esiste.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Chiave privata del testimone (PEM); se non c'è, viene creata.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Nome del testimone, per esempio comune.modena.it/registro.
    #[arg(long, value_name = "NOME")]
    name: String,
    /// Chiave pubblica del registro (nome+identificativo+chiave).
    #[arg(long, value_name = "CHIAVE")]
    log_key: String,
    /// Indirizzo dell'hub, https://…: da lì vengono checkpoint e prova, là va la controfirma.
    #[arg(long, value_name = "URL", required_unless_present = "checkpoint")]
    url: Option<String>,
    /// Certificati delle autorità (PEM) di cui fidarsi; se manca, quelli del sistema.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Checkpoint ricevuto in un file, invece che dalla rete.
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    checkpoint: Option<PathBuf>,
    /// Prova di coerenza in un file (JSON con percorso), dopo la prima volta.
    #[arg(long, value_name = "FILE", requires = "checkpoint")]
    proof: Option<PathBuf>,
    /// Stampa l'esito come JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &CosignArguments) -> anyhow::Result<()> {
    ensure!(
        is_name(&arguments.name),
        "il nome del testimone non può essere vuoto né contenere spazi o +"
    );
    let log = NoteKey::parse(&arguments.log_key)
        .map_err(|_| anyhow!("--log-key non è una chiave nome+identificativo+chiave"))?;
    ensure!(
        log.usage == KeyUse::Note,
        "--log-key è la chiave di un testimone, non del registro"
    );
    let (key, made) = load_or_create(&arguments.key, &SystemEntropy)?;
    let state = match std::fs::read_to_string(&arguments.state) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).context(arguments.state.display().to_string()),
    };
    let before = seen(state.as_deref())?;
    let source = Source::of(arguments)?;
    let signed = read_signed(&source.checkpoint()?, &log)?;
    let proof = match &before {
        Some(before) if before.size < signed.1.size => source.proof(before, &signed.1)?,
        _ => Vec::new(),
    };
    let time = SystemClock.now().timestamp().unsigned_abs();
    let by = (arguments.name.as_str(), &key);
    let cosigned = witness(before.as_ref(), &signed, &proof, by, time)?;
    // What was signed is kept before anybody sees it: the witness must not forget it.
    keep(&arguments.state, &cosigned.to_string())?;
    let public = note_key(&arguments.name, &key, KeyUse::Cosignature).to_string();
    if let Err(refused) = source.deliver(&cosigned.to_string()) {
        // The hub does not know a new witness yet: whoever configures it needs the key all the same.
        bail!("{refused}\nChiave del testimone, per la configurazione dell'hub: {public}");
    }
    if arguments.json {
        return output::json(
            &json!({ "size": signed.1.size, "witness_key": public, "key_created": made, "note": cosigned.to_string() }),
        );
    }
    if arguments.url.is_none() {
        output::line(cosigned.to_string().trim_end())?;
    }
    eprintln!("Controfirmato il registro con {} voci.", signed.1.size);
    eprintln!("Chiave del testimone, per la configurazione dell'hub: {public}");
    Ok(())
}

fn keep(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let write = || {
        std::fs::write(&draft, text)?;
        std::fs::File::open(&draft)?.sync_all()?;
        std::fs::rename(&draft, path)
    };
    write().with_context(|| path.display().to_string())
}

/// From where checkpoint and proof come.
enum Source<'a> {
    Hub(Client),
    Files(&'a Path, Option<&'a Path>),
}

impl<'a> Source<'a> {
    fn of(arguments: &'a CosignArguments) -> anyhow::Result<Self> {
        if let Some(url) = &arguments.url {
            ensure!(
                url.starts_with("https://"),
                "--url deve cominciare con https://"
            );
            let authorities = arguments.ca.as_deref().unwrap_or(Path::new(AUTHORITIES));
            let client = Client::at(url.trim_end_matches('/'), authorities, "")?;
            return Ok(Self::Hub(client));
        }
        let Some(checkpoint) = &arguments.checkpoint else {
            bail!("serve --url oppure --checkpoint");
        };
        Ok(Self::Files(checkpoint, arguments.proof.as_deref()))
    }

    fn checkpoint(&self) -> anyhow::Result<String> {
        match self {
            Self::Hub(client) => get(client, "/v1/registro/checkpoint"),
            Self::Files(path, _) => read(path),
        }
    }

    fn proof(&self, from: &Checkpoint, to: &Checkpoint) -> anyhow::Result<Vec<Hash>> {
        let text = match self {
            Self::Hub(client) => get(
                client,
                &format!("/v1/registro/prove/coerenza?da={}&a={}", from.size, to.size),
            )?,
            Self::Files(_, Some(path)) => read(path)?,
            Self::Files(_, None) => bail!(
                "serve --proof: il registro è cresciuto da {} voci",
                from.size
            ),
        };
        let value: Value = serde_json::from_str(&text).context("prova di coerenza")?;
        let hashes: Option<Vec<Hash>> = value["percorso"].as_array().and_then(|path| {
            path.iter()
                .map(|part| STANDARD.decode(part.as_str()?).ok()?.try_into().ok())
                .collect()
        });
        hashes.context("la prova di coerenza non è leggibile")
    }

    fn deliver(&self, note: &str) -> anyhow::Result<()> {
        let Self::Hub(client) = self else {
            return Ok(());
        };
        let answer = client.post("/v1/registro/controfirme", "text/plain", note.as_bytes())?;
        ensure!(
            answer.status == 200,
            "l'hub non ha accolto la controfirma ({}): {}",
            answer.status,
            answer.json()["detail"].as_str().unwrap_or_default()
        );
        Ok(())
    }
}

fn get(client: &Client, path: &str) -> anyhow::Result<String> {
    let answer = client.get(path)?;
    ensure!(
        answer.status == 200,
        "{path}: l'hub risponde {}",
        answer.status
    );
    String::from_utf8(answer.body).context("risposta non UTF-8")
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}
