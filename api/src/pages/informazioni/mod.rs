//! What the pages say of themselves.

mod accessibility;
mod licences;

pub use accessibility::resource as accessibility_resource;
pub use licences::resource as licences_resource;
