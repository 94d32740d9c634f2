//! One file for each kind of declaration, or for a family of them.

pub(crate) mod bonds;
pub(crate) mod civil;
pub(crate) mod descent;
pub(crate) mod family;
pub(crate) mod generalities;
pub(crate) mod kinship;
pub(crate) mod life;
pub(crate) mod residence;
