//! Whether hardly anybody else is meant by a birth that is only near.

use super::hit::{Field, Hit, How, Strength};

/// People who bear the names as typed, beyond which a near birth tells little. Some forty days are a digit, a day or a year
/// away from any other: among so few namesakes one was born on any of them by chance once in some hundred and fifty times.
const FEW: usize = 5;

/// Takes strength from those of whom the birth is only near: where the names are not as typed either, and where many bear
/// them. Only people whom the caller may find are counted.
pub(super) fn weaken(fitting: &[Hit], similar: &mut [Hit]) {
    let others = similar.iter().filter(|hit| bears_them(hit)).count();
    let many = fitting.iter().filter(|hit| bears_them(hit)).count() + others > FEW;
    for hit in similar {
        let near = hit
            .reasons
            .iter()
            .any(|one| one.field == Field::Birth && one.how == How::NearDate);
        if hit.strength == Strength::Strong && near && (many || !bears_them(hit)) {
            hit.strength = Strength::Weak;
        }
    }
}

/// True if the names, as far as they were typed, are hers.
fn bears_them(hit: &Hit) -> bool {
    let mut names = hit
        .reasons
        .iter()
        .filter(|one| matches!(one.field, Field::Surname | Field::Names));
    names.all(|one| {
        matches!(
            one.how,
            How::Exact | How::Part | How::Uncertain | How::Earlier
        )
    })
}
