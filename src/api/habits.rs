//! What sourcing has learned of each node.

use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use actix_web::{get, web};
use comptoir_domain::node::NodeKind;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Habits {
    nodes: Vec<Habit>,
}

/// A node's record, and its work of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct Habit {
    node: String,
    name: String,
    kind: &'static str,
    /// Of a thousand offers it rejects so many.
    rejects_per_mille: i64,
    /// Open minutes from the offer until it is packed, on average.
    preparation_minutes: i64,
    /// Offers that it has neither packed nor rejected.
    open: i64,
    /// Offers of today, those that it did not reject.
    today: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    orders_a_day: Option<u32>,
}

/// What has been learned of each node
#[utoipa::path(tag = "sourcing", responses((status = 200, body = Habits), (status = 403, body = Problem)))]
#[get("/sourcing/nodes")]
pub async fn list(app: web::Data<App>, caller: Caller) -> Result<web::Json<Habits>, Problem> {
    caller.supervisor_or_key()?;
    let now = app.hub.now();
    let nodes = app.hub.stock().nodes();
    let senders = nodes.iter().filter(|profile| profile.kind != NodeKind::RelayPoint);
    let habit = |profile: &std::sync::Arc<comptoir_domain::node::Profile>| {
        let habit = app.hub.desk().habit(profile, now);
        Habit {
            node: profile.code.0.clone(),
            name: profile.name.clone(),
            kind: profile.kind.as_str(),
            rejects_per_mille: habit.rejects_per_mille,
            preparation_minutes: habit.preparation.0 / 60_000,
            open: habit.open,
            today: habit.today,
            orders_a_day: profile.practice.orders_a_day,
        }
    };
    Ok(web::Json(Habits { nodes: senders.map(habit).collect() }))
}
