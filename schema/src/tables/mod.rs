//! Tables other than the facts about people.

mod access;
mod bulk;
mod directory;
mod identity;
mod mails;
mod notices;
mod register;
mod supplies;
mod trace;
mod validation;

pub use access::{ApiKeyRow, EntityRow, api_key, entity};
pub use bulk::{
    PersonRow, insert_anomalies, insert_audit, insert_audit_expired, insert_audit_leaves,
    insert_households, insert_journal, insert_persons, insert_rejected, insert_streets,
};
pub use directory::{
    AgreementGrantRow, AgreementPurposeRow, AgreementRow, AppUserRow, ComuneGroupMemberRow,
    ComuneGroupRow, ComuneSuccessionRow, DirectoryVersionRow, OfficeRow, ProfileComuneRow,
    ProfileGrantRow, ProfileRow, QuotaUseRow, UserLinkRow, UserWorkstationRow, WorkstationRow,
    agreement, agreement_grant, agreement_purpose, app_user, comune_group, comune_group_member,
    comune_succession, directory_version, office, profile, profile_comune, profile_grant,
    quota_use, user_link, user_workstation, workstation,
};
pub use identity::{
    OauthJtiRow, OauthKeyRow, RecoveryCodeRow, SessionRow, SignInThrottleRow, UserCredentialRow,
    oauth_jti, oauth_key, recovery_code, session, sign_in_throttle, user_credential,
};
pub use mails::{MailRow, NewMailRow, digest_day, mail};
pub use notices::{NewNoticeRow, NoticeReadRow, NoticeRow, notice, notice_read};
pub use register::{
    HouseholdRow, JournalRow, StreetRow, household, journal, journal_head, person, street,
};
pub use supplies::{
    AnomalyRow, RejectedRecordRow, SuppliedSubjectsRow, SupplyPlanRow, SupplyRow, SupplyTotalRow,
    anomaly, rejected_record, supplied_subjects, supply, supply_plan, supply_total,
};
pub use trace::{
    AuditExpiredRow, AuditLeafRow, AuditRow, audit, audit_checkpoint, audit_cosignature,
    audit_expired, audit_head, audit_leaf, audit_node,
};
pub use validation::{
    ValidationPartRow, ValidationRequestRow, validation_head, validation_part, validation_request,
};

diesel::allow_tables_to_appear_in_same_query!(supply, journal);
diesel::allow_tables_to_appear_in_same_query!(
    entity,
    api_key,
    office,
    comune_group,
    comune_group_member,
    comune_succession,
    agreement,
    agreement_purpose,
    agreement_grant,
    app_user,
    user_link,
    profile,
    profile_grant,
    profile_comune,
    workstation,
    user_workstation,
    quota_use,
    user_credential,
    recovery_code,
    session,
    oauth_key,
    oauth_jti,
);
diesel::allow_tables_to_appear_in_same_query!(notice, notice_read, app_user);
diesel::allow_tables_to_appear_in_same_query!(validation_request, validation_part);
