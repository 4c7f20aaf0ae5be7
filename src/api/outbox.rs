//! The outbox: every email and SMS as it went out.

use crate::api::problem::Problem;
use crate::api::query::{self, Query};
use crate::app::App;
use crate::auth::Caller;
use crate::channels::rendering;
use crate::representation::delivery::{Delivery, RenderedDelivery};
use actix_web::{get, web};
use comptoir_actors::store::queries::outbox;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutboxQuery {
    /// Only what went to this customer.
    customer: Option<Uuid>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Outbox {
    deliveries: Vec<Delivery>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Every email and SMS, the newest first
#[utoipa::path(tag = "outbox", params(OutboxQuery), responses((status = 200, body = Outbox), (status = 401, body = Problem)))]
#[get("/outbox")]
pub async fn list(app: web::Data<App>, caller: Caller, query: Query<OutboxQuery>) -> Result<web::Json<Outbox>, Problem> {
    // Not for clerks: what goes out holds the pickup codes that they must be given.
    caller.agent_or_key()?;
    let (after, limit) = (query::cursor(query.0.cursor.as_deref())?, query::limit(query.0.limit)?);
    let page = outbox::deliveries(app.hub.db(), query.0.customer, after, limit).await?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok(web::Json(Outbox { deliveries: page.rows.into_iter().map(Delivery::from).collect(), next_cursor }))
}

/// One email or SMS, with what it says
#[utoipa::path(tag = "outbox", params(("id" = Uuid, Path)), responses((status = 200, body = RenderedDelivery), (status = 404, body = Problem)))]
#[get("/outbox/{id}")]
pub async fn one(app: web::Data<App>, caller: Caller, path: web::Path<Uuid>) -> Result<web::Json<RenderedDelivery>, Problem> {
    caller.agent_or_key()?;
    let id = path.into_inner();
    let row = outbox::delivery(app.hub.db(), id).await?.ok_or_else(|| Problem::not_found(&format!("delivery {id}")))?;
    // A template that cannot be rendered is shown as the delivery's error, not as ours.
    let rendered = rendering::preview(&app, &row).await;
    let mut delivery = Delivery::from(row);
    let (html, text) = match rendered {
        Ok(letter) => {
            delivery.subject = delivery.subject.or(letter.subject);
            (letter.html, Some(letter.text))
        }
        Err(error) => {
            delivery.error = delivery.error.or_else(|| Some(error.to_string()));
            (None, None)
        }
    };
    Ok(web::Json(RenderedDelivery { delivery, html, text }))
}
