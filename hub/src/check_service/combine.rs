//! One answer from those of the parts: that of the Comune in which the person was found.

use schema::codes::CheckKind;

use crate::check::{Answer, Outcome, ReasonCode};

/// The answer to each declaration. A part in which nobody was found says `FUORI_AMBITO`, and counts for nothing; if all
/// say so, or there is none, that is the answer.
pub(super) fn combine(
    kinds: &[CheckKind],
    parts: &[Vec<(CheckKind, Answer)>],
) -> Vec<(CheckKind, Answer)> {
    kinds
        .iter()
        .enumerate()
        .map(|(place, kind)| {
            let answers = parts.iter().filter_map(|part| part.get(place));
            let found: Vec<Answer> = answers
                .map(|(_, answer)| *answer)
                .filter(|answer| answer.reason != Some(ReasonCode::OutOfScope))
                .collect();
            (*kind, of_several(&found))
        })
        .collect()
}

const OUT_OF_SCOPE: Answer = Answer::undetermined(ReasonCode::OutOfScope);

/// Of several Comuni that know the person on the day, what one can tell counts before what another cannot; if they
/// contradict each other, nothing is certain. Their order does not matter.
fn of_several(answers: &[Answer]) -> Answer {
    let says = |outcome| answers.iter().any(|answer| answer.outcome == outcome);
    match (says(Outcome::Yes), says(Outcome::No)) {
        (true, true) => Answer::undetermined(ReasonCode::ConflictingFacts),
        (true, false) => Answer::YES,
        (false, true) => Answer::NO,
        (false, false) => {
            let reason = answers.iter().filter_map(|answer| answer.reason).min();
            reason.map_or(OUT_OF_SCOPE, Answer::undetermined)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KIND: CheckKind = CheckKind::Residence;

    fn combined(parts: &[Answer]) -> String {
        let parts: Vec<_> = parts.iter().map(|answer| vec![(KIND, *answer)]).collect();
        combine(&[KIND], &parts)[0].1.to_string()
    }

    #[test]
    fn the_part_that_knows_the_person_answers() {
        let missing = Answer::undetermined(ReasonCode::Missing);
        assert_eq!(combined(&[OUT_OF_SCOPE, Answer::YES, OUT_OF_SCOPE]), "S");
        assert_eq!(combined(&[OUT_OF_SCOPE, Answer::NO]), "N");
        assert_eq!(combined(&[missing, OUT_OF_SCOPE]), "A:DATO_MANCANTE");
        assert_eq!(combined(&[OUT_OF_SCOPE, OUT_OF_SCOPE]), "A:FUORI_AMBITO");
        assert_eq!(combined(&[]), "A:FUORI_AMBITO");
        assert_eq!(combined(&[missing, Answer::NO]), "N");
        assert_eq!(combined(&[Answer::YES, Answer::NO]), "A:FATTI_DISCORDANTI");
    }

    #[test]
    fn each_declaration_by_itself() {
        let kinds = [KIND, CheckKind::Alive];
        let one = vec![(KIND, Answer::YES), (CheckKind::Alive, OUT_OF_SCOPE)];
        let other = vec![(KIND, OUT_OF_SCOPE), (CheckKind::Alive, Answer::NO)];
        let both = combine(&kinds, &[one, other]);
        assert_eq!(both, [(KIND, Answer::YES), (CheckKind::Alive, Answer::NO)]);
    }

    fn answers() -> impl Strategy<Value = Answer> {
        prop_oneof![
            Just(Answer::YES),
            Just(Answer::NO),
            proptest::sample::select(ReasonCode::ALL).prop_map(Answer::undetermined),
        ]
    }

    proptest! {
        #[test]
        fn the_order_of_the_parts_does_not_matter(
            parts in proptest::collection::vec(answers(), 0..6).prop_flat_map(|parts| {
                (Just(parts.clone()), Just(parts).prop_shuffle())
            }),
        ) {
            prop_assert_eq!(combined(&parts.0), combined(&parts.1));
        }
    }
}
