//! Known devices. Whoever has signed in from a device keeps a signed mark there, and counts its own failures: strangers
//! who guess at the same name, or from the same network, do not keep her out.

use schema::clock::Entropy;

use super::secrets::Secrets;

/// Seconds for which a mark is kept by the browser.
pub const KEPT: i64 = 180 * 24 * 3600;

/// A new mark for that user.
pub fn mark(secrets: &Secrets, username: &str, entropy: &dyn Entropy) -> std::io::Result<String> {
    let mut id = [0; 16];
    entropy.fill(&mut id)?;
    let id = hex::encode(id);
    let mark = secrets.mark(&text(&id, username));
    Ok(format!("{id}.{mark}"))
}

/// The device's id, if the mark was given to that user.
pub fn known<'a>(secrets: &Secrets, username: &str, mark: &'a str) -> Option<&'a str> {
    let (id, signed) = mark.split_once('.')?;
    (id.len() == 32 && secrets.is_mark(&text(id, username), signed)).then_some(id)
}

fn text(id: &str, username: &str) -> String {
    format!("device {id} {username}")
}

#[cfg(test)]
mod tests {
    use schema::clock::SeededEntropy;

    use super::*;

    #[test]
    fn a_mark_is_its_user_s_alone_and_cannot_be_made() {
        let secrets = Secrets::of(&[[1; 32]]).unwrap();
        let mark = mark(&secrets, "m.rossi", &SeededEntropy::new(1)).unwrap();
        assert!(known(&secrets, "m.rossi", &mark).is_some());
        assert!(known(&secrets, "m.bianchi", &mark).is_none());
        let forged = mark.replacen(&mark[..1], if mark.starts_with('0') { "1" } else { "0" }, 1);
        assert!(known(&secrets, "m.rossi", &forged).is_none());
        for none in ["", ".", "x", "00000000000000000000000000000000."] {
            assert!(known(&secrets, "m.rossi", none).is_none(), "{none}");
        }
    }
}
