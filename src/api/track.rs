//! An order for whoever holds its tracking link.

use crate::api::body::Body;
use crate::api::orders::{self, Cancellation};
use crate::api::problem::Problem;
use crate::api::{fields, idempotency};
use crate::app::App;
use crate::auth::{Caller, origin};
use crate::reads;
use crate::representation::explanation::{Sentences, Setting};
use crate::representation::order::Viewer;
use crate::representation::pickup_qr;
use crate::representation::sentence::{self, Sentence};
use crate::representation::{Moment, Node, Order};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use comptoir_actors::call::{By, ByKind, Call};
use comptoir_actors::store::queries::orders as rows;
use comptoir_domain::ids::parse_order_number;
use comptoir_domain::order as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An order as its customer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TrackedOrder {
    #[serde(flatten)]
    order: Order,
    /// The answer to “where is it?”.
    sentence: Sentence,
    /// Why from there, and why then; nothing while nobody knows.
    because: Sentences,
    /// When all that is under way should be there, where that is later than was promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    later_at: Option<Moment>,
    /// Where it is to be collected.
    store: Option<Node>,
}

fn tracked(app: &App, order: Order, state: &domain::Order) -> TrackedOrder {
    let store = order.delivery.counter().and_then(|node| app.hub.stock().node(&node));
    let store = store.map(|profile| Node::of(&profile, app.hub.now(), &app.hub.options().retailer));
    let sentence = sentence::of(state, app.hub.stock(), &app.time_zone);
    let setting = Setting { nodes: app.hub.stock(), zone: &app.time_zone, currency: &state.currency };
    // What is over needs no reasons, and what the plan said of goods that are waited for does not hold.
    let because = match state.status {
        domain::Status::Cancelled | domain::Status::Refused | domain::Status::Completed | domain::Status::Backordered => {
            Sentences::default()
        }
        _ => state.plans.last().map(|plan| setting.explain(plan, &state.delivery).customer).unwrap_or_default(),
    };
    let later_at = if because.en.is_empty() { None } else { state.later_at() };
    TrackedOrder { order, sentence, because, later_at: later_at.map(Moment), store }
}

/// The order that a link opens. A wrong token and an unknown number look the same.
async fn opened(app: &App, number: &str, token: &str) -> Result<(domain::Order, i64), Problem> {
    let unknown = || Problem::not_found("order at this link");
    let number = parse_order_number(number).ok_or_else(unknown)?;
    let id = rows::id_by_number(app.hub.db(), &number).await?.ok_or_else(unknown)?;
    if !app.tracking.is_valid(id.into(), token) {
        return Err(unknown());
    }
    reads::orders::state(app, id).await?.ok_or_else(unknown)
}

/// Track an order
#[utoipa::path(tag = "tracking", params(("number" = String, Path), ("token" = String, Path)), responses(
    (status = 200, body = TrackedOrder), (status = 404, body = Problem)
))]
#[get("/track/{number}/{token}")]
pub async fn one(app: web::Data<App>, path: web::Path<(String, String)>) -> Result<web::Json<TrackedOrder>, Problem> {
    let (state, seq) = opened(&app, &path.0, &path.1).await?;
    Ok(web::Json(tracked(&app, app.order(&state, seq, Viewer::Customer), &state)))
}

/// The pickup code to scan
#[utoipa::path(tag = "tracking", params(("number" = String, Path), ("token" = String, Path)), responses(
    (status = 200, content_type = "image/svg+xml", body = String), (status = 404, description = "Nothing to collect now", body = Problem)
))]
#[get("/track/{number}/{token}/qr.svg")]
pub async fn code(app: web::Data<App>, path: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (order, _) = opened(&app, &path.0, &path.1).await?;
    let ready = order.fulfillments.iter().find(|part| part.status == domain::FulfillmentStatus::ReadyForPickup);
    let code = ready.and_then(|part| part.pickup_code.as_deref());
    let svg = code.and_then(|code| pickup_qr::svg(&order.number, code));
    let svg = svg.ok_or_else(|| Problem::not_found("pickup code: nothing waits to be collected now"))?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").insert_header(("cache-control", "no-store")).body(svg))
}

/// Cancel a tracked order
///
/// While nothing has been packed.
#[utoipa::path(tag = "tracking", params(("number" = String, Path), ("token" = String, Path)), request_body = Cancellation, responses(
    (status = 200, body = TrackedOrder), (status = 404, body = Problem), (status = 409, body = Problem)
))]
#[post("/track/{number}/{token}/cancel")]
pub async fn cancel(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: Body<Cancellation>,
) -> Result<web::Json<TrackedOrder>, Problem> {
    let (order, _) = opened(&app, &path.0, &path.1).await?;
    let id = order.id.0;
    let by = By { kind: ByKind::Visitor, id: None, name: None };
    let reason = orders::reason(body.value.reason.as_deref(), true)?;
    let key = idempotency::key(&request, &Caller::Anybody, &body.raw)?
        .map(|key| comptoir_actors::call::Key { caller: format!("track:{id}"), ..key });
    let call = Call::command(domain::Command::Cancel { reason, by_customer: true }, by).with_key(key);
    let order = orders::changed(&app, id, call, Viewer::Customer).await?;
    let (state, _) = opened(&app, &path.0, &path.1).await?;
    Ok(web::Json(tracked(&app, order, &state)))
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct LookUp {
    #[schema(example = "4827-193-605")]
    number: String,
    /// The email given with the order.
    email: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TrackingLink {
    tracking_url: String,
}

/// Find a tracking link again
///
/// By what the customer knows: the order's number and the email given with it. Ten attempts a minute.
#[utoipa::path(tag = "tracking", request_body = LookUp, responses(
    (status = 200, body = TrackingLink), (status = 404, body = Problem), (status = 429, body = Problem)
))]
#[post("/track")]
pub async fn look_up(app: web::Data<App>, request: HttpRequest, body: Body<LookUp>) -> Result<web::Json<TrackingLink>, Problem> {
    app.limits.lookup(origin::address(&request, &app.config))?;
    let number = parse_order_number(&body.value.number)
        .ok_or_else(|| Problem::invalid_field("number", "is not an order number: it has ten digits, such as 4827-193-605"))?;
    let email = fields::email("email", &body.value.email)?;
    let unknown = || Problem::not_found("order with this number and email");
    let id = rows::id_by_number(app.hub.db(), &number).await?.ok_or_else(unknown)?;
    let (order, _) = reads::orders::state(&app, id).await?.ok_or_else(unknown)?;
    if order.contact.email.as_deref() != Some(email.as_str()) {
        return Err(unknown());
    }
    Ok(web::Json(TrackingLink { tracking_url: app.tracking.path(&order.number, order.id) }))
}
