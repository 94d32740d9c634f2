//! From elements to facts.

use schema::codes::{
    AddressKind, AireEntryReason, AireExitReason, BondKind, Certifiability, CfValidation,
    CivilUnionEnd, DocumentKind, EntryReason, EventKind, ExitReason, IdentifierKind,
    InstitutionRole, Kinship, MaritalStatus, MarriageEnd, PARTNER_DIED, Parent, ProcedureKind,
    RegisterKind, Sex,
};
use schema::date::{Day, UncertainDate, Validity};
use schema::facts::{
    Address, Bond, Citizenship, Death, Document, Fact, Identifier, Identity, Marital, Membership,
    Parentage, PersonFacts, Procedure, RegisterEvent, Residence, Subject,
};
use schema::names::name_key;

use super::super::{identifiers, places};
use super::fields::{FOREIGN_ADDRESS, Fields, NAME, OWN_CODE, PLACE_NAME};
use crate::anomaly::AnomalyCode;
use crate::record::{PersonRecord, SupplyHeader};

/// Reads one fact into `facts`; `None` if the element is none that the layout knows. A fact whose subject is
/// not among those that the record asserts is to be dropped by the caller, who learns its subject here.
pub fn read(
    element: &str,
    fields: &mut Fields<'_, '_>,
    facts: &mut PersonFacts,
) -> Option<Subject> {
    Some(match element {
        "codiceFiscale" => push(
            &mut facts.identifiers,
            fields,
            identifier_cf,
            Subject::Identifiers,
        ),
        "idAnpr" => push(
            &mut facts.identifiers,
            fields,
            identifier_anpr,
            Subject::Identifiers,
        ),
        "numeroScheda" => push(
            &mut facts.identifiers,
            fields,
            identifier_comune,
            Subject::Identifiers,
        ),
        "generalita" => push(&mut facts.identities, fields, identity, Subject::Identities),
        "residenza" => push(
            &mut facts.residences,
            fields,
            residence,
            Subject::Residences,
        ),
        "indirizzo" => push(&mut facts.addresses, fields, address, Subject::Addresses),
        "legame" => push(
            &mut facts.memberships,
            fields,
            membership,
            Subject::Memberships,
        ),
        "statoCivile" => push(&mut facts.maritals, fields, marital, Subject::Maritals),
        "matrimonio" => push(
            &mut facts.bonds,
            fields,
            |f| bond(f, BondKind::Marriage),
            Subject::Bonds,
        ),
        "unioneCivile" => push(
            &mut facts.bonds,
            fields,
            |f| bond(f, BondKind::CivilUnion),
            Subject::Bonds,
        ),
        "convivenzaDiFatto" => push(
            &mut facts.bonds,
            fields,
            |f| bond(f, BondKind::Cohabitation),
            Subject::Bonds,
        ),
        "paternita" => push(
            &mut facts.parentages,
            fields,
            |f| parentage(f, Parent::Father),
            Subject::Parentages,
        ),
        "maternita" => push(
            &mut facts.parentages,
            fields,
            |f| parentage(f, Parent::Mother),
            Subject::Parentages,
        ),
        "cittadinanza" => push(
            &mut facts.citizenships,
            fields,
            citizenship,
            Subject::Citizenships,
        ),
        "documento" => push(&mut facts.documents, fields, document, Subject::Documents),
        "decesso" => push(&mut facts.deaths, fields, death, Subject::Deaths),
        "procedimento" => push(
            &mut facts.procedures,
            fields,
            procedure,
            Subject::Procedures,
        ),
        "evento" => push(&mut facts.events, fields, event, Subject::Events),
        _ => return None,
    })
}

/// The record's own number is the number of the card, whether or not it is written out as a `numeroScheda` too:
/// by it the person is told when a record names no code, and found present in a full supply.
pub fn own_card(record: &mut PersonRecord, header: &SupplyHeader) {
    let identifiers = &mut record.facts.identifiers;
    let is_written = identifiers.iter().any(|id| {
        id.kind == IdentifierKind::Comune.code()
            && id.comune == header.comune
            && id.value == record.local_id
    });
    if is_written || record.local_id.is_empty() || !record.asserts.contains(Subject::Identifiers) {
        return;
    }
    let mut card = Identifier {
        kind: IdentifierKind::Comune.code().to_owned(),
        value: record.local_id.clone(),
        comune: header.comune.clone(),
        ..Identifier::default()
    };
    card.set_validity(Validity::since(UncertainDate::not_after(
        header.extracted_on,
    )));
    identifiers.push(card);
}

