//! The work at a node: each step is a command to the order.

use crate::api::body::Body;
use crate::api::problem::Problem;
use crate::api::{fields, idempotency, orders};
use crate::app::App;
use crate::auth::{Caller, secrets};
use crate::representation::Order;
use crate::representation::order::Viewer;
use crate::shop_hours;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, post};
use comptoir_actors::call::Call;
use comptoir_actors::store::queries::orders as rows;
use comptoir_domain::ids::{FulfillmentId, NodeCode, Sku};
use comptoir_domain::node::Wanted;
use comptoir_domain::order::{self as domain, Command};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A step of a fulfillment that somebody asks for.
struct Step<'a> {
    app: &'a App,
    caller: &'a Caller,
    request: &'a HttpRequest,
    raw: &'a [u8],
    fulfillment: FulfillmentId,
    order: Uuid,
    /// Where the step is done: what is sent to a counter is worked on there once it has left.
    node: NodeCode,
}

impl<'a> Step<'a> {
    /// Finds the fulfillment, and makes sure that the caller does the work of the node where it is.
    async fn of(app: &'a App, caller: &'a Caller, request: &'a HttpRequest, raw: &'a [u8], id: Uuid) -> Result<Step<'a>, Problem> {
        caller.staff_or_key()?;
        let unknown = || Problem::not_found(&format!("fulfillment {id}"));
        let fulfillment = FulfillmentId(id);
        let order = rows::id_by_fulfillment(app.hub.db(), id).await?.ok_or_else(unknown)?;
        let read = move |order: &domain::Order| order.fulfillment(fulfillment).map(|found| order.worked_on_at(found).clone());
        let node = app.hub.read(order, read).await?;
        let node = node.ok_or_else(unknown)?;
        caller.works_at(&node)?;
        Ok(Step { app, caller, request, raw, fulfillment, order, node })
    }

    async fn take(self, command: Command) -> Result<Json<Order>, Problem> {
        let key = idempotency::key(self.request, self.caller, self.raw)?;
        let call = Call::command(command, self.caller.by()).with_key(key);
        orders::changed(self.app, self.order, call, Viewer::Staff).await.map(Json)
    }
}

#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Nothing {}

/// Accept
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Nothing, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/fulfillments/{id}/accept")]
pub async fn accept(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Nothing>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let fulfillment = step.fulfillment;
    step.take(Command::Accept { fulfillment }).await
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Rejection {
    #[schema(example = "damaged")]
    reason: String,
    /// What is not on the shelf: the node's stock is corrected by it.
    #[serde(default)]
    lines: Vec<Missing>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Missing {
    sku: String,
    missing: i64,
}

/// Reject
///
/// The whole fulfillment is sourced again elsewhere. With `lines` it is a short pick: the node's stock is corrected by what is missing.
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Rejection, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/fulfillments/{id}/reject")]
pub async fn reject(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Rejection>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let reason = fields::text("reason", &body.value.reason, 500)?;
    let lines = body.value.lines.iter().map(|line| (&line.sku, line.missing));
    let missing = counted(lines, "missing")?.into_iter().map(|(sku, quantity)| Wanted { sku, quantity }).collect();
    let fulfillment = step.fulfillment;
    step.take(Command::Reject { fulfillment, reason, missing }).await
}

#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Picking {
    /// All of it when left out.
    #[serde(default)]
    lines: Option<Vec<Picked>>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Picked {
    sku: String,
    quantity: i64,
}

/// Pick
///
/// `{}` picks all of it.
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Picking, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/fulfillments/{id}/pick")]
pub async fn pick(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Picking>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let lines = match &body.value.lines {
        Some(lines) => Some(counted(lines.iter().map(|line| (&line.sku, line.quantity)), "quantity")?),
        None => None,
    };
    let fulfillment = step.fulfillment;
    step.take(Command::Pick { fulfillment, lines }).await
}

fn counted<'a>(lines: impl Iterator<Item = (&'a String, i64)>, what: &str) -> Result<Vec<(Sku, i64)>, Problem> {
    let mut counted = Vec::new();
    for (index, (sku, units)) in lines.enumerate() {
        if index >= 1_000 {
            return Err(Problem::invalid_field("lines", "must have at most 1000 entries"));
        }
        let sku = fields::code(&format!("lines[{index}].sku"), sku, 100)?;
        counted.push((Sku(sku), fields::between(&format!("lines[{index}].{what}"), units, 1, 1_000_000)?));
    }
    Ok(counted)
}

/// Pack
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Nothing, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/fulfillments/{id}/pack")]
pub async fn pack(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Nothing>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let fulfillment = step.fulfillment;
    step.take(Command::Pack { fulfillment }).await
}

#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Shipment {
    #[serde(default)]
    #[schema(example = "Colissimo")]
    carrier: Option<String>,
    #[serde(default)]
    #[schema(example = "6A12345678901")]
    tracking_number: Option<String>,
}

/// Ship
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Shipment, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/fulfillments/{id}/ship")]
pub async fn ship(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Shipment>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let carrier = fields::optional(body.value.carrier.as_deref(), |value| fields::name("carrier", value))?;
    let tracking_number = fields::optional(body.value.tracking_number.as_deref(), |value| fields::name("tracking_number", value))?;
    let fulfillment = step.fulfillment;
    step.take(Command::Ship { fulfillment, carrier, tracking_number }).await
}

/// Ready for pickup
///
/// It is packed where it is collected, or has arrived at the counter to which it was sent. The customer is told, with the code to collect
/// it.
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Nothing, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/fulfillments/{id}/ready")]
pub async fn ready(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Nothing>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let code = secrets::six_digits().map_err(|_| Problem::try_again())?;
    let store = app.hub.stock().node(&step.node);
    let until = shop_hours::last_closing(app.hub.now(), app.config.pickup_days, store.as_deref(), &app.hub.options().retailer);
    let fulfillment = step.fulfillment;
    step.take(Command::Ready { fulfillment, code, until }).await
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Collection {
    /// The six digits that the customer shows.
    #[schema(example = "482913")]
    code: String,
}

/// Hand over to the customer
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Collection, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, description = "`wrong_code`", body = Problem)))]
#[post("/fulfillments/{id}/collect")]
pub async fn collect(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Collection>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let code: String = body.value.code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.is_empty() || code.len() > 20 {
        return Err(Problem::invalid_field("code", "must be the six digits that the customer shows"));
    }
    let fulfillment = step.fulfillment;
    step.take(Command::Collect { fulfillment, code }).await
}

/// Delivered
#[utoipa::path(tag = "fulfillments", params(("id" = Uuid, Path)), request_body = Nothing, responses((status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/fulfillments/{id}/deliver")]
pub async fn deliver(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<Uuid>,
    body: Body<Nothing>,
) -> Result<Json<Order>, Problem> {
    let step = Step::of(&app, &caller, &request, &body.raw, *path).await?;
    let fulfillment = step.fulfillment;
    step.take(Command::Deliver { fulfillment }).await
}
