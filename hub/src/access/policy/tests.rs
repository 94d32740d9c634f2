use std::fmt::Write;

use super::*;

/// role × function × own office, other office, other entity × own, other Comune.
fn printed() -> String {
    let mut out = String::new();
    for &function in Function::ALL {
        for &role in Role::ALL {
            let _ = write!(out, "{:<28} {:<12}", function.code(), role.code());
            for &office in OfficeRelation::ALL {
                let _ = write!(out, " ");
                for &comune in ComuneRelation::ALL {
                    let sign = if allows(role, function, office, comune) {
                        "S"
                    } else {
                        "-"
                    };
                    let _ = write!(out, "{sign}");
                }
            }
            let _ = writeln!(out);
        }
    }
    out
}

/// The table as docs/security.md has it.
fn documented() -> String {
    let mut out = String::from("| funzione |");
    for role in Role::ALL {
        let _ = write!(out, " {} |", role.code());
    }
    out.push_str("\n| --- |");
    out.push_str(&" --- |".repeat(Role::ALL.len()));
    out.push('\n');
    for &function in Function::ALL {
        let _ = write!(out, "| {} (`{}`) |", function.label(), function.code());
        for &role in Role::ALL {
            let _ = write!(out, " {} |", reach(role, function).label());
        }
        out.push('\n');
    }
    out
}

#[test]
fn every_function_has_its_row_once() {
    let rows: Vec<_> = TABLE.iter().map(|(function, _)| *function).collect();
    assert_eq!(rows, Function::ALL);
    assert!(
        Role::ALL
            .iter()
            .enumerate()
            .all(|(place, role)| *role as usize == place)
    );
}

#[test]
fn the_table_is_what_it_was() {
    insta::assert_snapshot!(printed());
}

#[test]
fn the_documents_repeat_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/security.md");
    let text = std::fs::read_to_string(path).expect("docs/security.md");
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with("Ruoli e funzioni"))
        .expect("the section");
    let table = documented();
    assert!(
        section.contains(&table),
        "the section must hold this table:\n{table}"
    );
}

#[test]
fn nobody_manages_whoever_manages_it() {
    for &role in Role::ALL {
        for &whose in Role::ALL {
            let both = manages(role, whose) && manages(whose, role);
            assert!(!both || role == whose, "{role} and {whose}");
        }
        assert!(!manages(role, role) || role == Role::Operator);
        assert!(!manages(role, Role::Dpo), "{role}: who watches is nobody's");
    }
}