fn push<F>(
    list: &mut Vec<F>,
    fields: &mut Fields<'_, '_>,
    read: impl FnOnce(&mut Fields<'_, '_>) -> F,
    subject: Subject,
) -> Subject {
    if list.is_empty() {
        // Most people have one fact of a subject; a list begun by itself would hold four.
        list.reserve_exact(1);
    }
    list.push(read(fields));
    subject
}

fn identifier_cf(fields: &mut Fields<'_, '_>) -> Identifier {
    let value = fields.compact("valore", 16);
    identifiers::codice_fiscale(fields.check, "valore", &value);
    let validation = fields.minor_code("validazione", |c| CfValidation::from_code(c).is_some());
    identifier(
        fields,
        IdentifierKind::CodiceFiscale,
        value,
        String::new(),
        validation,
    )
}

fn identifier_anpr(fields: &mut Fields<'_, '_>) -> Identifier {
    let value = fields.compact("valore", 9);
    identifiers::anpr(fields.check, "valore", &value);
    identifier(
        fields,
        IdentifierKind::Anpr,
        value,
        String::new(),
        String::new(),
    )
}

fn identifier_comune(fields: &mut Fields<'_, '_>) -> Identifier {
    let value = fields.required("valore", OWN_CODE);
    let comune = fields.comune();
    identifier(fields, IdentifierKind::Comune, value, comune, String::new())
}

fn identifier(
    fields: &mut Fields<'_, '_>,
    kind: IdentifierKind,
    value: String,
    comune: String,
    validation: String,
) -> Identifier {
    let mut row = Identifier {
        kind: kind.code().to_owned(),
        value,
        comune,
        validation,
        ..Identifier::default()
    };
    row.set_validity(fields.validity());
    row
}

fn identity(fields: &mut Fields<'_, '_>) -> Identity {
    let surname = fields.text("cognome", NAME);
    let names = fields.text("nome", NAME);
    let no_surname = fields.flag("senzaCognome");
    let no_names = fields.flag("senzaNome");
    let missing = [
        ("cognome", surname.is_empty() && !no_surname),
        ("nome", names.is_empty() && !no_names),
    ];
    for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
        let code = if surname.is_empty() && names.is_empty() {
            AnomalyCode::FieldMissing
        } else {
            AnomalyCode::NameMissing
        };
        fields.check.note(code, field, "");
    }
    let sex = fields.required_code("sesso", |c| Sex::from_code(c).is_some());
    let written = fields.raw("nascita");
    if written.trim().is_empty() {
        fields.check.note(AnomalyCode::FieldMissing, "nascita", "");
    }
    let birth = fields
        .check
        .past("nascita", &written)
        .unwrap_or(UncertainDate::UNKNOWN);
    let birth_place = fields.compact("luogoNascita", 4);
    places::check_birth_place(fields.check, "luogoNascita", &birth_place, birth);
    let mut row = Identity {
        name_key: name_key(&surname, &names, birth.first.year()),
        surname,
        names,
        sex,
        birth_first: birth.first.0,
        birth_last: birth.last.0,
        birth_place,
        birth_place_name: fields.text("nomeLuogoNascita", PLACE_NAME),
        ..Identity::default()
    };
    row.set_validity(fields.validity());
    row
}

