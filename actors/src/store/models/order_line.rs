//! How many units of an order line are where.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    pub sku: String,
    pub title: String,
    pub quantity: i64,
    pub unit_price: i64,
    pub open: i64,
    pub reserved: i64,
    pub picked: i64,
    pub packed: i64,
    pub shipped: i64,
    pub ready: i64,
    pub delivered: i64,
    pub collected: i64,
    pub cancelled: i64,
    pub backordered: i64,
    pub returned: i64,
}

impl ActiveModelBehavior for ActiveModel {}
