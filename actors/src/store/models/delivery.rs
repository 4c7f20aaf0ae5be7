//! Emails and SMS on their way out, and out.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel: String,
    pub recipient: String,
    pub template: String,
    pub language: String,
    /// JSON: what the template needs besides the order.
    pub data: String,
    pub subject: Option<String>,
    /// `waiting`, `sending`, `sent`, `kept` (no server is configured) or `dead`.
    pub status: String,
    pub attempts: i32,
    pub due_at: i64,
    pub lease_until: Option<i64>,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub error: Option<String>,
    pub customer: Option<Uuid>,
    pub order_id: Option<Uuid>,
    pub order_number: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
