//! Canned replies: what agents answer again and again.

use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use actix_web::{get, web};
use comptoir_actors::store::staff;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct CannedReplies {
    replies: Vec<CannedReply>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CannedReply {
    #[schema(example = "bonjour")]
    shortcut: String,
    #[schema(example = "fr")]
    language: String,
    text: String,
}

/// Canned replies
#[utoipa::path(tag = "conversations", responses((status = 200, body = CannedReplies), (status = 401, body = Problem)))]
#[get("/canned-replies")]
pub async fn list(app: web::Data<App>, caller: Caller) -> Result<web::Json<CannedReplies>, Problem> {
    caller.staff()?;
    let rows = staff::canned_replies(app.hub.db()).await?;
    let replies = rows.into_iter().map(|row| CannedReply { shortcut: row.shortcut, language: row.language, text: row.text }).collect();
    Ok(web::Json(CannedReplies { replies }))
}
