//! The names by which supplies call the subjects of the register (`argomenti`).

use schema::facts::{Subject, SubjectSet};

/// The name of a subject.
const fn name(subject: Subject) -> &'static str {
    match subject {
        Subject::Identifiers => "identificativi",
        Subject::Identities => "generalita",
        Subject::Residences => "residenze",
        Subject::Addresses => "indirizzi",
        Subject::Memberships => "legami",
        Subject::Maritals => "statiCivili",
        Subject::Bonds => "vincoli",
        Subject::Parentages => "genitori",
        Subject::Citizenships => "cittadinanze",
        Subject::Documents => "documenti",
        Subject::Deaths => "decesso",
        Subject::Procedures => "procedimenti",
        Subject::Events => "eventi",
    }
}

/// The names of a set, parted by a space; `tutti` for every subject.
pub fn subject_names(set: SubjectSet) -> String {
    if set == SubjectSet::ALL {
        return "tutti".to_owned();
    }
    let names: Vec<_> = set.iter().map(name).collect();
    names.join(" ")
}

/// Reads what [`subject_names`] writes; `Err` holds the first name that is none.
pub fn parse_subjects(text: &str) -> Result<SubjectSet, &str> {
    let mut set = SubjectSet::NONE;
    for word in text.split_ascii_whitespace() {
        if word == "tutti" {
            set = SubjectSet::ALL;
            continue;
        }
        match Subject::ALL.iter().find(|subject| name(**subject) == word) {
            Some(subject) => set = set.with(*subject),
            None => return Err(word),
        }
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_comes_back() {
        for bits in 0..=SubjectSet::ALL.0 {
            let set = SubjectSet(bits);
            assert_eq!(parse_subjects(&subject_names(set)), Ok(set));
        }
        assert_eq!(parse_subjects("generalita patenti"), Err("patenti"));
    }
}
