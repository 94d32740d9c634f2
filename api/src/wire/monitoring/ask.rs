//! Filters. What could name a person comes in a body, never in an address.

use hub::access::Kind;
use hub::monitoring::statistics::{Grouping, Step};
use hub::monitoring::{Filter, PersonCode};
use schema::codes::ActKind;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;
use crate::wire::Fields;

/// Elements of a page, at most, and if nothing is said.
const LARGEST_PAGE: i64 = 1_000;
const PAGE: i64 = 100;

/// Una persona, con uno solo dei due codici.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CodicePersona)]
pub struct PersonBody {
    /// Codice fiscale.
    #[serde(rename = "codiceFiscale", default)]
    pub codice_fiscale: Option<String>,
    /// Identificativo unico nazionale ANPR.
    #[serde(rename = "idAnpr", default)]
    pub id_anpr: Option<String>,
}

impl PersonBody {
    /// Reads the code.
    pub fn read(self, fields: &mut Fields) -> Option<PersonCode> {
        if self.codice_fiscale.is_some() == self.id_anpr.is_some() {
            let text = "serve uno, e uno solo, tra codiceFiscale e idAnpr";
            let code = if self.id_anpr.is_some() {
                "NON_VALIDO"
            } else {
                "ASSENTE"
            };
            fields.wrong("", code, text);
            return None;
        }
        let code = fields.codice_fiscale("codiceFiscale", self.codice_fiscale);
        let id = fields.id_anpr("idAnpr", self.id_anpr);
        code.map(PersonCode::CodiceFiscale)
            .or(id.map(PersonCode::AnprId))
    }
}

