//! What the tests of behaviour stand on: fresh stores on both databases, guards, invariants.

pub mod bench;
pub mod browser;
pub mod catalog;
pub mod clerk;
pub mod directory;
pub mod guard;
pub mod https;
pub mod invariants;
pub mod model;
pub mod pg;
pub mod plan;
pub mod process;
pub mod searcher;
pub mod server;
pub mod smtp;
pub mod sought;
pub mod store;

pub use browser::{Browser, assert_accessible};
pub use server::TestServer;
pub use store::TestStore;

/// Declares tests that run on both databases: `on_both! { fn name(store: &TestStore) { … } }` makes `name::sqlite` and
/// `name::postgres`, each with a fresh, migrated store. Doc comments and attributes apply to both (but
/// `#[should_panic]` would fail where the test on PostgreSQL is skipped).
#[macro_export]
macro_rules! on_both {
    ($( $(#[$attribute:meta])* fn $name:ident($store:ident: &TestStore) $body:block )*) => {
        $(
            #[cfg(test)]
            mod $name {
                use super::*;

                fn body($store: &$crate::TestStore) $body

                $(#[$attribute])*
                #[test]
                fn sqlite() {
                    body(&$crate::TestStore::sqlite());
                }

                $(#[$attribute])*
                #[test]
                fn postgres() {
                    // Without a server the test is skipped; `TestStore::postgres` says so, and fails in CI.
                    if let Some(store) = $crate::TestStore::postgres() {
                        body(&store);
                    }
                }
            }
        )*
    };
}
