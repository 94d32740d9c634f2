//! The subjects of the register (DPR 223/1989: individual card, family card, household card) as tables.

use super::macros::fact_table;

fact_table! {
    /// A number or code that names a person: codice fiscale, ID ANPR, a Comune's own card number.
    Identifier in identifier ("identifier") {
        /// `CF`, `ANPR` or `COMUNE` ([`codes::IdentifierKind`](crate::codes::IdentifierKind)).
        kind: String => Text,
        /// Upper case, no spaces.
        value: String => Text,
        /// ISTAT code of the Comune whose card number it is; empty otherwise.
        comune: String => Text,
        /// ANPR's validation of the codice fiscale: `1` validated, `9` not, empty if not said.
        validation: String => Text,
    }
}

fact_table! {
    /// Names, sex and birth as they stood in a period.
    Identity in identity ("identity") {
        /// Surname; empty if the person has none (`senzaCognome`).
        surname: String => Text,
        /// Given names; empty if the person has none (`senzaNome`).
        names: String => Text,
        /// `M` or `F`.
        sex: String => Text,
        /// First possible day of birth, `yyyymmdd`.
        birth_first: i32 => Integer,
        /// Last possible day of birth.
        birth_last: i32 => Integer,
        /// Belfiore code of the Comune or state of birth, as it was then; empty if unknown.
        birth_place: String => Text,
        /// The place's name as written in the act.
        birth_place_name: String => Text,
        /// [`names::name_key`](crate::names::name_key) of surname, names and year of birth.
        name_key: i64 => BigInt,
    }
}

fact_table! {
    /// A spell in the register of a Comune: resident (APR) or resident abroad (AIRE).
    Residence in residence ("residence") {
        /// ISTAT code of the Comune.
        comune: String => Text,
        /// `APR` or `AIRE`.
        register: String => Text,
        /// Reason of registration, ANPR table 7 (APR) or 19 (AIRE).
        entry_reason: String => Text,
        /// Where from: ISTAT code of Comune (6 digits) or state (3 digits); empty if not said.
        origin: String => Text,
        /// Reason of removal, ANPR table 15 or 28; empty while open.
        exit_reason: String => Text,
        /// Where to, as `origin`.
        destination: String => Text,
        /// Registered without a fixed abode (DPR 223/1989 art. 2).
        no_fixed_abode: bool => Bool,
        /// `A` as its Comune asserts it; `J` ended by the hub where another Comune's entry joins;
        /// `D` disputed: it overlaps another Comune's spell and is not used for a yes or a no.
        standing: String => Text,
    }
}

fact_table! {
    /// Where the person lives or lived.
    Address in address ("address") {
        /// ANPR table 25.
        kind: String => Text,
        /// ISTAT code of the Comune; empty abroad.
        comune: String => Text,
        /// Key of the street in the Comune's street register ([`street`](crate::tables::street)).
        street_code: String => Text,
        /// House number; 0 = none (SNC).
        number: i32 => Integer,
        /// `A`, `BIS`, …: upper case, no spaces.
        exponent: String => Text,
        /// Staircase.
        staircase: String => Text,
        /// Flat.
        interior: String => Text,
        /// CAP, five digits.
        postal_code: String => Text,
        /// Census section.
        section: String => Text,
        /// Address abroad, as written; empty in Italy.
        foreign_address: String => Text,
        /// ISTAT code of the state abroad; empty in Italy.
        foreign_state: String => Text,
        /// WGS84 latitude, degrees × 1,000,000.
        latitude: Option<i32> => Nullable<Integer>,
        /// WGS84 longitude, degrees × 1,000,000.
        longitude: Option<i32> => Nullable<Integer>,
    }
}

fact_table! {
    /// Being part of a family sheet or of an institutional household.
    Membership in membership ("membership") {
        /// ISTAT code of the Comune that keeps the sheet.
        comune: String => Text,
        /// `F` family, `C` institutional household (convivenza).
        household_kind: String => Text,
        /// The Comune's own number of the sheet.
        household_code: String => Text,
        /// Kinship to the head (ANPR table 5) or role in the institution (table 6).
        role: String => Text,
        /// The member's place on the sheet, from 1; 0 if not said.
        ordinal: i32 => Integer,
    }
}

fact_table! {
    /// Marital status.
    Marital in marital ("marital") {
        /// ANPR table 1.
        status: String => Text,
    }
}

fact_table! {
    /// A marriage, civil union or de facto cohabitation, from its beginning to its end.
    Bond in bond ("bond") {
        /// `M` marriage, `U` civil union, `C` de facto cohabitation.
        kind: String => Text,
        /// The partner's codice fiscale; empty if not said.
        partner_cf: String => Text,
        /// The partner's surname.
        partner_surname: String => Text,
        /// The partner's given names.
        partner_names: String => Text,
        /// First possible day of the partner's birth; 0 with `partner_birth_last` 99991231 = unknown.
        partner_birth_first: i32 => Integer,
        /// Last possible day of the partner's birth.
        partner_birth_last: i32 => Integer,
        /// Belfiore code of the place where it was celebrated or declared.
        place: String => Text,
        /// That place's name as written.
        place_name: String => Text,
        /// The act, `year/part/series/number`; empty if not said.
        act: String => Text,
        /// Why it ended: ANPR tables 31 and 31b, `D` death of the partner; empty while it lasts.
        end_reason: String => Text,
    }
}

fact_table! {
    /// A parent.
    Parentage in parentage ("parentage") {
        /// `P` father, `M` mother.
        parent: String => Text,
        /// The parent's codice fiscale; empty if not said.
        parent_cf: String => Text,
        /// The parent's surname.
        parent_surname: String => Text,
        /// The parent's given names.
        parent_names: String => Text,
        /// First possible day of the parent's birth; 0 with `parent_birth_last` 99991231 = unknown.
        parent_birth_first: i32 => Integer,
        /// Last possible day of the parent's birth.
        parent_birth_last: i32 => Integer,
    }
}

fact_table! {
    /// A citizenship.
    Citizenship in citizenship ("citizenship") {
        /// ISTAT code of the state, 100 = Italy.
        state: String => Text,
    }
}

fact_table! {
    /// A document, valid from issue to expiry.
    Document in document ("document") {
        /// [`codes::DocumentKind`](crate::codes::DocumentKind).
        kind: String => Text,
        /// As given, upper case, no spaces.
        number: String => Text,
        /// Who issued it: ISTAT code of the Comune, or the name of the office.
        issuer: String => Text,
    }
}

fact_table! {
    /// The person's death; it holds from the day of death.
    Death in death ("death") {
        /// Belfiore code of the place.
        place: String => Text,
        /// The place's name as written.
        place_name: String => Text,
        /// The act, `year/part/series/number`; empty if not said.
        act: String => Text,
    }
}

fact_table! {
    /// A procedure under way, from opening to closing.
    Procedure in procedure ("procedure") {
        /// [`codes::ProcedureKind`](crate::codes::ProcedureKind).
        kind: String => Text,
        /// The Comune's protocol number.
        protocol: String => Text,
        /// ISTAT code of the Comune that conducts it.
        comune: String => Text,
        /// What may be certified meanwhile, ANPR table 42; empty if not said.
        certifiability: String => Text,
    }
}

fact_table! {
    /// An event of the register; it holds from the day on which it happened.
    RegisterEvent in register_event ("register_event") {
        /// [`codes::EventKind`](crate::codes::EventKind).
        kind: String => Text,
        /// Day on which the Comune registered it, `yyyymmdd`.
        registered_on: i32 => Integer,
        /// ISTAT code of the Comune that registered it.
        comune: String => Text,
    }
}
