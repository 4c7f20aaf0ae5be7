//! The agents' inbox.

use crate::api::problem::Problem;
use crate::api::query::{self, Query};
use crate::app::App;
use crate::auth::Caller;
use crate::reads::inbox::{self, Inbox};
use actix_web::{get, web};
use comptoir_actors::store::queries::inbox::View;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewName {
    #[default]
    Open,
    Mine,
    Unassigned,
    Snoozed,
    Closed,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InboxQuery {
    #[serde(default)]
    #[param(inline)]
    view: ViewName,
    cursor: Option<String>,
    limit: Option<u64>,
}

/// Topics
#[utoipa::path(tag = "conversations", params(InboxQuery), responses((status = 200, body = Inbox), (status = 401, body = Problem)))]
#[get("/inbox")]
pub async fn list(app: web::Data<App>, caller: Caller, query: Query<InboxQuery>) -> Result<web::Json<Inbox>, Problem> {
    let me = caller.staff()?;
    let view = match query.0.view {
        ViewName::Open => View::Open,
        ViewName::Mine => View::Mine(me.id),
        ViewName::Unassigned => View::Unassigned,
        ViewName::Snoozed => View::Snoozed,
        ViewName::Closed => View::Closed,
    };
    let (after, limit) = (query::cursor(query.0.cursor.as_deref())?, query::limit(query.0.limit)?);
    inbox::page(&app, me.id, view, after, limit).await.map(web::Json)
}
