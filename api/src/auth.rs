//! Who calls: the key in `Authorization`, its rate, its rights.

use actix_web::{HttpMessage, HttpRequest};
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use hub::access::{Access, Caller, Context, Denied, Known, Service};
use hub::audit::seal::unsealable;
use schema::codes::Role;
use std::num::NonZeroU32;

use crate::config::LimitsConfig;
use crate::door;
use crate::problem::{Problem, ProblemCode};
use crate::server::RequestId;
use crate::session;
use crate::state::Hub;

/// How often each application may ask.
pub struct Limiter {
    limiter: DefaultKeyedRateLimiter<i64>,
    clock: governor::clock::DefaultClock,
}

impl Limiter {
    /// The limits as configured.
    pub fn new(limits: &LimitsConfig) -> Self {
        let one = NonZeroU32::MIN;
        let rate = NonZeroU32::new(limits.rate_per_second).unwrap_or(one);
        let burst = NonZeroU32::new(limits.rate_burst).unwrap_or(one);
        Self {
            limiter: RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst)),
            clock: governor::clock::DefaultClock::default(),
        }
    }

    /// Counts a request of that user; refuses it with the seconds to wait.
    pub fn pass(&self, user_id: i64) -> Result<(), Problem> {
        self.limiter.check_key(&user_id).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Problem {
                retry_after: Some(wait.as_secs() + 1),
                ..Problem::new(
                    ProblemCode::Rate,
                    "La chiave ha superato il numero di richieste concesso: riprovare tra poco.",
                )
            }
        })
    }
}

/// The caller, recognised by its key, its token or its session, and within its rate.
///
/// # Errors
/// 401, 403, 429, or 503 if the directory cannot be read.
pub async fn caller(request: &HttpRequest, hub: &Hub) -> Result<Caller, Problem> {
    let caller = door::recognise(request, hub).await?;
    admitted(request, hub, &caller).await?;
    Ok(caller)
}

/// Whether somebody recognised may go on: within its rate, and where its records can be written.
///
/// # Errors
/// 403, 429.
pub async fn admitted(request: &HttpRequest, hub: &Hub, caller: &Caller) -> Result<(), Problem> {
    let who = Known::of(caller.user(), caller.key_id());
    request.extensions_mut().insert(who);
    hub.limiter.pass(caller.user_id())?;
    sealable(caller, hub).await
}

/// Refuses public security where its records could not be sealed. The record of the refusal says that there was one, and
/// nothing else: the rest would have to be in the clear.
async fn sealable(caller: &Caller, hub: &Hub) -> Result<(), Problem> {
    if caller.role() == Role::StandardPs && !hub.has_seal {
        hub.record(unsealable(hub.clock.now().naive_utc())).await?;
        return Err(Problem::new(
            ProblemCode::NotGranted,
            "Su questo hub non sono configurate le chiavi del sigillo: gli utenti di pubblica sicurezza non possono operare.",
        ));
    }
    Ok(())
}

/// The id of the request, under which log and trace know it.
pub fn request_id(request: &HttpRequest, hub: &Hub) -> String {
    request
        .extensions()
        .get::<RequestId>()
        .map_or_else(|| hub.request_id(), |id| id.0.clone())
}

/// The circumstances of a request.
pub fn context(request: &HttpRequest, hub: &Hub) -> Context {
    Context {
        network: request.peer_addr().map(|address| address.ip()),
        certificate: session::certificate(request),
        ..Context::new(hub.clock.today(), request_id(request, hub))
    }
}

/// What the caller opened; or the refusal, once its record is on disk.
///
/// # Errors
/// 403, 429, 503.
pub async fn opened(
    hub: &Hub,
    caller: &Caller,
    service: Service,
    context: &Context,
    opened: Result<Access, Denied>,
) -> Result<Access, Problem> {
    match opened {
        Ok(access) => Ok(access),
        Err(refused) => {
            let at = hub.clock.now().naive_utc();
            let record = caller.refusal(service, context, at, &refused);
            hub.record(record.into_row()).await?;
            Err(denied(&refused))
        }
    }
}

/// The right to the supplies of the caller's Comuni, or of that one.
///
/// # Errors
/// 401, 403, 429, 503.
pub async fn supply_access(
    request: &HttpRequest,
    hub: &Hub,
    comune: Option<&str>,
) -> Result<Access, Problem> {
    let caller = caller(request, hub).await?;
    let context = context(request, hub);
    let access = match comune {
        Some(comune) => caller.for_supply(comune, &context),
        None => caller.for_supplies(&context),
    };
    opened(hub, &caller, Service::Supply, &context, access).await
}

/// A refusal, as the caller sees it.
pub fn denied(denied: &Denied) -> Problem {
    let code = match denied {
        Denied::Unavailable => return Problem::busy(denied.to_string(), 5),
        Denied::NoKey => ProblemCode::NoCredentials,
        Denied::Quota(_) => ProblemCode::Rate,
        other if other.is_unauthenticated() => ProblemCode::BadCredentials,
        _ => ProblemCode::NotGranted,
    };
    Problem {
        reason: Some(denied.code()),
        ..Problem::new(code, denied.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_burst_and_no_more_and_another_key_its_own() {
        let limits = LimitsConfig {
            rate_per_second: 1,
            rate_burst: 3,
            ..LimitsConfig::default()
        };
        let limiter = Limiter::new(&limits);
        for _ in 0..3 {
            assert!(limiter.pass(7).is_ok());
        }
        let problem = limiter.pass(7).unwrap_err();
        assert_eq!(problem.code, ProblemCode::Rate);
        assert!(problem.retry_after.is_some_and(|seconds| seconds >= 1));
        assert!(limiter.pass(8).is_ok());
    }
}
