//! What if: a past period once more, under another policy or with other stock.

use crate::api::body::Body;
use crate::api::problem::Problem;
use crate::api::sourcing_rules::flawless;
use crate::app::App;
use crate::auth::Caller;
use crate::representation::Moment;
use actix_web::{HttpResponse, get, post, web};
use comptoir_actors::sourcing::replay::{Outcome, Scenario, Side, StockChange, replay};
use comptoir_actors::store::simulations::{self, Simulation as Row};
use comptoir_domain::ids::NodeCode;
use comptoir_domain::sourcing as domain;
use comptoir_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

/// How often the table hears how far it has come.
const SAYS_EVERY: Duration = Duration::from_millis(500);
/// One that has not been heard of for so long has ended with its hub.
const LOST_AFTER: Span = Span::seconds(30);
/// Simulations that are listed.
const LISTED: u64 = 20;
/// The most that stock can be changed to, in percent.
const MOST_PERCENT: u32 = 1_000;

#[derive(Debug, Deserialize, ToSchema)]
pub struct ScenarioRequest {
    /// Orders placed from this moment on …
    from: Moment,
    /// … until this one.
    to: Moment,
    /// For every order; without one, the policies in force now.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    policy: Option<domain::Policy>,
    /// Stock at the beginning, and what is delivered then, in percent of what it was.
    #[serde(default)]
    stock: Vec<StockRequest>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct StockRequest {
    /// Without one, every node.
    #[serde(default)]
    #[schema(example = "LYO1")]
    node: Option<String>,
    #[schema(example = 80)]
    percent: u32,
}

/// A simulation, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Simulation {
    id: Uuid,
    /// `running`, `done` or `failed`.
    status: &'static str,
    /// From 0 to 1.
    progress: f64,
    by: String,
    begun_at: Moment,
    from: Moment,
    to: Moment,
    /// `null`: the policies that were in force when it began.
    policy: Option<Value>,
    stock: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happened: Option<Sums>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<Sums>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Simulations {
    simulations: Vec<Simulation>,
}

/// One side. Costs are in minor units, without weights: what carriers take, and what the nodes' work costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sums {
    orders: u64,
    units: i64,
    lost_units: i64,
    orders_with_losses: u64,
    parcels: u64,
    parcel_cost: i64,
    handling_cost: i64,
    co2_grams: i64,
    /// Orders of which it was foreseen when they arrive, and those of them after the promised moment.
    foreseen: u64,
    late: u64,
    rejections: u64,
    /// Parts by node.
    load: Vec<Load>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Load {
    node: String,
    name: String,
    parts: u64,
}

/// Try a scenario on the past
///
/// It runs beside everything else and touches nothing; one at a time on each hub. `GET /simulations/{id}` tells how far it has come.
#[utoipa::path(tag = "sourcing", request_body = ScenarioRequest, responses(
    (status = 202, body = Simulation), (status = 409, description = "`busy`", body = Problem), (status = 422, body = Problem)
))]
#[post("/simulations")]
pub async fn begin(app: web::Data<App>, caller: Caller, body: Body<ScenarioRequest>) -> Result<HttpResponse, Problem> {
    caller.supervisor_or_key()?;
    let scenario = checked(&app, body.value)?;
    let turn = app
        .simulating
        .clone()
        .try_acquire_owned()
        .map_err(|_| Problem::conflict("busy", "another simulation is running on this hub; look at it, or wait until it is done"))?;
    let now = app.hub.now();
    let row = Row {
        id: Uuid::now_v7(),
        scenario: serde_json::to_string(&scenario).map_err(|error| Problem::bad_request("invalid_json", error.to_string()))?,
        by_name: caller.by().name.unwrap_or_default(),
        begun_at: now.0,
        heard_at: now.0,
        per_mille: 0,
        outcome: None,
        problem: None,
    };
    simulations::begin(&*app.hub.writer().await, row.clone()).await?;
    let shown = shown(&app, &row);
    let running = app.clone();
    actix_web::rt::spawn(async move {
        run(&running, row.id, &scenario).await;
        drop(turn);
    });
    Ok(HttpResponse::Accepted().json(shown))
}

/// How far a simulation has come, and what came of it
#[utoipa::path(tag = "sourcing", params(("id" = Uuid, Path)), responses((status = 200, body = Simulation), (status = 404, body = Problem)))]
#[get("/simulations/{id}")]
pub async fn one(app: web::Data<App>, caller: Caller, path: web::Path<Uuid>) -> Result<web::Json<Simulation>, Problem> {
    caller.supervisor_or_key()?;
    let row = simulations::one(app.hub.db(), *path).await?;
    row.map(|row| web::Json(shown(&app, &row))).ok_or_else(|| Problem::not_found(&format!("simulation {path}")))
}

