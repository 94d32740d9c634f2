//! Work on the directory for whoever asks: recognised, then done away from the threads that serve.

use actix_web::{HttpRequest, web};
use hub::administration::{Actor, AdminError, Administration};
use hub::identity::IdentityError;

use crate::auth;
use crate::problem::{FieldProblem, Problem, ProblemCode};
use crate::session;
use crate::state::Hub;

/// A recognised user, from where, and under which request.
#[derive(Debug, Clone)]
pub struct Acting {
    /// The user.
    pub user_id: i64,
    workstation: String,
    request_id: String,
}

impl Acting {
    /// Who makes a request of the interface: a person by its session, with the token where something changes, or an
    /// application by its key.
    ///
    /// # Errors
    /// 401, 403, 429, 503.
    pub async fn by_request(request: &HttpRequest, hub: &Hub) -> Result<Self, Problem> {
        let user_id = auth::caller(request, hub).await?.user_id();
        Ok(Self::of(request, hub, user_id))
    }

    /// A user whom the session has shown to be who it is.
    pub fn of(request: &HttpRequest, hub: &Hub, user_id: i64) -> Self {
        let address = request.peer_addr().map(|address| address.ip());
        Self {
            user_id,
            workstation: address
                .map(|ip| ip.to_canonical().to_string())
                .unwrap_or_default(),
            request_id: auth::request_id(request, hub),
        }
    }

    /// Does that work. The user is read from the store together with it: whoever was disabled a moment ago is.
    ///
    /// # Errors
    /// What the service refuses, as a problem.
    pub async fn run<T: Send + 'static>(
        self,
        hub: &web::Data<Hub>,
        work: impl FnOnce(&Administration, &Actor) -> Result<T, AdminError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.attempt(hub, work)
            .await?
            .map_err(|error| problem(&error))
    }

    /// The same, for who wants to know which fields were wrong.
    pub async fn attempt<T: Send + 'static>(
        self,
        hub: &web::Data<Hub>,
        work: impl FnOnce(&Administration, &Actor) -> Result<T, AdminError> + Send + 'static,
    ) -> Result<Result<T, AdminError>, Problem> {
        let hub = web::Data::clone(hub);
        web::block(move || {
            let admin = &hub.administration;
            let actor = admin.actor(self.user_id, &self.workstation, &self.request_id)?;
            work(admin, &actor)
        })
        .await
        .map_err(|error| Problem::internal(&error))
    }
}

/// What the services refuse.
pub fn problem(error: &AdminError) -> Problem {
    match error {
        AdminError::NotFound => missing(),
        AdminError::Refused { code, text } => {
            let code = match *code {
                "CONVENZIONE_CESSATA" => ProblemCode::Conflict,
                _ => ProblemCode::NotGranted,
            };
            Problem::new(code, text.clone())
        }
        AdminError::Invalid(fields) => Problem::fields(
            fields
                .iter()
                .map(|wrong| FieldProblem {
                    field: wrong.field.clone(),
                    code: wrong.code,
                    text: wrong.text.clone(),
                })
                .collect(),
        ),
        AdminError::Stale => Problem::new(
            ProblemCode::Conflict,
            "Nel frattempo qualcun altro ha modificato questi dati: rileggerli e ripetere la modifica.",
        ),
        AdminError::Trace(_) => Problem::busy("La traccia non è al momento disponibile.", 5),
        AdminError::Pool(_) => Problem::busy("Il registro non è al momento disponibile.", 5),
        other => Problem::internal(other),
    }
}

/// What the service of credentials refuses whoever changes another's.
pub fn credential_problem(error: &IdentityError) -> Problem {
    match error {
        IdentityError::NotFound => missing(),
        other => session::problem(other),
    }
}

/// What does not exist, or may not be seen: the two are told alike.
pub fn missing() -> Problem {
    Problem::new(
        ProblemCode::NotFound,
        "Non c'è nulla con questo numero tra ciò che l'utente può vedere.",
    )
}

/// A number in a path; anything else leads nowhere.
pub fn number(text: &str) -> Result<i64, Problem> {
    text.parse::<i64>()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(missing)
}
