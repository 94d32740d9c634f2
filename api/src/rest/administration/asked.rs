//! A request to the directory. What its handlers do alike is done here: who asks is recognised, a service is run away
//! from the threads that serve, and what it found is told.

use std::future::{Ready, ready};

use actix_web::dev;
use actix_web::web::{self, Path, Payload};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use hub::administration::{Actor, AdminError, Administration};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::answer;
use crate::acting::{Acting, number};
use crate::problem::Problem;
use crate::rest::body;
use crate::state::Hub;
use crate::wire::administration::{Items, Listed, Revised};

/// What a handler answers.
pub type Outcome = Result<HttpResponse, Problem>;

/// A request to the directory, not yet recognised.
pub struct Asked {
    request: HttpRequest,
    hub: web::Data<Hub>,
    /// Once it is.
    acting: Option<Acting>,
}

impl FromRequest for Asked {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let hub = request.app_data::<web::Data<Hub>>().cloned();
        ready(
            hub.ok_or_else(|| Problem::internal(&"no hub behind the server"))
                .map(|hub| Self {
                    request: request.clone(),
                    hub,
                    acting: None,
                }),
        )
    }
}

impl Asked {
    /// Does that work for whoever asks.
    pub async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&Administration, &Actor) -> Result<T, AdminError> + Send + 'static,
    ) -> Result<T, Problem> {
        let acting = match self.acting {
            Some(acting) => acting,
            None => Acting::by_request(&self.request, &self.hub).await?,
        };
        acting.run(&self.hub, work).await
    }

    /// Reads the body, once it is known who asks: nobody else has one read.
    pub async fn with<B: DeserializeOwned>(self, payload: Payload) -> Result<(Self, B), Problem> {
        let acting = Acting::by_request(&self.request, &self.hub).await?;
        let read = body::json(&self.request, &self.hub, payload).await?;
        let acting = Some(acting);
        Ok((Self { acting, ..self }, read))
    }

    /// A page of a list, in JSON or as a file of CSV.
    pub async fn page<B, T>(
        self,
        file: &str,
        limit: usize,
        work: impl FnOnce(&Administration, &Actor) -> Result<Vec<T>, AdminError> + Send + 'static,
    ) -> Outcome
    where
        B: From<T> + Listed + Serialize + ToSchema,
        T: Send + 'static,
    {
        let form = answer::form(&self.request)?;
        let rows = self.run(work).await?;
        answer::page(form, rows, limit, file, B::from)
    }

    /// A list that is never long.
    pub async fn all<B, T>(
        self,
        work: impl FnOnce(&Administration, &Actor) -> Result<Vec<T>, AdminError> + Send + 'static,
    ) -> Outcome
    where
        B: From<T> + Serialize + ToSchema,
        T: Send + 'static,
    {
        let rows = self.run(work).await?;
        let items = rows.into_iter().map(B::from).collect();
        Ok(HttpResponse::Ok().json(Items::<B> { items }))
    }

    /// A list that belongs to what has that number.
    pub async fn all_of<B, T>(
        self,
        id: &Path<String>,
        work: impl FnOnce(&Administration, &Actor, i64) -> Result<Vec<T>, AdminError> + Send + 'static,
    ) -> Outcome
    where
        B: From<T> + Serialize + ToSchema,
        T: Send + 'static,
    {
        let id = number(id)?;
        self.all::<B, T>(move |admin, actor| work(admin, actor, id))
            .await
    }

    /// What has that number.
    pub async fn show<B, T>(
        self,
        id: &Path<String>,
        work: impl FnOnce(&Administration, &Actor, i64) -> Result<T, AdminError> + Send + 'static,
    ) -> Outcome
    where
        B: From<T> + Serialize,
        T: Send + 'static,
    {
        let id = number(id)?;
        let found = self.run(move |admin, actor| work(admin, actor, id)).await?;
        Ok(HttpResponse::Ok().json(B::from(found)))
    }

    /// Registers what the body describes, at a new place below `place`.
    pub async fn create<B, I>(
        self,
        payload: Payload,
        place: &str,
        work: impl FnOnce(&Administration, &Actor, &I) -> Result<i64, AdminError> + Send + 'static,
    ) -> Outcome
    where
        B: DeserializeOwned + Into<I>,
        I: Send + 'static,
    {
        let (asked, body) = self.with::<B>(payload).await?;
        let input = body.into();
        let id = asked
            .run(move |admin, actor| work(admin, actor, &input))
            .await?;
        Ok(answer::created(place, id))
    }

    /// Does to what has that number what the body says.
    pub async fn act<B, T>(
        self,
        id: &Path<String>,
        payload: Payload,
        work: impl FnOnce(&Administration, &Actor, i64, B) -> Result<T, AdminError> + Send + 'static,
    ) -> Result<T, Problem>
    where
        B: DeserializeOwned + Send + 'static,
        T: Send + 'static,
    {
        let id = number(id)?;
        let (asked, body) = self.with::<B>(payload).await?;
        asked
            .run(move |admin, actor| work(admin, actor, id, body))
            .await
    }

    /// Changes what has that number, if it still is as it was when it was read.
    pub async fn edit<B>(
        self,
        id: &Path<String>,
        payload: Payload,
        work: impl FnOnce(&Administration, &Actor, i64, &str, &B::Edit) -> Result<(), AdminError>
        + Send
        + 'static,
    ) -> Outcome
    where
        B: DeserializeOwned + Revised + Send + 'static,
    {
        self.act(id, payload, move |admin, actor, id, body: B| {
            let (revision, edit) = body.read();
            work(admin, actor, id, &revision, &edit)
        })
        .await?;
        Ok(answer::done())
    }
}