/// The last simulations, the newest first
#[utoipa::path(tag = "sourcing", responses((status = 200, body = Simulations), (status = 403, body = Problem)))]
#[get("/simulations")]
pub async fn list(app: web::Data<App>, caller: Caller) -> Result<web::Json<Simulations>, Problem> {
    caller.supervisor_or_key()?;
    let rows = simulations::latest(app.hub.db(), LISTED).await?;
    Ok(web::Json(Simulations { simulations: rows.iter().map(|row| shown(&app, row)).collect() }))
}

fn checked(app: &App, given: ScenarioRequest) -> Result<Scenario, Problem> {
    let (from, to) = (given.from.0, given.to.0);
    if from >= to {
        return Err(Problem::invalid_field("to", "must be after `from`"));
    }
    if from >= app.hub.now() {
        return Err(Problem::invalid_field("from", "must be in the past: only what happened can be replayed"));
    }
    let is_known = |node: &NodeCode| app.hub.stock().node(node).is_some();
    if let Some(policy) = &given.policy {
        flawless(policy.flaws(is_known))?;
    }
    let mut stock = Vec::with_capacity(given.stock.len());
    for (n, change) in given.stock.into_iter().enumerate() {
        let node = change.node.map(NodeCode);
        if let Some(unknown) = node.as_ref().filter(|node| !is_known(node)) {
            return Err(Problem::invalid_field(format!("stock[{n}].node"), format_args!("names no node: there is no “{unknown}”")));
        }
        if change.percent > MOST_PERCENT {
            return Err(Problem::invalid_field(format!("stock[{n}].percent"), format_args!("must be at most {MOST_PERCENT}")));
        }
        stock.push(StockChange { node, percent: change.percent });
    }
    Ok(Scenario { from, to, policy: given.policy, stock })
}

async fn run(app: &App, id: Uuid, scenario: &Scenario) {
    let per_mille = AtomicI64::new(0);
    let replaying = replay(app.hub.db(), app.hub.desk(), scenario, |share| per_mille.store((share * 999.0) as i64, Ordering::Relaxed));
    tokio::pin!(replaying);
    let outcome = loop {
        tokio::select! {
            outcome = &mut replaying => break outcome,
            () = tokio::time::sleep(SAYS_EVERY) => {
                let far = per_mille.load(Ordering::Relaxed);
                // Whoever waits for it sees the next one.
                let _ = simulations::advance(&*app.hub.writer().await, id, far, app.hub.now()).await;
            }
        }
    };
    let ended =
        outcome.map_err(|error| error.to_string()).and_then(|outcome| serde_json::to_string(&outcome).map_err(|error| error.to_string()));
    if let Err(error) = simulations::end(&*app.hub.writer().await, id, ended, app.hub.now()).await {
        tracing::error!(%error, simulation = %id, "the outcome of a simulation cannot be kept");
    }
}

fn shown(app: &App, row: &Row) -> Simulation {
    let lost = row.outcome.is_none() && row.problem.is_none() && (app.hub.now() - Timestamp(row.heard_at)) > LOST_AFTER;
    let problem = if lost { Some("the hub that ran it has ended; try it again".to_owned()) } else { row.problem.clone() };
    let status = match (&row.outcome, &problem) {
        (Some(_), _) => "done",
        (None, Some(_)) => "failed",
        (None, None) => "running",
    };
    let outcome: Option<Outcome> = row.outcome.as_deref().and_then(|outcome| serde_json::from_str(outcome).ok());
    let mut scenario: Value = serde_json::from_str(&row.scenario).unwrap_or_default();
    let sums = |side: Side| sums(app, side);
    let (happened, instead) = outcome.map(|outcome| (sums(outcome.happened), sums(outcome.instead))).unzip();
    Simulation {
        id: row.id,
        status,
        progress: row.per_mille as f64 / 1_000.0,
        by: row.by_name.clone(),
        begun_at: Moment::of(row.begun_at),
        from: Moment::of(scenario["from"].as_i64().unwrap_or_default()),
        to: Moment::of(scenario["to"].as_i64().unwrap_or_default()),
        policy: Some(scenario["policy"].take()).filter(|policy| !policy.is_null()),
        stock: scenario["stock"].as_array_mut().map(std::mem::take).unwrap_or_default(),
        problem,
        happened,
        instead,
    }
}

fn sums(app: &App, side: Side) -> Sums {
    let named = |(node, parts): (NodeCode, u64)| Load {
        name: crate::representation::order::node_name(&node, app.hub.stock()),
        node: node.0,
        parts,
    };
    Sums {
        orders: side.orders,
        units: side.units,
        lost_units: side.lost_units,
        orders_with_losses: side.orders_with_losses,
        parcels: side.parcels,
        parcel_cost: side.parcel_cost,
        handling_cost: side.handling_cost,
        co2_grams: side.co2_grams,
        foreseen: side.foreseen,
        late: side.late,
        rejections: side.rejections,
        load: side.load.into_iter().map(named).collect(),
    }
}
