//! Checks and their answers as the workflow keeps them.

use schema::codes::CheckKind;
use serde::{Deserialize, Serialize};

use crate::check::{Answer, CheckRequest, Outcome, ReasonCode};

/// An answer to one declaration, as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    tipo: CheckKind,
    esito: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    motivo: Option<String>,
}

/// The request as kept.
pub(super) fn write_request(request: &CheckRequest) -> Result<String, serde_json::Error> {
    serde_json::to_string(request)
}

/// A request that was kept; `None` if it was removed, or is of another service.
pub fn read_request(payload: &str) -> Option<CheckRequest> {
    serde_json::from_str(payload).ok()
}

/// Answers as kept.
pub(super) fn write_answers(answers: &[(CheckKind, Answer)]) -> String {
    let kept: Vec<Kept> = answers
        .iter()
        .map(|(kind, answer)| Kept {
            tipo: *kind,
            esito: answer.outcome.code().to_owned(),
            motivo: answer.reason.map(|reason| reason.code().to_owned()),
        })
        .collect();
    // A list of texts has nothing that could fail.
    serde_json::to_string(&kept).unwrap_or_default()
}

/// Answers that were kept; `None` if there are none, or they were removed.
pub fn read_answers(text: &str) -> Option<Vec<(CheckKind, Answer)>> {
    let kept: Vec<Kept> = serde_json::from_str(text).ok()?;
    kept.iter()
        .map(|one| {
            Some((
                one.tipo,
                answer_of(&one.esito, one.motivo.as_deref().unwrap_or_default())?,
            ))
        })
        .collect()
}

/// Answers as the trace writes them: `residenza=S,statoLibero=A:FUORI_AMBITO`.
pub(super) fn read_outcome(outcome: &str) -> Option<Vec<(CheckKind, Answer)>> {
    outcome
        .split(',')
        .map(|one| {
            let (kind, answer) = one.split_once('=')?;
            let (code, reason) = answer.split_once(':').unwrap_or((answer, ""));
            Some((CheckKind::from_code(kind)?, answer_of(code, reason)?))
        })
        .collect()
}

fn answer_of(code: &str, reason: &str) -> Option<Answer> {
    match (code, reason) {
        ("S", "") => Some(Answer::YES),
        ("N", "") => Some(Answer::NO),
        (code, reason) if code == Outcome::Undetermined.code() => {
            Some(Answer::undetermined(ReasonCode::from_code(reason)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_back_from_what_is_kept_and_from_the_trace() {
        let mut answers = vec![
            (CheckKind::Residence, Answer::YES),
            (CheckKind::FreeStatus, Answer::NO),
        ];
        answers.extend(
            ReasonCode::ALL
                .iter()
                .map(|reason| (CheckKind::Alive, Answer::undetermined(*reason))),
        );
        assert_eq!(
            read_answers(&write_answers(&answers)),
            Some(answers.clone())
        );
        let traced: Vec<String> = answers
            .iter()
            .map(|(kind, answer)| format!("{kind}={answer}"))
            .collect();
        assert_eq!(read_outcome(&traced.join(",")), Some(answers));
        for wrong in [
            "",
            "residenza",
            "residenza=X",
            "residenza=S:FUORI_AMBITO",
            "residenza=A",
            "ERRORE:X",
        ] {
            assert_eq!(read_outcome(wrong), None, "{wrong}");
        }
        assert_eq!(read_answers(""), None);
    }
}
