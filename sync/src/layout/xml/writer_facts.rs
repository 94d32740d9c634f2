//! From facts to elements.

use schema::codes::{BondKind, IdentifierKind, Parent};
use schema::date::{Day, UncertainDate};
use schema::facts::{Address, Bond, Fact, Identifier, Identity, Parentage, Residence, Subject};

use super::writer::{attribute, date, validity};
use crate::record::{PersonRecord, SupplyHeader};

struct Writer<'a> {
    line: &'a mut String,
    header: &'a SupplyHeader,
}

/// Appends the facts of the subjects that the record asserts.
pub fn append(line: &mut String, person: &PersonRecord, header: &SupplyHeader) {
    let facts = &person.facts;
    let mut w = Writer { line, header };
    for subject in person.asserts.iter() {
        match subject {
            Subject::Identifiers => facts.identifiers.iter().for_each(|f| w.identifier(f)),
            Subject::Identities => facts.identities.iter().for_each(|f| w.identity(f)),
            Subject::Residences => facts.residences.iter().for_each(|f| w.residence(f)),
            Subject::Addresses => facts.addresses.iter().for_each(|f| w.address(f)),
            Subject::Bonds => facts.bonds.iter().for_each(|f| w.bond(f)),
            Subject::Parentages => facts.parentages.iter().for_each(|f| w.parentage(f)),
            Subject::Memberships => {
                for f in &facts.memberships {
                    let sheet = if f.household_kind == "C" {
                        "convivenza"
                    } else {
                        "famiglia"
                    };
                    w.open("legame");
                    w.put(sheet, &f.household_code);
                    w.put("relazione", &f.role);
                    w.number("posizione", f.ordinal);
                    w.comune(&f.comune);
                    w.close("dal", f);
                }
            }
            Subject::Maritals => {
                for f in &facts.maritals {
                    w.open("statoCivile");
                    w.put("codice", &f.status);
                    w.close("dal", f);
                }
            }
            Subject::Citizenships => {
                for f in &facts.citizenships {
                    w.open("cittadinanza");
                    w.put("stato", &f.state);
                    w.close("dal", f);
                }
            }
            Subject::Documents => {
                for f in &facts.documents {
                    w.open("documento");
                    w.put("tipo", &f.kind);
                    w.put("numero", &f.number);
                    w.put("ente", &f.issuer);
                    w.close("dal", f);
                }
            }
            Subject::Deaths => {
                for f in &facts.deaths {
                    w.open("decesso");
                    w.put("luogo", &f.place);
                    w.put("nomeLuogo", &f.place_name);
                    w.put("atto", &f.act);
                    w.close("data", f);
                }
            }
            Subject::Procedures => {
                for f in &facts.procedures {
                    w.open("procedimento");
                    w.put("tipo", &f.kind);
                    w.put("protocollo", &f.protocol);
                    w.comune(&f.comune);
                    w.put("certificabilita", &f.certifiability);
                    w.close("dal", f);
                }
            }
            Subject::Events => {
                for f in &facts.events {
                    w.open("evento");
                    w.put("tipo", &f.kind);
                    if f.registered_on != 0 {
                        date(
                            w.line,
                            "registrato",
                            UncertainDate::exact(Day(f.registered_on)),
                        );
                    }
                    w.comune(&f.comune);
                    w.close("data", f);
                }
            }
        }
    }
}

