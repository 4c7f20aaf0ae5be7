//! Calls and visits: a touch starts, and ends.

use crate::api::body::Body;
use crate::api::customers::known;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use actix_web::{HttpRequest, HttpResponse, post, web};
use comptoir_actors::customers;
use comptoir_domain::customer::{Channel, Command};
use comptoir_domain::ids::{self, TouchId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewTouch {
    channel: TouchChannel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TouchChannel {
    Phone,
    Store,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedTouch {
    touch: Uuid,
    seq: i64,
}

/// A call or visit starts
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path)), request_body = NewTouch, responses((status = 201, body = ChangedTouch), (status = 404, body = Problem)))]
#[post("/customers/{id}/touches")]
pub async fn open(
    app: web::Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<Uuid>,
    body: Body<NewTouch>,
) -> Result<HttpResponse, Problem> {
    caller.staff()?;
    let id = known(&app, *path).await?;
    let channel = match body.value.channel {
        TouchChannel::Phone => Channel::Phone,
        TouchChannel::Store => Channel::Store,
    };
    // The id follows from the key, so that asking again opens it once.
    let key = crate::api::idempotency::key(&request, &caller, &body.raw)?;
    let touch = TouchId(key.map_or_else(Uuid::now_v7, |key| ids::derived(&format!("touch:{}", key.id()))));
    let receipt = customers::tell(&app.hub, id, Command::OpenTouch { touch, channel }, caller.by()).await?;
    Ok(HttpResponse::Created().json(ChangedTouch { touch: touch.0, seq: receipt.seq }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Nothing {}

/// A call or visit ends
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path), ("touch" = Uuid, Path)), responses((status = 200, body = ChangedTouch), (status = 404, body = Problem)))]
#[post("/customers/{id}/touches/{touch}/close")]
pub async fn close(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(Uuid, Uuid)>,
    _: Body<Nothing>,
) -> Result<web::Json<ChangedTouch>, Problem> {
    caller.staff()?;
    let id = known(&app, path.0).await?;
    let receipt = customers::tell(&app.hub, id, Command::CloseTouch { touch: TouchId(path.1) }, caller.by()).await?;
    Ok(web::Json(ChangedTouch { touch: path.1, seq: receipt.seq }))
}
