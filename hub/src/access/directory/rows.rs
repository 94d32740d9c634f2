//! The directory's rows, as stored.

use diesel::prelude::*;
use schema::db::Db;
use schema::tables::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, ApiKeyRow, AppUserRow,
    ComuneGroupMemberRow, ComuneSuccessionRow, EntityRow, OauthKeyRow, OfficeRow, ProfileComuneRow,
    ProfileGrantRow, ProfileRow, UserWorkstationRow, WorkstationRow, agreement, agreement_grant,
    agreement_purpose, api_key, app_user, comune_group_member, comune_succession,
    directory_version, entity, oauth_key, office, profile, profile_comune, profile_grant,
    user_workstation, workstation,
};

/// All that decides who may ask what.
#[derive(Clone, Debug, Default)]
pub struct DirectoryRows {
    pub entities: Vec<EntityRow>,
    pub offices: Vec<OfficeRow>,
    pub group_members: Vec<ComuneGroupMemberRow>,
    pub successions: Vec<ComuneSuccessionRow>,
    pub agreements: Vec<AgreementRow>,
    pub agreement_purposes: Vec<AgreementPurposeRow>,
    pub agreement_grants: Vec<AgreementGrantRow>,
    pub users: Vec<AppUserRow>,
    pub profiles: Vec<ProfileRow>,
    pub profile_grants: Vec<ProfileGrantRow>,
    pub profile_comuni: Vec<ProfileComuneRow>,
    pub workstations: Vec<WorkstationRow>,
    pub user_workstations: Vec<UserWorkstationRow>,
    pub keys: Vec<ApiKeyRow>,
    pub public_keys: Vec<OauthKeyRow>,
}

macro_rules! all {
    ($conn:ident, $table:ident, $Row:ident) => {
        $table::table.select($Row::as_select()).load($conn)?
    };
}

/// How often the directory was changed.
pub(in crate::access) fn read_version(conn: &mut Db) -> QueryResult<i64> {
    directory_version::table
        .find(1)
        .select(directory_version::version)
        .first(conn)
}

impl DirectoryRows {
    /// Reads them; within one reading transaction they agree with one another.
    pub fn read(conn: &mut Db) -> QueryResult<Self> {
        Ok(Self {
            entities: all!(conn, entity, EntityRow),
            offices: all!(conn, office, OfficeRow),
            group_members: all!(conn, comune_group_member, ComuneGroupMemberRow),
            successions: all!(conn, comune_succession, ComuneSuccessionRow),
            agreements: all!(conn, agreement, AgreementRow),
            agreement_purposes: all!(conn, agreement_purpose, AgreementPurposeRow),
            agreement_grants: all!(conn, agreement_grant, AgreementGrantRow),
            users: all!(conn, app_user, AppUserRow),
            profiles: all!(conn, profile, ProfileRow),
            profile_grants: all!(conn, profile_grant, ProfileGrantRow),
            profile_comuni: all!(conn, profile_comune, ProfileComuneRow),
            workstations: all!(conn, workstation, WorkstationRow),
            user_workstations: all!(conn, user_workstation, UserWorkstationRow),
            keys: all!(conn, api_key, ApiKeyRow),
            public_keys: all!(conn, oauth_key, OauthKeyRow),
        })
    }
}
