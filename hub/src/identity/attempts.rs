//! Attempts of people: whose they count as, and whose turn it is.

use schema::db::write_tx;
use schema::tables::UserCredentialRow;

use super::actor::Peer;
use super::error::IdentityError;
use super::password::Place;
use super::service::Identity;
use super::throttle::{self, Attempt, Rule, Subject};
use super::{device, network};

impl Identity {
    pub(super) fn subject(&self, rule: &'static Rule, what: &str) -> Subject {
        Subject {
            rule,
            key: self.secrets.mark(what),
        }
    }

    /// What is counted of that user's attempts from there.
    pub(super) fn subjects(&self, username: &str, peer: &Peer) -> Vec<Subject> {
        if let Some(device) = device::known(&self.secrets, username, &peer.device) {
            return vec![self.subject(&throttle::ONE_USER, &format!("device {device}"))];
        }
        let network = network::prefix(peer.address);
        vec![
            self.subject(&throttle::ONE_USER, &format!("user {username} {network}")),
            self.subject(&throttle::NETWORK, &format!("network {network}")),
        ]
    }

    /// A place among those who hash.
    pub(super) fn place_for(&self, username: &str, peer: &Peer) -> Result<Place, IdentityError> {
        match device::known(&self.secrets, username, &peer.device) {
            Some(_) => self.hasher.place(),
            None => self.hasher.open_place(),
        }
    }

    /// Begins an attempt of that user from there.
    pub(super) fn enter(&self, username: &str, peer: &Peer) -> Result<Attempt, IdentityError> {
        let subjects = self.subjects(username, peer);
        self.throttle.enter(subjects, self.clock.now())
    }

    /// Counts a failure.
    pub(super) async fn failed(&self, attempt: &Attempt) -> Result<(), IdentityError> {
        let (keys, now) = (attempt.keys(), self.clock.now());
        let rows = self.desk.run(move |conn| {
            Ok(write_tx(conn, |conn| {
                throttle::count(conn, &keys, now.naive_utc())
            })?)
        });
        // What it says of the next attempt does not concern this one.
        let _ = attempt.learn(&rows.await?, now);
        Ok(())
    }

    /// A place among those who hash, and whether the password is the stored one.
    pub(super) async fn weigh(
        &self,
        place: &Place,
        password: &str,
        credential: &UserCredentialRow,
    ) -> Result<bool, IdentityError> {
        self.hasher
            .verify(place, password, &credential.password)
            .await
    }
}
