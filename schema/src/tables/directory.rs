//! The directory: entities' offices, agreements, users, profiles, workstations.

use chrono::NaiveDateTime;
use diesel::prelude::*;

diesel::table! {
    /// An office (ufficio) of an entity. Every user stands in one; an ADMIN heads it.
    office (id) {
        /// The id.
        id -> BigInt,
        /// Whose it is.
        entity_id -> BigInt,
        /// ISTAT code of the Comune that registered it; empty: the Province.
        comune -> Text,
        /// Its name.
        name -> Text,
        /// False: its users may do nothing.
        enabled -> Bool,
        /// UTC.
        created_at -> Timestamp,
    }
}

/// A row of [`office`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = office)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct OfficeRow {
    pub id: i64,
    pub entity_id: i64,
    pub comune: String,
    pub name: String,
    pub enabled: bool,
    pub created_at: NaiveDateTime,
}

diesel::table! {
    /// A named group of Comuni (a union, a district).
    comune_group (id) {
        /// The id.
        id -> BigInt,
        /// Its name.
        name -> Text,
    }
}

/// A row of [`comune_group`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = comune_group)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct ComuneGroupRow {
    pub id: i64,
    pub name: String,
}

diesel::table! {
    /// A Comune of a group.
    comune_group_member (group_id, comune) {
        /// The group.
        group_id -> BigInt,
        /// ISTAT code.
        comune -> Text,
    }
}

/// A row of [`comune_group_member`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = comune_group_member)]
#[diesel(treat_none_as_default_value = false)]
pub struct ComuneGroupMemberRow {
    pub group_id: i64,
    pub comune: String,
}

diesel::table! {
    /// Comuni that merged: the new one answers for what the old one left.
    comune_succession (old, new) {
        /// ISTAT code of the Comune that ceased.
        old -> Text,
        /// ISTAT code of the one that took over.
        new -> Text,
        /// First day of the new one, `yyyymmdd`.
        since -> Integer,
    }
}

/// A row of [`comune_succession`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = comune_succession)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(old, new))]
pub struct ComuneSuccessionRow {
    pub old: String,
    pub new: String,
    pub since: i32,
}

diesel::table! {
    /// An agreement (convenzione) between an entity and a Comune, a group, or all adhering Comuni.
    agreement (id) {
        /// The id.
        id -> BigInt,
        /// The entity.
        entity_id -> BigInt,
        /// ISTAT code of the Comune that agreed; empty: all adhering ones, or the group.
        comune -> Text,
        /// The group, if `territory` is `GRUPPO`.
        group_id -> Nullable<BigInt>,
        /// [`codes::Territory`](crate::codes::Territory).
        territory -> Text,
        /// Protocol number under which it was signed.
        protocol -> Text,
        /// The law on which the entity relies.
        legal_basis -> Text,
        /// First day, `yyyymmdd`.
        valid_from -> Integer,
        /// First day on which it no longer holds, `yyyymmdd`; [`Day::MAX`](crate::date::Day::MAX) if open.
        valid_to -> Integer,
        /// True: it opens nothing for now.
        suspended -> Bool,
        /// [`codes::ValidationMode`](crate::codes::ValidationMode).
        validation -> Text,
        /// Working hours after which silence assents, in [`ValidationMode::Silent`](crate::codes::ValidationMode); 0 otherwise.
        silence_hours -> Integer,
        /// Answers a day at most; 0 = no limit.
        daily_quota -> BigInt,
        /// [`codes::AnprMode`](crate::codes::AnprMode).
        anpr -> Text,
        /// [`codes::WorkstationMode`](crate::codes::WorkstationMode).
        workstation -> Text,
        /// UTC.
        created_at -> Timestamp,
        /// User who registered it; 0: the command line.
        created_by -> BigInt,
    }
}

