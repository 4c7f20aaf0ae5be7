//! What happened: the journal itself.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Its place among all events: gap-free, in commit order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub entity: Uuid,
    pub kind: String,
    pub version: i64,
    pub r#type: String,
    pub schema: i16,
    /// JSON, as `schema` says.
    pub data: String,
    pub at: i64,
    /// JSON: who caused it.
    pub by_whom: String,
    /// Whose timeline it belongs to.
    pub customer: Option<Uuid>,
    /// 0: staff only; 1: the customer sees it as it is; 2: the customer sees `shown_data` in place of `data`.
    pub shown: i16,
    pub shown_data: Option<String>,
    /// The id of the message or note that it is.
    pub message: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
