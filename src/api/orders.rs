//! Orders.

use crate::api::body::Body;
use crate::api::idempotency;
use crate::api::new_order::OrderRequest;
use crate::api::problem::Problem;
use crate::api::query::{self, Query};
use crate::app::App;
use crate::auth::Caller;
use crate::reads;
use crate::representation::explanation::{Explanation, Setting};
use crate::representation::order::Viewer;
use crate::representation::plan::Plan;
use crate::representation::{Moment, Order};
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use comptoir_actors::call::{Call, Key};
use comptoir_actors::orders::{self as placing, NewLine, PlacedOrder};
use comptoir_actors::store::queries::orders;
use comptoir_domain::order as domain;
use comptoir_domain::sourcing::{Limit, Unsourceable};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// As whom the caller sees an order.
fn viewer(caller: &Caller) -> Viewer {
    if caller.is_trusted() { Viewer::Staff } else { Viewer::Customer }
}

/// Place an order
///
/// Answers when it is known where the goods come from, at most after two seconds (then 202, and `Location` is where to look).
/// With `"backorder": false` and not enough stock: 409, with the line in `field`; the refused order stays recorded.
/// From a visitor the order is the visitor's own, and email and phone are only claimed; from staff and programs they attach.
#[utoipa::path(tag = "orders", request_body = OrderRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the first answer again")),
    responses(
        (status = 201, body = Order), (status = 202, description = "Still being sourced", body = Order),
        (status = 409, description = "`insufficient_stock` or `no_plan_within_limits`", body = Problem), (status = 422, body = Problem)
    )
)]
#[post("/orders")]
pub async fn place(app: web::Data<App>, caller: Caller, request: HttpRequest, body: Body<OrderRequest>) -> Result<HttpResponse, Problem> {
    if caller == Caller::Anybody {
        return Err(Problem::unauthenticated("send a key, a visitor's token (POST /visitors), or sign in"));
    }
    let key = idempotency::key(&request, &caller, &body.raw)?;
    let language = language_of(&app, &caller, &request);
    let order = body.value.check(&app, &language).await?;
    if let Some(key) = key.as_ref().filter(|_| order.is_anonymous())
        && let Some(first) = again(&app, key).await?
    {
        return answer(&app, &caller, first);
    }
    let order = order.for_caller(&app, &caller).await?;
    let placed = placing::place(&app.hub, order, caller.by(), key).await?;
    answer(&app, &caller, placed)
}

/// What was placed under this key before.
async fn again(app: &App, key: &Key) -> Result<Option<PlacedOrder>, Problem> {
    let Some(first) = app.hub.answered::<domain::Refusal>(key).await? else { return Ok(None) };
    let order = app.hub.read(first.entity, domain::Order::clone).await?;
    Ok(Some(PlacedOrder { order, seq: first.seq, repeated: true }))
}

fn language_of(app: &App, caller: &Caller, request: &HttpRequest) -> String {
    let browser = || match caller {
        Caller::Visitor(_) => crate::pages::language::accepted(request, &app.config),
        _ => None,
    };
    browser().unwrap_or_else(|| app.config.default_language().to_owned())
}

fn answer(app: &App, caller: &Caller, placed: PlacedOrder) -> Result<HttpResponse, Problem> {
    let order = &placed.order;
    if order.status == domain::Status::Refused {
        return Err(refused(order));
    }
    let status = if placed.has_left_sourcing() { StatusCode::CREATED } else { StatusCode::ACCEPTED };
    let location = format!("{}/orders/{}", crate::api::operations::ROOT, order.id);
    Ok(HttpResponse::build(status).insert_header((header::LOCATION, location)).json(app.order(order, placed.seq, viewer(caller))))
}

fn refused(order: &domain::Order) -> Problem {
    let line = order.short_line.and_then(|line| order.line(line));
    let what = line.map_or_else(|| "what was ordered".to_owned(), |line| format!("{} × {} ({})", line.quantity, line.title, line.sku));
    let mut problem = cannot_be_had(order.limit_in_the_way(), &what, order.short_line);
    problem.order_id = Some(Box::new(order.id.0));
    problem
}

/// Why an order that was only tried could not be sourced.
pub(crate) fn unsourceable(short: &Unsourceable, lines: &[NewLine]) -> Problem {
    let line = usize::try_from(short.line).ok().and_then(|line| lines.get(line.saturating_sub(1)));
    let what = line.map_or_else(|| short.sku.0.clone(), |line| format!("{} × {} ({})", line.quantity, line.title, line.sku));
    cannot_be_had(short.limit, &what, Some(short.line))
}

