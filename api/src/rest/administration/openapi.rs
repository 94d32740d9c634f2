//! The directory's part of the description of the interface.

use utoipa::OpenApi;

use super::{
    agreements, credentials, entities, groups, keys, links, offices, profiles, public_keys,
    successions, users, workstations,
};

#[derive(OpenApi)]
#[openapi(paths(
    entities::list,
    entities::create,
    entities::show,
    entities::edit,
    groups::list,
    groups::create,
    groups::show,
    groups::edit,
    successions::list,
    successions::create,
    successions::remove,
    offices::list,
    offices::create,
    offices::show,
    offices::edit,
    agreements::list,
    agreements::create,
    agreements::show,
    agreements::amend,
    agreements::suspend,
    agreements::end,
    users::list,
    users::create,
    users::search,
    users::show,
    users::edit,
    profiles::show,
    profiles::edit,
    profiles::grantable,
    credentials::reset_password,
    credentials::reset_codes,
    credentials::sessions,
    credentials::end_sessions,
    keys::list,
    keys::issue,
    keys::revoke,
    public_keys::list,
    public_keys::register,
    public_keys::revoke,
    links::list,
    links::move_users,
    workstations::list,
    workstations::create,
    workstations::show,
    workstations::edit,
))]
struct Directory;

/// The document.
pub fn document() -> utoipa::openapi::OpenApi {
    Directory::openapi()
}
