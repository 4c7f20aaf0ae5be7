//! The shop.

use crate::app::App;
use crate::representation::Shop;
use actix_web::{get, web};

/// The shop
#[utoipa::path(tag = "shop", responses((status = 200, body = Shop)))]
#[get("/shop")]
pub async fn shop(app: web::Data<App>) -> web::Json<Shop> {
    web::Json(app.shop())
}
