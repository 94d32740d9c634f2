//! Applications: OAuth 2 client credentials with a signed assertion (RFC 7523), answered with a short token (RFC 9068)
//! that is bound to one purpose.
//!
//! The algorithm follows from the key that was registered, never from what the assertion says of itself.

mod assertion;
mod error;
mod grant;
mod jwk;
mod jws;
mod keys;
mod register;
mod token;

pub use error::OAuthError;
pub use grant::{Granted, TokenRequest};
pub use jwk::{KeyFault, PublicKey};
pub use keys::{KeyError, NewKey, list_keys};
pub use token::{MARK_SEPARATORS, TokenCaller};
