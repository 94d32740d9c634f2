//! Errors as `application/problem+json` (RFC 9457). What they say is read by the caller's people, hence Italian.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Serialize;
use utoipa::{ToResponse, ToSchema};

macro_rules! problems {
    ($( $(#[doc = $doc:literal])* $Name:ident = $code:literal, $status:ident, $title:literal; )*) => {
        /// What can go wrong, each with its stable code, HTTP status and title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ProblemCode {
            $( $(#[doc = $doc])* $Name, )*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$( Self::$Name, )*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$Name => $code, )* }
            }

            /// The HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $( Self::$Name => StatusCode::$status, )* }
            }

            /// The title, the same for every occurrence.
            pub const fn title(self) -> &'static str {
                match self { $( Self::$Name => $title, )* }
            }
        }
    };
}

problems! {
    /// The body or the parameters cannot be read.
    Malformed = "RICHIESTA_MALFORMATA", BAD_REQUEST, "La richiesta non si può leggere";
    /// No key.
    NoCredentials = "CREDENZIALI_ASSENTI", UNAUTHORIZED, "Serve una chiave di accesso";
    /// A key that is unknown, expired or revoked. That it is expired or revoked is told to whoever holds its secret; a
    /// wrong secret is told like a key that never was.
    BadCredentials = "CREDENZIALI_NON_VALIDE", UNAUTHORIZED, "La chiave di accesso non è valida";
    /// The right does not reach so far.
    NotGranted = "OPERAZIONE_NON_CONCESSA", FORBIDDEN, "L'operazione non è concessa";
    /// Nothing under that address, or nothing that the caller may see.
    NotFound = "RISORSA_INESISTENTE", NOT_FOUND, "Non c'è nulla a questo indirizzo";
    /// The address exists, not for this method.
    Method = "METODO_NON_AMMESSO", METHOD_NOT_ALLOWED, "Il metodo non è ammesso a questo indirizzo";
    /// No form in which the caller would take the answer.
    NotAcceptable = "FORMATO_NON_DISPONIBILE", NOT_ACCEPTABLE, "Il formato chiesto per la risposta non è disponibile";
    /// The client was too slow.
    SlowClient = "TEMPO_SCADUTO", REQUEST_TIMEOUT, "La richiesta non è arrivata in tempo";
    /// It contradicts what the hub already has.
    Conflict = "CONFLITTO", CONFLICT, "La richiesta contraddice quanto già ricevuto";
    /// Too many bytes.
    TooLarge = "CORPO_TROPPO_GRANDE", PAYLOAD_TOO_LARGE, "Il corpo della richiesta è troppo grande";
    /// A body of a kind that is not taken here.
    MediaType = "TIPO_NON_AMMESSO", UNSUPPORTED_MEDIA_TYPE, "Il tipo del corpo non è ammesso";
    /// It can be read, but some fields are wrong; they are listed.
    Fields = "CAMPI_NON_VALIDI", UNPROCESSABLE_ENTITY, "Alcuni campi non sono validi";
    /// More people fit a search than may be shown.
    TooManyFound = "TROPPI_RISULTATI", UNPROCESSABLE_ENTITY, "La ricerca trova troppe persone";
    /// Above the rate of the key, or more transfers at once than there are places for.
    Rate = "TROPPE_RICHIESTE", TOO_MANY_REQUESTS, "Troppe richieste";
    /// A fault of the hub.
    Internal = "ERRORE_INTERNO", INTERNAL_SERVER_ERROR, "Errore interno";
    /// It cannot answer now.
    Busy = "SERVIZIO_NON_DISPONIBILE", SERVICE_UNAVAILABLE, "Il servizio non è disponibile in questo momento";
}

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CampoErrato)]
pub struct FieldProblem {
    /// Percorso del campo, per esempio `dichiarazioni[0].comune`.
    #[serde(rename = "campo")]
    pub field: String,
    /// Codice stabile: `ASSENTE`, `NON_VALIDO`, `NON_PREVISTO`, `TROPPO_LUNGO`.
    #[serde(rename = "codice")]
    pub code: &'static str,
    /// Spiegazione.
    #[serde(rename = "testo")]
    pub text: String,
}

/// A problem that is told to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which.
    pub code: ProblemCode,
    /// What happened this time. Never a value from the register, never one from the request
    /// that could be personal.
    pub detail: String,
    /// The wrong fields.
    pub fields: Vec<FieldProblem>,
    /// Seconds after which to try again.
    pub retry_after: Option<u64>,
    /// Methods allowed, for [`ProblemCode::Method`].
    pub allow: Option<&'static str>,
    /// The stable code of the right that is missing, or of what the hub is waiting for.
    pub reason: Option<&'static str>,
}

