//! What a page of the trace was asked for. Addresses carry days, numbers and words of the trace; persons and cases come
//! by a form.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::Query;

use crate::pages::administration::parameter;
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::session::Form;
use crate::wire::monitoring::{ActsBody, Asked, PersonBody};

/// Rows of a page.
pub const ROWS: i64 = 50;

/// What an address may carry.
const OPEN: [&str; 9] = [
    "dal", "al", "utente", "ufficio", "servizio", "atto", "tipo", "esito", "dopo",
];
/// What only a form may.
const PERSONAL: [&str; 3] = ["codiceFiscale", "idAnpr", "riferimentoPratica"];

/// What was asked, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking(BTreeMap<&'static str, String>);

impl Asking {
    /// The parameters of the address.
    ///
    /// # Errors
    /// 400 for any other: nobody's data comes into an address.
    pub fn of_address(request: &HttpRequest) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string())
            .map_err(|_| unknown())?;
        Self::of_pairs(pairs.into_inner())
    }

    /// The same, taken apart.
    ///
    /// # Errors
    /// As [`Self::of_address`].
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut asking = Self::default();
        for (name, value) in pairs {
            let known = OPEN.iter().find(|one| **one == name);
            asking.put(known.ok_or_else(unknown)?, &value);
        }
        Ok(asking)
    }

    /// The fields of a form.
    pub fn of_form(form: &Form) -> Self {
        let mut asking = Self::default();
        for name in OPEN.iter().chain(&PERSONAL) {
            asking.put(name, form.get(name));
        }
        asking
    }

    /// What is asked if nothing is said.
    #[must_use]
    pub fn or(mut self, name: &'static str, value: &str) -> Self {
        self.0.entry(name).or_insert_with(|| value.to_owned());
        self
    }

    fn put(&mut self, name: &'static str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.insert(name, value.to_owned());
        }
    }

    /// What was typed into a field.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Everything asked but the place in the list.
    pub fn filters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let filters = self.0.iter().filter(|(name, _)| **name != "dopo");
        filters.map(|(name, value)| (*name, value.as_str()))
    }

    /// The address that asks the same, from the beginning of the list.
    pub fn address(&self, path: &str) -> String {
        self.narrowed(path, &[])
    }

    /// The same, with other values of some parameters.
    pub fn narrowed(&self, path: &str, with: &[(&str, &str)]) -> String {
        let mut parts: Vec<String> = self
            .filters()
            .filter(|(name, _)| OPEN.contains(name) && with.iter().all(|(one, _)| one != name))
            .map(|(name, value)| parameter(name, value))
            .collect();
        parts.extend(with.iter().map(|(name, value)| parameter(name, value)));
        if parts.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", parts.join("&"))
        }
    }

    /// What it asks for.
    ///
    /// # Errors
    /// 422 with every wrong field, as the interface would say.
    pub fn read(&self) -> Result<Asked, Problem> {
        let text = |name: &str| self.0.get(name).cloned();
        let mut wrong = Vec::new();
        let mut number = |name: &str| {
            let typed = self.0.get(name)?;
            let number = typed.parse::<i64>().ok().filter(|number| *number > 0);
            if number.is_none() {
                wrong.push(FieldProblem {
                    field: name.to_owned(),
                    code: "NON_VALIDO",
                    text: "serve un numero".to_owned(),
                });
            }
            number
        };
        let (user, office, after) = (number("utente"), number("ufficio"), number("dopo"));
        if !wrong.is_empty() {
            return Err(Problem::fields(wrong));
        }
        let person = PersonBody {
            codice_fiscale: text("codiceFiscale"),
            id_anpr: text("idAnpr"),
        };
        let is_asked = person != PersonBody::default();
        ActsBody {
            dal: text("dal"),
            al: text("al"),
            utente: user,
            ufficio: office,
            servizio: text("servizio"),
            atto: text("atto"),
            tipo: text("tipo"),
            esito: text("esito"),
            dopo: after,
            limite: Some(ROWS),
            soggetto: is_asked.then_some(person),
            riferimento_pratica: text("riferimentoPratica"),
            ..ActsBody::default()
        }
        .read()
    }
}

/// A filter that is none.
pub fn unknown() -> Problem {
    Problem::new(
        ProblemCode::Malformed,
        "L'indirizzo porta un filtro che questa pagina non prevede. I dati di una persona si cercano con il modulo.",
    )
}

/// What is wrong with a field.
pub fn fault(problem: Option<&Problem>, name: &str) -> Option<String> {
    let below = format!("soggetto.{name}");
    let wrong = problem?.fields.iter().find(|wrong| {
        wrong.field == name
            || wrong.field == below
            // Both codes, or none: told beside the first.
            || (wrong.field == "soggetto" && name == "codiceFiscale")
    })?;
    let text = wrong.text.replace("AAAA-MM-GG", "GG/MM/AAAA");
    Some(text)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn of(address: &str) -> Result<Asking, Problem> {
        Asking::of_address(&TestRequest::with_uri(address).to_http_request())
    }

    #[test]
    fn an_address_carries_filters_and_nothing_personal() {
        let asking = of("/monitoraggio?dal=2026-11-01&al=&utente=7&dopo=99&esito=S").unwrap();
        assert_eq!(asking.get("dal"), "2026-11-01");
        assert_eq!(
            asking.address("/monitoraggio.csv"),
            "/monitoraggio.csv?dal=2026-11-01&esito=S&utente=7"
        );
        assert_eq!(
            asking.narrowed("/m", &[("utente", "8"), ("dopo", "5")]),
            "/m?dal=2026-11-01&esito=S&utente=8&dopo=5"
        );
        let asked = asking.read().unwrap();
        assert_eq!((asked.before, asked.filter.user_id), (Some(99), Some(7)));
        for address in [
            "/m?codiceFiscale=CSSSLL03P56D617B",
            "/m?soggetto=x",
            "/m?altro=1",
        ] {
            assert_eq!(of(address).unwrap_err().code, ProblemCode::Malformed);
        }
    }

    #[test]
    fn what_is_wrong_stands_beside_its_field() {
        let wrong = of("/m?dal=ieri&esito=%27").unwrap().read().unwrap_err();
        assert_eq!(
            fault(Some(&wrong), "dal").as_deref(),
            Some("data GG/MM/AAAA")
        );
        assert!(fault(Some(&wrong), "esito").is_some() && fault(Some(&wrong), "al").is_none());
        for number in ["x", "-1", "0", "99999999999999999999"] {
            let wrong = of(&format!("/m?dopo={number}"))
                .unwrap()
                .read()
                .unwrap_err();
            assert!(fault(Some(&wrong), "dopo").is_some(), "{number}");
        }
        let both = Asking::default()
            .or("codiceFiscale", "CSSSLL03P56D617B")
            .or("idAnpr", "AB1234567");
        let wrong = both.read().unwrap_err();
        assert!(fault(Some(&wrong), "codiceFiscale").is_some());
        // What is personal stays out of every address.
        assert_eq!(both.address("/m"), "/m");
    }
}
