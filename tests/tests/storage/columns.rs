//! The tables as Diesel believes them to be, against the tables as both databases have them.

use std::collections::BTreeMap;

use diesel::expression::Expression;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamp};
use diesel::{Column, Table};
use schema::facts::{
    address, bond, citizenship, death, document, identifier, identity, marital, membership,
    parentage, procedure, register_event, residence,
};
use schema::tables::{
    agreement, agreement_grant, agreement_purpose, anomaly, api_key, app_user, audit,
    audit_checkpoint, audit_cosignature, audit_expired, audit_head, audit_leaf, audit_node,
    comune_group, comune_group_member, comune_succession, digest_day, directory_version, entity,
    household, journal, journal_head, mail, notice, notice_read, oauth_jti, oauth_key, office,
    person, profile, profile_comune, profile_grant, quota_use, recovery_code, rejected_record,
    session, sign_in_throttle, street, supplied_subjects, supply, supply_plan, supply_total,
    user_credential, user_link, user_workstation, workstation,
};
use schema::tables::{validation_head, validation_part, validation_request};
use tests::{TestStore, catalog, on_both};

trait SqlType {
    fn column() -> catalog::Column;
}

macro_rules! sql_types {
    ($($name:ident)*) => { $(
        impl SqlType for $name {
            fn column() -> catalog::Column {
                catalog::Column { sql_type: stringify!($name).to_owned(), nullable: false }
            }
        }
    )* };
}

sql_types!(BigInt Binary Bool Integer Text Timestamp);

impl<T: SqlType + diesel::sql_types::SqlType<IsNull = diesel::sql_types::is_nullable::NotNull>>
    SqlType for Nullable<T>
{
    fn column() -> catalog::Column {
        catalog::Column {
            nullable: true,
            ..T::column()
        }
    }
}

type Columns = BTreeMap<String, catalog::Column>;

trait Described {
    fn columns() -> Columns;
}

macro_rules! described {
    () => {};
    ($head:ident $($tail:ident)*) => {
        impl<$head, $($tail),*> Described for ($head, $($tail,)*)
        where
            $head: Column, <$head as Expression>::SqlType: SqlType,
            $($tail: Column, <$tail as Expression>::SqlType: SqlType,)*
        {
            fn columns() -> Columns {
                BTreeMap::from([
                    ($head::NAME.to_owned(), <$head as Expression>::SqlType::column()),
                    $(($tail::NAME.to_owned(), <$tail as Expression>::SqlType::column()),)*
                ])
            }
        }
        described!($($tail)*);
    };
}

described!(C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27
    C28 C29 C30 C31 C32);

fn of<T: Table>() -> Columns
where
    T::AllColumns: Described,
{
    T::AllColumns::columns()
}

macro_rules! tables {
    ($($table:ident)*) => { BTreeMap::from([$((stringify!($table).to_owned(), of::<$table::table>()),)*]) };
}

fn declared() -> BTreeMap<String, Columns> {
    tables!(
        address bond citizenship death document identifier identity marital membership parentage
        procedure register_event residence
        anomaly api_key entity household journal journal_head
        person rejected_record street supplied_subjects supply supply_plan supply_total
        audit audit_head audit_leaf audit_node audit_expired audit_checkpoint audit_cosignature
        digest_day mail notice notice_read
        agreement agreement_grant agreement_purpose app_user comune_group comune_group_member comune_succession directory_version office profile profile_comune profile_grant quota_use user_link user_workstation workstation
        validation_head validation_part validation_request
        oauth_jti oauth_key recovery_code session sign_in_throttle user_credential
    )
}

on_both! {
    /// Every table, column, type and nullability; a table that this list forgets is found in the database.
    fn tables_are_what_diesel_believes(store: &TestStore) {
        let mut actual = catalog::tables(&mut store.conn());
        actual.extend(catalog::tables(&mut store.trace_conn()));
        let declared = declared();
        for (table, columns) in &declared {
            assert_eq!(actual.get(table), Some(columns), "{table}");
        }
        let undeclared: Vec<_> = actual.keys().filter(|table| !declared.contains_key(*table)).collect();
        assert!(undeclared.is_empty(), "{undeclared:?}");
    }

    /// A deletion or a join along a foreign key must not read the whole referring table.
    fn every_foreign_key_has_an_index(store: &TestStore) {
        let mut conn = store.conn();
        let indexes = catalog::indexes(&mut conn);
        let keys = catalog::foreign_keys(&mut conn);
        // Those of supplies, plans and keys; facts have none (docs/decisions.md, 11).
        assert!(keys.len() >= 6, "{keys:?}");
        for key in keys {
            assert!(
                indexes.iter().any(|index| index.table == key.table && index.columns.starts_with(&key.columns)),
                "{key:?}"
            );
        }
    }
}

#[test]
fn both_databases_have_the_same_keys_and_indexes() {
    // Runs beside the tests named `postgres`, and needs the cluster as they do.
    let Some(postgres) = TestStore::postgres() else {
        return;
    };
    let sqlite = TestStore::sqlite();
    let mut indexes = catalog::indexes(&mut sqlite.conn());
    indexes.extend(catalog::indexes(&mut sqlite.trace_conn()));
    indexes.sort();
    assert_eq!(indexes, catalog::indexes(&mut postgres.conn()));
    assert_eq!(
        catalog::foreign_keys(&mut sqlite.conn()),
        catalog::foreign_keys(&mut postgres.conn())
    );
}