/// Un errore (RFC 9457).
#[derive(Debug, Serialize, ToSchema, ToResponse)]
#[response(description = "Un errore", content_type = "application/problem+json")]
#[schema(as = Problema)]
pub struct ProblemBody<'a> {
    /// Indirizzo stabile del tipo di problema: `/problemi/CODICE`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Titolo, uguale per tutti i problemi dello stesso tipo.
    pub title: &'a str,
    /// Stato HTTP.
    pub status: u16,
    /// Che cosa è accaduto.
    pub detail: &'a str,
    /// Codice stabile del problema.
    #[serde(rename = "codice")]
    pub code: &'a str,
    /// Codice stabile del diritto che manca, per esempio `TIPO_NON_CONCESSO`, o di ciò che si attende, per esempio
    /// `INDICE_IN_PREPARAZIONE`.
    #[serde(rename = "motivo", skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'a str>,
    /// Campi errati.
    #[serde(rename = "campi", skip_serializing_if = "<[_]>::is_empty")]
    pub fields: &'a [FieldProblem],
}

impl Problem {
    /// A problem of that code.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            retry_after: None,
            allow: None,
            reason: None,
        }
    }

    /// Some fields are wrong.
    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        let detail = match fields.as_slice() {
            [one] => format!("Il campo {} non è valido: {}", one.field, one.text),
            many => format!("{} campi non sono validi: vedi l'elenco", many.len()),
        };
        Self {
            fields,
            ..Self::new(ProblemCode::Fields, detail)
        }
    }

    /// A fault of the hub: the cause goes to the log, the caller learns only that it happened.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(
            ProblemCode::Internal,
            "Il server non ha potuto completare la richiesta; l'errore è stato registrato.",
        )
    }

    /// It cannot answer now; try again after so many seconds.
    pub fn busy(detail: impl Into<String>, retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(ProblemCode::Busy, detail)
        }
    }

    /// The body as JSON.
    pub fn body(&self) -> ProblemBody<'_> {
        ProblemBody {
            kind: format!("/problemi/{}", self.code.code()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            detail: &self.detail,
            code: self.code.code(),
            reason: self.reason,
            fields: &self.fields,
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code.code(), self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json; charset=utf-8");
        if self.status_code() == StatusCode::UNAUTHORIZED {
            response.insert_header((
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"anagrafe-hub\""),
            ));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Some(methods) = self.allow {
            response.insert_header((header::ALLOW, methods));
        }
        let mut response = match serde_json::to_vec(&self.body()) {
            Ok(body) => response.body(body),
            Err(_) => response.finish(),
        };
        // For whoever reads pages (`pages::error`).
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl Responder for Problem {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.error_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_titles_are_sentences() {
        let mut codes: Vec<_> = ProblemCode::ALL.iter().map(|code| code.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ProblemCode::ALL.len());
        for code in ProblemCode::ALL {
            assert!(code.status().is_client_error() || code.status().is_server_error());
            assert!(code.title().starts_with(char::is_uppercase), "{code:?}");
        }
    }

    #[test]
    fn shape_of_a_problem_with_fields() {
        let problem = Problem::fields(vec![FieldProblem {
            field: "dataRiferimento".to_owned(),
            code: "ASSENTE",
            text: "manca".to_owned(),
        }]);
        insta::assert_json_snapshot!(problem.body(), @r#"
        {
          "type": "/problemi/CAMPI_NON_VALIDI",
          "title": "Alcuni campi non sono validi",
          "status": 422,
          "detail": "Il campo dataRiferimento non è valido: manca",
          "codice": "CAMPI_NON_VALIDI",
          "campi": [
            {
              "campo": "dataRiferimento",
              "codice": "ASSENTE",
              "testo": "manca"
            }
          ]
        }
        "#);
    }

    #[test]
    fn headers_follow_the_code() {
        let header = |problem: Problem, name: header::HeaderName| {
            problem
                .error_response()
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok().map(str::to_owned))
        };
        let busy = Problem::busy("coda piena", 2);
        assert_eq!(header(busy.clone(), header::RETRY_AFTER).unwrap(), "2");
        assert_eq!(
            header(busy, header::CONTENT_TYPE).unwrap(),
            "application/problem+json; charset=utf-8"
        );
        let no_key = Problem::new(ProblemCode::NoCredentials, "manca la chiave");
        assert!(
            header(no_key, header::WWW_AUTHENTICATE)
                .unwrap()
                .starts_with("Bearer")
        );
    }
}
