//! LAC files of a few people, and questions about them.

use api::client::{Answer, Client};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const HEAD: &str = "Codpro;Codcom;Tipores;Codicefam;Codiceconv;IdIndividuo;Cognome;Nome;Codfiscale;Sesso;Datanas;Pronas;Comnas;Estnas;Cittad;Ncomp;Relpar;Staciv;Dataiscr;Idtoponimo;Specie;Denominazione;Civico;Esponente;Interno;Cap;Nsez";

/// Codice fiscale of the one person of [`lac`].
pub const CF: &str = "CSSSLL03P56D617B";

/// A supply of Fiumalbo with one person, who lives at that number of viale J.F. Kennedy.
pub fn lac(number: u32) -> Vec<u8> {
    format!(
        "{HEAD}\r\n036;014;1;5002;;100003;COSSIGA;STELLA;{CF};2;16/09/2003;036;014;;100;1;1;1;16/09/2003;10;VIALE;J.F. KENNEDY;{number};A;;41014;1;\r\n"
    )
    .into_bytes()
}

/// Where [`lac`] is sent, as supply of that number and id.
pub fn lac_path(comune: &str, number: u32, id: &str) -> String {
    format!(
        "/v1/forniture?comune={comune}&formato=LAC&numero={number}&id={id}&dataEstrazione=2023-01-01"
    )
}

/// Sends a supply and waits until it is settled; the path of its state.
pub fn send(client: &Client, path: &str, body: &[u8]) -> String {
    let answer = client.post(path, "text/csv", body).unwrap();
    assert_eq!(answer.status, 202, "{}", text(&answer));
    let place = answer.header("location").unwrap().to_owned();
    settled(client, &place);
    place
}

/// Waits until a supply is no longer on its way; its state.
pub fn settled(client: &Client, place: &str) -> Value {
    let begun = Instant::now();
    loop {
        let state = client.get(place).unwrap().json();
        if !matches!(state["stato"].as_str(), Some("RICEVUTA" | "IN_CARICAMENTO")) {
            return state;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{state}");
        std::thread::yield_now();
    }
}

/// A question about a person.
pub fn question(cf: &str, declaration: &Value) -> Value {
    json!({
        "soggetto": { "codiceFiscale": cf },
        "dataRiferimento": "2023-01-01",
        "finalita": "prova",
        "riferimentoPratica": "1/2023",
        "dichiarazioni": [declaration],
    })
}

/// A declared address in Fiumalbo.
pub fn address(street: &str, number: &str) -> Value {
    json!({ "tipo": "residenza", "comune": "036014", "denominazione": street, "civico": number })
}

/// The outcome of the first declaration, `S`, `N`, or `A:` and its reason.
pub fn outcome(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", text(answer));
    let first = answer.json()["esiti"][0].clone();
    let outcome = first["esito"].as_str().unwrap().to_owned();
    match first["motivo"]["codice"].as_str() {
        Some(reason) => format!("{outcome}:{reason}"),
        None => outcome,
    }
}

/// The body as text, for messages.
pub fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}
