//! What rests on an act, in words: bonds, documents, parents, death, procedures, events.

use schema::codes::{
    BondKind, Certifiability, CivilUnionEnd, EventKind, MarriageEnd, PARTNER_DIED, ProcedureKind,
};

use super::value::{Bond, Death, Document, Event, Parent, Procedure};
use super::words::{Parts, comune_words};

impl Bond {
    pub(super) fn write(&self, parts: &mut Parts) {
        if let Some(kind) = self.kind {
            parts.coded("tipo", "Tipo", kind.code(), Some(kind.label()));
        }
        parts.named(&self.partner);
        parts.place(("luogo", "luogoDenominazione"), "Luogo", &self.place);
        parts.text("atto", "Atto", &self.act);
        let ended = match (self.kind, self.end_reason.as_str()) {
            (_, PARTNER_DIED) => Some("Decesso dell'altra parte"),
            (Some(BondKind::Marriage), code) => {
                MarriageEnd::from_code(code).map(MarriageEnd::label)
            }
            (_, code) => CivilUnionEnd::from_code(code).map(CivilUnionEnd::label),
        };
        parts.coded("motivoFine", "Motivo della fine", &self.end_reason, ended);
    }
}

impl Document {
    pub(super) fn write(&self, parts: &mut Parts) {
        if let Some(kind) = self.kind {
            parts.coded("tipo", "Tipo", kind.code(), Some(kind.label()));
        }
        parts.text("numero", "Numero", &self.number);
        let is_comune = self.issuer.len() == 6 && self.issuer.bytes().all(|b| b.is_ascii_digit());
        let issuer = if is_comune {
            comune_words(&self.issuer)
        } else {
            self.issuer.clone()
        };
        parts.push("rilasciatoDa", "Rilasciato da", &self.issuer, issuer);
    }
}

impl Parent {
    pub(super) fn write(&self, parts: &mut Parts) {
        if let Some(parent) = self.parent {
            parts.coded("genitore", "Genitore", parent.code(), Some(parent.label()));
        }
        parts.named(&self.who);
    }
}

impl Death {
    pub(super) fn write(&self, parts: &mut Parts) {
        parts.place(("luogo", "luogoDenominazione"), "Luogo", &self.place);
        parts.text("atto", "Atto", &self.act);
    }
}

impl Procedure {
    pub(super) fn write(&self, parts: &mut Parts) {
        let kind = ProcedureKind::from_code(&self.kind).map(ProcedureKind::label);
        parts.coded("tipo", "Tipo", &self.kind, kind);
        parts.text("protocollo", "Protocollo", &self.protocol);
        parts.comune("comune", "Comune", &self.comune);
        let label = Certifiability::from_code(&self.certifiability).map(Certifiability::label);
        parts.coded(
            "certificabilita",
            "Certificabilità",
            &self.certifiability,
            label,
        );
    }
}

impl Event {
    pub(super) fn write(&self, parts: &mut Parts) {
        let kind = EventKind::from_code(&self.kind).map(EventKind::label);
        parts.coded("tipo", "Evento", &self.kind, kind);
        parts.comune("comune", "Comune", &self.comune);
        if let Some(day) = self.registered_on {
            parts.push("registrato", "Registrato il", &day.iso(), day.italian());
        }
    }
}