fn cannot_be_had(limit: Option<Limit>, what: &str, line: Option<u32>) -> Problem {
    let mut problem = match limit {
        None => Problem::conflict("insufficient_stock", format!("there is not enough stock for {what}; nothing was ordered")),
        Some(limit) => Problem::conflict("no_plan_within_limits", format!("{}; nothing was ordered", limit_in_the_way(limit, what))),
    };
    problem.field = line.map(|line| format!("lines[{}].quantity", line.saturating_sub(1)));
    problem.limit = limit;
    problem
}

/// Which limit of the sourcing policy, or of nodes and carriers, kept an order from being sourced.
fn limit_in_the_way(limit: Limit, what: &str) -> String {
    let because = match limit {
        Limit::ExcludedNodes | Limit::ExcludedKinds => "the sourcing policy excludes the nodes that have it",
        Limit::MostKm => "the nodes that have it are farther away than the sourcing policy allows",
        Limit::Capacity => "the nodes that have it take no more orders today",
        Limit::NoCarrier => "no carrier goes there from the nodes that have it",
        Limit::StoresKeep => "the stores keep what they have for their own customers",
        Limit::MostParcels => "it would take more parcels than the sourcing policy allows",
        Limit::GiftsTogether => "no node has all of it, and a gift comes in one parcel",
        Limit::Splitting => "no node has all of a line, and the sourcing policy does not split lines",
        Limit::ShipToStore | Limit::Several => "the limits of the sourcing policy leave no way to send it",
    };
    format!("there is stock for {what}, but {because}")
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderQuery {
    customer: Option<Uuid>,
    status: Option<String>,
    /// A node that has or had a part of it, or where it is to be collected.
    node: Option<String>,
    /// The beginning of a number, or of the customer's email or name.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Orders {
    orders: Vec<Order>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

const STATUSES: [&str; 9] =
    ["sourcing", "reserved", "backordered", "in_preparation", "ready_for_pickup", "shipped", "completed", "cancelled", "refused"];

/// Orders, the newest first
///
/// A visitor sees their own.
#[utoipa::path(tag = "orders", params(OrderQuery), responses((status = 200, body = Orders), (status = 401, body = Problem)))]
#[get("/orders")]
pub async fn list(app: web::Data<App>, caller: Caller, query: Query<OrderQuery>) -> Result<web::Json<Orders>, Problem> {
    let asked = query.0;
    let customers = match &caller {
        Caller::Visitor(visitor) => {
            let own = reads::customers::group_of_visitor(&app, *visitor).await?;
            if asked.customer.is_some_and(|customer| !own.members.contains(&customer)) {
                return Err(Problem::forbidden("a visitor sees their own orders only"));
            }
            Some(own.members)
        }
        _ => {
            caller.staff_or_key()?;
            match asked.customer {
                Some(customer) => Some(comptoir_actors::store::queries::customers::group(app.hub.db(), customer).await?.members),
                None => None,
            }
        }
    };
    let status = query::typed(asked.status.as_deref());
    if status.is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(Problem::invalid_field("status", format_args!("must be one of {}", STATUSES.join(", "))));
    }
    let filter = orders::Filter {
        customers: customers.as_deref(),
        status,
        node: query::typed(asked.node.as_deref()),
        typed: query::typed(asked.q.as_deref()),
    };
    let (after, limit) = (query::cursor(asked.cursor.as_deref())?, query::limit_up_to(asked.limit, 20, 100)?);
    let page = orders::list(app.hub.db(), filter, after, limit).await?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    let orders = reads::orders::many(&app, page.rows.into_iter().map(|row| row.id), viewer(&caller)).await?;
    Ok(web::Json(Orders { orders, next_cursor }))
}

/// Whether the caller may see an order of this customer; to others it does not exist.
async fn may_see(app: &App, caller: &Caller, order: &domain::Order) -> Result<bool, Problem> {
    match caller {
        Caller::Visitor(visitor) => Ok(reads::customers::group_of_visitor(app, *visitor).await?.members.contains(&order.customer.0)),
        _ => caller.staff_or_key().map(|()| true),
    }
}

/// The order that is meant, if it is the caller's to see.
async fn meant(app: &App, caller: &Caller, id_or_number: &str) -> Result<(domain::Order, i64), Problem> {
    if *caller == Caller::Anybody {
        return Err(Problem::unauthenticated("send a key, a visitor's token, or sign in"));
    }
    let unknown = || Problem::not_found(&format!("order {id_or_number}"));
    let id = reads::orders::id_of(app, id_or_number).await?;
    let (order, seq) = reads::orders::state(app, id).await?.ok_or_else(unknown)?;
    if may_see(app, caller, &order).await? { Ok((order, seq)) } else { Err(unknown()) }
}

/// One order
#[utoipa::path(tag = "orders", params(("id" = String, Path, description = "Id or number")), responses(
    (status = 200, body = Order), (status = 404, body = Problem)
))]
#[get("/orders/{id}")]
pub async fn one(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<web::Json<Order>, Problem> {
    let (order, seq) = meant(&app, &caller, &path).await?;
    Ok(web::Json(app.order(&order, seq, viewer(&caller))))
}

#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Cancellation {
    #[serde(default)]
    pub reason: Option<String>,
}