/// A row of [`agreement`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreement)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct AgreementRow {
    pub id: i64,
    pub entity_id: i64,
    pub comune: String,
    pub group_id: Option<i64>,
    pub territory: String,
    pub protocol: String,
    pub legal_basis: String,
    pub valid_from: i32,
    pub valid_to: i32,
    pub suspended: bool,
    pub validation: String,
    pub silence_hours: i32,
    pub daily_quota: i64,
    pub anpr: String,
    pub workstation: String,
    pub created_at: NaiveDateTime,
    pub created_by: i64,
}

diesel::table! {
    /// A purpose (finalità) for which an agreement may be used.
    agreement_purpose (agreement_id, purpose) {
        /// The agreement.
        agreement_id -> BigInt,
        /// As requests state it; `*`: whatever is stated.
        purpose -> Text,
        /// In words.
        description -> Text,
    }
}

/// A row of [`agreement_purpose`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreement_purpose)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(agreement_id, purpose))]
pub struct AgreementPurposeRow {
    pub agreement_id: i64,
    pub purpose: String,
    pub description: String,
}

diesel::table! {
    /// A service and kind that an agreement grants.
    agreement_grant (agreement_id, service, kind) {
        /// The agreement.
        agreement_id -> BigInt,
        /// Service, as the trace calls it.
        service -> Text,
        /// Kind of check or consultation; empty where the service has none.
        kind -> Text,
        /// Fields of the kind, separated by commas; `*`: all.
        fields -> Text,
    }
}

/// A row of [`agreement_grant`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreement_grant)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(agreement_id, service, kind))]
pub struct AgreementGrantRow {
    pub agreement_id: i64,
    pub service: String,
    pub kind: String,
    pub fields: String,
}

diesel::table! {
    /// A user: a person, or an application of an entity (role `AUTORIZZATO`).
    app_user (id) {
        /// The id.
        id -> BigInt,
        /// Whose.
        entity_id -> BigInt,
        /// Where now; before: `user_link`.
        office_id -> BigInt,
        /// [`codes::Role`](crate::codes::Role).
        role -> Text,
        /// What it signs in with, lower case.
        username -> Text,
        /// Surname; of an application, its name.
        surname -> Text,
        /// Given names; of an application, empty.
        name -> Text,
        /// Codice fiscale; of an application, empty.
        codice_fiscale -> Text,
        /// Where mails go; may be empty.
        email -> Text,
        /// Id as operator of ANPR; empty if none.
        anpr_operator -> Text,
        /// False: may do nothing.
        enabled -> Bool,
        /// UTC.
        created_at -> Timestamp,
        /// User who made it; 0: the command line.
        created_by -> BigInt,
    }
}

/// A row of [`app_user`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = app_user)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct AppUserRow {
    pub id: i64,
    pub entity_id: i64,
    pub office_id: i64,
    pub role: String,
    pub username: String,
    pub surname: String,
    pub name: String,
    pub codice_fiscale: String,
    pub email: String,
    pub anpr_operator: String,
    pub enabled: bool,
    pub created_at: NaiveDateTime,
    pub created_by: i64,
}

diesel::table! {
    /// Where a user stood over time (gestione legami).
    user_link (id) {
        /// The id.
        id -> BigInt,
        /// The user.
        user_id -> BigInt,
        /// The office.
        office_id -> BigInt,
        /// UTC.
        from_at -> Timestamp,
        /// UTC, exclusive; null: still.
        to_at -> Nullable<Timestamp>,
        /// User who moved it there; 0: the command line.
        moved_by -> BigInt,
        /// Why.
        reason -> Text,
    }
}

/// A row of [`user_link`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = user_link)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct UserLinkRow {
    pub id: i64,
    pub user_id: i64,
    pub office_id: i64,
    pub from_at: NaiveDateTime,
    pub to_at: Option<NaiveDateTime>,
    pub moved_by: i64,
    pub reason: String,
}

