//! Receipts: what the hub answered, signed, without personal data. docs/receipts.md has the format.

mod check;
mod claims;
mod code;
mod file;
mod issue;
mod lookup;
mod qr;
#[cfg(test)]
mod tests;
mod verify;

pub use check::{by_code, check};
pub use claims::{Claims, OutcomeClaim, opening};
pub use code::control_code;
pub use file::{Proof, ReceiptFile};
pub use issue::{Receipt, Receipts};
pub use lookup::lookup;
pub use qr::{qr_squares, qr_svg, qr_text};
pub use verify::{BadReceipt, Expected, Verified, verify};