fn residence(fields: &mut Fields<'_, '_>) -> Residence {
    let register = fields.required_code("registro", |c| RegisterKind::from_code(c).is_some());
    let abroad = register == RegisterKind::Aire.code();
    let comune = fields.comune();
    if comune.is_empty() {
        fields.check.note(AnomalyCode::FieldMissing, "comune", "");
    }
    let mut row = Residence {
        comune,
        register,
        entry_reason: fields.minor_code("motivoIscrizione", |c| {
            if abroad {
                AireEntryReason::from_code(c).is_some()
            } else {
                EntryReason::from_code(c).is_some()
            }
        }),
        origin: fields.minor_code("provenienza", places::is_comune_or_state_code),
        exit_reason: fields.minor_code("motivoCancellazione", |c| {
            if abroad {
                AireExitReason::from_code(c).is_some()
            } else {
                ExitReason::from_code(c).is_some()
            }
        }),
        destination: fields.minor_code("destinazione", places::is_comune_or_state_code),
        no_fixed_abode: fields.flag("senzaFissaDimora"),
        standing: schema::codes::Standing::Asserted.code().to_owned(),
        ..Residence::default()
    };
    row.set_validity(fields.validity());
    row
}

fn address(fields: &mut Fields<'_, '_>) -> Address {
    let foreign_state = fields.code("statoEstero", places::is_state_code);
    let comune = match fields.attrs.find("comune") {
        None if foreign_state.is_empty() => fields.comune.to_owned(),
        None => String::new(),
        Some(value) => fields.check.code("comune", &value, places::is_comune_code),
    };
    let mut row = Address {
        kind: fields.required_code("tipo", |c| AddressKind::from_code(c).is_some()),
        comune,
        street_code: fields.text("via", PLACE_NAME),
        number: fields.number("civico", 0..=999_999),
        exponent: fields.compact("esponente", 16),
        staircase: fields.text("scala", 16),
        interior: fields.text("interno", 16),
        postal_code: fields.text("cap", 5),
        section: fields.text("sezione", 16),
        foreign_address: fields.text("indirizzoEstero", FOREIGN_ADDRESS),
        foreign_state,
        latitude: degrees(fields, "latitudine", 90),
        longitude: degrees(fields, "longitudine", 180),
        ..Address::default()
    };
    if !row.postal_code.is_empty() && !places::is_postal_code(&row.postal_code) {
        let cap = row.postal_code.clone();
        fields.check.note(AnomalyCode::FormatInvalid, "cap", &cap);
    }
    row.set_validity(fields.validity());
    row
}

/// Decimal degrees as millionths of a degree.
fn degrees(fields: &mut Fields<'_, '_>, field: &str, most: i32) -> Option<i32> {
    let value = fields.raw(field);
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    let read = || {
        let (sign, digits) = match value.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, value),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty()
            || part.len() > 6
            || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            return None;
        }
        let millionths: i32 = if part.is_empty() {
            0
        } else {
            part.parse::<i32>().ok()? * 10_i32.pow(6 - part.len() as u32)
        };
        let total = whole
            .parse::<i32>()
            .ok()?
            .checked_mul(1_000_000)?
            .checked_add(millionths)?;
        (total <= most * 1_000_000).then_some(sign * total)
    };
    let degrees = read();
    if degrees.is_none() {
        fields.check.note(AnomalyCode::NumberInvalid, field, value);
    }
    degrees
}

fn membership(fields: &mut Fields<'_, '_>) -> Membership {
    let family = fields.text("famiglia", OWN_CODE);
    let institution = fields.text("convivenza", OWN_CODE);
    if family.is_empty() == institution.is_empty() {
        fields
            .check
            .note(AnomalyCode::FieldMissing, "famiglia", &institution);
    }
    let in_family = institution.is_empty();
    let mut row = Membership {
        comune: fields.comune(),
        household_kind: if in_family { "F" } else { "C" }.to_owned(),
        household_code: if in_family { family } else { institution },
        role: fields.required_code("relazione", |c| {
            if in_family {
                Kinship::from_code(c).is_some()
            } else {
                InstitutionRole::from_code(c).is_some()
            }
        }),
        ordinal: fields.number("posizione", 0..=99_999),
        ..Membership::default()
    };
    row.set_validity(fields.validity());
    row
}

fn marital(fields: &mut Fields<'_, '_>) -> Marital {
    let mut row = Marital {
        status: fields.required_code("codice", |c| MaritalStatus::from_code(c).is_some()),
        ..Marital::default()
    };
    row.set_validity(fields.validity());
    row
}

