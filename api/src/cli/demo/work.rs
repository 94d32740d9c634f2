//! What the users have done before one looks: notices on the board, checks answered, one that waits for a Comune.

use std::sync::Arc;

use anyhow::{Context, ensure};
use hub::notices::{Audience, Draft, Member, Origin};
use schema::clock::Clock;
use schema::codes::Role;
use serde_json::Value;
use sync::sample::Summary;

use super::cast::Player;
use super::directory::{Directory, Town};
use super::questions;
use super::visitor::Visitor;
use crate::client::Client;
use crate::state::Hub;

/// Publishes two notices: of the Province to all, of a Comune to its own.
pub fn publish(hub: &Arc<Hub>, directory: &Directory) -> anyhow::Result<()> {
    let town = &directory.towns.manual;
    let top = player(directory, &town.top)?.id;
    let notices = [
        (
            directory.operator_id,
            Audience::default(),
            "Benvenuti nella dimostrazione",
            "Persone, enti e convenzioni sono inventati. Si può provare tutto: alla fine non resta nulla.".to_owned(),
        ),
        (
            top,
            Audience { comune: town.istat.clone(), ..Audience::default() },
            "Richieste da validare",
            format!("Le richieste dell'Azienda USL sui residenti di {} attendono una decisione.", town.name),
        ),
    ];
    let today = hub.clock.today();
    for (author, audience, title, body) in notices {
        let member = Member::read(&mut *hub.register.get()?, author, today)?
            .context("manca chi pubblica")?;
        let origin = Origin {
            request_id: "demo".to_owned(),
            workstation: "dimostrazione".to_owned(),
        };
        let draft = Draft {
            audience,
            title: title.to_owned(),
            body,
            valid_from: None,
            valid_to: today.add_days(30),
        };
        hub.notices.publish(&member, &origin, &draft)?;
    }
    Ok(())
}

/// The health authority asks: one Comune answers at once, another is waited for. The police ask, under seal.
pub fn ask(
    client: &Client,
    directory: &Directory,
    summary: &Summary,
    clock: &dyn Clock,
) -> anyhow::Result<()> {
    let towns = &directory.towns;
    let asking = [
        (
            Role::Standard,
            "AUSL/2",
            vec![(&towns.at_once, 200), (&towns.manual, 202)],
        ),
        (Role::StandardPs, "PS/3", vec![(&towns.silent, 200)]),
    ];
    for (role, case, requests) in asking {
        let asker = directory
            .players
            .iter()
            .find(|player| player.role == role)
            .context("manca chi chiede")?;
        let mut visitor = Visitor::new(client);
        visitor.sign_in(asker, clock.now())?;
        for (town, status) in requests {
            let answer = visitor.post("/v1/verifiche", &about(summary, town, case)?)?;
            ensure!(
                answer.status == status,
                "{}: la richiesta su {} risponde {}: {}",
                asker.username,
                town.name,
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
        visitor.sign_out()?;
    }
    Ok(())
}

/// A question for that Comune alone.
fn about(summary: &Summary, town: &Town, case: &str) -> anyhow::Result<Value> {
    let mut body = questions::true_residence(summary, &town.istat)?;
    let fields = body
        .as_object_mut()
        .context("la richiesta non è un oggetto")?;
    fields.insert("comuni".to_owned(), Value::from(vec![town.istat.clone()]));
    fields.insert("riferimentoPratica".to_owned(), case.into());
    Ok(body)
}

pub fn player<'a>(directory: &'a Directory, username: &str) -> anyhow::Result<&'a Player> {
    directory
        .players
        .iter()
        .find(|player| player.username == username)
        .with_context(|| format!("manca {username}"))
}