macro_rules! acts_filter {
    ($(#[$meta:meta])* $Name:ident { $($more:tt)* }) => {
        $(#[$meta])*
        pub struct $Name {
            /// Primo giorno, `AAAA-MM-GG`.
            #[serde(default)]
            pub dal: Option<String>,
            /// Ultimo giorno, compreso.
            #[serde(default)]
            pub al: Option<String>,
            /// Numero dell'utente.
            #[serde(default)]
            pub utente: Option<i64>,
            /// Numero dell'ufficio.
            #[serde(default)]
            pub ufficio: Option<i64>,
            /// Numero dell'ente.
            #[serde(default)]
            pub ente: Option<i64>,
            /// Servizio, per esempio `VERIFICA`.
            #[serde(default)]
            pub servizio: Option<String>,
            /// Tipo di atto, per esempio `RIFIUTO`.
            #[serde(default)]
            pub atto: Option<String>,
            /// Tipo di dichiarazione, per esempio `residenza`.
            #[serde(default)]
            pub tipo: Option<String>,
            /// Esito: `S`, `N`, `A`, oppure la prima parola di un altro.
            #[serde(default)]
            pub esito: Option<String>,
            /// Solo ciò che segue questo posto, come dato da `prossimo`.
            #[serde(default)]
            pub dopo: Option<i64>,
            /// Quanti elementi, al massimo 1000; se manca, 100.
            #[serde(default)]
            pub limite: Option<i64>,
            $($more)*
        }
    };
}

acts_filter! {
    /// Filtri che non riguardano persone.
    #[derive(Debug, Clone, Default, Deserialize, IntoParams)]
    #[serde(deny_unknown_fields)]
    #[into_params(parameter_in = Query)]
    ActsQuery {}
}

acts_filter! {
    /// Filtri, anche su persone e pratiche.
    #[derive(Debug, Clone, Default, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[schema(as = RicercaAtti)]
    ActsBody {
        /// La persona.
        #[serde(default)]
        pub soggetto: Option<PersonBody>,
        /// Riferimento della pratica, per intero.
        #[serde(rename = "riferimentoPratica", default)]
        pub riferimento_pratica: Option<String>,
    }
}

/// What is asked for, and which page of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The filter.
    pub filter: Filter,
    /// Where the page begins.
    pub before: Option<i64>,
    /// Its size.
    pub limit: i64,
}

impl ActsQuery {
    /// Reads the parameters.
    ///
    /// # Errors
    /// 422 with every wrong one.
    pub fn read(self) -> Result<Asked, Problem> {
        ActsBody {
            dal: self.dal,
            al: self.al,
            utente: self.utente,
            ufficio: self.ufficio,
            ente: self.ente,
            servizio: self.servizio,
            atto: self.atto,
            tipo: self.tipo,
            esito: self.esito,
            dopo: self.dopo,
            limite: self.limite,
            soggetto: None,
            riferimento_pratica: None,
        }
        .read()
    }
}

impl ActsBody {
    /// Reads the fields.
    ///
    /// # Errors
    /// 422 with every wrong one.
    pub fn read(self) -> Result<Asked, Problem> {
        let mut fields = Fields::default();
        let limit = self.limite.unwrap_or(PAGE);
        if !(1..=LARGEST_PAGE).contains(&limit) {
            fields.wrong("limite", "NON_VALIDO", "da 1 a 1000");
        }
        let act = fields.listed("atto", self.atto, ActKind::from_code, "un tipo di atto");
        let kind = fields.listed(
            "tipo",
            self.tipo,
            Kind::from_code,
            "un tipo di dichiarazione o di consultazione",
        );
        let filter = Filter {
            from: fields.day("dal", self.dal),
            to: fields.day("al", self.al),
            user_id: self.utente,
            office_id: self.ufficio,
            entity_id: self.ente,
            service: word(&mut fields, "servizio", self.servizio),
            acts: act.into_iter().collect(),
            kind,
            outcome: word(&mut fields, "esito", self.esito),
            case_reference: fields.text_if_any("riferimentoPratica", self.riferimento_pratica),
            subject: self
                .soggetto
                .and_then(|person| fields.below("soggetto", |fields| person.read(fields))),
        };
        fields.finish(Asked {
            filter,
            before: self.dopo,
            limit,
        })
    }
}

/// A word of the trace: nothing else may come into an address, nor into the record of the look.
fn word(fields: &mut Fields, name: &str, value: Option<String>) -> Option<String> {
    let plain = |text: &str| {
        (1..=60).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    fields.code(name, value, plain, "lettere maiuscole, cifre e _")
}

/// Che cosa contare, e come raggrupparlo.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatisticsQuery {
    /// Primo giorno, `AAAA-MM-GG`.
    #[serde(default)]
    #[param(required = true)]
    pub dal: Option<String>,
    /// Ultimo giorno, compreso; se manca, oggi. Al massimo 400 giorni.
    #[serde(default)]
    pub al: Option<String>,
    /// Per che cosa, separato da virgole: `utente`, `ufficio`, `ente`, `servizio`, `atto`.
    #[serde(default)]
    pub per: Option<String>,
    /// Passo: `giorno`, `settimana` o `mese`.
    #[serde(default)]
    pub passo: Option<String>,
    /// Numero dell'utente.
    #[serde(default)]
    pub utente: Option<i64>,
    /// Numero dell'ufficio.
    #[serde(default)]
    pub ufficio: Option<i64>,
    /// Numero dell'ente.
    #[serde(default)]
    pub ente: Option<i64>,
    /// Servizio.
    #[serde(default)]
    pub servizio: Option<String>,
}

impl StatisticsQuery {
    /// Reads the parameters.
    ///
    /// # Errors
    /// 422 with every wrong one.
    pub fn read(self) -> Result<(Filter, Grouping), Problem> {
        let mut fields = Fields::default();
        let mut grouping = Grouping {
            step: fields.listed("passo", self.passo, step, "giorno, settimana o mese"),
            ..Grouping::default()
        };
        for word in self.per.as_deref().unwrap_or_default().split(',') {
            match word.trim() {
                "" => {}
                "utente" => grouping.user = true,
                "ufficio" => grouping.office = true,
                "ente" => grouping.entity = true,
                "servizio" => grouping.service = true,
                "atto" => grouping.act = true,
                _ => fields.wrong("per", "NON_VALIDO", "utente, ufficio, ente, servizio, atto"),
            }
        }
        if self.dal.is_none() {
            fields.wrong("dal", "ASSENTE", "il parametro è obbligatorio");
        }
        let filter = Filter {
            from: fields.day("dal", self.dal),
            to: fields.day("al", self.al),
            user_id: self.utente,
            office_id: self.ufficio,
            entity_id: self.ente,
            service: word(&mut fields, "servizio", self.servizio),
            ..Filter::default()
        };
        fields.finish((filter, grouping))
    }
}

fn step(text: &str) -> Option<Step> {
    match text {
        "giorno" => Some(Step::Day),
        "settimana" => Some(Step::Week),
        "mese" => Some(Step::Month),
        _ => None,
    }
}
