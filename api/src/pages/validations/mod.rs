//! The queue of a Comune: what waits for its decision, and what it has decided.

mod decide;
mod item;
mod list;

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use chrono::{DateTime, NaiveDateTime, Utc};
use hub::access::Caller;
use hub::validation::Officer;

use crate::problem::Problem;
use crate::rest::{missing, validations};
use crate::state::Hub;

/// All routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(missing::resource("/validazioni", "GET").route(web::get().to(list::list)))
        .service(
            missing::resource("/validazioni/decisioni", "POST")
                .route(web::post().to(decide::decide)),
        )
        .service(missing::resource("/validazioni/{id}", "GET").route(web::get().to(item::show)));
}

/// Who decides, for which Comuni.
async fn officer(request: &HttpRequest, hub: &Hub, caller: &Caller) -> Result<Officer, Problem> {
    validations::officer_of(request, hub, caller).await
}

/// How long it is until then, in words.
fn left(deadline: NaiveDateTime, now: DateTime<Utc>) -> String {
    let left = deadline - now.naive_utc();
    let (days, hours, minutes) = (
        left.num_days(),
        left.num_hours() % 24,
        left.num_minutes() % 60,
    );
    let one = |count: i64, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    match (days, hours, minutes) {
        _ if left <= chrono::Duration::zero() => "scaduta".to_owned(),
        (0, 0, 0) => "meno di un minuto".to_owned(),
        (0, 0, minutes) => one(minutes, "minuto", "minuti"),
        (0, hours, _) => one(hours, "ora", "ore"),
        (days, 0, _) => one(days, "giorno", "giorni"),
        (days, hours, _) => {
            format!(
                "{} e {}",
                one(days, "giorno", "giorni"),
                one(hours, "ora", "ore")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn time_left_in_words() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let after = |minutes: i64| left(now.naive_utc() + Duration::minutes(minutes), now);
        assert_eq!(after(-1), "scaduta");
        assert_eq!(after(1), "1 minuto");
        assert_eq!(after(59), "59 minuti");
        assert_eq!(after(60), "1 ora");
        assert_eq!(after(24 * 60 + 61), "1 giorno e 1 ora");
        assert_eq!(after(30 * 24 * 60), "30 giorni");
    }
}
