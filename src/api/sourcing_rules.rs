//! What policies and carriers have in common: names, versions, flaws.

use crate::api::fields;
use crate::api::problem::{self, Problem};
use crate::app::App;
use crate::auth::Caller;
use crate::representation::Moment;
use actix_web::HttpResponse;
use comptoir_actors::store::sourcing_rules::{self as kept, KeepError, Kind};
use comptoir_domain::sourcing::Flaw;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// How long a name may be.
const LONGEST_NAME: usize = 80;

#[derive(Debug, Serialize, ToSchema)]
pub struct Versions {
    versions: Vec<Version>,
}

/// What was said in one version.
#[derive(Debug, Serialize, ToSchema)]
pub struct Version {
    version: i64,
    at: Moment,
    by: String,
    /// `null` in the version that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<Value>,
}

/// Refuses what has flaws, with all of them.
pub fn flawless(flaws: Vec<Flaw>) -> Result<(), Problem> {
    let Some(first) = flaws.first() else { return Ok(()) };
    let more = if flaws.len() > 1 { format!(" (and {} more)", flaws.len() - 1) } else { String::new() };
    let mut problem =
        Problem::unprocessable("flawed", format!("`{}`: {}{more}", first.field, first.problem)).with_field(first.field.clone());
    problem.flaws = Some(Box::new(flaws.into_iter().map(|Flaw { field, problem }| problem::Flaw { field, problem }).collect()));
    Err(problem)
}

/// Keeps the next version, and puts it in force; answers the name as it is kept.
pub async fn keep(
    app: &App,
    caller: &Caller,
    kind: Kind,
    name: &str,
    after: Option<i64>,
    body: Option<&impl Serialize>,
) -> Result<String, Problem> {
    let name = fields::text("name", name, LONGEST_NAME)?;
    let body = body.map(serde_json::to_string).transpose().map_err(|error| Problem::bad_request("invalid_json", error.to_string()))?;
    let by_name = caller.by().name.unwrap_or_default();
    {
        let writer = app.hub.writer().await;
        kept::keep(&*writer, kind, &name, after, body, app.hub.now(), &by_name).await.map_err(|error| match error {
            KeepError::Overtaken(newest) => Problem::conflict(
                "overtaken",
                format!("somebody else has changed “{name}” meanwhile: version {newest} is the newest; look at it, and change that one"),
            ),
            KeepError::Database(error) => error.into(),
        })?;
    }
    app.hub.desk().keep_up(app.hub.db()).await?;
    Ok(name)
}

/// Ends a rule that is in force.
pub async fn end(app: &App, caller: &Caller, kind: Kind, name: &str) -> Result<HttpResponse, Problem> {
    let newest = kept::versions(app.hub.db(), kind, name).await?.into_iter().next();
    let Some(newest) = newest.filter(|newest| newest.body.is_some()) else { return Err(unknown(kind, name)) };
    keep(app, caller, kind, &newest.name, Some(newest.version), None::<&Value>).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn versions(app: &App, kind: Kind, name: &str) -> Result<Versions, Problem> {
    let rows = kept::versions(app.hub.db(), kind, name).await?;
    if rows.is_empty() {
        return Err(unknown(kind, name));
    }
    let versions = rows
        .into_iter()
        .map(|row| {
            let body: Value = row.body.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or(Value::Null);
            let (policy, carrier) = if kind == Kind::Policy { (Some(body), None) } else { (None, Some(body)) };
            Version { version: row.version, at: Moment::of(row.at), by: row.by_name, policy, carrier }
        })
        .collect();
    Ok(Versions { versions })
}

fn unknown(kind: Kind, name: &str) -> Problem {
    Problem::not_found(&format!("{} “{name}”", kind.as_str()))
}
