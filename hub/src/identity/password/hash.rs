//! Argon2id, kept as a PHC string that carries its own parameters, so that they can be raised.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;

/// What a guess costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// OWASP's recommendation for argon2id.
pub const COST: Cost = Cost {
    memory: 19 * 1024,
    passes: 2,
    lanes: 1,
};

/// The most that a stored hash may ask for: a damaged row must not take the machine.
const MOST: Cost = Cost {
    memory: 256 * 1024,
    passes: 16,
    lanes: 4,
};

const HASH_BYTES: usize = 32;

/// The hash of no password, with the present cost: an unknown user is weighed against it, so that the answer takes as
/// long as for a known one.
pub const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bmVzc3VuIHV0ZW50ZSE$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Computes hashes, in memory that it keeps.
#[derive(Default)]
pub struct Kiln {
    memory: Vec<Block>,
}

impl Kiln {
    /// The PHC string of a password; nothing if the library refuses.
    pub fn hash(&mut self, password: &str, salt: [u8; 16]) -> Option<String> {
        let hash = self.compute(COST, password.as_bytes(), &salt)?;
        Some(format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            COST.memory,
            COST.passes,
            COST.lanes,
            STANDARD_NO_PAD.encode(salt),
            STANDARD_NO_PAD.encode(hash)
        ))
    }

    /// Whether that string is this password's. A string that cannot be read is nobody's.
    pub fn verify(&mut self, password: &str, phc: &str) -> bool {
        let Some((cost, salt, stored)) = read(phc) else {
            return false;
        };
        self.compute(cost, password.as_bytes(), &salt)
            .is_some_and(|hash| hash.ct_eq(&stored).into())
    }

    fn compute(&mut self, cost: Cost, password: &[u8], salt: &[u8]) -> Option<[u8; HASH_BYTES]> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(HASH_BYTES)).ok()?;
        let blocks = params.block_count();
        if self.memory.len() < blocks {
            self.memory.resize(blocks, Block::default());
        }
        let mut out = [0; HASH_BYTES];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                password,
                salt,
                &mut out,
                self.memory.get_mut(..blocks)?,
            )
            .ok()?;
        Some(out)
    }
}

/// Whether a hash was made with another cost than the present one.
pub fn is_dated(phc: &str) -> bool {
    read(phc).is_none_or(|(cost, _, _)| cost != COST)
}

fn read(phc: &str) -> Option<(Cost, Vec<u8>, [u8; HASH_BYTES])> {
    let mut parts = phc.strip_prefix("$argon2id$v=19$")?.split('$');
    let (costs, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    let mut costs = costs.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let cost = Cost {
        memory: cost("m=")?,
        passes: cost("t=")?,
        lanes: cost("p=")?,
    };
    let bounded =
        cost.memory <= MOST.memory && cost.passes <= MOST.passes && cost.lanes <= MOST.lanes;
    let salt = STANDARD_NO_PAD.decode(salt).ok()?;
    let hash = STANDARD_NO_PAD.decode(hash).ok()?.try_into().ok()?;
    (bounded && parts.next().is_none()).then_some((cost, salt, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_its_own_hash_s_and_no_other() {
        let mut kiln = Kiln::default();
        let phc = kiln.hash("corretto cavallo batteria", [7; 16]).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(kiln.verify("corretto cavallo batteria", &phc));
        // Exactly as given: nothing is trimmed, folded or cut off.
        for other in [
            "corretto cavallo batteria ",
            "Corretto cavallo batteria",
            "",
        ] {
            assert!(!kiln.verify(other, &phc), "{other}");
        }
        assert_ne!(kiln.hash("corretto cavallo batteria", [8; 16]), Some(phc));
    }

    /// The reference implementation's own vector, with another cost than ours.
    #[test]
    fn hashes_of_other_programs_and_costs_are_read() {
        let phc =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let mut kiln = Kiln::default();
        assert!(kiln.verify("password", phc));
        assert!(!kiln.verify("passwore", phc));
        assert!(is_dated(phc));
        assert!(!is_dated(NOBODY));
    }

    #[test]
    fn what_cannot_be_read_is_nobody_s() {
        let mut kiln = Kiln::default();
        for phc in [
            "",
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ",
            "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=4000000000,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4$",
        ] {
            assert!(!kiln.verify("password", phc), "{phc}");
        }
        assert!(!kiln.verify("", NOBODY));
    }
}