diesel::table! {
    /// What a user may use of its entity's agreements; never more than they give.
    profile (user_id) {
        /// The user.
        user_id -> BigInt,
        /// First day, `yyyymmdd`.
        valid_from -> Integer,
        /// First day on which it no longer holds, `yyyymmdd`.
        valid_to -> Integer,
        /// True: every Comune that the agreements open; then `profile_comune` has no row.
        all_comuni -> Bool,
        /// [`codes::ValidationMode`](crate::codes::ValidationMode): the stricter of this and the agreement's counts.
        validation -> Text,
        /// [`codes::WorkstationMode`](crate::codes::WorkstationMode): the stricter of this and the agreement's counts.
        workstation -> Text,
        /// People whom a search may find before it is refused; 0, or more than the hub's limit: as many as that.
        search_hits -> Integer,
    }
}

/// A row of [`profile`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = profile)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(user_id))]
pub struct ProfileRow {
    pub user_id: i64,
    pub valid_from: i32,
    pub valid_to: i32,
    pub all_comuni: bool,
    pub validation: String,
    pub workstation: String,
    pub search_hits: i32,
}

diesel::table! {
    /// A service and kind that a profile keeps.
    profile_grant (user_id, service, kind) {
        /// The user.
        user_id -> BigInt,
        /// Service, as the trace calls it.
        service -> Text,
        /// Kind of check or consultation; empty where the service has none.
        kind -> Text,
        /// Fields of the kind, separated by commas; `*`: all that the agreement gives.
        fields -> Text,
    }
}

/// A row of [`profile_grant`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = profile_grant)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(user_id, service, kind))]
pub struct ProfileGrantRow {
    pub user_id: i64,
    pub service: String,
    pub kind: String,
    pub fields: String,
}

diesel::table! {
    /// A Comune that a profile keeps.
    profile_comune (user_id, comune) {
        /// The user.
        user_id -> BigInt,
        /// ISTAT code.
        comune -> Text,
    }
}

/// A row of [`profile_comune`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = profile_comune)]
#[diesel(treat_none_as_default_value = false)]
pub struct ProfileComuneRow {
    pub user_id: i64,
    pub comune: String,
}

diesel::table! {
    /// A workstation (postazione) from which an office works.
    workstation (id) {
        /// The id.
        id -> BigInt,
        /// Whose.
        office_id -> BigInt,
        /// Its name.
        name -> Text,
        /// Network in CIDR form from which it speaks; empty: any.
        network -> Text,
        /// SHA-256 of its client certificate, hex; empty: none asked.
        certificate -> Text,
        /// False: not accepted.
        enabled -> Bool,
        /// UTC.
        created_at -> Timestamp,
    }
}

/// A row of [`workstation`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = workstation)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct WorkstationRow {
    pub id: i64,
    pub office_id: i64,
    pub name: String,
    pub network: String,
    pub certificate: String,
    pub enabled: bool,
    pub created_at: NaiveDateTime,
}

diesel::table! {
    /// A workstation to which a user is bound; none: all of the office.
    user_workstation (user_id, workstation_id) {
        /// The user.
        user_id -> BigInt,
        /// The workstation.
        workstation_id -> BigInt,
    }
}

/// A row of [`user_workstation`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = user_workstation)]
#[diesel(treat_none_as_default_value = false)]
pub struct UserWorkstationRow {
    pub user_id: i64,
    pub workstation_id: i64,
}

diesel::table! {
    /// Counts the changes of the directory, so that nodes know when to read it again.
    directory_version (id) {
        /// Always 1.
        id -> BigInt,
        /// Raised by every change, in its transaction.
        version -> BigInt,
    }
}

/// A row of [`directory_version`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = directory_version)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(id))]
pub struct DirectoryVersionRow {
    pub id: i64,
    pub version: i64,
}

diesel::table! {
    /// How much of an agreement's quota was handed out on a day.
    quota_use (agreement_id, day) {
        /// The agreement.
        agreement_id -> BigInt,
        /// `yyyymmdd`, UTC.
        day -> Integer,
        /// Answers handed out to nodes.
        used -> BigInt,
    }
}

/// A row of [`quota_use`].
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = quota_use)]
#[diesel(treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
#[diesel(primary_key(agreement_id, day))]
pub struct QuotaUseRow {
    pub agreement_id: i64,
    pub day: i32,
    pub used: i64,
}
