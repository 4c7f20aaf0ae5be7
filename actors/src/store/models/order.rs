//! Orders as lists show them.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: String,
    pub customer: Uuid,
    /// As given with the order.
    pub customer_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub status: String,
    pub channel: String,
    pub method: String,
    pub pickup_node: Option<String>,
    pub total: i64,
    pub currency: String,
    pub placed_at: i64,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
