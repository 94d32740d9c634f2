//! The users of the demonstration, and how they prove who they are. Passwords are chance, new in every run.

use anyhow::anyhow;
use hub::identity::{Actor, Identity, Peer};
use schema::clock::{Clock, Entropy};
use schema::codes::{Role, SessionStage};

use super::authenticator::Authenticator;

/// Letters and figures that are not taken for one another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A person who can sign in.
#[derive(Clone, Debug)]
pub struct Player {
    pub id: i64,
    pub username: String,
    pub role: Role,
    pub entity: String,
    pub password: String,
    /// Makes the codes, where the hub asks for one.
    pub device: Option<Authenticator>,
    /// The page to begin with.
    pub page: &'static str,
    /// What to try there, in Italian.
    pub hint: String,
}

/// Gives people their passwords and devices.
pub struct Credentials<'a> {
    pub identity: &'a Identity,
    pub clock: &'a dyn Clock,
    pub entropy: &'a dyn Entropy,
}

impl Credentials<'_> {
    /// Goes the way of every new user: a one-time password, one of its own, and a device where the hub demands it, or
    /// where it is to be shown.
    pub async fn give(&self, player: &mut Player, with_device: bool) -> anyhow::Result<()> {
        let (operator, peer) = (Actor::command_line(), Peer::local("demo"));
        let identity = self.identity;
        let one_time = identity
            .reset_password(&operator, player.id, &peer)
            .await?
            .password;
        let entered = identity.sign_in(&player.username, &one_time, &peer).await?;
        player.password = password(self.entropy)?;
        let entered = identity
            .choose_password(&entered.token, "", &player.password, &peer)
            .await?;
        let mut token = entered.token;
        if with_device || entered.session.stage == SessionStage::Enrolment {
            let enrolment = identity
                .begin_enrolment(&token, &player.password, &peer)
                .await?;
            let device = Authenticator::new(&enrolment.secret)
                .ok_or_else(|| anyhow!("il segreto non è in base32"))?;
            let code = device.earlier_code(self.clock.now());
            let confirmed = identity
                .confirm_enrolment(&token, &enrolment.sealed, &code, &peer)
                .await?;
            token = confirmed.entered.token;
            player.device = Some(device);
        }
        identity.sign_out(&token, &peer).await?;
        Ok(())
    }
}

/// `abcd-efgh-jkmn-pqrs`: eighty bits.
fn password(entropy: &dyn Entropy) -> std::io::Result<String> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use schema::clock::SeededEntropy;

    use super::*;

    #[test]
    fn passwords_are_chance_and_the_hub_takes_them() {
        let entropy = SeededEntropy::new(1);
        let (one, other) = (password(&entropy).unwrap(), password(&entropy).unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 19);
        assert!(hub::identity::check_password(&one, "top.modena").is_ok());
    }
}