/// Cancel an order
///
/// For agents, supervisors and programs; for a visitor their own, while nothing has been packed.
#[utoipa::path(tag = "orders", params(("id" = String, Path, description = "Id or number")), request_body = Cancellation, responses(
    (status = 200, body = Order), (status = 404, body = Problem), (status = 409, body = Problem)
))]
#[post("/orders/{id}/cancel")]
pub async fn cancel(
    app: web::Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<String>,
    body: Body<Cancellation>,
) -> Result<web::Json<Order>, Problem> {
    let by_customer = matches!(caller, Caller::Visitor(_));
    if !by_customer {
        caller.agent_or_key()?;
    }
    let (order, _) = meant(&app, &caller, &path).await?;
    let reason = reason(body.value.reason.as_deref(), by_customer)?;
    let call = Call::command(domain::Command::Cancel { reason, by_customer }, caller.by())
        .with_key(idempotency::key(&request, &caller, &body.raw)?);
    changed(&app, order.id.0, call, viewer(&caller)).await.map(web::Json)
}

/// Why an order is cancelled, in the words given or in ours.
pub fn reason(given: Option<&str>, by_customer: bool) -> Result<String, Problem> {
    let given = crate::api::fields::optional(given, |value| crate::api::fields::text("reason", value, 500))?;
    Ok(given.unwrap_or_else(|| if by_customer { "cancelled_by_customer".to_owned() } else { "cancelled_by_staff".to_owned() }))
}

/// Asks an order to change, and gives it as it is then.
pub async fn changed(app: &App, id: Uuid, call: Call<domain::Order>, viewer: Viewer) -> Result<Order, Problem> {
    let (receipt, order) = app.hub.ask(id, call, domain::Order::clone).await?;
    let seq = if receipt.seq > 0 && !receipt.repeated { receipt.seq } else { reads::seq_at(app, id, receipt.version).await? };
    Ok(app.order(&order, seq, viewer))
}

/// Which node serves which line, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sourcing {
    order_id: Uuid,
    status: &'static str,
    /// By when the customer was told to have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_at: Option<Moment>,
    /// Every plan that was made, the one in force last.
    plans: Vec<Plan>,
    /// Of the plan in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
    /// Nodes that refused or rejected, and are left out.
    #[schema(value_type = Vec<String>)]
    without: Vec<comptoir_domain::ids::NodeCode>,
}

/// The sourcing plan, explained
///
/// For staff and programs.
#[utoipa::path(tag = "orders", params(("id" = String, Path, description = "Id or number")), responses(
    (status = 200, body = Sourcing), (status = 404, body = Problem)
))]
#[get("/orders/{id}/sourcing")]
pub async fn sourcing(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<web::Json<Sourcing>, Problem> {
    caller.staff_or_key()?;
    let (order, _) = meant(&app, &caller, &path).await?;
    let setting = Setting { nodes: app.hub.stock(), zone: &app.time_zone, currency: &order.currency };
    Ok(web::Json(Sourcing {
        order_id: order.id.0,
        status: order.status.as_str(),
        promised_at: order.promised.map(Moment),
        plans: order.plans.iter().map(|plan| Plan::of(plan, app.hub.stock())).collect(),
        explanation: order.plans.last().map(|plan| setting.explain(plan, &order.delivery)),
        without: order.without,
    }))
}
