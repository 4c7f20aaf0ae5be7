//! Sourcing policies: what decides which node serves an order, in versions.

use crate::api::body::Body;
use crate::api::new_order::{ChannelName, DeliveryRequest, LineRequest, delivery_of, lines_of};
use crate::api::problem::Problem;
use crate::api::sourcing_rules::{self as rules, Versions};
use crate::app::App;
use crate::auth::Caller;
use crate::representation::explanation::{Explanation, Setting};
use crate::representation::{Moment, plan};
use actix_web::{HttpResponse, delete, get, post, put, web};
use comptoir_actors::orders::preview;
use comptoir_actors::sourcing::KeptPolicy;
use comptoir_actors::store::sourcing_rules::Kind;
use comptoir_domain::order::Contact;
use comptoir_domain::sourcing as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The policies in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct Policies {
    policies: Vec<Policy>,
    /// For orders that no policy is for.
    #[schema(value_type = Object)]
    usual: domain::Policy,
}

/// A policy in force.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptPolicy)]
pub struct Policy {
    #[schema(example = "lamps")]
    name: String,
    version: i64,
    at: Moment,
    by: String,
    #[schema(value_type = Object)]
    policy: domain::Policy,
}

impl From<&KeptPolicy> for Policy {
    fn from(kept: &KeptPolicy) -> Self {
        let KeptPolicy { name, version, at, by_name, policy } = kept.clone();
        Policy { name, version, at: Moment(at), by: by_name, policy }
    }
}

/// The policies in force
#[utoipa::path(tag = "sourcing", responses((status = 200, body = Policies), (status = 403, body = Problem)))]
#[get("/policies")]
pub async fn list(app: web::Data<App>, caller: Caller) -> Result<web::Json<Policies>, Problem> {
    caller.supervisor_or_key()?;
    let policies = app.hub.desk().rulebook().policies.iter().map(Policy::from).collect();
    Ok(web::Json(Policies { policies, usual: domain::Policy::default() }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct PolicyChange {
    /// What is left out is as usual.
    #[schema(value_type = Object)]
    policy: domain::Policy,
    /// The version that is changed, 0 where there is none: 409 when somebody was faster.
    version: Option<i64>,
}

/// Create a policy, or write its next version
#[utoipa::path(tag = "sourcing", params(("name" = String, Path)), request_body = PolicyChange, responses(
    (status = 200, body = Policy), (status = 409, description = "`overtaken`", body = Problem), (status = 422, description = "`flawed`", body = Problem)
))]
#[put("/policies/{name}")]
pub async fn put(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Body<PolicyChange>,
) -> Result<web::Json<Policy>, Problem> {
    caller.supervisor_or_key()?;
    let PolicyChange { policy, version } = body.value;
    flawless(&app, &policy)?;
    let name = rules::keep(&app, &caller, Kind::Policy, &path, version, Some(&policy)).await?;
    let rulebook = app.hub.desk().rulebook();
    let kept = rulebook.policies.iter().find(|kept| kept.name == name);
    kept.map(|kept| web::Json(kept.into())).ok_or_else(|| Problem::not_found(&format!("policy {name}: somebody has just ended it")))
}

/// End a policy
///
/// It is for no order any more; its versions stay.
#[utoipa::path(tag = "sourcing", params(("name" = String, Path)), responses((status = 204), (status = 404, body = Problem)))]
#[delete("/policies/{name}")]
pub async fn end(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    caller.supervisor_or_key()?;
    rules::end(&app, &caller, Kind::Policy, &path).await
}

/// Every version of a policy, the newest first
#[utoipa::path(tag = "sourcing", params(("name" = String, Path)), responses((status = 200, body = Versions), (status = 404, body = Problem)))]
#[get("/policies/{name}/versions")]
pub async fn versions(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<web::Json<Versions>, Problem> {
    caller.supervisor_or_key()?;
    rules::versions(&app, Kind::Policy, &path).await.map(web::Json)
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Trial {
    /// Without one, the policy that is in force for such an order.
    #[schema(value_type = Option<Object>)]
    policy: Option<domain::Policy>,
    #[serde(default)]
    channel: ChannelName,
    lines: Vec<LineRequest>,
    delivery: DeliveryRequest,
    #[serde(default)]
    gift: bool,
}

/// What would become of an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tried {
    plan: plan::Plan,
    explanation: Explanation,
}

/// Try a policy
///
/// What a policy, which need not be kept, would make of an order at this moment. Nothing is reserved.
#[utoipa::path(tag = "sourcing", request_body = Trial, responses(
    (status = 200, body = Tried), (status = 409, description = "`insufficient_stock` or `no_plan_within_limits`", body = Problem), (status = 422, body = Problem)
))]
#[post("/policies/try")]
pub async fn try_out(app: web::Data<App>, caller: Caller, body: Body<Trial>) -> Result<web::Json<Tried>, Problem> {
    caller.supervisor_or_key()?;
    let Trial { policy, channel, lines, delivery, gift } = body.value;
    if let Some(policy) = &policy {
        flawless(&app, policy)?;
    }
    let lines = lines_of(&app, &lines).await?;
    let delivery = delivery_of(&app, delivery, &Contact::default())?;
    let planned = preview(&app.hub, channel.of_order(), &delivery, &lines, gift, policy.as_ref());
    let plan = planned.map_err(|short| crate::api::orders::unsourceable(&short, &lines))?;
    let setting = Setting { nodes: app.hub.stock(), zone: &app.time_zone, currency: &app.config.currency };
    Ok(web::Json(Tried { explanation: setting.explain(&plan, &delivery), plan: plan::Plan::of(&plan, app.hub.stock()) }))
}

fn flawless(app: &App, policy: &domain::Policy) -> Result<(), Problem> {
    rules::flawless(policy.flaws(|node| app.hub.stock().node(node).is_some()))
}
