//! What two members of a sheet are to each other, from what each is to its head.

use schema::codes::Kinship;

use crate::check::reason::ReasonCode;
use crate::check::verdict::Verdict;

use Kinship::{
    Adopted, Child, ChildInLaw, CivilPartner, Cousin, Grandchild, Grandparent, GreatGrandchild,
    GreatGrandparent, Head, Nephew, NephewByAffinity, Parent, ParentInLaw, Partner, Sibling,
    SiblingInLaw, SiblingsChild, Spouse, Stepchild, Stepparent, Stepsibling, Uncle,
    UncleByAffinity, Undefined,
};

/// A declared kinship against one that the register has, allowing for its coarser codes.
pub(crate) fn compare(declared: Kinship, register: Kinship) -> Verdict {
    let nephew = |k| matches!(k, Grandchild | SiblingsChild | NephewByAffinity);
    match (declared, register) {
        (a, b) if a == b => Verdict::Match,
        (_, Undefined) | (Undefined, _) => Verdict::Doubt(ReasonCode::KinshipUnclear),
        (Nephew, other) | (other, Nephew) if nephew(other) => {
            Verdict::Doubt(ReasonCode::KinshipUnclear)
        }
        // An adopted child is a child (civil code art. 315).
        (Child, Adopted) | (Adopted, Child) => Verdict::Match,
        _ => Verdict::Mismatch,
    }
}

/// What the head is to somebody who is `role` to the head; `None` if the role does not say.
const fn head_seen_from(role: Kinship) -> Option<Kinship> {
    Some(match role {
        Head => Head,
        Spouse => Spouse,
        CivilPartner => CivilPartner,
        Partner => Partner,
        Child | Adopted => Parent,
        Grandchild => Grandparent,
        GreatGrandchild => GreatGrandparent,
        Parent => Child,
        Grandparent => Grandchild,
        GreatGrandparent => GreatGrandchild,
        Sibling => Sibling,
        Stepsibling => Stepsibling,
        SiblingsChild => Uncle,
        NephewByAffinity => UncleByAffinity,
        Uncle => SiblingsChild,
        UncleByAffinity => NephewByAffinity,
        Cousin => Cousin,
        Stepchild => Stepparent,
        Stepparent => Stepchild,
        ChildInLaw => ParentInLaw,
        ParentInLaw => ChildInLaw,
        SiblingInLaw => SiblingInLaw,
        _ => return None,
    })
}

/// What a member (`other` to the head) is to the subject (`subject` to the head), where the two roles
/// leave no choice; `None` where they do (a child of the head may not be one of the head's spouse).
pub(crate) const fn between(subject: Kinship, other: Kinship) -> Option<Kinship> {
    match (subject, other) {
        (Head, role) => Some(role),
        (role, Head) => head_seen_from(role),
        (Child | Adopted, Parent) => Some(Grandparent),
        (Child | Adopted, Sibling) => Some(Uncle),
        (Child | Adopted, Grandparent) => Some(GreatGrandparent),
        (Parent, Child | Adopted) => Some(Grandchild),
        (Parent, Spouse) => Some(ChildInLaw),
        (Spouse | CivilPartner, Parent) => Some(ParentInLaw),
        (Spouse | CivilPartner, Sibling) | (Sibling, Spouse | CivilPartner) => Some(SiblingInLaw),
        (Sibling, Child | Adopted) => Some(SiblingsChild),
        (Parent, Grandchild) | (Grandparent, Child | Adopted) => Some(GreatGrandchild),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_both_ways_agrees() {
        for subject in Kinship::ALL {
            let (Some(there), Some(back)) = (between(Head, *subject), between(*subject, Head))
            else {
                continue;
            };
            // Seen twice, a relation is what it was, but for adoption.
            let twice = head_seen_from(back);
            assert!(
                twice == Some(there) || there == Adopted,
                "{there:?} seen back is {back:?}"
            );
        }
    }

    #[test]
    fn a_child_of_the_head_is_not_surely_one_of_the_spouse() {
        assert_eq!(between(Spouse, Child), None);
        assert_eq!(between(Child, Child), None);
        assert_eq!(between(Child, Head), Some(Parent));
        assert_eq!(between(Spouse, Parent), Some(ParentInLaw));
    }
}
