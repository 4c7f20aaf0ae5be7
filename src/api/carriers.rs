//! Carriers: who takes parcels, by what tariff, in versions.

use crate::api::body::Body;
use crate::api::problem::Problem;
use crate::api::sourcing_rules::{self as rules, Versions};
use crate::app::App;
use crate::auth::Caller;
use crate::representation::Moment;
use actix_web::{HttpResponse, delete, get, put, web};
use comptoir_actors::sourcing::KeptCarrier;
use comptoir_actors::store::sourcing_rules::Kind;
use comptoir_domain::sourcing as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The carriers in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct Carriers {
    carriers: Vec<Carrier>,
    /// In force as long as there is no other.
    #[schema(value_type = Vec<Object>)]
    usual: Vec<domain::NamedCarrier>,
}

/// A carrier in force.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptCarrier)]
pub struct Carrier {
    #[schema(example = "home")]
    name: String,
    version: i64,
    at: Moment,
    by: String,
    #[schema(value_type = Object)]
    carrier: domain::Carrier,
}

impl From<&KeptCarrier> for Carrier {
    fn from(kept: &KeptCarrier) -> Self {
        let domain::NamedCarrier { name, carrier } = kept.carrier.clone();
        Carrier { name, version: kept.version, at: Moment(kept.at), by: kept.by_name.clone(), carrier }
    }
}

/// The carriers in force
#[utoipa::path(tag = "sourcing", responses((status = 200, body = Carriers), (status = 403, body = Problem)))]
#[get("/carriers")]
pub async fn list(app: web::Data<App>, caller: Caller) -> Result<web::Json<Carriers>, Problem> {
    caller.supervisor_or_key()?;
    let carriers = app.hub.desk().rulebook().own_carriers.iter().map(Carrier::from).collect();
    Ok(web::Json(Carriers { carriers, usual: domain::usual_carriers() }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct CarrierChange {
    #[schema(value_type = Object)]
    carrier: domain::Carrier,
    /// The version that is changed, 0 where there is none: 409 when somebody was faster.
    version: Option<i64>,
}

/// Create a carrier, or write its next version
#[utoipa::path(tag = "sourcing", params(("name" = String, Path)), request_body = CarrierChange, responses(
    (status = 200, body = Carrier), (status = 409, description = "`overtaken`", body = Problem), (status = 422, description = "`flawed`", body = Problem)
))]
#[put("/carriers/{name}")]
pub async fn put(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Body<CarrierChange>,
) -> Result<web::Json<Carrier>, Problem> {
    caller.supervisor_or_key()?;
    let CarrierChange { carrier, version } = body.value;
    rules::flawless(carrier.flaws())?;
    let name = rules::keep(&app, &caller, Kind::Carrier, &path, version, Some(&carrier)).await?;
    let rulebook = app.hub.desk().rulebook();
    let kept = rulebook.own_carriers.iter().find(|kept| kept.carrier.name == name);
    kept.map(|kept| web::Json(kept.into())).ok_or_else(|| Problem::not_found(&format!("carrier {name}: somebody has just ended it")))
}

/// End a carrier
///
/// No parcel travels with it any more; its versions stay.
#[utoipa::path(tag = "sourcing", params(("name" = String, Path)), responses((status = 204), (status = 404, body = Problem)))]
#[delete("/carriers/{name}")]
pub async fn end(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<HttpResponse, Problem> {
    caller.supervisor_or_key()?;
    rules::end(&app, &caller, Kind::Carrier, &path).await
}

/// Every version of a carrier, the newest first
#[utoipa::path(tag = "sourcing", params(("name" = String, Path)), responses((status = 200, body = Versions), (status = 404, body = Problem)))]
#[get("/carriers/{name}/versions")]
pub async fn versions(app: web::Data<App>, caller: Caller, path: web::Path<String>) -> Result<web::Json<Versions>, Problem> {
    caller.supervisor_or_key()?;
    rules::versions(&app, Kind::Carrier, &path).await.map(web::Json)
}
