//! Topics: who works on what, and until when it sleeps.

use crate::api::body::Body;
use crate::api::customers::known;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::{Caller, sessions};
use crate::representation::{Moment, Topic};
use actix_web::{post, web};
use comptoir_actors::customers;
use comptoir_actors::store::queries::inbox;
use comptoir_actors::store::staff;
use comptoir_domain::customer::Command;
use comptoir_domain::ids::TopicId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedTopic {
    seq: i64,
    topic: Topic,
}

async fn changed(app: &App, caller: &Caller, path: (Uuid, Uuid), command: Command) -> Result<web::Json<ChangedTopic>, Problem> {
    let (customer, topic) = path;
    let customer = known(app, customer).await?;
    let receipt = customers::tell(&app.hub, customer, command, caller.by()).await?;
    let row = inbox::topic(app.hub.db(), topic).await?.ok_or_else(|| Problem::not_found("such topic"))?;
    let topic = Topic::from(row);
    Ok(web::Json(ChangedTopic { seq: if receipt.seq > 0 { receipt.seq } else { topic.updated_seq }, topic }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Assignment {
    /// Nobody when null.
    staff_id: Option<Uuid>,
}

/// Assign a topic
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path), ("topic" = Uuid, Path)), request_body = Assignment, responses((status = 200, body = ChangedTopic), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[post("/customers/{id}/topics/{topic}/assign")]
pub async fn assign(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(Uuid, Uuid)>,
    body: Body<Assignment>,
) -> Result<web::Json<ChangedTopic>, Problem> {
    caller.staff()?;
    let assignee = match body.value.staff_id {
        None => None,
        Some(id) => {
            let account = staff::by_id(app.hub.db(), id).await?.filter(|account| account.disabled_at.is_none());
            let me = account.and_then(sessions::me).ok_or_else(|| Problem::invalid_field("staff_id", "names nobody who works here"))?;
            Some(me.reference())
        }
    };
    let command = Command::AssignTopic { topic: TopicId(path.1), assignee };
    changed(&app, &caller, path.into_inner(), command).await
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Nothing {}

/// Close a topic
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path), ("topic" = Uuid, Path)), responses((status = 200, body = ChangedTopic), (status = 404, body = Problem)))]
#[post("/customers/{id}/topics/{topic}/close")]
pub async fn close(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(Uuid, Uuid)>,
    _: Body<Nothing>,
) -> Result<web::Json<ChangedTopic>, Problem> {
    caller.staff()?;
    let command = Command::CloseTopic { topic: TopicId(path.1) };
    changed(&app, &caller, path.into_inner(), command).await
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Snooze {
    until: Moment,
}

/// Let a topic sleep until a moment
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path), ("topic" = Uuid, Path)), request_body = Snooze, responses((status = 200, body = ChangedTopic), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[post("/customers/{id}/topics/{topic}/snooze")]
pub async fn snooze(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(Uuid, Uuid)>,
    body: Body<Snooze>,
) -> Result<web::Json<ChangedTopic>, Problem> {
    caller.staff()?;
    let command = Command::SnoozeTopic { topic: TopicId(path.1), until: body.value.until.0 };
    changed(&app, &caller, path.into_inner(), command).await
}

/// Open a topic again
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path), ("topic" = Uuid, Path)), responses((status = 200, body = ChangedTopic), (status = 404, body = Problem)))]
#[post("/customers/{id}/topics/{topic}/reopen")]
pub async fn reopen(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(Uuid, Uuid)>,
    _: Body<Nothing>,
) -> Result<web::Json<ChangedTopic>, Problem> {
    caller.staff()?;
    let command = Command::ReopenTopic { topic: TopicId(path.1) };
    changed(&app, &caller, path.into_inner(), command).await
}
