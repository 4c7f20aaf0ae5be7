//! The part of an order that one node executes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fulfillments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    pub number: String,
    pub node: String,
    pub status: String,
    pub method: String,
    pub channel: String,
    /// As given with the order.
    pub customer_name: Option<String>,
    /// JSON: what the board shows of each line.
    pub lines: String,
    pub offered_at: Option<i64>,
    pub due_at: Option<i64>,
    pub ready_until: Option<i64>,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    /// The counter where the customer collects what another node packs.
    pub sent_to: Option<String>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
