//! The feed of all events.

use crate::api::problem::Problem;
use crate::api::query::{self, Query};
use crate::app::App;
use crate::auth::Caller;
use crate::representation::Event;
use actix_web::{get, web};
use comptoir_actors::store::queries::feed as journal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// The last event you have.
    since: Option<i64>,
    /// 1 to 1000.
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Feed {
    events: Vec<Event>,
    /// What to ask `since` next time.
    cursor: i64,
}

/// The feed of all events
///
/// In the order in which they happened, without gaps: for keys with the role `admin` or `integration`.
#[utoipa::path(tag = "events", params(FeedQuery), responses((status = 200, body = Feed), (status = 403, body = Problem)))]
#[get("/events")]
pub async fn list(app: web::Data<App>, caller: Caller, query: Query<FeedQuery>) -> Result<web::Json<Feed>, Problem> {
    caller.follows_all_events()?;
    let since = query.0.since.unwrap_or(0);
    let limit = query::limit_up_to(query.0.limit, 100, 1_000)?;
    let rows = journal::events(app.hub.db(), since, limit).await?;
    let events: Vec<Event> = rows.iter().map(|row| Event::for_staff(row.into())).collect();
    let cursor = events.last().map_or(since, |event| event.seq);
    Ok(web::Json(Feed { events, cursor }))
}