impl Writer<'_> {
    fn open(&mut self, element: &str) {
        self.line.push('<');
        self.line.push_str(element);
    }

    fn put(&mut self, name: &str, value: &str) {
        attribute(self.line, name, value);
    }

    /// Zero says nothing.
    fn number(&mut self, name: &str, value: i32) {
        if value != 0 {
            let mut digits = itoa::Buffer::new();
            self.put(name, digits.format(value));
        }
    }

    fn flag(&mut self, name: &str, set: bool) {
        if set {
            self.put(name, "1");
        }
    }

    /// The Comune, unless it is the one that sends the supply; none is written as such.
    fn comune(&mut self, comune: &str) {
        if comune.is_empty() {
            self.line.push_str(" comune=\"\"");
        } else if comune != self.header.comune {
            self.put("comune", comune);
        }
    }

    fn birth(&mut self, first: i32, last: i32) {
        let birth = UncertainDate {
            first: Day(first),
            last: Day(last),
        };
        if birth != UncertainDate::UNKNOWN {
            date(self.line, "nascita", birth);
        }
    }

    fn degrees(&mut self, name: &str, millionths: Option<i32>) {
        use std::fmt::Write;
        if let Some(value) = millionths {
            let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
            // A String takes all that is written to it.
            let _ = write!(
                self.line,
                " {name}=\"{sign}{}.{:06}\"",
                size / 1_000_000,
                size % 1_000_000
            );
        }
    }

    fn close(&mut self, begin: &str, fact: &impl Fact) {
        validity(self.line, begin, fact.validity(), self.header.extracted_on);
        self.line.push_str("/>\n");
    }

    fn identifier(&mut self, f: &Identifier) {
        let kind = IdentifierKind::from_code(&f.kind);
        self.open(match kind {
            Some(IdentifierKind::Anpr) => "idAnpr",
            Some(IdentifierKind::Comune) => "numeroScheda",
            _ => "codiceFiscale",
        });
        self.put("valore", &f.value);
        if kind == Some(IdentifierKind::Comune) {
            self.comune(&f.comune);
        }
        self.put("validazione", &f.validation);
        self.close("dal", f);
    }

    fn identity(&mut self, f: &Identity) {
        self.open("generalita");
        self.put("cognome", &f.surname);
        self.flag("senzaCognome", f.surname.is_empty());
        self.put("nome", &f.names);
        self.flag("senzaNome", f.names.is_empty());
        self.put("sesso", &f.sex);
        let birth = UncertainDate {
            first: Day(f.birth_first),
            last: Day(f.birth_last),
        };
        date(self.line, "nascita", birth);
        self.put("luogoNascita", &f.birth_place);
        self.put("nomeLuogoNascita", &f.birth_place_name);
        self.close("dal", f);
    }

    fn residence(&mut self, f: &Residence) {
        self.open("residenza");
        self.put("registro", &f.register);
        self.comune(&f.comune);
        self.put("motivoIscrizione", &f.entry_reason);
        self.put("provenienza", &f.origin);
        self.put("motivoCancellazione", &f.exit_reason);
        self.put("destinazione", &f.destination);
        self.flag("senzaFissaDimora", f.no_fixed_abode);
        self.close("dal", f);
    }

    fn address(&mut self, f: &Address) {
        self.open("indirizzo");
        self.put("tipo", &f.kind);
        // Without `comune` the reader takes the sender's, or none if a state abroad is given.
        let implied = if f.foreign_state.is_empty() {
            self.header.comune.as_str()
        } else {
            ""
        };
        if f.comune != implied {
            self.line.push_str(" comune=\"");
            self.line.push_str(&f.comune);
            self.line.push('"');
        }
        self.put("via", &f.street_code);
        self.number("civico", f.number);
        self.put("esponente", &f.exponent);
        self.put("scala", &f.staircase);
        self.put("interno", &f.interior);
        self.put("cap", &f.postal_code);
        self.put("sezione", &f.section);
        self.put("indirizzoEstero", &f.foreign_address);
        self.put("statoEstero", &f.foreign_state);
        self.degrees("latitudine", f.latitude);
        self.degrees("longitudine", f.longitude);
        self.close("dal", f);
    }

    fn bond(&mut self, f: &Bond) {
        self.open(match BondKind::from_code(&f.kind) {
            Some(BondKind::CivilUnion) => "unioneCivile",
            Some(BondKind::Cohabitation) => "convivenzaDiFatto",
            _ => "matrimonio",
        });
        self.put("codiceFiscale", &f.partner_cf);
        self.put("cognome", &f.partner_surname);
        self.put("nome", &f.partner_names);
        self.birth(f.partner_birth_first, f.partner_birth_last);
        self.put("luogo", &f.place);
        self.put("nomeLuogo", &f.place_name);
        self.put("atto", &f.act);
        self.put("motivoFine", &f.end_reason);
        self.close("dal", f);
    }

    fn parentage(&mut self, f: &Parentage) {
        let father = f.parent == Parent::Father.code();
        self.open(if father { "paternita" } else { "maternita" });
        self.put("codiceFiscale", &f.parent_cf);
        self.put("cognome", &f.parent_surname);
        self.put("nome", &f.parent_names);
        self.birth(f.parent_birth_first, f.parent_birth_last);
        self.close("dal", f);
    }
}
