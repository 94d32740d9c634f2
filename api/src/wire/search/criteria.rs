//! Who is sought.

use hub::search::{AddressWish, BirthWish, Criteria, PlaceWish, SheetWish, Standing};
use schema::codes::Sex;
use schema::date::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Fields;
use crate::wire::person::PlaceBody;

/// All fields are optional to serde, so that every missing one can be told at once.
macro_rules! bodies {
    ($(
        $(#[doc = $doc:literal])*
        $Name:ident as $schema:ident {
            $( $(#[doc = $field_doc:literal])* $field:ident ($wire:tt): $type:ty, )*
        }
    )*) => { $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(as = $schema)]
        pub struct $Name {
            $(
                $(#[doc = $field_doc])*
                #[serde(rename = $wire, default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )*
        }
    )* };
}

bodies! {
    /// Chi si cerca. Serve almeno un elemento che identifichi: cognome, nome, nascita, codice fiscale, ID ANPR, documento,
    /// via o scheda.
    CriteriaBody as CriteriRicerca {
        /// Cognome.
        surname("cognome"): String,
        /// Nome, o alcuni dei nomi.
        names("nome"): String,
        /// `true`: cognome e nome portati in qualunque tempo; altrimenti quelli del giorno.
        names_ever("nomiInOgniTempo"): bool,
        /// `M` o `F`.
        sex("sesso"): String,
        /// Nascita.
        birth("nascita"): BirthBody,
        /// Luogo di nascita.
        birth_place("luogoNascita"): PlaceBody,
        /// Codice fiscale, intero o almeno i primi 6 caratteri. Trova anche gli omocodi.
        codice_fiscale("codiceFiscale"): String,
        /// Identificativo unico nazionale ANPR.
        id_anpr("idAnpr"): String,
        /// Numero di carta d'identità, passaporto o permesso.
        document("documento"): String,
        /// Indirizzo.
        address("indirizzo"): AddressBody,
        /// `true`: dove ha abitato in qualunque tempo; altrimenti dove abita quel giorno.
        address_ever("indirizziInOgniTempo"): bool,
        /// Codice ISTAT del Comune al quale la persona appartiene quel giorno.
        comune("comune"): String,
        /// Scheda di famiglia o di convivenza.
        sheet("scheda"): SheetBody,
        /// Codice ISTAT dello Stato di cui è cittadina, 3 cifre; 100 = Italia.
        citizenship("cittadinanza"): String,
        /// Codice della tabella 1 di ANPR.
        marital_status("statoCivile"): String,
        /// `RESIDENTE`, `AIRE`, `INCERTO`, `DECEDUTO`, `EMIGRATO`, `IRREPERIBILE`, `CANCELLATO`, `NON_ANCORA_ISCRITTO`.
        standing("posizione"): String,
    }
    /// Nascita, in uno solo dei tre modi: `data`; `dal` e `al`, anche uno solo; `eta`.
    BirthBody as NascitaCercata {
        /// `AAAA-MM-GG`, oppure `AAAA-MM` o `AAAA`.
        date("data"): String,
        /// Primo giorno possibile.
        from("dal"): String,
        /// Ultimo giorno possibile.
        until("al"): String,
        /// Età.
        age("eta"): AgeBody,
    }
    /// Età, estremi compresi.
    AgeBody as EtaCercata {
        /// Anni compiuti, almeno.
        least("da"): i64,
        /// Anni compiuti, al massimo; se manca, tanti quanti `da`.
        most("a"): i64,
        /// Il giorno in cui li ha; se manca, quello della ricerca.
        on("giorno"): String,
    }
    /// Indirizzo.
    AddressBody as IndirizzoCercato {
        /// Codice ISTAT del Comune; se manca, tutti quelli in cui si può cercare.
        comune("comune"): String,
        /// Specie della via, se non è scritta nella denominazione.
        street_type("specie"): String,
        /// Nome della via.
        street("denominazione"): String,
        /// Numero civico, o il primo di una serie.
        number("civico"): i64,
        /// L'ultimo della serie.
        number_to("civicoFino"): i64,
        /// Esponente.
        exponent("esponente"): String,
    }
    /// Scheda di famiglia o di convivenza.
    SheetBody as SchedaCercata {
        /// Codice ISTAT del Comune che la tiene.
        comune("comune"): String,
        /// `F` famiglia, `C` convivenza; se manca, l'una o l'altra.
        kind("tipo"): String,
        /// Numero.
        code("numero"): String,
    }
}

impl CriteriaBody {
    /// The criteria; what is wrong with their form. The rest is for `hub::search::validate`.
    pub fn read(self, fields: &mut Fields, day: Day) -> Criteria {
        let standings = Standing::ALL.map(Standing::code).join(", ");
        Criteria {
            surname: self.surname,
            names: self.names,
            names_ever: self.names_ever.unwrap_or(false),
            sex: fields.listed("sesso", self.sex, Sex::from_code, "M oppure F"),
            birth: self
                .birth
                .and_then(|birth| fields.below("nascita", |fields| birth.read(fields, day))),
            birth_place: self.birth_place.map(|place| PlaceWish {
                code: place.code,
                name: place.name,
            }),
            codice_fiscale: self.codice_fiscale,
            id_anpr: self.id_anpr,
            document: self.document,
            address: self
                .address
                .map(|address| fields.below("indirizzo", |fields| address.read(fields))),
            address_ever: self.address_ever.unwrap_or(false),
            comune: self.comune,
            sheet: self.sheet.map(|sheet| SheetWish {
                comune: sheet.comune,
                kind: sheet.kind,
                code: sheet.code.unwrap_or_default(),
            }),
            citizenship: self.citizenship,
            marital_status: self.marital_status,
            standing: fields.listed(
                "posizione",
                self.standing,
                Standing::from_code,
                &format!("uno tra {standings}"),
            ),
        }
    }
}

impl BirthBody {
    fn read(self, fields: &mut Fields, day: Day) -> Option<BirthWish> {
        let range = self.from.is_some() || self.until.is_some();
        let ways =
            usize::from(self.date.is_some()) + usize::from(range) + usize::from(self.age.is_some());
        if ways != 1 {
            let code = if ways == 0 { "ASSENTE" } else { "NON_VALIDO" };
            fields.wrong("", code, "serve uno, e uno solo, tra data, dal e al, eta");
            return None;
        }
        if range {
            let (has_from, has_until) = (self.from.is_some(), self.until.is_some());
            let from = fields.day("dal", self.from);
            let until = fields.day("al", self.until);
            // One that is given and cannot be read must not become a range without end.
            if (has_from && from.is_none()) || (has_until && until.is_none()) {
                return None;
            }
            let first = from.unwrap_or(Day(1800_01_01));
            return Some(BirthWish::Between(first, until.unwrap_or(day)));
        }
        if let Some(age) = self.age {
            return fields.below("eta", |fields| age.read(fields, day));
        }
        fields.date("data", self.date).map(BirthWish::On)
    }
}

impl AgeBody {
    fn read(self, fields: &mut Fields, day: Day) -> Option<BirthWish> {
        let mut years = |name: &str, value: Option<i64>| {
            let years = u32::try_from(value?).ok();
            if years.is_none() {
                fields.wrong(name, "NON_VALIDO", "anni compiuti, da 0 a 130");
            }
            years
        };
        let (asked_most, least) = (self.most.is_some(), years("da", self.least));
        let most = years("a", self.most);
        if self.least.is_none() {
            fields.wrong("da", "ASSENTE", "il campo è obbligatorio");
        }
        let asked_day = self.on.is_some();
        let on = fields.day("giorno", self.on);
        if (asked_most && most.is_none()) || (asked_day && on.is_none()) {
            return None;
        }
        let least = least?;
        Some(BirthWish::Aged(
            least,
            most.unwrap_or(least),
            on.unwrap_or(day),
        ))
    }
}

impl AddressBody {
    fn read(self, fields: &mut Fields) -> AddressWish {
        let mut number = |name: &str, value: Option<i64>| {
            let number = i32::try_from(value?).ok();
            if number.is_none() {
                fields.wrong(name, "NON_VALIDO", "il numero è troppo grande");
            }
            number
        };
        AddressWish {
            number: number("civico", self.number),
            number_to: number("civicoFino", self.number_to),
            comune: self.comune,
            street_type: self.street_type,
            street: self.street,
            exponent: self.exponent,
        }
    }
}
