//! What each role may do, and to whom: one table, which docs/security.md repeats ("Ruoli e funzioni") and a test compares.

mod permit;
mod table;

use schema::codes::{Function, Role};

pub use permit::{Permit, Right};
pub use table::Reach;
use table::TABLE;

/// Whose office an act concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeRelation {
    /// The caller's.
    Own,
    /// Another of the caller's entity.
    OtherOffice,
    /// One of another entity.
    OtherEntity,
}

impl OfficeRelation {
    /// Every relation.
    pub const ALL: &'static [Self] = &[Self::Own, Self::OtherOffice, Self::OtherEntity];
}

/// Which Comune an act concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComuneRelation {
    /// The caller's, or one that it took over. What concerns no Comune is the Province's own.
    Own,
    /// Another.
    Other,
}

impl ComuneRelation {
    /// Every relation.
    pub const ALL: &'static [Self] = &[Self::Own, Self::Other];
}

/// How far a role's function reaches.
pub fn reach(role: Role, function: Function) -> Reach {
    let Some((_, row)) = TABLE.iter().find(|(one, _)| *one == function) else {
        return Reach::Nothing;
    };
    row[role as usize]
}

/// Whether a role may do that to such an office and Comune.
fn allows(role: Role, function: Function, office: OfficeRelation, comune: ComuneRelation) -> bool {
    match reach(role, function) {
        Reach::Nothing => false,
        Reach::Office => office == OfficeRelation::Own,
        Reach::Comune => comune == ComuneRelation::Own,
        Reach::Everything => true,
    }
}

/// Whose account a role may make, change or reset, where its function reaches the office. Nobody's: the data-protection
/// officer sees what the operators of the Province do, and must not be one of theirs; who runs the machine makes and
/// resets that account by the command line.
fn manages(role: Role, whose: Role) -> bool {
    use Role::{Admin, Authorised, Dpo, Operator, Standard, StandardPs, Statistician, Top};
    match role {
        Top => matches!(whose, Admin | Standard | StandardPs | Authorised),
        Admin => matches!(whose, Standard | StandardPs | Authorised),
        Operator => !matches!(whose, Dpo),
        Standard | StandardPs | Authorised | Statistician | Dpo => false,
    }
}

#[cfg(test)]
mod tests;
