//! Visitors: browsers that hold a short-lived token, and one to renew it with.

use crate::api::body::Body;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::origin;
use crate::auth::tokens::Purpose;
use crate::representation::Moment;
use actix_web::{HttpRequest, HttpResponse, post, web};
use comptoir_domain::ids::VisitorId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
pub struct VisitorRequest {
    /// From the last answer, to remain the same visitor.
    #[serde(default)]
    refresh_token: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VisitorToken {
    visitor_id: Uuid,
    /// For `Authorization: Bearer` and the live connection; lives 15 minutes.
    token: String,
    expires_at: Moment,
    /// Lives 180 days.
    refresh_token: String,
}

/// Become a visitor, or remain one
#[utoipa::path(tag = "visitors", request_body = VisitorRequest, responses(
    (status = 201, body = VisitorToken), (status = 401, body = Problem), (status = 429, body = Problem)
))]
#[post("/visitors")]
pub async fn token(app: web::Data<App>, request: HttpRequest, body: Body<VisitorRequest>) -> Result<HttpResponse, Problem> {
    if !origin::is_welcome(&request, &app.config) {
        return Err(Problem::forbidden("this site is not among those that may show the webchat (`widget_origins`)"));
    }
    app.limits.visitor(origin::address(&request, &app.config))?;
    let visitor = match &body.value.refresh_token {
        Some(refresh) => app
            .visitor_tokens
            .read(refresh, Purpose::Refresh)
            .ok_or_else(|| Problem::unauthenticated("this refresh token is not valid (any more); become a new visitor"))?,
        None => VisitorId(Uuid::now_v7()),
    };
    let now = app.hub.now();
    let issue = |purpose| app.visitor_tokens.issue(visitor, purpose, now).map_err(|_| Problem::try_again());
    let (token, expires_at) = issue(Purpose::Access)?;
    let (refresh_token, _) = issue(Purpose::Refresh)?;
    let answer = VisitorToken { visitor_id: visitor.0, token, expires_at: expires_at.into(), refresh_token };
    Ok(HttpResponse::Created().insert_header(("cache-control", "no-store")).json(answer))
}