fn bond(fields: &mut Fields<'_, '_>, kind: BondKind) -> Bond {
    let (partner_birth_first, partner_birth_last) = fields.other_birth("nascita");
    let mut row = Bond {
        kind: kind.code().to_owned(),
        partner_cf: fields.other_cf("codiceFiscale"),
        partner_surname: fields.text("cognome", NAME),
        partner_names: fields.text("nome", NAME),
        partner_birth_first,
        partner_birth_last,
        place: fields.compact("luogo", 4),
        place_name: fields.text("nomeLuogo", PLACE_NAME),
        act: fields.text("atto", OWN_CODE),
        end_reason: fields.code("motivoFine", |c| {
            c == PARTNER_DIED
                || if kind == BondKind::Marriage {
                    MarriageEnd::from_code(c).is_some()
                } else {
                    CivilUnionEnd::from_code(c).is_some()
                }
        }),
        ..Bond::default()
    };
    let is_said = [
        &row.partner_cf,
        &row.partner_surname,
        &row.partner_names,
        &row.place,
        &row.place_name,
        &row.act,
    ]
    .iter()
    .any(|said| !said.is_empty());
    row.set_validity(fields.validity());
    // With whom, where or when: a bond of which nothing is said could never be compared with anything.
    let is_dated = row.from_first > 0 || row.to_last < Day::MAX.0 || row.partner_birth_first > 0;
    if !is_said && !is_dated {
        fields.check.note(AnomalyCode::FieldMissing, "cognome", "");
    }
    row
}

fn parentage(fields: &mut Fields<'_, '_>, parent: Parent) -> Parentage {
    let (parent_birth_first, parent_birth_last) = fields.other_birth("nascita");
    let mut row = Parentage {
        parent: parent.code().to_owned(),
        parent_cf: fields.other_cf("codiceFiscale"),
        parent_surname: fields.text("cognome", NAME),
        parent_names: fields.text("nome", NAME),
        parent_birth_first,
        parent_birth_last,
        ..Parentage::default()
    };
    row.set_validity(fields.validity());
    row
}

fn citizenship(fields: &mut Fields<'_, '_>) -> Citizenship {
    let state = fields.code("stato", |c| c == "999" || places::is_state_code(c));
    let mut row = Citizenship {
        // 999 says that it is not known: an empty state says the same to whoever asks.
        state: if state == "999" { String::new() } else { state },
        ..Citizenship::default()
    };
    row.set_validity(fields.validity());
    row
}

fn document(fields: &mut Fields<'_, '_>) -> Document {
    let kind = fields.required_code("tipo", |c| DocumentKind::from_code(c).is_some());
    let number = fields.compact("numero", 30);
    if number.is_empty() {
        fields.check.note(AnomalyCode::FieldMissing, "numero", "");
    } else {
        identifiers::document(fields.check, "numero", &kind, &number);
    }
    let mut row = Document {
        kind,
        number,
        issuer: fields.text("ente", PLACE_NAME),
        ..Document::default()
    };
    row.set_validity(fields.validity_of("dal", true));
    row
}

fn death(fields: &mut Fields<'_, '_>) -> Death {
    let mut row = Death {
        place: fields.compact("luogo", 4),
        place_name: fields.text("nomeLuogo", PLACE_NAME),
        act: fields.text("atto", OWN_CODE),
        ..Death::default()
    };
    row.set_validity(fields.validity_of("data", false));
    row
}

fn procedure(fields: &mut Fields<'_, '_>) -> Procedure {
    let mut row = Procedure {
        kind: fields.required_code("tipo", |c| ProcedureKind::from_code(c).is_some()),
        protocol: fields.text("protocollo", OWN_CODE),
        comune: fields.comune(),
        certifiability: fields.code("certificabilita", |c| {
            Certifiability::from_code(c).is_some()
        }),
        ..Procedure::default()
    };
    row.set_validity(fields.validity_of("dal", true));
    row
}

fn event(fields: &mut Fields<'_, '_>) -> RegisterEvent {
    let mut row = RegisterEvent {
        kind: fields.required_code("tipo", |c| EventKind::from_code(c).is_some()),
        registered_on: fields.day("registrato"),
        comune: fields.comune(),
        ..RegisterEvent::default()
    };
    row.set_validity(fields.validity_of("data", false));
    row
}
