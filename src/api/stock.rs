//! Stock: of a SKU over all nodes, and changes at one node.

use crate::api::body::Body;
use crate::api::problem::Problem;
use crate::api::{fields, idempotency};
use crate::app::App;
use crate::auth::Caller;
use crate::representation::stock::{NodeStock, SkuAtNode, SkuStock};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use comptoir_actors::call::Call;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::{Command, Node, NodeKind, Stock, StockChange};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Stock of a SKU
///
/// From memory, as of the last commit. Visitors see what is available, by store.
#[utoipa::path(tag = "stock", params(("sku" = String, Path, description = "The SKU")), responses(
    (status = 200, body = SkuStock<'static>), (status = 404, description = "No such SKU", body = Problem)
))]
#[get("/stock/{sku}")]
pub async fn of_sku(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    let sku = Sku(path.into_inner());
    let trusted = caller.is_trusted();
    let json = app.hub.stock().with_sku(&sku, |entries| write(&app, &sku, entries, trusted));
    let json = match json {
        Some(json) => json,
        // Sold, but nowhere in stock yet.
        None if app.catalogue.look_up(&app.hub, std::slice::from_ref(&sku)).await?[0].is_some() => write(&app, &sku, &[], trusted),
        None => return Err(Problem::not_found(&format!("SKU {sku}"))),
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
    Ok(response.body(json))
}

fn write(app: &App, sku: &Sku, entries: &[(NodeCode, Stock)], trusted: bool) -> Vec<u8> {
    let profiles: Vec<_> = entries.iter().filter_map(|(code, stock)| Some((app.hub.stock().node(code)?, *stock))).collect();
    let sum = |figure: fn(&Stock) -> i64| profiles.iter().map(|(_, stock)| figure(stock)).sum::<i64>();
    let figure = |value: i64| trusted.then_some(value);
    let answer = SkuStock {
        sku: &sku.0,
        on_hand: figure(sum(|stock| stock.on_hand)),
        reserved: figure(sum(|stock| stock.reserved)),
        available: sum(Stock::available),
        nodes: profiles
            .iter()
            .filter(|(profile, _)| trusted || profile.kind == NodeKind::Store)
            .map(|(profile, stock)| SkuAtNode {
                node: &profile.code.0,
                name: &profile.name,
                kind: trusted.then(|| profile.kind.as_str()),
                on_hand: figure(stock.on_hand),
                reserved: figure(stock.reserved),
                safety_stock: figure(stock.safety_stock),
                incoming: figure(stock.incoming),
                available: stock.available(),
            })
            .collect(),
    };
    let mut json = Vec::with_capacity(64 + 160 * answer.nodes.len());
    let _ = serde_json::to_writer(&mut json, &answer);
    json
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct StockChanges {
    /// All of them happen, or none.
    changes: Vec<Change>,
}

/// One change of one SKU: exactly one of `set`, `adjust`, `receive` and `safety_stock`.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = StockChange)]
pub struct Change {
    sku: String,
    /// A count: there are this many.
    #[serde(default)]
    set: Option<i64>,
    /// So many more, or fewer.
    #[serde(default)]
    adjust: Option<i64>,
    /// Goods that came in.
    #[serde(default)]
    receive: Option<i64>,
    /// How many are never promised.
    #[serde(default)]
    safety_stock: Option<i64>,
    /// Why it is adjusted.
    #[serde(default)]
    reason: Option<String>,
}

/// The changed SKUs as they stand now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedStock {
    node: String,
    seq: i64,
    stock: Vec<NodeStock>,
}

/// Changes in one request.
const MOST_CHANGES: usize = 5_000;

/// Change stock
///
/// For clerks of the node, supervisors and programs.
#[utoipa::path(tag = "stock", params(("code" = String, Path, description = "The node's code")), request_body = StockChanges, responses(
    (status = 200, body = ChangedStock), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
))]
#[post("/nodes/{code}/stock")]
pub async fn put(
    app: web::Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: web::Path<String>,
    body: Body<StockChanges>,
) -> Result<web::Json<ChangedStock>, Problem> {
    let node = NodeCode(path.into_inner());
    caller.works_at(&node)?;
    let changes = body.value.changes;
    if changes.is_empty() || changes.len() > MOST_CHANGES {
        return Err(Problem::invalid_field("changes", format_args!("must have 1 to {MOST_CHANGES} entries")));
    }
    let changes = changes.into_iter().enumerate().map(|(index, given)| change_of(index, given)).collect::<Result<Vec<_>, _>>()?;
    let mut skus: Vec<Sku> = changes.iter().map(|change| sku_of(change).clone()).collect();
    skus.sort_unstable();
    skus.dedup();
    let call = Call::command(Command::ChangeStock { changes }, caller.by()).with_key(idempotency::key(&request, &caller, &body.raw)?);
    let (receipt, stock) = app
        .hub
        .ask::<Node, _>(node.entity(), call, move |node| skus.iter().map(|sku| NodeStock::of(sku, node.stock(sku))).collect::<Vec<_>>())
        .await?;
    Ok(web::Json(ChangedStock { node: node.0, seq: receipt.seq, stock }))
}

fn sku_of(wanted: &StockChange) -> &Sku {
    match wanted {
        StockChange::Set { sku, .. }
        | StockChange::Adjust { sku, .. }
        | StockChange::Receive { sku, .. }
        | StockChange::SafetyStock { sku, .. } => sku,
    }
}

fn change_of(index: usize, given: Change) -> Result<StockChange, Problem> {
    let field = |name: &str| format!("changes[{index}].{name}");
    let sku = Sku(fields::code(&field("sku"), &given.sku, 100)?);
    let reason = fields::optional(given.reason.as_deref(), |value| fields::text(&field("reason"), value, 500))?;
    match (given.set, given.adjust, given.receive, given.safety_stock) {
        (Some(on_hand), None, None, None) => Ok(StockChange::Set { sku, on_hand }),
        (None, Some(by), None, None) => Ok(StockChange::Adjust { sku, by, reason }),
        (None, None, Some(quantity), None) => Ok(StockChange::Receive { sku, quantity }),
        (None, None, None, Some(units)) => Ok(StockChange::SafetyStock { sku, units }),
        _ => Err(Problem::invalid_field(format!("changes[{index}]"), "must have exactly one of set, adjust, receive and safety_stock")),
    }
}
