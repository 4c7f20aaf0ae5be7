//! Staff: who works here.

use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::{Caller, Me, sessions};
use actix_web::{get, web};
use comptoir_actors::store::staff;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct StaffList {
    staff: Vec<Me>,
}

/// Everybody who works here
#[utoipa::path(tag = "staff", responses((status = 200, body = StaffList), (status = 401, body = Problem)))]
#[get("/staff")]
pub async fn list(app: web::Data<App>, caller: Caller) -> Result<web::Json<StaffList>, Problem> {
    caller.staff()?;
    let staff = staff::list(app.hub.db()).await?.into_iter().filter_map(sessions::me).collect();
    Ok(web::Json(StaffList { staff }))
}
